/* The reading of records from their rows in a PostgreSQL database. */
#include "store/postgresql/fetch.h"

#include <string.h>

#include "base/text.h"
#include "schema/date.h"
#include "schema/record.h"
#include "schema/type.h"
#include "store/postgresql/search.h"
#include "store/tables.h"

/* Rows of a list, read in order of ids. */
struct items {
	struct rows rows;
	int at;
};

/* Sends a query for the rows of a table that are of the ids. */
static void
want(struct postgresql *store, struct table table, const struct parameters *ids,
	bool lock)
{
	struct text sql = { .arena = store->arena };

	table_select(&sql, &table, "=ANY(?)");
	if (lock)
		text_puts(&sql, " FOR UPDATE");
	sql_want(store, sql.bytes, ids);
}

/* Asks for all rows of records; a writer locks the records. */
static void
ask(struct postgresql *store, const int64_t *ids, size_t count)
{
	const struct schema *schema = store->schema;
	struct parameters parameters = { .arena = store->arena };

	put_numbers(&parameters, ids, count);
	want(store, table_root(schema), &parameters, store->writes);
	for (size_t i = 0; i < schema->count; i++)
		if (schema->fields[i].type == TYPE_LIST)
			want(store, table_list(schema, schema->fields[i].item),
				&parameters, false);
	sql_settle(store);
}

/* The seconds of a column that holds an instant. */
static int64_t
time_of(struct arena *arena, const struct rows *rows, int row, int column)
{
	const char *text = rows_string(arena, rows, row, column);
	struct date date = { 0 };

	date_parse(text, strlen(text), &date);
	return date.seconds;
}

/* Sets a member from its column; returns the bytes of its text. */
static size_t
set_member(struct record *record, size_t field, const struct rows *rows,
	int row, int column)
{
	if (rows_null(rows, row, column))
		return 0;
	if (types[record->schema->fields[field].type].is_number) {
		record_set_int(record, field, rows_number(rows, row, column));
		return 0;
	}
	record_set_string(record, field,
		rows_text(record->intake->arena, rows, row, column));
	return record->values[field].length;
}

/*
 * Sets the members that have columns, the first of which is given. Returns how
 * many bytes the record takes.
 */
static size_t
set_members(struct record *record, const struct rows *rows, int row, int column)
{
	const struct schema *schema = record->schema;
	size_t bytes =
		sizeof(*record) + schema->count * sizeof(*record->values);

	for (size_t i = 0; i < schema->count; i++)
		if (table_has_column(&schema->fields[i]))
			bytes += set_member(record, i, rows, row, column++);
	return bytes;
}

/* Adds the items of a list. Returns how many bytes the items take. */
static size_t
add_items(struct record *record, size_t field, struct items *items, int64_t id)
{
	const struct table table =
		table_list(record->schema, record->schema->fields[field].item);
	size_t bytes = 0;

	while (items->at < items->rows.count &&
		rows_number(&items->rows, items->at, COLUMN_ID) == id) {
		if (record->values[field].state != VALUE_GIVEN)
			record_set_list(record, field);
		bytes += set_members(record_add(record, field), &items->rows,
			items->at++, COLUMN_OWN + (int)table.own->count);
	}
	return bytes;
}

/* Makes a record from its row. Returns how many bytes the record takes. */
static size_t
build(struct postgresql *store, struct intake *intake, const struct rows *rows,
	int row, struct items *items, struct stored *stored)
{
	const struct schema *schema = store->schema;
	struct arena *arena = intake->arena;
	size_t bytes, list = 0;

	*stored = (struct stored){
		.id = rows_number(rows, row, COLUMN_ID),
		.version = rows_number(rows, row, COLUMN_OWN + ROOT_VERSION),
		.modified =
			time_of(arena, rows, row, COLUMN_OWN + ROOT_MODIFIED),
		.origin.time =
			time_of(arena, rows, row, COLUMN_OWN + ROOT_CREATED),
		.origin.key = rows_number(rows, row, COLUMN_OWN + ROOT_KEY),
		.origin.route =
			rows_string(arena, rows, row, COLUMN_OWN + ROOT_ROUTE),
		.origin.format =
			rows_string(arena, rows, row, COLUMN_OWN + ROOT_FORMAT),
		.record = record_new(intake, schema),
	};
	bytes = set_members(stored->record, rows, row,
		COLUMN_OWN + (int)table_root(schema).own->count);
	for (size_t i = 0; i < schema->count; i++)
		if (schema->fields[i].type == TYPE_LIST)
			bytes += add_items(
				stored->record, i, &items[list++], stored->id);
	return bytes;
}

/*
 * Reads records of ids that ascend, as many as a slice may have bytes of.
 * Returns how many there are.
 */
static size_t
fetch(struct postgresql *store, struct intake *intake, const int64_t *ids,
	size_t count, struct stored *records)
{
	struct items items[LINK_RESULTS] = { { .at = 0 } };
	size_t found = 0, bytes = 0;
	struct rows rows;

	sql_forget(store);
	ask(store, ids, count);
	rows = sql_rows(store, 0);
	for (size_t i = 1; i < LINK_RESULTS; i++)
		items[i - 1].rows = sql_rows(store, i);
	for (int i = 0; i < rows.count && bytes < STORE_SLICE_BYTES; i++)
		bytes += build(
			store, intake, &rows, i, items, &records[found++]);
	sql_forget(store);
	return found;
}

enum store_result
fetch_one(struct store *base, struct intake *intake, int64_t id,
	struct stored *stored)
{
	struct postgresql *store = postgresql_of(base);
	bool begun = sql_begin(store);

	*stored = (struct stored){ 0 };
	fetch(store, intake, &id, 1, stored);
	sql_end(store, begun);
	return store->result;
}

/* The ids behind one, of all records. */
static size_t
next_ids(struct postgresql *store, int64_t after, int64_t ids[STORE_SLICE])
{
	struct parameters parameters = { .arena = store->arena };
	struct text sql = { .arena = store->arena };
	struct rows rows;

	text_printf(&sql,
		"SELECT id FROM \"%s\" WHERE id>? ORDER BY id LIMIT %d",
		store->schema->table, STORE_SLICE);
	put_number(&parameters, after);
	rows = sql_ask(store, sql.bytes, &parameters);
	for (int i = 0; i < rows.count; i++)
		ids[i] = rows_number(&rows, i, 0);
	return (size_t)rows.count;
}

enum store_result
fetch_next(struct store *base, struct intake *intake, struct cursor *cursor)
{
	struct postgresql *store = postgresql_of(base);
	struct arena_mark mark = arena_mark(store->arena);
	bool apart = intake->arena != store->arena;
	int64_t ids[STORE_SLICE];
	bool begun = sql_begin(store);
	size_t count = cursor->search == NULL
			       ? next_ids(store, cursor->after, ids)
			       : search_next(store, cursor->search,
					 cursor->after, ids);

	cursor->records = arena_array(
		intake->arena, STORE_SLICE, sizeof(*cursor->records));
	cursor->count = 0;
	if (count > 0)
		cursor->count =
			fetch(store, intake, ids, count, cursor->records);
	if (cursor->count > 0)
		cursor->after = cursor->records[cursor->count - 1].id;
	sql_end(store, begun);
	if (apart && store->result == STORE_OK)
		arena_release(store->arena, mark);
	return store->result;
}
