/* The search of a PostgreSQL store: one query for a page, or a slice. */
#ifndef POSTGRESQL_SEARCH_H
#define POSTGRESQL_SEARCH_H

#include "store/postgresql/sql.h"

/* As store_search() and store_end_reading(). */
enum store_result search_find(struct store *store, struct arena *arena,
	const struct search *search, struct search_page *page);
void search_finish(struct store *store);

/* The ids behind one, of customers who match; returns how many. */
size_t search_next(struct postgresql *store, const struct search *search,
	int64_t after, int64_t ids[STORE_SLICE]);

#endif
