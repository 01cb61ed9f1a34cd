/* The binding of what the form page sends to what the page may ask for. */
#ifndef FORM_BIND_H
#define FORM_BIND_H

#include <stdbool.h>

struct exchange;
struct faults;
struct reading;
struct record;

/* Whether a request was sent by a page of ours, and is answered with one. */
bool
bind_is_page(const struct exchange *exchange, const struct reading *reading);

/*
 * Adds a fault if a body is larger than max-body, which it may be only if a page
 * of ours sent it.
 */
void bind_size(const struct exchange *exchange, const struct reading *reading,
	bool is_page, struct faults *faults);

/*
 * Makes what a page of ours sent complete, as the page promises: values that
 * crm.conf presets, the customer's country where another is left open, the main
 * item of a list. Line ends become one character. Adds the faults of values
 * that the page does not ask for, and takes these values out. Of a customer
 * whose kind was not chosen, adds what the likely kind requires.
 */
void bind_customer(const struct exchange *exchange, struct record *customer,
	struct faults *faults);

/* Makes line ends one character, as browsers send two (HTML section 4.10.22). */
void bind_line_ends(struct record *record);

/*
 * Adds the contradictions in what a page of ours sent, unless it was asked
 * about them already; then the page that comes again asks.
 */
void bind_ask(struct exchange *exchange, const struct reading *reading,
	const struct record *customer, struct faults *faults);

#endif
