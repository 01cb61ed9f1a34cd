/* The reading of records from their rows in a SQLite database. */
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "schema/date.h"
#include "schema/record.h"
#include "schema/type.h"
#include "store/sqlite/run.h"
#include "store/sqlite/sql.h"
#include "store/tables.h"

/*
 * The query of a table's rows for an id, in order, or for higher ids where
 * the condition is ">?". The query is prepared unless it is kept at *select.
 */
static sqlite3_stmt *
query_of(struct sqlite *store, sqlite3_stmt **select, struct table table,
	const char *condition, int64_t id)
{
	struct text sql = { .arena = store->arena };

	if (*select == NULL) {
		table_select(&sql, &table, condition);
		*select = sql_prepare(store, sql.bytes);
	}
	sql_took(store, sqlite3_bind_int64(*select, 1, id));
	return *select;
}

/* The seconds of a column that holds an instant. */
static int64_t
column_time(struct sqlite *store, sqlite3_stmt *row, int column,
	const struct intake *intake)
{
	const char *text = sql_string(store, intake->arena, row, column);
	struct date date = { 0 };

	date_parse(text, strlen(text), &date);
	return date.seconds;
}

/* Sets a member from its column; returns the bytes of its text. */
static size_t
set_member(struct sqlite *store, struct record *record, size_t field,
	sqlite3_stmt *row, int column)
{
	if (sqlite3_column_type(row, column) == SQLITE_NULL)
		return 0;
	if (types[record->schema->fields[field].type].is_number) {
		record_set_int(
			record, field, sqlite3_column_int64(row, column));
		return 0;
	}
	record_set_string(record, field,
		sql_string(store, record->intake->arena, row, column));
	return record->values[field].length;
}

/*
 * Sets the members that have columns, the first of which is given. Returns how
 * many bytes the record takes.
 */
static size_t
set_members(struct sqlite *store, struct record *record, sqlite3_stmt *row,
	int column)
{
	const struct schema *schema = record->schema;
	size_t bytes =
		sizeof(*record) + schema->count * sizeof(*record->values);

	for (size_t i = 0; i < schema->count; i++)
		if (table_has_column(&schema->fields[i]))
			bytes += set_member(store, record, i, row, column++);
	return bytes;
}

/* Adds an item from its row. Returns how many bytes the item takes. */
static size_t
add_item(struct sqlite *store, struct record *record, size_t field,
	sqlite3_stmt *row, const struct table *table)
{
	if (record->values[field].state != VALUE_GIVEN)
		record_set_list(record, field);
	return set_members(store, record_add(record, field), row,
		COLUMN_OWN + (int)table->own->count);
}

/*
 * Adds the items of a list, if there are any. Returns how many bytes the items
 * take.
 */
static size_t
add_items(struct sqlite *store, struct record *record, size_t field, int64_t id)
{
	const struct table table =
		table_list(store->schema, store->schema->fields[field].item);
	sqlite3_stmt *query;
	size_t bytes = 0;

	if (store->is_slicing) {
		struct run *run = &store->runs[field];

		for (; run_to(store, run, &table, id); run_next(store, run))
			bytes += add_item(
				store, record, field, run->select, &table);
		return bytes;
	}
	query = query_of(store, &store->items[field], table, "=?", id);
	while (sql_row(store, query))
		bytes += add_item(store, record, field, query, &table);
	sqlite3_reset(query);
	return bytes;
}

/* Makes a record from its row. Returns how many bytes the record takes. */
static size_t
fetch(struct sqlite *store, struct intake *intake, sqlite3_stmt *row,
	struct stored *stored)
{
	const struct schema *schema = store->schema;
	const int64_t version =
		sqlite3_column_int64(row, COLUMN_OWN + ROOT_VERSION);
	const int64_t created =
		column_time(store, row, COLUMN_OWN + ROOT_CREATED, intake);
	size_t bytes;

