/* The pages of the form: to fill in, to correct, and the results of sending. */
#ifndef FORM_PAGE_H
#define FORM_PAGE_H

#include <stdint.h>

struct exchange;
struct faults;
struct page;
struct record;

/* GET /customer: makes the form the answer, empty. */
void page_form(struct exchange *exchange);

/*
 * Makes the form the answer, with a record's values and, unless NULL, the
 * faults found. Each list of the record gets an empty item.
 */
void page_write(struct exchange *exchange, int status, struct record *customer,
	const struct faults *faults);

/*
 * Makes the form the answer, with all that was entered so far, unchecked, and
 * an empty item at the end of every list. The empty item of the list named,
 * unless NULL, takes focus.
 */
void page_more(struct exchange *exchange, const char *list);

/*
 * Makes the answer a page that says that the customer of the exchange was
 * created, with a summary of the stored record.
 */
void page_created(struct exchange *exchange, int64_t id);

/* As page_created(), of a customer that was corrected. */
void page_corrected(struct exchange *exchange, int64_t id);

/*
 * Makes the answer a page that says that the request will be looked at. The
 * page gives no reason, and says nothing untrue.
 */
void page_received(struct exchange *exchange);

/* Makes the answer a page that tells why a request can't be done. */
void page_refused(
	struct exchange *exchange, int status, const struct faults *faults);

/* Adds the fields of a customer, by groups, with their values and faults. */
void page_write_fields(struct page *page, struct record *customer);

/*
 * Adds all faults of a page whose fields are written, each with a link to its
 * control, in the order of the controls. The phrase says what was not done.
 */
void page_write_faults(struct page *page, const char *phrase);

/* Adds lines for a signature, on paper. */
void page_sign(struct page *page);

#endif
