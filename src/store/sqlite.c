/* The store in SQLite: a file, a transaction, and rows made of records. */
#include "store/store.h"

#include <sqlite3.h>
#include <errno.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
#include "base/text.h"
#include "schema/record.h"
#include "schema/type.h"
#include "store/gate.h"
#include "store/place.h"
#include "store/tables.h"

enum {
	APPLICATION = 0x43524d31, /* "CRM1", in the header of the file */
	NFS_SUPER_MAGIC = 0x6969, /* statfs(2) */
	LOCK_PAUSE = 5            /* milliseconds */
};

struct store {
	struct arena *arena;
	const char *file;
	const struct schema *schema;
	sqlite3 *db;
	enum store_result result; /* once it is not STORE_OK, nothing is done */
	int gate;                 /* the lock file, or -1 */
	bool is_new;              /* the database has no tables yet */
	const struct once *once;
	int64_t first; /* the id of the first record added … */
	size_t count;  /* … and how many were */
	/* the INSERTs, prepared at first use */
	sqlite3_stmt *root, *consent;
	sqlite3_stmt *lists[]; /* by field */
};

/* What the world may do to a database, and what helps. */
static const struct trouble {
	int code;
	enum store_result result;
	const char *remedy;
} troubles[] = {
	{ SQLITE_BUSY, STORE_BUSY, "another process kept it locked" },
	{ SQLITE_PROTOCOL, STORE_BUSY, "other processes kept it locked" },
	{ SQLITE_FULL, STORE_UNAVAILABLE, "make room on the disk" },
	{ SQLITE_READONLY, STORE_UNAVAILABLE,
		"let the user who runs this program write to it and to its"
		" folder" },
	{ SQLITE_CANTOPEN, STORE_UNAVAILABLE,
		"let the user who runs this program open it and write to its"
		" folder" },
	{ SQLITE_PERM, STORE_UNAVAILABLE,
		"let the user who runs this program open it" },
	{ SQLITE_IOERR, STORE_UNAVAILABLE, "see what the system logged" },
	{ SQLITE_NOMEM, STORE_UNAVAILABLE, "give this program more memory" },
	{ SQLITE_NOTADB, STORE_UNAVAILABLE,
		"move it away, or set database in crm.conf to another file" },
	{ SQLITE_CORRUPT, STORE_UNAVAILABLE, "restore it from a backup" },
	{ SQLITE_ERROR, STORE_UNAVAILABLE,
		"this is not what this program made: restore it from a"
		" backup" },
};

/* Gives up, and logs why and what helps. */
static void
refuse(struct store *store, enum store_result result, const char *why,
	const char *remedy)
{
	log_line("database %s: %s; %s", store->file, why, remedy);
	store->result = result;
}

/* Gives up after a failure of SQLite, or dies if that is a defect of ours. */
static void
fail(struct store *store, int code, const char *why)
{
	const int number = sqlite3_system_errno(store->db);

	why = arena_printf(store->arena, "%s (%d%s%s)", why, code,
		number == 0 ? "" : ", ", number == 0 ? "" : strerror(number));
	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++)
		if ((code & 0xff) == troubles[i].code) {
			refuse(store, troubles[i].result, why,
				troubles[i].remedy);
			return;
		}
	die("database %s: %s", store->file, why);
}

/* Takes the result of a call of SQLite; returns whether all is well so far. */
static bool
took(struct store *store, int code)
{
	if (store->result == STORE_OK && code != SQLITE_OK &&
		code != SQLITE_ROW && code != SQLITE_DONE)
		fail(store, code, sqlite3_errmsg(store->db));
	return store->result == STORE_OK;
}

