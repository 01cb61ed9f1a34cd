/* The tables of imports, and of the rows that they have taken in. */
#include "base/arena.h"
#include "base/text.h"
#include "schema/schema.h"
#include "store/keys.h"
#include "store/sqlite/sql.h"

/* Runs a statement that results in nothing. */
static void
run(struct sqlite *store, sqlite3_stmt *statement)
{
	sql_row(store, statement);
	sql_finish(store, statement);
}

/* Binds a time; 0 is none. */
static void
bind_time(struct sqlite *store, sqlite3_stmt *statement, int at, int64_t time)
{
	if (time == 0)
		sql_took(store, sqlite3_bind_null(statement, at));
	else
		sql_bind_number(store, statement, at, time);
}

static void
bind_print(struct sqlite *store, sqlite3_stmt *statement, int at,
	const unsigned char print[IMPORT_PRINT])
{
	sql_took(store, sqlite3_bind_blob(statement, at, print, IMPORT_PRINT,
				SQLITE_STATIC));
}

static void
add_run(struct sqlite *store, struct import_run *import)
{
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"import\"(\"name\",\"operator\",\"begun\","
		"\"created\",\"changed\")VALUES(?,?,?,0,0)");

	sql_bind_text(store, insert, 1, import->name);
	sql_bind_text(store, insert, 2, import->operator);
	sql_bind_number(store, insert, 3, import->begun);
	run(store, insert);
	import->number = sqlite3_last_insert_rowid(store->db);
}

enum store_result
import_keep(
	struct store *base, struct import_run *import, const struct deed *deed)
{
	struct sqlite *store = sqlite_of(base);
	bool is_new = import->number == 0;
	sqlite3_stmt *update;

	if (is_new)
		add_run(store, import);
	if (is_new || import->undone != 0)
		audit_note(store, deed,
			is_new ? AUDIT_IMPORT : AUDIT_IMPORT_UNDO,
			import->number);
	update = sql_prepare(store,
		"UPDATE \"import\" SET \"ended\"=?,\"undone\"=?,"
		"\"created\"=?,\"changed\"=? WHERE \"id\"=?");
	bind_time(store, update, 1, import->ended);
	bind_time(store, update, 2, import->undone);
	sql_bind_number(store, update, 3, import->created);
	sql_bind_number(store, update, 4, import->changed);
	sql_bind_number(store, update, 5, import->number);
	run(store, update);
	return store->result;
}

enum store_result
import_list(struct store *base, struct arena *arena, int64_t number,
	struct import_run **runs, size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query = sql_prepare(store,
		"SELECT \"id\",\"name\",\"operator\",\"begun\",\"ended\","
		"\"undone\",\"created\",\"changed\" FROM \"import\""
		" WHERE ?1 IN(0,\"id\")ORDER BY \"id\"");

	*runs = NULL;
	*count = 0;
	sql_bind_number(store, query, 1, number);
	while (sql_row(store, query)) {
		*runs = arena_grow(arena, *runs, *count, sizeof(**runs));
		(*runs)[(*count)++] = (struct import_run){
			.number = sqlite3_column_int64(query, 0),
			.name = sql_string(store, arena, query, 1),
			.operator= sql_string(store, arena, query, 2),
			.begun = sqlite3_column_int64(query, 3),
			.ended = sqlite3_column_int64(query, 4),
			.undone = sqlite3_column_int64(query, 5),
			.created = sqlite3_column_int64(query, 6),
			.changed = sqlite3_column_int64(query, 7),
		};
	}
	sql_finish(store, query);
	return store->result;
}

enum store_result
import_keep_row(struct store *base, const struct import_row *row)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"import_row\"(\"import\",\"record\",\"version\","
		"\"kind\",\"print\")VALUES(?,?,?,?,?)");

	sql_bind_number(store, insert, 1, row->import);
	sql_bind_number(store, insert, 2, row->record);
	sql_bind_number(store, insert, 3, row->version);
	sql_bind_number(store, insert, 4, row->kind);
	bind_print(store, insert, 5, row->print);
	run(store, insert);
	return store->result;
}

/* Prepares the search for a row, by what stands behind WHERE. */
static sqlite3_stmt *
search_row(struct sqlite *store, const char *where)
{
	return sql_prepare(
		store, arena_printf(store->arena,
			       "SELECT r.\"id\",r.\"import\",r.\"record\","
			       "r.\"version\",r.\"kind\",c.\"id\" IS NULL "
			       "FROM \"import_row\" r LEFT JOIN \"%s\" c"
			       " ON c.\"id\"=r.\"record\" WHERE %s",
			       store->schema->table, where));
}

/* Reads the row that a search finds, if there is one. */
static void
read_row(struct sqlite *store, sqlite3_stmt *query, struct import_row *row)
{
	*row = (struct import_row){ 0 };
	if (sql_row(store, query)) {
		row->id = sqlite3_column_int64(query, 0);
		row->import = sqlite3_column_int64(query, 1);
		row->record = sqlite3_column_int64(query, 2);
		row->version = sqlite3_column_int64(query, 3);
		row->kind = (enum import_kind)sqlite3_column_int(query, 4);
		row->erased = sqlite3_column_int(query, 5) != 0;
	}
	sql_finish(store, query);
}

enum store_result
import_find_row(struct store *base, const unsigned char print[IMPORT_PRINT],
	struct import_row *row)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query = search_row(store, "r.\"print\"=?");

	bind_print(store, query, 1, print);
	read_row(store, query, row);
	return store->result;
}

enum store_result
import_last_row(struct store *base, int64_t import, int64_t before,
	struct import_row *row)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query = search_row(store,
		"r.\"import\"=? AND r.\"id\"<? ORDER BY r.\"id\" DESC LIMIT 1");

	sql_bind_number(store, query, 1, import);
	sql_bind_number(store, query, 2, before);
	read_row(store, query, row);
	return store->result;
}

enum store_result
import_drop_row(struct store *base, int64_t id)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *drop =
		sql_prepare(store, "DELETE FROM \"import_row\" WHERE \"id\"=?");

	sql_bind_number(store, drop, 1, id);
	run(store, drop);
	return store->result;
}

/* The searches for what is known, by a text and a brand, or NULL. */
static const char *const searches[BY__MAX] = {
	[BY_REFERENCE] = "SELECT id FROM customer WHERE"
			 " customerReference=?1 AND brand=coalesce(?2,brand)"
			 " LIMIT 2",
	[BY_EMAIL] = "SELECT DISTINCT customer FROM search WHERE kind IN"
		     "(SELECT 'e'||brand FROM counter"
		     " WHERE brand=coalesce(?2,brand))AND key=?1 LIMIT 2",
};

enum store_result
import_find_known(struct store *base, enum known_by by, const char *text,
	const char *brand, int64_t ids[KNOWN_MOST], size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	struct keys keys = { .arena = store->arena };
	sqlite3_stmt *query = sql_prepare(store, searches[by]);

	*count = 0;
	keys_email(&keys, text, true);
	if (by == BY_EMAIL && keys.count > 0)
		text = keys.list[0].text;
	sql_bind_text(store, query, 1, text);
	sql_bind_text(store, query, 2, brand);
	while (*count < KNOWN_MOST && sql_row(store, query))
		ids[(*count)++] = sqlite3_column_int64(query, 0);
	sql_finish(store, query);
	return store->result;
}
