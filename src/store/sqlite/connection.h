/* A connection to a SQLite database: the steps of opening and closing it. */
#ifndef SQLITE_CONNECTION_H
#define SQLITE_CONNECTION_H

#include "store/sqlite/sql.h"

struct config;

/* The path of the database, which may begin with the name of this kind. */
const char *connection_path(const struct config *config);

/* Opens the database of store->file, unless the store has failed. */
void connection_open(struct sqlite *store, int64_t deadline);

/* Waits for SQLite's own locks until then; as calendar_elapsed() counts. */
void connection_wait(struct sqlite *store, int64_t deadline);

/* Waits for the write lock until then. */
void connection_lock(struct sqlite *store, int64_t deadline);

/*
 * Chooses the journal and begins a transaction, in which all tables that are
 * missing are made; the write lock has been taken.
 */
void connection_set_up(struct sqlite *store,
	const struct store_settings *settings, int64_t deadline);

/* Makes the names of a new database's files durable, before the commit. */
void connection_sync_names(struct sqlite *store);

/* Closes the database, with all statements; what is not committed is lost. */
void connection_close(struct sqlite *store);

#endif