	*stored = (struct stored){
		.id = sqlite3_column_int64(row, COLUMN_ID),
		.version = version == 0 ? 1 : version,
		.modified = version == 0 ? created
					 : column_time(store, row,
						   COLUMN_OWN + ROOT_MODIFIED,
						   intake),
		.origin.time = created,
		.origin.key = sqlite3_column_int64(row, COLUMN_OWN + ROOT_KEY),
		.origin.route = sql_string(
			store, intake->arena, row, COLUMN_OWN + ROOT_ROUTE),
		.origin.format = sql_string(
			store, intake->arena, row, COLUMN_OWN + ROOT_FORMAT),
		.record = record_new(intake, schema),
	};
	bytes = set_members(store, stored->record, row,
		COLUMN_OWN + (int)table_root(schema).own->count);
	for (size_t i = 0; i < schema->count; i++)
		if (schema->fields[i].type == TYPE_LIST)
			bytes +=
				add_items(store, stored->record, i, stored->id);
	return bytes;
}

/* As sql_begin_read(), for records. */
static bool
begin(struct sqlite *store)
{
	bool alone = sql_begin_read(store);

	if (store->items == NULL) {
		store->items = arena_array(store->lasting, store->schema->count,
			sizeof(*store->items));
		store->runs = arena_array(store->lasting,
			store->schema->count + 1, sizeof(*store->runs));
	}
	return alone;
}

/* Ends the reading, so that no process waits for this reader. */
static void
end(struct sqlite *store, sqlite3_stmt *query, bool alone)
{
	sqlite3_reset(query);
	sql_end_read(store, alone);
}

void
fetch_begin_slice(struct sqlite *store)
{
	store->is_slicing = !store->salvages;
}

void
fetch_end_slice(struct sqlite *store)
{
	for (size_t i = 0; store->runs != NULL && i <= store->schema->count;
		i++)
		run_end(&store->runs[i]);
	store->is_slicing = false;
}

size_t
fetch_sized(struct sqlite *store, struct intake *intake, int64_t id,
	struct stored *stored)
{
	const struct table table = table_root(store->schema);
	bool alone = begin(store);
	sqlite3_stmt *query;
	size_t bytes = 0;

	*stored = (struct stored){ 0 };
	if (store->is_slicing) {
		struct run *run = &store->runs[store->schema->count];

		return run_to(store, run, &table, id)
			       ? fetch(store, intake, run->select, stored)
			       : 0;
	}
	query = query_of(store, &store->one, table, "=?", id);
	sql_bear(store);
	if (sql_row(store, query))
		bytes = fetch(store, intake, query, stored);
	if (sql_bore(store, id))
		*stored = (struct stored){ 0 };
	end(store, query, alone);
	return bytes;
}

enum store_result
fetch_record(struct store *base, struct intake *intake, int64_t id,
	struct stored *stored)
{
	struct sqlite *store = sqlite_of(base);

	fetch_sized(store, intake, id, stored);
	return store->result;
}

enum store_result
fetch_slice(struct store *base, struct intake *intake, struct cursor *cursor)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query;
	size_t bytes = 0;
	bool alone;

	if (cursor->search != NULL)
		return search_slice(base, intake, cursor);
	sql_end_shared(store);
	alone = begin(store);
	query = query_of(store, &store->slice, table_root(store->schema), ">?",
		cursor->after);
	cursor->records = arena_array(
		intake->arena, STORE_SLICE, sizeof(*cursor->records));
	cursor->count = 0;
	fetch_begin_slice(store);
	while (cursor->count < STORE_SLICE && bytes < STORE_SLICE_BYTES &&
		sql_row(store, query))
		bytes += fetch(store, intake, query,
			&cursor->records[cursor->count++]);
	if (cursor->count > 0)
		cursor->after = cursor->records[cursor->count - 1].id;
	fetch_end_slice(store);
	end(store, query, alone);
	return store->result;
}
