/* The filters of a message, for a search in the store. */
#ifndef OPERATION_FILTERS_H
#define OPERATION_FILTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/fault.h"
#include "store/search.h"

struct bounds;
struct record;
struct text;

/*
 * Checks a message with filters (customer/lists.h), and makes a search of it,
 * which lives as long as the message; the page is left out. Adds all faults.
 * Returns whether there was none.
 */
bool filters_read(struct record *asked, const struct bounds *bounds,
	struct search *search, struct faults *faults);

/*
 * Adds what a message without faults asks for, beside the page, as JSON: the
 * same text for all messages that ask for the same.
 */
void filters_print(struct text *out, const struct record *asked);

/* Adds a fault of a member that is well-formed. */
void filters_fault(struct faults *faults, const struct record *asked,
	size_t field, enum fault_kind kind, const char *detail);

#endif
