/* The export: all customers that match, on their way out one by one. */
#ifndef OPERATION_EXPORT_H
#define OPERATION_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "format/stream.h"
#include "operation/get.h"
#include "schema/record.h"
#include "store/search.h"
#include "store/store.h"

/*
 * A list of customers, of wholes_schema, in the order of their numbers. It must
 * live until the stream has ended, as must the search; the store is closed when
 * the stream ends, or with the arena.
 */
struct exporting {
	struct stream stream; /* first: its next() gets it */

	/* to be set */
	struct arena *arena;
	struct arena *items; /* for memory of a moment */
	const struct rules *rules;
	struct store_settings settings;
	/* its page does not count; brand NULL: all brands, one after the
	   other */
	struct search search;

	/* the result */
	int64_t total; /* of the customers, at the beginning */

	/* internal */
	struct store *store;
	const char *const *brands; /* those to come, ended by NULL */
	struct arena_mark mark;
	struct intake intake;
	struct cursor cursor;
	size_t at; /* in the slice */
	struct record *whole;
	struct country_names names;
};

/* Finds how many customers match; false: the store is unavailable. */
bool export_count(struct arena *arena, struct store *store,
	const struct search *search, int64_t *total);

/*
 * Opens the store, counts the customers and reads the first ones. Returns
 * whether the stream can be sent; false: the store is unavailable.
 */
bool export_begin(struct exporting *exporting);

#endif
