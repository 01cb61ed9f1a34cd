/* The writing of records into rows of a PostgreSQL database. */
#ifndef POSTGRESQL_ROWS_H
#define POSTGRESQL_ROWS_H

#include "store/postgresql/sql.h"

/* As store_add(), store_replace() and store_erase(). */
enum store_result row_add(struct store *store, const struct record *record,
	const struct origin *origin, int64_t *id);
enum store_result row_replace(struct store *store,
	const struct replacement *replacement, int64_t *version);
enum store_result row_erase(struct store *store, const struct stored *stored,
	const struct origin *origin);

#endif