static void
execute(struct store *store, const char *sql)
{
	if (store->result == STORE_OK)
		took(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

/* Returns NULL after a failure, which every call of SQLite bears. */
static sqlite3_stmt *
prepare(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (store->result == STORE_OK)
		took(store, sqlite3_prepare_v2(
				    store->db, sql, -1, &statement, NULL));
	return statement;
}

/* The number that a query results in; 0 after a failure. */
static int64_t
query(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = prepare(store, sql);
	int64_t number = 0;

	if (took(store, sqlite3_step(statement)))
		number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

/* Whether the database has a write-ahead log. */
static bool
is_wal(struct store *store)
{
	sqlite3_stmt *statement = prepare(store, "PRAGMA journal_mode");
	bool wal =
		took(store, sqlite3_step(statement)) &&
		sqlite3_stricmp((const char *)sqlite3_column_text(statement, 0),
			"wal") == 0;

	sqlite3_finalize(statement);
	return wal;
}

static void
open_database(struct store *store, int64_t deadline)
{
	int64_t left = deadline - calendar_elapsed();

	took(store,
		sqlite3_open_v2(store->file, &store->db,
			SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
				SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
				SQLITE_OPEN_EXRESCODE,
			NULL));
	if (store->result == STORE_OK && sqlite3_db_readonly(store->db, "main"))
		fail(store, SQLITE_READONLY, sqlite3_errstr(SQLITE_READONLY));
	if (store->result != STORE_OK)
		return;
	sqlite3_busy_timeout(store->db, (int)(left > 1 ? left : 1));
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
}

/* A write-ahead log needs memory that all processes share. */
static bool
is_on_nfs(const struct store *store)
{
	struct statfs status;

	return statfs(store->file, &status) == 0 &&
	       status.f_type == NFS_SUPER_MAGIC;
}

/*
 * Gives a database that is still empty a write-ahead log, if it is to have
 * one. It then has it for good. SQLite itself does not wait for this lock.
 */
static void
choose_wal(struct store *store, const struct store_settings *settings,
	int64_t deadline)
{
	int code;

	if (settings->journal != JOURNAL_WAL ||
		query(store, "PRAGMA page_count") != 0 ||
		store->result != STORE_OK)
		return;
	if (is_on_nfs(store)) {
		log_line("database %s: a write-ahead log does not work on NFS;"
			 " a rollback journal is used",
			store->file);
		return;
	}
	do
		code = sqlite3_exec(
			store->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
	while (code == SQLITE_BUSY && calendar_elapsed() < deadline &&
		sqlite3_sleep(LOCK_PAUSE) > 0);
	took(store, code);
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
	execute(store, "PRAGMA temp_store=MEMORY;"
		       "PRAGMA synchronous=EXTRA;"
		       "BEGIN IMMEDIATE");
	if (!is_wal(store))
		execute(store, "PRAGMA journal_mode=TRUNCATE");
	else if (is_on_nfs(store))
		refuse(store, STORE_UNAVAILABLE,
			"it has a write-ahead log, which does not work on NFS",
			"run sqlite3 FILE 'PRAGMA journal_mode=DELETE'");
}

static void
create_tables(struct store *store)
{
	struct text sql = { .arena = store->arena };

	tables_create(&sql, store->schema);
	execute(store, sql.bytes);
}

/* What takes a database of the version that is its index to the next. */
static void (*const migrations[])(struct store *store) = { create_tables };

enum { VERSION = sizeof(migrations) / sizeof(*migrations) };

static void
migrate(struct store *store, int64_t version)
{
	while (version < VERSION)
		migrations[version++](store);
	execute(store,
		arena_printf(store->arena,
			"PRAGMA application_id=%d;PRAGMA user_version=%d",
			APPLICATION, VERSION));
}

/* Whether it is a database of this program, or one that is still empty. */
static bool
is_ours(struct store *store, int64_t application, int64_t version)
{
	if (application == 0 && version == 0)
		return query(store, "SELECT count(*)FROM sqlite_schema") == 0;
	return application == APPLICATION && version > 0;
}

/* Sees to it that the tables are those that this program knows. */
static void
adopt(struct store *store)
{
	int64_t application = query(store, "PRAGMA application_id");
	int64_t version = query(store, "PRAGMA user_version");

	if (!is_ours(store, application, version))
		refuse(store, STORE_UNAVAILABLE,
			"it belongs to another program",
			"set database in crm.conf to another file");
	else if (version > VERSION)
		refuse(store, STORE_UNAVAILABLE,
			"a newer version of this program made it",
			"install that version");
	else if (version < VERSION)
		migrate(store, version);
	store->is_new = version == 0;
}

/*
 * Waits in the queue of writers; before that, those who send one request
 * twice wait for each other.
 */
static void
enter_gate(struct store *store, int64_t deadline)
{
	enum gate_result key = GATE_TAKEN, write = GATE_BROKEN;

	store->gate = gate_open(store->arena, store->file);
	if (store->gate >= 0 && store->once != NULL)
		key = gate_take(
			store->gate, gate_place(store->once->key), deadline);
	if (store->gate >= 0 && key == GATE_TAKEN)
		write = gate_take(store->gate, GATE_WRITE, deadline);
	if (key == GATE_LATE)
		store->result = STORE_AT_WORK;
	else if (write == GATE_LATE)
		fail(store, SQLITE_BUSY, "its lock file is locked");
	else if (key == GATE_BROKEN || write == GATE_BROKEN)
		fail(store, SQLITE_CANTOPEN,
			arena_printf(store->arena, "its lock file: %s",
				strerror(errno)));
}

const char *
store_prepare(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	char seed;

	/* SQLite takes it from a device, once */
	sqlite3_randomness(sizeof(seed), &seed);
	return place_folder(arena, file, forbidden);
}

enum store_result
store_open(struct arena *arena, const struct store_settings *settings,
	struct store **opened)
{
	size_t lists = settings->schema->count * sizeof(sqlite3_stmt *);
	struct store *store = arena_alloc(arena, sizeof(*store) + lists);
	int64_t deadline = calendar_elapsed() + settings->lock_timeout;

	*opened = NULL;
	store->arena = arena;
	store->schema = settings->schema;
	store->file = place_ready(arena, settings->file, settings->forbidden);
	if (store->file == NULL)
		return STORE_UNAVAILABLE;
	store->once = settings->once;
	enter_gate(store, deadline);
	if (store->result == STORE_OK) {
		open_database(store, deadline);
		choose_wal(store, settings, deadline);
		begin(store);
		adopt(store);
	}
	if (store->result == STORE_OK)
		*opened = store;
	else
		store_close(store);
	return store->result;
}

/* A row that is being inserted, and the column that is bound next. */
struct row {
	struct store *store;
	sqlite3_stmt *insert;
	int column;
};

/* Starts a row of the table whose statement is kept at *insert. */
static struct row
row_new(struct store *store, sqlite3_stmt **insert, struct table table)
{
	if (*insert == NULL) {
		struct text sql = { .arena = store->arena };

		table_insert(&sql, &table);
		*insert = prepare(store, sql.bytes);
	}
	return (struct row){ .store = store, .insert = *insert, .column = 1 };
}

static void
row_null(struct row *row)
{
	took(row->store, sqlite3_bind_null(row->insert, row->column++));
}

static void
row_number(struct row *row, int64_t number)
{
	took(row->store,
		sqlite3_bind_int64(row->insert, row->column++, number));
}

static void
row_text(struct row *row, const char *text, size_t length)
{
	took(row->store, sqlite3_bind_text64(row->insert, row->column++, text,
				 length, SQLITE_STATIC, SQLITE_UTF8));
}

static void
row_string(struct row *row, const char *string)
{
	row_text(row, string, strlen(string));
}

static void
row_members(struct row *row, const struct record *record)
{
	for (size_t i = 0; i < record->schema->count; i++) {
		const struct field *field = &record->schema->fields[i];
		const struct value *value = &record->values[i];

		if (!table_has_column(field))
			continue;
		if (value->state != VALUE_GIVEN)
			row_null(row);
		else if (types[field->type].is_number)
			row_number(row, value->number);
		else
			row_text(row, value->text, value->length);
	}
}

/* Inserts the row, unless anything failed before. */
static void
row_insert(struct row *row)
{
	if (row->store->result == STORE_OK)
		took(row->store, sqlite3_step(row->insert));
	sqlite3_reset(row->insert);
}

static int64_t
add_root(struct store *store, const struct record *record,
	const struct origin *origin, const char *time)
{
	struct row row =
		row_new(store, &store->root, table_root(store->schema));

	row_null(&row);
	row_string(&row, time);
	row_string(&row, origin->route);
	row_string(&row, origin->format);
	row_members(&row, record);
	row_insert(&row);
	return sqlite3_last_insert_rowid(store->db);
}

static void
add_list(struct store *store, const struct record *record, size_t field,
	int64_t owner)
{
	const struct value *list = &record->values[field];
	const struct schema *item = store->schema->fields[field].item;

	for (size_t i = 0; list->state == VALUE_GIVEN && i < list->count; i++) {
		struct row row = row_new(store, &store->lists[field],
			table_list(store->schema, item));

		row_number(&row, owner);
		row_number(&row, (int64_t)i);
		row_members(&row, list->items[i]);
		row_insert(&row);
	}
}

static void
add_consent(struct store *store, const struct record *record, size_t field,
	int64_t owner, const struct origin *origin, const char *time)
{
	struct row row =
		row_new(store, &store->consent, table_consent(store->schema));

	row_number(&row, owner);
	row_string(&row, store->schema->fields[field].name);
	row_number(&row, record->values[field].number);
	row_string(&row, time);
	row_string(&row, origin->route);
	row_insert(&row);
}

enum store_result
store_add(struct store *store, const struct record *record,
	const struct origin *origin, int64_t *id)
{
	char time[CALENDAR_ROOM];

	calendar_put_instant(time, origin->time, "");
	*id = add_root(store, record, origin, time);
	for (size_t i = 0; i < store->schema->count; i++) {
		const struct field *field = &store->schema->fields[i];

		if (field->type == TYPE_LIST)
			add_list(store, record, i, *id);
		if (field->consent && record->values[i].state == VALUE_GIVEN)
			add_consent(store, record, i, *id, origin, time);
	}
	if (store->count++ == 0)
		store->first = *id;
	return store->result;
}

/* Forgets the keys that are old enough. */
static void
forget_keys(struct store *store)
{
	execute(store, arena_printf(store->arena,
			       "DELETE FROM idempotency WHERE time <= %lld",
			       (long long)store->once->time - STORE_REMEMBERS));
}

enum recall
store_recall(struct store *store, int64_t *first, size_t *count)
{
	const struct once *once = store->once;
	enum recall recall = RECALL_NOTHING;
	sqlite3_stmt *query;

	if (once == NULL)
		return RECALL_NOTHING;
	forget_keys(store);
	query = prepare(store, "SELECT print = ?, first, count"
			       " FROM idempotency WHERE key = ?");
	took(store, sqlite3_bind_blob(query, 1, once->print,
			    sizeof(once->print), SQLITE_STATIC));
	took(store, sqlite3_bind_text(query, 2, once->key, -1, SQLITE_STATIC));
	if (took(store, sqlite3_step(query)) && sqlite3_data_count(query) > 0) {
		recall = sqlite3_column_int(query, 0) != 0 ? RECALL_SAME
							   : RECALL_OTHER;
		*first = sqlite3_column_int64(query, 1);
		*count = (size_t)sqlite3_column_int64(query, 2);
	}
	sqlite3_finalize(query);
	return recall;
}

/*
 * A new database has a new name, and the journals it began with are gone: this
 * must be durable too, and SQLite minds no failure to make it so.
 */
static void
sync_names(struct store *store)
{
	const char *folder = arena_copy(store->arena, store->file,
		(size_t)(strrchr(store->file, '/') - store->file));

	if (store->result == STORE_OK && store->is_new && !place_sync(folder))
		store->result = STORE_UNAVAILABLE;
}

/*
 * Keeps the key with what was done under it. One that is kept already is
 * written again: the process that kept it may have died before it synced that.
 */
static void
remember(struct store *store)
{
	const struct once *once = store->once;
	sqlite3_stmt *insert = prepare(store,
		"INSERT INTO idempotency(key, print, first, count, time)"
		" VALUES(?, ?, ?, ?, ?)"
		" ON CONFLICT DO UPDATE SET time = time");

	took(store, sqlite3_bind_text(insert, 1, once->key, -1, SQLITE_STATIC));
	took(store, sqlite3_bind_blob(insert, 2, once->print,
			    sizeof(once->print), SQLITE_STATIC));
	took(store, sqlite3_bind_int64(insert, 3, store->first));
	took(store, sqlite3_bind_int64(insert, 4, (int64_t)store->count));
	took(store, sqlite3_bind_int64(insert, 5, once->time));
	if (store->result == STORE_OK)
		took(store, sqlite3_step(insert));
	sqlite3_finalize(insert);
}

enum store_result
store_commit(struct store *store)
{
	if (store->once != NULL)
		remember(store);
	execute(store, "COMMIT");
	sync_names(store);
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
	if (store->gate >= 0)
		close(store->gate);
}
