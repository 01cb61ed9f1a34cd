/* The store in SQLite: what its files share. */
#ifndef SQLITE_SQL_H
#define SQLITE_SQL_H

#include <sqlite3.h>

#include "store/store.h"

struct store {
	struct arena *arena;
	const char *file;
	const struct schema *schema;
	sqlite3 *db;
	enum store_result result; /* once it is not STORE_OK, nothing is done */
	int writelock;            /* the lock file, or -1 */
	bool is_new;              /* the database has no tables yet */
	const struct idempotency *idempotency;
	int64_t first; /* the id of the first record added … */
	size_t count;  /* … and how many were */
	/* the INSERTs, prepared at first use */
	sqlite3_stmt *root, *consent;
	sqlite3_stmt *lists[]; /* by field */
};

/* Gives up, and logs why and what helps. */
void sql_refuse(struct store *store, enum store_result result, const char *why,
	const char *remedy);

/* Gives up after a failure of SQLite, or dies if that is a defect of ours. */
void sql_fail(struct store *store, int code, const char *why);

/* Takes the result of a call of SQLite; returns whether all is well so far. */
bool sql_took(struct store *store, int code);

/* Runs statements that result in nothing. */
void sql_execute(struct store *store, const char *sql);

/* Returns NULL after a failure, which every call of SQLite bears. */
sqlite3_stmt *sql_prepare(struct store *store, const char *sql);

/* Runs a statement to its first row; returns whether there is one. */
bool sql_row(struct store *store, sqlite3_stmt *statement);

/* The number that a query results in; 0 after a failure. */
int64_t sql_query(struct store *store, const char *sql);

/* Sees to it that the tables are those that this program knows. */
void migration_adopt(struct store *store);

/* Whether the tables are those that this program knows, and there already. */
bool migration_is_current(struct store *store);

/* What is known of the key of a store, as store_recall(), but of old ones too.
 */
enum recall
idempotency_find(struct store *store, int64_t *first, size_t *count);

/* Keeps the key with what was done under it. */
void idempotency_remember(struct store *store);

/* The id of a text that was shown to a person; it is kept once. */
int64_t wording_keep(struct store *store, const char *text);

/* Looks at an open database until the deadline, as calendar_elapsed() counts.
 */
void inspect(struct store *store, int64_t deadline, struct store_view *view);

#endif
