/* The search for customers: a page of those that match. */
#ifndef OPERATION_SEARCH_H
#define OPERATION_SEARCH_H

#include <stdbool.h>

#include "schema/fault.h"
#include "store/store.h"

struct arena;
struct record;

/* Customers on a page; and the rows behind which pages have no number. */
enum { SEARCH_ITEMS = 25, SEARCH_ITEMS_MOST = 500, SEARCH_FARTHEST = 100000 };

/* Searches in one store, one after the other. */
struct searching {
	/* to be set */
	struct arena *arena; /* of the answers */
	struct arena *items; /* for memory of a moment */
	struct store_settings settings;
	const struct bounds *bounds; /* of the API key */

	/* the result */
	struct faults faults; /* of messages; begins with its arena only */
	bool unavailable;

	/* internal */
	struct store *store;
};

/*
 * Answers GetCustomerPaginated: returns the page, a record of page_schema in
 * the arena; or NULL, for the reasons in faults, or because the store is
 * unavailable. The store stays open for the next search.
 */
struct record *
searching_page(struct searching *searching, struct record *asked);

/*
 * The brands that customers within bounds have, in their order, ended by NULL,
 * in the arena; NULL: the store is unavailable. Bounds that are NULL: any.
 */
const char *const *search_brands(
	struct store *store, struct arena *arena, const struct bounds *bounds);

/* Opens the store, unless it is open; returns whether it is available. */
bool searching_begin(struct searching *searching);

/* Closes the store, if it is open. */
void searching_end(struct searching *searching);

#endif
