/* The store in SQLite: a file, and a transaction. */
#include "store/store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
#include "base/path.h"
#include "base/pool.h"
#include "store/sqlite/writelock.h"
#include "store/sqlite/look.h"
#include "store/sqlite/location.h"
#include "store/sqlite/sql.h"

enum { LOCK_PAUSE = 5 }; /* milliseconds */

/* Whether a pragma that asks for the journal, or sets it, tells this mode. */
static bool
has_journal(struct store *store, const char *pragma, const char *mode)
{
	sqlite3_stmt *statement = sql_prepare(store, pragma);
	bool same =
		sql_took(store, sqlite3_step(statement)) &&
		sqlite3_stricmp((const char *)sqlite3_column_text(statement, 0),
			mode) == 0;

	sqlite3_finalize(statement);
	return same;
}

static void
open_database(struct store *store, int64_t deadline)
{
	look_keep(store->file);
	wal_reserve(store);
	sql_took(store,
		sqlite3_open_v2(store->file, &store->db,
			SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
				SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
				SQLITE_OPEN_EXRESCODE,
			NULL));
	if (store->result == STORE_OK && sqlite3_db_readonly(store->db, "main"))
		sql_fail(store, SQLITE_READONLY,
			sqlite3_errstr(SQLITE_READONLY));
	if (store->result != STORE_OK)
		return;
	sqlite3_busy_timeout(store->db, (int)(deadline - calendar_elapsed()));
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
}

/*
 * Gives a database that is still empty a write-ahead log, if it is to have
 * one. It then has it for good. SQLite itself does not wait for this lock.
 */
static void
choose_wal(struct store *store, const struct store_settings *settings,
	int64_t deadline)
{
	const char *obstacle;
	int code;

	if (settings->journal != JOURNAL_WAL ||
		sql_query(store, "PRAGMA page_count") != 0 ||
		store->result != STORE_OK)
		return;
	obstacle = wal_obstacle(store);
	if (obstacle != NULL) {
		log_line("database %s: a write-ahead log does not work on %s;"
			 " a rollback journal is used",
			store->file, obstacle);
		return;
	}
	do
		code = sqlite3_exec(
			store->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
	while (code == SQLITE_BUSY && calendar_elapsed() < deadline &&
		sqlite3_sleep(LOCK_PAUSE) > 0);
	sql_took(store, code);
}

/*
 * Begins the transaction. In it nobody can change the kind of journal. One
 * that is no write-ahead log is truncated from now on, which costs a process
 * per request less than deleting it (bench/README). EXTRA syncs the end of
 * either; with a write-ahead log it is FULL.
 */
static void
begin(struct store *store)
{
	static const char truncate[] = "PRAGMA journal_mode=TRUNCATE";

	sql_execute(store, "PRAGMA temp_store=MEMORY;"
			   "PRAGMA synchronous=EXTRA;"
			   "BEGIN IMMEDIATE");
	if (has_journal(store, "PRAGMA journal_mode", "wal")) {
		const char *obstacle = wal_obstacle(store);

		if (obstacle != NULL)
			sql_refuse(store, STORE_UNAVAILABLE,
				arena_printf(store->arena,
					"it has a write-ahead log, which does"
					" not work on %s",
					obstacle),
				"run sqlite3 FILE 'PRAGMA"
				" journal_mode=DELETE'");
	} else if (!has_journal(store, truncate, "truncate")) {
		/* an empty database is being written already */
		sql_execute(store, "ROLLBACK");
		sql_execute(store, truncate);
		sql_execute(store, "BEGIN IMMEDIATE");
	}
}

/*
 * Waits in the queue of writers; before that, those who send one request
 * twice wait for each other.
 */
static void
take_writelock(struct store *store, int64_t deadline)
{
	enum writelock_result key = WRITELOCK_TAKEN, write = WRITELOCK_BROKEN;

	store->writelock = writelock_open(store->arena, store->file);
	if (store->writelock >= 0 && store->idempotency != NULL)
		key = writelock_take(store->writelock,
			writelock_place(store->idempotency->key), deadline);
	if (store->writelock >= 0 && key == WRITELOCK_TAKEN)
		write = writelock_take(
			store->writelock, WRITELOCK_WRITE, deadline);
	if (key == WRITELOCK_LATE)
		store->result = STORE_AT_WORK;
	else if (write == WRITELOCK_LATE)
		sql_fail(store, SQLITE_BUSY, "its lock file is locked");
	else if (key == WRITELOCK_BROKEN || write == WRITELOCK_BROKEN)
		sql_fail(store, SQLITE_CANTOPEN,
			arena_printf(store->arena, "its lock file: %s",
				strerror(errno)));
}

static int
start_pool(void *nothing)
{
	(void)nothing;
	return SQLITE_OK;
}

/* One thread makes one use of SQLite, and nobody asks how much it takes. */
static void
configure_sqlite(void)
{
	static const sqlite3_mem_methods pool = {
		.xMalloc = pool_take,
		.xFree = pool_give,
		.xRealloc = pool_resize,
		.xSize = pool_size,
		.xRoundup = pool_round,
		.xInit = start_pool,
	};

	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_MALLOC, &pool);
}

