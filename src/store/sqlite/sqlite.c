/* The SQLite store: a database file, opened for one transaction. */
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
#include "base/path.h"
#include "base/pool.h"
#include "config/config.h"
#include "schema/schema.h"
#include "store/methods.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/erasure.h"
#include "store/sqlite/card.h"
#include "store/sqlite/location.h"
#include "store/sqlite/look.h"
#include "store/sqlite/scrub.h"
#include "store/sqlite/session.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/writelock.h"

enum { LOCK_PAUSE = 5 }; /* milliseconds */

/* Whether a pragma that asks for the journal, or sets it, tells this mode. */
static bool
has_journal(struct sqlite *store, const char *pragma, const char *mode)
{
	sqlite3_stmt *statement = sql_prepare(store, pragma);
	bool same =
		sql_took(store, sqlite3_step(statement)) &&
		sqlite3_stricmp((const char *)sqlite3_column_text(statement, 0),
			mode) == 0;

	sql_finish(store, statement);
	return same;
}

void
connection_wait(struct sqlite *store, int64_t deadline)
{
	int64_t left = deadline - calendar_elapsed();

	sqlite3_busy_timeout(store->db, left > 0 ? (int)left : 0);
}

void
connection_open(struct sqlite *store, int64_t deadline)
{
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
	connection_wait(store, deadline);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* the name of a missing column is no text */
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	/* no folder for temporary files is within reach */
	sql_execute(store, "PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY");
	scrub_pages(store);
}

static void
open_database(struct sqlite *store, int64_t deadline)
{
	look_keep(store->file);
	connection_open(store, deadline);
}

/* Whether a new database is to have a write-ahead log. */
static bool
wants_wal(const struct store_settings *settings)
{
	return settings->config->journal == JOURNAL_WAL ||
	       (settings->config->journal == JOURNAL_AUTO &&
		       settings->session != NULL);
}

/*
 * Gives a database that is still empty a write-ahead log, if the settings ask
 * for one. The database then has it for good. SQLite itself does not wait for
 * this lock.
 */
