/* Calls of SQLite, and the meaning of their failures. */
#include "store/sqlite/sql.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"

enum { KEPT = 250 }; /* statements, of which some are made of numbers */

/* The troubles that a database can meet, and the remedies. */
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

void
sql_refuse(struct sqlite *store, enum store_result result, const char *why,
	const char *remedy)
{
	if (!store->quiet)
		log_line("database %s: %s; %s", store->file, why, remedy);
	store->result = result;
}

/* The remedy for an error of the system, or else for SQLite's result. */
static const char *
remedy_of(int number, const char *otherwise)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return "make room on the disk";
	case EOPNOTSUPP: /* as wal_reserve() says */
		return "run sqlite3 FILE 'PRAGMA journal_mode=DELETE'";
	default:
		return otherwise;
	}
}

void
sql_fail(struct sqlite *store, int code, const char *why)
{
	const int number = sqlite3_system_errno(store->db);

	if ((code & 0xff) == SQLITE_CORRUPT && store->damage != NULL)
		store->damage->met = true;
	why = arena_printf(store->arena, "%s (%d%s%s)", why, code,
		number == 0 ? "" : ", ", number == 0 ? "" : strerror(number));
	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++)
		if ((code & 0xff) == troubles[i].code) {
			sql_refuse(store, troubles[i].result, why,
				remedy_of(number, troubles[i].remedy));
			return;
		}
	die("database %s: %s", store->file, why);
}

bool
sql_took(struct sqlite *store, int code)
{
	if (store->bears && (code & 0xff) == SQLITE_CORRUPT) {
		store->bore = true;
		return false;
	}
	if (store->result == STORE_OK && code != SQLITE_OK &&
		code != SQLITE_ROW && code != SQLITE_DONE)
		sql_fail(store, code, sqlite3_errmsg(store->db));
	return store->result == STORE_OK;
}

void
sql_execute(struct sqlite *store, const char *sql)
{
	if (store->result == STORE_OK)
		sql_took(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

/* A statement that is kept and not in use; or NULL. */
static sqlite3_stmt *
find_kept(struct sqlite *store, const char *sql)
{
	sqlite3_stmt *at = NULL;

	while ((at = sqlite3_next_stmt(store->db, at)) != NULL)
		if (strcmp(sqlite3_sql(at), sql) == 0 &&
			sqlite3_stmt_busy(at) == 0)
			break;
	return at;
}

sqlite3_stmt *
sql_prepare(struct sqlite *store, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (store->result == STORE_OK && store->session != NULL)
		statement = find_kept(store, sql);
	if (store->result != STORE_OK || statement != NULL)
		return statement;
	store->prepared++;
	sql_took(store,
		sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL));
	return statement;
}

void
sql_finish(struct sqlite *store, sqlite3_stmt *statement)
{
	if (store->session == NULL || store->prepared > KEPT) {
		sqlite3_finalize(statement);
		store->prepared--;
		return;
	}
	if (statement == NULL)
		return;
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
}

bool
sql_row(struct sqlite *store, sqlite3_stmt *statement)
{
	return store->result == STORE_OK &&
	       sql_took(store, sqlite3_step(statement)) &&
	       sqlite3_data_count(statement) > 0;
}

void
sql_bear(struct sqlite *store)
{
	store->bears = store->salvages;
	store->bore = false;
}

bool
sql_bore(struct sqlite *store, int64_t id)
{
	store->bears = false;
	if (store->bore && id != 0)
		idset_add(&store->damage->lost, id);
	return store->bore;
}

void
sql_run(struct sqlite *store, const char *sql)
{
	sqlite3_stmt *statement = sql_prepare(store, sql);

	sql_row(store, statement);
	sql_finish(store, statement);
}

bool
sql_begin_read(struct sqlite *store)
{
	bool alone = sqlite3_get_autocommit(store->db) != 0;

	if (alone)
		sql_run(store, "BEGIN");
	return alone;
}

void
sql_end_read(struct sqlite *store, bool alone)
{
	/* a reading that has met damage can't be committed */
	if (alone)
		sql_run(store, store->salvages ? "ROLLBACK" : "COMMIT");
}

void
sql_share(struct sqlite *store)
{
	store->shared |= sql_begin_read(store);
}

void
sql_end_shared(struct sqlite *store)
{
	sql_end_read(store, store->shared);
	store->shared = store->current = false;
}

int64_t
sql_query(struct sqlite *store, const char *sql)
{
	sqlite3_stmt *statement = sql_prepare(store, sql);
	int64_t number = 0;

	if (sql_row(store, statement))
		number = sqlite3_column_int64(statement, 0);
	sql_finish(store, statement);
	return number;
}

void
sql_bind_number(
	struct sqlite *store, sqlite3_stmt *statement, int at, int64_t number)
{
	sql_took(store, sqlite3_bind_int64(statement, at, number));
}

void
sql_bind_text(
	struct sqlite *store, sqlite3_stmt *statement, int at, const char *text)
{
	sql_took(store,
		sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC));
}

void
sql_bind_print(struct sqlite *store, sqlite3_stmt *statement, int at,
	const unsigned char print[SHA256_BYTES])
{
	sql_took(store, sqlite3_bind_blob(statement, at, print, SHA256_BYTES,
				SQLITE_STATIC));
}

const char *
sql_copy(struct sqlite *store, struct arena *arena, sqlite3_stmt *row,
	int column)
{
	const char *text;

	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return NULL;
	text = (const char *)sqlite3_column_text(row, column);
	if (text == NULL) { /* no memory: this is the only sign of it */
		sql_took(store, sqlite3_errcode(store->db));
		return NULL;
	}
	return arena_copy(
		arena, text, (size_t)sqlite3_column_bytes(row, column));
}

const char *
sql_string(struct sqlite *store, struct arena *arena, sqlite3_stmt *row,
	int column)
{
	const char *text = sql_copy(store, arena, row, column);

	return text == NULL ? "" : text;
}

const char *
sql_text(struct sqlite *store, sqlite3_stmt *query, int column)
{
	return sql_copy(store, store->arena, query, column);
}