const char *
store_prepare(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	char seed;

	configure_sqlite();
	/* SQLite takes it from a device, once */
	sqlite3_randomness(sizeof(seed), &seed);
	look_for_sqlite();
	return location_folder(arena, file, forbidden);
}

/* A store that is not open; its result says whether it can be. */
static struct store *
store_new(struct arena *arena, const struct store_settings *settings)
{
	size_t lists = settings->schema->count * sizeof(sqlite3_stmt *);
	struct store *store = arena_alloc(arena, sizeof(*store) + lists);

	store->arena = arena;
	store->schema = settings->schema;
	store->idempotency = settings->idempotency;
	store->writelock = -1;
	if (settings->file != NULL)
		store->file = settings->folder == NULL
				      ? location_ready(arena, settings->file,
						settings->forbidden)
				      : location_file(arena, settings->file,
						settings->folder);
	if (store->file == NULL)
		store->result = STORE_UNAVAILABLE;
	return store;
}

enum store_result
store_open(struct arena *arena, const struct store_settings *settings,
	struct store **opened)
{
	struct store *store = store_new(arena, settings);
	int64_t deadline = calendar_elapsed() + settings->lock_timeout;

	*opened = NULL;
	if (store->result == STORE_OK)
		take_writelock(store, deadline);
	if (store->result == STORE_OK) {
		open_database(store, deadline);
		choose_wal(store, settings, deadline);
		begin(store);
		migration_adopt(store);
	}
	if (store->result == STORE_OK)
		*opened = store;
	else
		store_close(store);
	return store->result;
}

/* A store that is open, if its result says so, without the lock of writers. */
static struct store *
open_to_read(struct arena *arena, const struct store_settings *settings,
	int64_t deadline)
{
	struct store *store = store_new(arena, settings);

	if (store->result == STORE_OK)
		open_database(store, deadline);
	return store;
}

enum store_result
store_read_secret(struct arena *arena, const struct store_settings *settings,
	unsigned char secret[STORE_SECRET])
{
	struct store *store = open_to_read(
		arena, settings, calendar_elapsed() + settings->lock_timeout);
	bool current = false;

	if (store->result == STORE_OK)
		current = migration_is_current(store);
	if (current)
		store_secret(store, secret);
	store_close(store);
	if (current || store->result != STORE_OK)
		return store->result;
	if (store_open(arena, settings, &store) != STORE_OK)
		return STORE_UNAVAILABLE;
	store_secret(store, secret);
	return store_commit(store);
}

bool
store_was_done(struct arena *arena, const struct store_settings *settings)
{
	enum recall recall = RECALL_NOTHING;
	struct stat status;
	struct store *store;
	int64_t first;
	size_t count;

	if (settings->file == NULL || look_at(settings->file, &status) != 0)
		return false;
	store = open_to_read(
		arena, settings, calendar_elapsed() + settings->lock_timeout);
	if (store->result == STORE_OK && migration_has_keys(store))
		recall = idempotency_find(store, &first, &count);
	store_close(store);
	return recall == RECALL_SAME;
}

enum store_result
store_inspect(struct arena *arena, const struct store_settings *settings,
	struct store_view *view)
{
	int64_t deadline = calendar_elapsed() + settings->lock_timeout;
	struct store *store = open_to_read(arena, settings, deadline);

	*view = (struct store_view){ .journal = "", .newest = "" };
	if (store->result == STORE_OK)
		inspect(store, deadline, view);
	store_close(store);
	return store->result;
}

/*
 * A new database has a new name, so has its journal, and one that it began with
 * may be gone: this must be durable too, and SQLite minds no failure to make it
 * so. It is before there are tables: who finds tables finds all names durable,
 * even if the process that made them has died.
 */
static void
sync_names(struct store *store)
{
	if (store->result == STORE_OK && store->is_new &&
		!location_sync(store->arena, store->file))
		store->result = STORE_UNAVAILABLE;
}

enum store_result
store_commit(struct store *store)
{
	if (store->idempotency != NULL)
		idempotency_remember(store);
	sync_names(store);
	sql_execute(store, "COMMIT");
	store_close(store);
	return store->result;
}

void
store_close(struct store *store)
{
	sqlite3_stmt *statement;

	while (store->db != NULL &&
		(statement = sqlite3_next_stmt(store->db, NULL)) != NULL)
		sqlite3_finalize(statement);
	sqlite3_close(store->db);
	look_keep(NULL);
	if (store->writelock >= 0)
		close(store->writelock);
}
