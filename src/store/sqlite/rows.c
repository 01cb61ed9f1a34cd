/* The writing of records into rows of a SQLite database. */
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "schema/record.h"
#include "schema/type.h"
#include "store/sqlite/card.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/tables.h"

/* A row that is being inserted, and the column that is bound next. */
struct row {
	struct sqlite *store;
	sqlite3_stmt *insert;
	int column;
};

/* Starts a row of the table whose statement is kept at *insert. */
static struct row
row_new(struct sqlite *store, sqlite3_stmt **insert, struct table table)
{
	if (*insert == NULL) {
		struct text sql = { .arena = store->arena };

		table_insert(&sql, &table);
		*insert = sql_prepare(store, sql.bytes);
	}
	return (struct row){ .store = store, .insert = *insert, .column = 1 };
}

static void
row_null(struct row *row)
{
	sql_took(row->store, sqlite3_bind_null(row->insert, row->column++));
}

static void
row_number(struct row *row, int64_t number)
{
	sql_took(row->store,
		sqlite3_bind_int64(row->insert, row->column++, number));
}

/*
 * The length is left to SQLite: a text that is not known to end with a NUL is
 * copied to one with a NUL, for each of the functions in a CHECK.
 */
static void
row_text(struct row *row, const char *text)
{
	sql_took(row->store, sqlite3_bind_text(row->insert, row->column++, text,
				     -1, SQLITE_STATIC));
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
			row_text(row, value->text);
	}
}

/* Inserts the row, unless a call failed before. */
static void
row_insert(struct row *row)
{
	sql_row(row->store, row->insert);
	sqlite3_reset(row->insert);
}

static int64_t
add_root(struct sqlite *store, const struct record *record,
	const struct origin *origin, const char *time)
{
	struct row row =
		row_new(store, &store->root, table_root(store->schema));

	row_null(&row);
	row_text(&row, time);
	row_text(&row, origin->route);
	row_text(&row, origin->format);
	row_members(&row, record);
	row_insert(&row);
	return sqlite3_last_insert_rowid(store->db);
}

static void
add_list(struct sqlite *store, const struct record *record, size_t field,
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
add_consent(struct sqlite *store, const struct record *record, size_t field,
	int64_t owner, const struct origin *origin, const char *time)
{
	struct row row =
		row_new(store, &store->consent, table_consent(store->schema));

	row_number(&row, owner);
	row_text(&row, store->schema->fields[field].name);
	row_number(&row, record->values[field].number);
	row_text(&row, time);
	row_text(&row, origin->route);
	if (origin->wordings != NULL && origin->wordings[field] != NULL)
		row_number(&row, wording_keep(store, origin->wordings[field]));
	else
		row_null(&row);
	row_insert(&row);
}

enum store_result
rows_add(struct store *base, const struct record *record,
	const struct origin *origin, int64_t *id)
{
	struct sqlite *store = sqlite_of(base);
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
	card_write(store, *id, record, origin->time, origin->time);
	if (store->count++ == 0)
		store->first = *id;
	return store->result;
}
