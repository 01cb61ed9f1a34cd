/* The state and the functions that the files of the SQLite store share. */
#ifndef SQLITE_SQL_H
#define SQLITE_SQL_H

#include <sqlite3.h>

#include "store/methods.h"

struct sqlite {
	struct store base;
	struct arena *arena;
	const char *file;
	const struct schema *schema;
	sqlite3 *db;
	enum store_result result; /* if not STORE_OK, nothing more is done */
	int writelock;            /* the lock file, or -1 */
	bool is_new;              /* the database has no tables yet */
	const struct idempotency *idempotency;
	int64_t first; /* the id of the first record added … */
	size_t count;  /* … and the number of these */
	/* the SELECTs, prepared at first use: of a record, of a slice of them,
	   and of their lists by field */
	sqlite3_stmt *one, *slice, **items;
	struct card_statements *cards; /* and of cards, likewise */
	struct find_statements *finds; /* and of searches */
	bool searching; /* a search began the transaction that reads */
	/* the INSERTs, prepared at first use as well */
	sqlite3_stmt *root, *consent;
	sqlite3_stmt *lists[]; /* by field */
};

/* The database behind a store of this kind. */
static inline struct sqlite *
sqlite_of(struct store *store)
{
	return (struct sqlite *)store;
}

/* Gives up, and logs the reason and the remedy. */
void sql_refuse(struct sqlite *store, enum store_result result, const char *why,
	const char *remedy);

/* Gives up after a failure of SQLite, or dies if it is a defect of ours. */
void sql_fail(struct sqlite *store, int code, const char *why);

/* Takes the result of a call of SQLite; returns whether all is well so far. */
bool sql_took(struct sqlite *store, int code);

/* Runs statements that result in nothing. */
void sql_execute(struct sqlite *store, const char *sql);

/* Prepares a statement; NULL after a failure, which every SQLite call bears. */
sqlite3_stmt *sql_prepare(struct sqlite *store, const char *sql);

/* Runs a statement to its first row; returns whether there is one. */
bool sql_row(struct sqlite *store, sqlite3_stmt *statement);

/* The number that a query results in; 0 after a failure. */
int64_t sql_query(struct sqlite *store, const char *sql);

/* Makes sure that the tables are those that this program knows. */
void migration_adopt(struct sqlite *store);

/* Whether the tables are those that this program knows, and there already. */
bool migration_is_current(struct sqlite *store);

/* Whether keys can be looked up: in one table in all versions so far. */
bool migration_has_keys(struct sqlite *store);

/* Looks up the key of a store as store_recall(), but keys too old count too. */
enum recall idempotency_find(struct sqlite *store, struct recalled *recalled);

/* As store_recall(). */
enum recall idempotency_recall(struct store *store, struct recalled *recalled);

/* Keeps the key with the ids that were given under it. */
void idempotency_remember(struct sqlite *store);

/* The id of a text that was shown to a person; the text is kept once. */
int64_t wording_keep(struct sqlite *store, const char *text);

/*
 * The kind of file system on which a write-ahead log does not work, if the
 * database lies on one; else NULL. The lock file must be open.
 */
const char *wal_obstacle(const struct sqlite *store);

/*
 * Makes sure that the shared memory of a write-ahead log has its room on the
 * disk before SQLite stores anything there. Where room can't be had, SQLite's
 * calls fail: with ENOSPC, or with EOPNOTSUPP on a file system that can't
 * reserve blocks which SQLite itself would not fill.
 */
void wal_reserve(struct sqlite *store);

/* Looks at an open database until the deadline, as calendar_elapsed() counts.
 */
void inspection_look(
	struct sqlite *store, int64_t deadline, struct store_view *view);

/* As store_try(). */
enum store_result inspection_try(struct store *store);

/* As store_add(). */
enum store_result rows_add(struct store *store, const struct record *record,
	const struct origin *origin, int64_t *id);

/* As store_read() and store_read_slice(). */
enum store_result fetch_record(struct store *store, struct intake *intake,
	int64_t id, struct stored *stored);
enum store_result
fetch_slice(struct store *store, struct intake *intake, struct cursor *cursor);

/* As fetch_record(); returns how many bytes the record takes. */
size_t fetch_sized(struct sqlite *store, struct intake *intake, int64_t id,
	struct stored *stored);

/* As store_search() and store_end_reading(). */
enum store_result search_page(struct store *store, struct arena *arena,
	const struct search *search, struct search_page *page);
void search_end(struct store *store);

/* As store_read_slice() of a cursor with a search. */
enum store_result
search_slice(struct store *store, struct intake *intake, struct cursor *cursor);

/* Reads the secret of an open database, transaction or none. */
enum store_result
secret_read(struct sqlite *store, unsigned char secret[STORE_SECRET]);

/* As store_secret() and store_spend(). */
enum store_result
secret_get(struct store *store, unsigned char secret[STORE_SECRET]);
bool secret_spend(struct store *store, const char *word, int64_t time);

/* As store_quarantine(), store_suspect() and the functions that drop them. */
enum store_result quarantine_add(
	struct store *store, const struct suspect *suspect, int64_t most);
enum store_result
quarantine_next(struct store *store, int64_t after, struct suspect *suspect);
enum store_result quarantine_drop(struct store *store, int64_t id);
enum store_result quarantine_drop_many(
	struct store *store, int64_t after, int64_t to, int64_t *last);

#endif
