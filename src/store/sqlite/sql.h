/* The state and the functions that the files of the SQLite store share. */
#ifndef SQLITE_SQL_H
#define SQLITE_SQL_H

#include <sqlite3.h>

#include "base/sha256.h"
#include "store/damage.h"
#include "store/methods.h"

struct sqlite {
	struct store base;
	struct arena *arena;   /* of the request */
	struct arena *lasting; /* of what lives as long as the connection */
	struct store_session *session; /* NULL: closed after its transaction */
	size_t prepared;               /* statements */
	const char *file;
	const struct schema *schema;
	sqlite3 *db;
	enum store_result result; /* if not STORE_OK, nothing more is done */
	int writelock;            /* the lock file, or -1 */
	bool is_new;              /* the database has no tables yet */
	bool quiet;               /* no failure is logged */
	struct damage *damage;    /* as in the settings */
	bool salvages; /* damage is passed over, where a record is read, … */
	bool bears;    /* … which is so now, … */
	bool bore;     /* … and damage was met */
	const struct idempotency *idempotency;
	int64_t first;    /* the id of the first record added or changed … */
	size_t count;     /* … the number of these … */
	int64_t version;  /* … and the version of the last one */
	bool has_log;     /* a write-ahead log */
	bool erases;      /* this transaction: the log has to be emptied */
	bool pending;     /* an erasure of another process is to be completed */
	int64_t patience; /* lock_timeout, in milliseconds */
	/* the SELECTs, prepared at first use: of a record, of a slice of them,
	   and of their lists by field */
	sqlite3_stmt *one, *slice, **items;
	/* of a slice, in one pass: of the lists by field, then of the records
	 */
	struct run *runs;
	bool is_slicing;               /* records are read by their runs */
	struct card_statements *cards; /* and of cards, likewise */
	struct find_statements *finds; /* and of searches */
	bool searching; /* a search began the transaction that reads */
	bool shared;  /* many requests read in one transaction, in which … */
	bool current; /* … the tables were found to be this program's */
	/* the INSERTs, prepared at first use as well */
	sqlite3_stmt *root, *consent, *change;
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

/* Runs one statement that results in nothing, and is kept in a session. */
void sql_run(struct sqlite *store, const char *sql);

/*
 * Begins to read a state of one moment. Returns whether sql_end_read() must end
 * the transaction, because the reading is no part of an earlier one.
 */
bool sql_begin_read(struct sqlite *store);

/* Ends the reading, so that no process waits for this reader. */
void sql_end_read(struct sqlite *store, bool alone);

/*
 * Begins to read a state of one moment for all requests to come, until
 * sql_end_shared(); does nothing while a transaction is begun.
 */
void sql_share(struct sqlite *store);

/* Ends that reading, if it was begun: what is read next may take long. */
void sql_end_shared(struct sqlite *store);

/* Prepares a statement; NULL after a failure, which every SQLite call bears. */
sqlite3_stmt *sql_prepare(struct sqlite *store, const char *sql);

/*
 * Takes a statement back from the function that had it prepared: in a session
 * it is kept for the next time.
 */
void sql_finish(struct sqlite *store, sqlite3_stmt *statement);

/* Runs a statement to its first row; returns whether there is one. */
bool sql_row(struct sqlite *store, sqlite3_stmt *statement);

/*
 * From here until sql_bore() damage is no failure in a store that salvages: a
 * statement ends at it. sql_bore() returns whether that happened, and notes
 * that the record of an id is lost, if there is one; 0: of none.
 */
void sql_bear(struct sqlite *store);
bool sql_bore(struct sqlite *store, int64_t id);

/* The number that a query results in; 0 after a failure. */
int64_t sql_query(struct sqlite *store, const char *sql);

/* Binds a number or a text, which has to stay; NULL as SQL's NULL. */
void sql_bind_number(
	struct sqlite *store, sqlite3_stmt *statement, int at, int64_t number);
void sql_bind_text(struct sqlite *store, sqlite3_stmt *statement, int at,
	const char *text);

/* Binds a hash, which has to stay. */
void sql_bind_print(struct sqlite *store, sqlite3_stmt *statement, int at,
	const unsigned char print[SHA256_BYTES]);

/*
 * A copy of a column's text, in the arena; NULL for SQL's NULL, and where the
 * store has failed, for lack of memory.
 */
const char *sql_copy(struct sqlite *store, struct arena *arena,
	sqlite3_stmt *row, int column);

/* As sql_copy(), with "" in the place of NULL. */
const char *sql_string(struct sqlite *store, struct arena *arena,
	sqlite3_stmt *row, int column);

/* As sql_copy(), in the store's arena. */
const char *sql_text(struct sqlite *store, sqlite3_stmt *query, int column);

/* Makes sure that the tables are those that this program knows. */
void migration_adopt(struct sqlite *store);

/* Whether the tables are those that this program knows, and there already. */
bool migration_is_current(struct sqlite *store);

/*
 * Whether keys can be looked up, in the table that all versions so far have;
 * *owned says whether keys have owners there.
 */
bool migration_has_keys(struct sqlite *store, bool *owned);

/* Looks up the key of a store as store_recall(), but keys too old count too. */
enum recall
idempotency_find(struct sqlite *store, bool owned, struct recalled *recalled);

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

/* As store_replace() and store_erase(). */
enum store_result rows_replace(struct store *store,
	const struct replacement *replacement, int64_t *version);
enum store_result rows_erase(struct store *store, const struct stored *stored,
	const struct origin *origin);

/* Notes that a record was created, changed or erased. */
void
change_created(struct sqlite *store, int64_t id, const struct origin *origin);
void
change_changed(struct sqlite *store, const struct replacement *replacement);
void change_erased(struct sqlite *store, const struct stored *stored,
	const struct origin *origin);

/* As store_history(), store_walk_changes(), store_consents(), store_feed(). */
enum store_result change_history(struct store *store, struct arena *arena,
	int64_t id, struct history *history);
enum store_result
change_walk(struct store *store, struct arena *arena, struct change_walk *walk);
enum store_result change_consents(struct store *store, struct arena *arena,
	int64_t id, struct consent **consents, size_t *count);
enum store_result
change_feed(struct store *store, struct arena *arena, struct feed *feed);

/* As store_read() and store_read_slice(). */
enum store_result fetch_record(struct store *store, struct intake *intake,
	int64_t id, struct stored *stored);
enum store_result
fetch_slice(struct store *store, struct intake *intake, struct cursor *cursor);

/*
 * Begins and ends a slice, in a transaction that reads: between these, records
 * are read in order of their ids, each table in one pass.
 */
void fetch_begin_slice(struct sqlite *store);
void fetch_end_slice(struct sqlite *store);

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

/* As store_keep_task(), store_find_task() and store_list_tasks(). */
enum store_result
task_keep(struct store *store, struct task *task, enum task_kept *kept);
enum store_result
task_find(struct store *store, const char *id, int64_t now, struct task *task);
enum store_result task_list(struct store *store, int64_t key, int64_t now,
	struct task **tasks, size_t *count);
/* Notes a deed in the audit trail, as store/audit.h tells of deeds. */
void audit_note(struct sqlite *store, const struct deed *deed,
	enum audit_kind kind, int64_t subject);

/* Whether refusals can be noted without making a database. */
bool refusal_may_note(const struct store_settings *settings);

/* Counts refusals in the transaction, as store_note_refusal() does. */
void refusal_note(struct store *store, const char *day,
	const char *const *fields, size_t count);

/* As store_figures(). */
enum store_result statistics_figures(struct store *store, struct arena *arena,
	enum figure_kind kind, struct figure **figures, size_t *count);

/* As store_list_deeds(). */
enum store_result audit_list(struct store *store, struct arena *arena,
	int64_t after, struct audit_entry **entries, size_t *count);

/* As the functions of store/key.h that take an open store. */
enum store_result keys_find(struct store *store,
	const struct key_wanted *wanted, int64_t now, struct api_key *key);
enum store_result
keys_note_use(struct store *store, int64_t id, const char *day);
enum store_result keys_add(struct store *store, const struct api_key *key,
	const unsigned char print[SHA256_BYTES], const struct deed *deed,
	int64_t *id);
enum store_result
keys_list(struct store *store, struct api_key **keys, size_t *count);
enum store_result
keys_revoke(struct store *store, int64_t id, const struct deed *deed);
enum store_result keys_rotate(struct store *store, int64_t id,
	const unsigned char print[SHA256_BYTES], int64_t until,
	const struct deed *deed);
enum store_result keys_add_visit(struct store *store, int64_t key,
	const unsigned char print[SHA256_BYTES], int64_t until, int64_t now);
enum store_result keys_drop_visit(
	struct store *store, const unsigned char print[SHA256_BYTES]);

/* As the functions of store/import.h. */
enum store_result import_keep(
	struct store *store, struct import_run *run, const struct deed *deed);
enum store_result import_list(struct store *store, struct arena *arena,
	int64_t number, struct import_run **runs, size_t *count);
enum store_result
import_keep_row(struct store *store, const struct import_row *row);
enum store_result import_find_row(struct store *store,
	const unsigned char print[IMPORT_PRINT], struct import_row *row);
enum store_result import_last_row(struct store *store, int64_t import,
	int64_t before, struct import_row *row);
enum store_result import_drop_row(struct store *store, int64_t id);
enum store_result
import_find_known(struct store *store, enum known_by by, const char *text,
	const char *brand, int64_t ids[KNOWN_MOST], size_t *count);

#endif