static void
choose_wal(struct sqlite *store, const struct store_settings *settings,
	int64_t deadline)
{
	const char *obstacle;
	int code;

	if (!wants_wal(settings) ||
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
 * Begins the transaction. In it no process can change the kind of journal. A
 * rollback journal is truncated from now on, which costs a process per request
 * less than deleting it (bench/README). EXTRA syncs the end of either kind of
 * journal; with a write-ahead log it is the same as FULL.
 */
static void
begin(struct sqlite *store)
{
	static const char truncate[] = "PRAGMA journal_mode=TRUNCATE";

	sql_execute(store, "PRAGMA synchronous=EXTRA;"
			   "BEGIN IMMEDIATE");
	store->has_log = has_journal(store, "PRAGMA journal_mode", "wal");
	if (store->has_log) {
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

static void
fail_lock(struct sqlite *store, enum writelock_result result)
{
	if (result == WRITELOCK_LATE)
		sql_fail(store, SQLITE_BUSY, "its lock file is locked");
	else if (result == WRITELOCK_BROKEN)
		sql_fail(store, SQLITE_CANTOPEN,
			arena_printf(store->arena, "its lock file: %s",
				strerror(errno)));
}

void
connection_lock(struct sqlite *store, int64_t deadline)
{
	if (store->result == STORE_OK)
		fail_lock(store, writelock_queue(store->writelock, deadline));
}

/*
 * Waits for the write lock; before that, processes with the same idempotency
 * key wait for each other.
 */
static void
take_locks(struct sqlite *store, int64_t deadline)
{
	enum writelock_result key = WRITELOCK_TAKEN;

	store->writelock = writelock_open(store->arena, store->file);
	if (store->writelock >= 0 && store->idempotency != NULL)
		key = writelock_take(store->writelock,
			writelock_place(store->idempotency->owner,
				store->idempotency->key), deadline);
	if (key == WRITELOCK_LATE)
		store->result = STORE_AT_WORK;
	else if (store->writelock < 0 || key == WRITELOCK_BROKEN)
		fail_lock(store, WRITELOCK_BROKEN);
	else
		connection_lock(store, deadline);
}

static int
start_pool(void *nothing)
{
	(void)nothing;
	pool_prepare();
	return SQLITE_OK;
}

/* One thread makes one use of SQLite, and needs no statistics of its memory. */
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

/* The folders in and below which no database may lie, then NULL. */
static const char *const *
forbidden_folders(const struct store_settings *settings)
{
	static const char *const none[] = { NULL };

	return settings->exposed == NULL ? none : settings->exposed;
}

const char *
connection_path(const struct config *config)
{
	static const char kind[] = "sqlite://";
	const char *database = config->database;
	size_t length = sizeof(kind) - 1;

	return strncmp(database, kind, length) == 0 ? database + length
						    : database;
}

/* As store_file(); a path that is no whole one is refused at its use. */
static const char *
file_of(const struct config *config)
{
	const char *path = connection_path(config);

	return *path == '/' ? path : NULL;
}

/* Only the folder of the database has to stay within reach. */
static const struct store_prepared *
prepare(struct arena *arena, const struct store_settings *settings)
{
	struct store_prepared *prepared = arena_alloc(arena, sizeof(*prepared));
	char seed;

	configure_sqlite();
	/* SQLite reads its seed from a device, once */
	sqlite3_randomness(sizeof(seed), &seed);
	look_for_sqlite();
	prepared->reach = location_folder(
		arena, connection_path(settings->config), forbidden_folders(settings));
	if (prepared->reach == NULL)
		prepared->result = STORE_UNAVAILABLE;
	return prepared;
}

/* The path of the database, once it may be opened; else NULL. */
static const char *
find_file(struct arena *arena, const struct store_settings *settings)
{
	const struct store_prepared *prepared = settings->prepared;
	const char *file = connection_path(settings->config);

	if (prepared == NULL)
		return location_ready(arena, file, forbidden_folders(settings));
	return prepared->result != STORE_OK
		       ? NULL
		       : location_file(arena, file, prepared->reach);
}

void
connection_close(struct sqlite *store)
{
	sqlite3_stmt *statement;

	while (store->db != NULL &&
		(statement = sqlite3_next_stmt(store->db, NULL)) != NULL)
		sqlite3_finalize(statement);
	sqlite3_close(store->db);
	store->db = NULL;
}

static void
close_database(struct sqlite *store)
{
	if (store->session != NULL) {
		session_give(store);
		return;
	}
	connection_close(store);
	look_keep(NULL);
	if (store->writelock >= 0)
		close(store->writelock);
	store->writelock = -1;
}

static void
close_at_end(void *store)
{
	close_database(store);
}

/* A store that is not open; its result says whether it can be opened. */
static struct sqlite *
store_new(struct arena *arena, const struct store_settings *settings)
{
	size_t lists = settings->schema->count * sizeof(sqlite3_stmt *);
	struct sqlite *store = arena_alloc(arena, sizeof(*store) + lists);

	store->base.methods = &sqlite_methods;
	store->arena = store->lasting = arena;
	store->schema = settings->schema;
	store->idempotency = settings->idempotency;
	store->quiet = settings->quiet;
	store->damage = settings->damage;
	store->patience = settings->lock_timeout;
	store->writelock = -1;
	arena_at_end(arena, close_at_end, store);
	store->file = find_file(arena, settings);
	if (store->file == NULL)
		store->result = STORE_UNAVAILABLE;
	return store;
}

/* The result of opening a store, which is closed if that failed. */
static enum store_result
opened(struct sqlite *store, struct store **base)
{
	if (store->result == STORE_OK)
		*base = &store->base;
	else
		close_database(store);
	return store->result;
}

void
connection_set_up(struct sqlite *store, const struct store_settings *settings,
	int64_t deadline)
{
	choose_wal(store, settings, deadline);
	begin(store);
	store->pending = erasure_is_pending(store);
	migration_adopt(store);
}

static enum store_result
open_to_write(struct arena *arena, const struct store_settings *settings,
	struct store **base)
{
	int64_t deadline = calendar_elapsed() + settings->lock_timeout;
	struct sqlite *store;

	if (settings->session != NULL)
		return opened(session_write(arena, settings), base);
	store = store_new(arena, settings);
	if (store->result == STORE_OK)
		take_locks(store, deadline);
	if (store->result == STORE_OK) {
		open_database(store, deadline);
		connection_set_up(store, settings, deadline);
	}
	return opened(store, base);
}

/*
 * A new database has a new name, and so has its journal; the name of a first
 * journal may be gone. All this must be durable too, and SQLite ignores a
 * failure to make it so. The sync comes before there are tables: a process that
 * finds tables finds all names durable, even if the process that made them has
 * died.
 */
void
connection_sync_names(struct sqlite *store)
{
	if (store->result == STORE_OK && store->is_new &&
		!location_sync(store->arena, store->file))
		store->result = STORE_UNAVAILABLE;
}

static enum store_result
commit(struct store *base)
{
	struct sqlite *store = sqlite_of(base);

	if (store->session != NULL)
		return session_keep(store);
	if (store->idempotency != NULL)
		idempotency_remember(store);
	if (store->erases)
		erasure_announce(store);
	connection_sync_names(store);
	sql_execute(store, "COMMIT");
	if (store->result == STORE_OK && (store->erases || store->pending))
		erasure_complete(store, store->erases ? store->patience : 0);
	close_database(store);
	return store->result;
}

static void
give_up(struct store *base)
{
	close_database(sqlite_of(base));
}

/* A store that is open, if its result says so, without the write lock. */
static struct sqlite *
open_anyhow(struct arena *arena, const struct store_settings *settings,
	int64_t deadline)
{
	struct sqlite *store;

	if (settings->session != NULL)
		return session_read(arena, settings);
	store = store_new(arena, settings);
	store->salvages = store->damage != NULL && store->damage->around;
	if (store->result == STORE_OK)
		open_database(store, deadline);
	return store;
}

/* As open_anyhow(); the database has this program's tables, or gets them. */
static enum store_result
open_to_read(struct arena *arena, const struct store_settings *settings,
	struct store **base)
{
	int64_t deadline = calendar_elapsed() + settings->lock_timeout;
	struct sqlite *store = open_anyhow(arena, settings, deadline);
	enum store_result result;

	if (store->result != STORE_OK || migration_is_current(store))
		return opened(store, base);
	close_database(store);
	if (store->result != STORE_OK)
		return store->result;
	result = open_to_write(arena, settings, base);
	if (result == STORE_OK)
		result = commit(*base);
	*base = NULL;
	if (result != STORE_OK)
		return result;
	return opened(open_anyhow(arena, settings, deadline), base);
}

static enum store_result
read_secret(struct arena *arena, const struct store_settings *settings,
	unsigned char secret[STORE_SECRET])
{
	struct sqlite *store = open_anyhow(
		arena, settings, calendar_elapsed() + settings->lock_timeout);
	bool current = false;
	struct store *base;

	if (store->result == STORE_OK)
		current = migration_is_current(store);
	if (current)
		secret_read(store, secret);
	close_database(store);
	if (current || store->result != STORE_OK)
		return store->result;
	if (open_to_write(arena, settings, &base) != STORE_OK)
		return STORE_UNAVAILABLE;
	secret_get(base, secret);
	return commit(base);
}

static bool
was_done(struct arena *arena, const struct store_settings *settings)
{
	const struct store_prepared *prepared = settings->prepared;
	enum recall recall = RECALL_NOTHING;
	struct stat status;
	struct sqlite *store;
	struct recalled recalled;
	bool owned;

	if ((prepared != NULL && prepared->result != STORE_OK) ||
		(settings->session == NULL &&
			look_at(connection_path(settings->config), &status) !=
				0))
		return false;
	store = open_anyhow(
		arena, settings, calendar_elapsed() + settings->lock_timeout);
	if (store->result == STORE_OK && migration_has_keys(store, &owned))
		recall = idempotency_find(store, owned, &recalled);
	close_database(store);
	return recall == RECALL_SAME;
}

static enum store_result
inspect(struct arena *arena, const struct store_settings *settings,
	struct store_view *view)
{
	int64_t deadline = calendar_elapsed() + settings->lock_timeout;
	struct sqlite *store = open_anyhow(arena, settings, deadline);

	if (store->result == STORE_OK)
		inspection_look(store, deadline, view);
	close_database(store);
	return store->result;
}

static struct store_session *
begin_session(struct arena *arena, const struct store_settings *settings)
{
	return session_new(arena, settings, &sqlite_methods);
}

const struct store_methods sqlite_methods = {
	.name = "sqlite",
	.file = file_of,
	.prepare = prepare,
	.open = open_to_write,
	.open_to_read = open_to_read,
	.commit = commit,
	.close = give_up,
	.session_new = begin_session,
	.session_begin = session_begin,
	.session_took = session_took,
	.session_commit = session_commit,
	.session_alone = session_alone,
	.session_refuse = session_refuse,
	.session_is_lost = session_is_lost,
	.session_close = session_close,
	.add = rows_add,
	.replace = rows_replace,
	.erase = rows_erase,
	.history = change_history,
	.copy = backup_copy,
	.vacuum = vacuum_run,
	.stage = restore_stage,
	.swap = restore_swap,
	.unstage = restore_unstage,
	.may_note_refusal = refusal_may_note,
	.note_refusal = refusal_note,
	.figures = statistics_figures,
	.walk_changes = change_walk,
	.list_deeds = audit_list,
	.consents = change_consents,
	.feed = change_feed,
	.counters = card_counters,
	.read = fetch_record,
	.read_slice = fetch_slice,
	.search = search_page,
	.end_reading = search_end,
	.recall = idempotency_recall,
	.was_done = was_done,
	.secret = secret_get,
	.read_secret = read_secret,
	.spend = secret_spend,
	.try = inspection_try,
	.inspect = inspect,
	.quarantine = quarantine_add,
	.suspect = quarantine_next,
	.drop_suspect = quarantine_drop,
	.drop_suspects = quarantine_drop_many,
	.keep_task = task_keep,
	.find_task = task_find,
	.list_tasks = task_list,
	.find_key = keys_find,
	.note_key_use = keys_note_use,
	.add_key = keys_add,
	.list_keys = keys_list,
	.revoke_key = keys_revoke,
	.rotate_key = keys_rotate,
	.add_visit = keys_add_visit,
	.drop_visit = keys_drop_visit,
	.keep_import = import_keep,
	.list_imports = import_list,
	.keep_import_row = import_keep_row,
	.find_import_row = import_find_row,
	.last_import_row = import_last_row,
	.drop_import_row = import_drop_row,
	.find_known = import_find_known,
};
