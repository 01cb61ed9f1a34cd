/* The writing of records into rows of a SQLite database. */
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "schema/record.h"
#include "schema/type.h"
#include "store/sqlite/card.h"
#include "store/sqlite/sql.h"
#include "store/tables.h"

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

/* The number of an API key; 0 is none. */
static void
row_key(struct row *row, int64_t key)
{
	if (key == 0)
		row_null(row);
	else
		row_number(row, key);
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
row_member(struct row *row, const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];

	if (value->state != VALUE_GIVEN)
		row_null(row);
	else if (types[record->schema->fields[field].type].is_number)
		row_number(row, value->number);
	else
		row_text(row, value->text);
}

static void
row_members(struct row *row, const struct record *record)
{
	for (size_t i = 0; i < record->schema->count; i++)
		if (table_has_column(&record->schema->fields[i]))
			row_member(row, record, i);
}

/* Inserts or updates the row, unless a call failed before. */
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
	row_null(&row); /* version 1 … */
	row_null(&row); /* … as created */
	row_key(&row, origin->key);
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

/* A version of a record that is being written, and what it came with. */
struct edition {
	const struct record *record;
	const struct origin *origin;
	const char *time; /* the origin's, as text */
	char consented[CALENDAR_ROOM];
	int64_t id, version;
};

static void
add_consent(struct sqlite *store, const struct edition *edition, size_t field)
{
	const struct origin *origin = edition->origin;
	struct row row =
		row_new(store, &store->consent, table_consent(store->schema));

	row_number(&row, edition->id);
	row_text(&row, store->schema->fields[field].name);
	row_member(&row, edition->record, field);
	row_text(&row,
		origin->consented == 0 ? edition->time : edition->consented);
	row_text(&row, origin->route);
	if (origin->wordings != NULL && origin->wordings[field] != NULL)
		row_number(&row, wording_keep(store, origin->wordings[field]));
	else
		row_null(&row);
	row_number(&row, edition->version);
	row_key(&row, origin->key);
	row_insert(&row);
}

/* Counts a version for the key of the request. */
static void
count_version(struct sqlite *store, int64_t id, int64_t version)
{
	if (store->count++ == 0)
		store->first = id;
	store->version = version;
}

enum store_result
rows_add(struct store *base, const struct record *record,
	const struct origin *origin, int64_t *id)
{
	struct sqlite *store = sqlite_of(base);
	char time[CALENDAR_ROOM];
	struct edition edition = {
		.record = record,
		.origin = origin,
		.time = time,
		.version = 1,
	};

	calendar_put_instant(time, origin->time, "");
	calendar_put_instant(edition.consented, origin->consented, "");
	edition.id = add_root(store, record, origin, time);
	for (size_t i = 0; i < store->schema->count; i++) {
		const struct field *field = &store->schema->fields[i];

		if (field->type == TYPE_LIST)
			add_list(store, record, i, edition.id);
		if (field->consent && record->values[i].state == VALUE_GIVEN)
			add_consent(store, &edition, i);
	}
	card_write(store, edition.id, record, origin->time, origin->time);
	change_created(store, edition.id, origin);
	count_version(store, edition.id, edition.version);
	*id = edition.id;
	return store->result;
}

/* Writes the version, and the members with columns that differ. */
static void
update_root(struct sqlite *store, const struct edition *edition,
	const struct record *before)
{
	const struct table table = table_root(store->schema);
	struct text sql = { .arena = store->arena };
	struct row row = { .store = store, .column = 1 };

	table_update(&sql, &table, edition->record, before);
	row.insert = sql_prepare(store, sql.bytes);
	row_number(&row, edition->version);
	row_text(&row, edition->time);
	for (size_t i = 0; i < store->schema->count; i++)
		if (table_has_column(&store->schema->fields[i]) &&
			!record_agrees(before, edition->record, i))
			row_member(&row, edition->record, i);
	row_number(&row, edition->id);
	row_insert(&row);
	sql_finish(store, row.insert);
}

static void
replace_list(struct sqlite *store, const struct edition *edition, size_t field)
{
	const struct table table =
		table_list(store->schema, store->schema->fields[field].item);

	sql_execute(store,
		arena_printf(store->arena,
			"DELETE FROM \"%s\" WHERE \"%s\"=%lld", table.name,
			table.owner, (long long)edition->id));
	add_list(store, edition->record, field, edition->id);
}

/* Writes what differs. Returns whether anything does. */
static bool
write_differences(struct sqlite *store, const struct edition *edition,
	const struct record *before)
{
	bool differs = false;

	for (size_t i = 0; i < store->schema->count; i++) {
		const struct field *field = &store->schema->fields[i];

		if (record_agrees(before, edition->record, i))
			continue;
		differs = true;
		if (field->type == TYPE_LIST)
			replace_list(store, edition, i);
		if (field->consent)
			add_consent(store, edition, i);
	}
	if (differs)
		update_root(store, edition, before);
	return differs;
}

enum store_result
rows_replace(struct store *base, const struct replacement *replacement,
	int64_t *version)
{
	struct sqlite *store = sqlite_of(base);
	const struct stored *before = replacement->before;
	char time[CALENDAR_ROOM];
	struct edition edition = {
		.record = replacement->after,
		.origin = replacement->origin,
		.time = time,
		.id = before->id,
		.version = before->version + 1,
	};

	calendar_put_instant(time, replacement->origin->time, "");
	calendar_put_instant(
		edition.consented, replacement->origin->consented, "");
	*version = before->version;
	if (write_differences(store, &edition, before->record)) {
		card_forget(store, before->id);
		card_write(store, before->id, edition.record,
			before->origin.time, edition.origin->time);
		change_changed(store, replacement);
		*version = edition.version;
	}
	count_version(store, before->id, *version);
	return store->result;
}

enum store_result
rows_erase(struct store *base, const struct stored *stored,
	const struct origin *origin)
{
	struct sqlite *store = sqlite_of(base);

	card_forget(store, stored->id);
	/* the rows that belong to the record go with it */
	sql_execute(
		store, arena_printf(store->arena,
			       "DELETE FROM \"%s\" WHERE \"id\"=%lld",
			       store->schema->table, (long long)stored->id));
	change_erased(store, stored, origin);
	store->erases = true;
	return store->result;
}
