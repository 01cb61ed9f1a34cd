/* The inspection of a database for the self-check: damage, journal, version. */
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "store/sqlite/sql.h"
#include "store/tables.h"

enum { INSTRUCTIONS = 1000 }; /* of SQLite's machine, between two looks */

enum store_result
inspection_try(struct store *base)
{
	struct sqlite *store = sqlite_of(base);

	sql_execute(store, "UPDATE \"secret\" SET \"id\"=\"id\"");
	return store->result;
}

/* The text that a query results in, in the arena; "" if there is no row. */
static const char *
query_text(struct sqlite *store, const char *sql)
{
	sqlite3_stmt *statement = sql_prepare(store, sql);
	const char *text = "";

	if (sql_row(store, statement))
		text = arena_printf(store->arena, "%s",
			(const char *)sqlite3_column_text(statement, 0));
	sql_finish(store, statement);
	return text;
}

static int
is_late(void *deadline)
{
	return calendar_elapsed() > *(const int64_t *)deadline;
}

/* Looks through the whole file, but not beyond the deadline. */
static const char *
find_damage(struct sqlite *store, int64_t deadline)
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
	sql_finish(store, statement);
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
	return damage != NULL && strcmp(damage, "ok") == 0 ? "" : damage;
}

void
inspection_look(struct sqlite *store, int64_t deadline, struct store_view *view)
{
	const struct table root = table_root(store->schema);

	sql_end_shared(store);
	view->version = sql_query(store, "PRAGMA user_version");
	view->durability = query_text(store, "PRAGMA journal_mode");
	if (view->version == 0) {
		view->damage = ""; /* there is nothing in the database yet */
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
