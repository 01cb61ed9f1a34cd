/* The pages for people. */
#ifndef FORM_PAGE_H
#define FORM_PAGE_H

#include <stdint.h>

struct exchange;
struct faults;
struct record;

/*
 * Makes the form the answer, with a record's values and, unless NULL, the
 * faults found. The lists of the record get an empty item each.
 */
void page_write(struct exchange *exchange, int status, struct record *customer,
	const struct faults *faults);

/*
 * Makes the form the answer, with what was entered so far, nothing checked, and
 * an empty item at the end of every list. That of the list named takes focus.
 */
void page_more(struct exchange *exchange, const char *list);

/*
 * Makes the page that says that the customer of the exchange was created, and
 * what was stored of it, the answer.
 */
void page_created(struct exchange *exchange, int64_t id);

/*
 * Makes the page that says that what was sent will be looked at the answer: it
 * tells nobody why, and nothing that is not so.
 */
void page_received(struct exchange *exchange);

/* Makes the page that tells why a request can't be done the answer. */
void page_refused(
	struct exchange *exchange, int status, const struct faults *faults);

#endif
