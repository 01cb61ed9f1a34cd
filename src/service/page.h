/* The pages for people. */
#ifndef SERVICE_PAGE_H
#define SERVICE_PAGE_H

#include <stdint.h>

struct exchange;
struct faults;
struct record;

/*
 * Adds the form, with a record's values and, unless NULL, the faults found.
 * The lists of the record get an empty item each.
 */
void page_write(struct exchange *exchange, struct record *customer,
	const struct faults *faults);

/* Makes the page that says that a customer was created the answer. */
void page_created(struct exchange *exchange, int64_t id);

/*
 * Makes the page that says that what was sent will be looked at the answer: it
 * tells nobody why, and nothing that is not so.
 */
void page_received(struct exchange *exchange);

#endif
