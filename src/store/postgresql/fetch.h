/* The reading of records from their rows in a PostgreSQL database. */
#ifndef POSTGRESQL_FETCH_H
#define POSTGRESQL_FETCH_H

#include "store/postgresql/sql.h"

/* As store_read() and store_read_slice(). */
enum store_result fetch_one(struct store *store, struct intake *intake,
	int64_t id, struct stored *stored);
enum store_result
fetch_next(struct store *store, struct intake *intake, struct cursor *cursor);

#endif
