/* The tables of imports, and of the rows that they have taken in. */
#include "store/postgresql/import.h"

#include <string.h>

#include "base/text.h"
#include "store/keys.h"
#include "store/postgresql/audit.h"

static void
add_run(struct postgresql *store, struct import_run *import)
{
	struct parameters row = { .arena = store->arena };

	import->number =
		sql_number(store, "SELECT nextval('import_number')", NULL);
	put_number(&row, import->number);
	put_text(&row, import->name);
	put_text(&row, import->operator);
	put_number(&row, import->begun);
	sql_tell(store,
		"INSERT INTO import(id,name,operator,begun,created,changed)"
		"VALUES(?,?,?,?,0,0)",
		&row);
}

enum store_result
import_note(
	struct store *base, struct import_run *import, const struct deed *deed)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters row = { .arena = store->arena };
	bool is_new = import->number == 0;

	if (is_new)
		add_run(store, import);
	if (is_new || import->undone != 0)
		deed_note(store, deed,
			is_new ? AUDIT_IMPORT : AUDIT_IMPORT_UNDO,
			import->number);
	put_key(&row, import->ended);
	put_key(&row, import->undone);
	put_number(&row, import->created);
	put_number(&row, import->changed);
	put_number(&row, import->number);
	sql_tell(store,
		"UPDATE import SET ended=?,undone=?,created=?,changed=?"
		" WHERE id=?",
		&row);
	return store->result;
}

enum store_result
import_all(struct store *base, struct arena *arena, int64_t number,
	struct import_run **runs, size_t *count)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;

	put_number(&wanted, number);
	rows = sql_ask(store,
		"SELECT id,name,operator,begun,ended,undone,created,changed"
		" FROM import WHERE ?::bigint IN(0,id)ORDER BY id",
		&wanted);
	*count = (size_t)rows.count;
	*runs = arena_array(arena, *count + 1, sizeof(**runs));
	for (int i = 0; i < rows.count; i++)
		(*runs)[i] = (struct import_run){
			.number = rows_number(&rows, i, 0),
			.name = rows_string(arena, &rows, i, 1),
			.operator= rows_string(arena, &rows, i, 2),
			.begun = rows_number(&rows, i, 3),
			.ended = rows_number(&rows, i, 4),
			.undone = rows_number(&rows, i, 5),
			.created = rows_number(&rows, i, 6),
			.changed = rows_number(&rows, i, 7),
		};
	sql_forget(store);
	return store->result;
}

enum store_result
import_add_row(struct store *base, const struct import_row *row)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters added = { .arena = store->arena };

	put_number(&added, row->import);
	put_number(&added, row->record);
	put_number(&added, row->version);
	put_number(&added, row->kind);
	put_bytes(&added,
		arena_copy(store->deeds->arena, (const char *)row->print,
			IMPORT_PRINT),
		IMPORT_PRINT);
	sql_tell(store,
		"INSERT INTO import_row(import,record,version,kind,print)"
		"VALUES(?,?,?,?,?)",
		&added);
	return store->result;
}

/* Reads the row that a search finds, by what stands behind WHERE. */
static enum store_result
find_row(struct postgresql *store, const char *where,
	const struct parameters *wanted, struct import_row *row)
{
	struct rows rows = sql_ask(store,
		arena_printf(store->arena,
			"SELECT r.id,r.import,r.record,r.version,r.kind,"
			"r.print,(c.id IS NULL)::int FROM import_row r"
			" LEFT JOIN \"%s\" c ON c.id=r.record WHERE %s",
			store->schema->table, where),
		wanted);
	size_t length;

	*row = (struct import_row){ 0 };
	if (rows.count > 0) {
		row->id = rows_number(&rows, 0, 0);
		row->import = rows_number(&rows, 0, 1);
		row->record = rows_number(&rows, 0, 2);
		row->version = rows_number(&rows, 0, 3);
		row->kind = (enum import_kind)rows_number(&rows, 0, 4);
		memcpy(row->print,
			rows_bytes(store->arena, &rows, 0, 5, &length),
			IMPORT_PRINT);
		row->erased = rows_number(&rows, 0, 6) != 0;
	}
	sql_forget(store);
	return store->result;
}

enum store_result
import_get_row(struct store *base, const unsigned char print[IMPORT_PRINT],
	struct import_row *row)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };

	put_bytes(&wanted, print, IMPORT_PRINT);
	return find_row(store, "r.print=?", &wanted, row);
}

enum store_result
import_get_last(struct store *base, int64_t import, int64_t before,
	struct import_row *row)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };

	put_number(&wanted, import);
	put_number(&wanted, before);
	return find_row(store,
		"r.import=? AND r.id<? ORDER BY r.id DESC LIMIT 1", &wanted,
		row);
}

enum store_result
import_forget_row(struct store *base, int64_t id)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters row = { .arena = store->arena };

	put_number(&row, id);
	sql_tell(store, "DELETE FROM import_row WHERE id=?", &row);
	return store->result;
}

/* The searches for what is known, by a text and a brand, or NULL. */
static const char *const searches[BY__MAX] = {
	[BY_REFERENCE] = "SELECT id FROM customer WHERE \"customerReference\"=?"
			 " AND brand=coalesce(?,brand)LIMIT 2",
	[BY_EMAIL] = "SELECT DISTINCT customer FROM search WHERE key=? AND kind"
		     " IN(SELECT 'e'||brand FROM counter"
		     " WHERE brand=coalesce(?,brand))LIMIT 2",
};

enum store_result
import_known(struct store *base, enum known_by by, const char *text,
	const char *brand, int64_t ids[KNOWN_MOST], size_t *count)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };
	struct keys keys = { .arena = store->arena };
	struct rows rows;

	keys_email(&keys, text, true);
	put_text(&wanted,
		by == BY_EMAIL && keys.count > 0 ? keys.list[0].text : text);
	put_text(&wanted, brand);
	rows = sql_ask(store, searches[by], &wanted);
	*count = 0;
	for (int i = 0; i < rows.count && i < KNOWN_MOST; i++)
		ids[(*count)++] = rows_number(&rows, i, 0);
	sql_forget(store);
	return store->result;
}
