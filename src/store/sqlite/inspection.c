/* What the self-check asks of a database: whether it is whole, and how it is
 * kept; and which secret words were used. */
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/sha256.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/tables.h"

enum { INSTRUCTIONS = 1000 }; /* of SQLite's machine, between two looks */

bool
store_spend(struct store *store, const char *word, int64_t time)
{
	unsigned char secret[STORE_SECRET] = { 0 }, print[SHA256_BYTES];
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"spent\"(\"print\",\"time\")VALUES(?,?)"
		" ON CONFLICT DO NOTHING");

	store_secret(store, secret);
	hmac_sha256(secret, sizeof(secret), word, strlen(word), print);
	sql_took(store, sqlite3_bind_blob(insert, 1, print, sizeof(print),
				SQLITE_STATIC));
	sql_took(store, sqlite3_bind_int64(insert, 2, time));
	sql_row(store, insert);
	sqlite3_finalize(insert);
	return store->result == STORE_OK && sqlite3_changes(store->db) == 0;
}

enum store_result
store_try(struct store *store)
{
	sql_execute(store, "UPDATE \"secret\" SET \"id\"=\"id\"");
	return store->result;
}

/* The text that a query results in, in the arena; "" without a row. */
static const char *
query_text(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = sql_prepare(store, sql);
	const char *text = "";

	if (sql_row(store, statement))
		text = arena_printf(store->arena, "%s",
			(const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return text;
}

static int
is_late(void *deadline)
{
	return calendar_elapsed() > *(const int64_t *)deadline;
}

/* Looks through the whole file, but not for longer than there is time. */
static const char *
find_damage(struct store *store, int64_t deadline)
{
	sqlite3_stmt *statement = sql_prepare(store, "PRAGMA quick_check(1)");
	const char *damage = NULL;
	int code = SQLITE_INTERRUPT;

	sqlite3_progress_handler(store->db, INSTRUCTIONS, is_late, &deadline);
	if (!is_late(&deadline))
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		damage = arena_printf(store->arena, "%s",
			(const char *)sqlite3_column_text(statement, 0));
	else if (code != SQLITE_INTERRUPT)
		sql_took(store, code);
	sqlite3_finalize(statement);
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
	return damage != NULL && strcmp(damage, "ok") == 0 ? "" : damage;
}

void
inspect(struct store *store, int64_t deadline, struct store_view *view)
{
	const struct table root = table_root(store->schema);

	view->version = sql_query(store, "PRAGMA user_version");
	view->journal = query_text(store, "PRAGMA journal_mode");
	if (view->version == 0) {
		view->damage = ""; /* there is nothing in it yet */
		return;
	}
	view->newest = query_text(
		store, arena_printf(store->arena,
			       "SELECT \"%s\" FROM \"%s\" ORDER BY \"id\" DESC"
			       " LIMIT 1",
			       root.own->fields[ROOT_CREATED].name, root.name));
	if (store->result == STORE_OK)
		view->damage = find_damage(store, deadline);
}
