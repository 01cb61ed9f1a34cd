/* The writing of records into rows of a PostgreSQL database. */
#include "store/postgresql/rows.h"

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "schema/record.h"
#include "schema/type.h"
#include "store/postgresql/card.h"
#include "store/postgresql/change.h"
#include "store/postgresql/quarantine.h"
#include "store/tables.h"

/* A version of a record that is being written, and what it came with. */
struct edition {
	const struct record *record;
	const struct origin *origin;
	const char *time;      /* the origin's, as text */
	const char *consented; /* likewise, of consents */
	int64_t id, version;
};

static const char *
instant(struct postgresql *store, int64_t time)
{
	char *text = arena_alloc(store->arena, CALENDAR_ROOM);

	calendar_put_instant(text, time, "");
	return text;
}

static const char *
consented(struct postgresql *store, const struct origin *origin)
{
	return instant(store,
		origin->consented == 0 ? origin->time : origin->consented);
}

static void
put_member(struct parameters *row, const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];

	if (value->state != VALUE_GIVEN)
		put_text(row, NULL);
	else if (types[record->schema->fields[field].type].is_number)
		put_number(row, value->number);
	else
		put_text(row, value->text);
}

static void
put_members(struct parameters *row, const struct record *record)
{
	for (size_t i = 0; i < record->schema->count; i++)
		if (table_has_column(&record->schema->fields[i]))
			put_member(row, record, i);
}

static void
insert(struct postgresql *store, struct table table,
	const struct parameters *row)
{
	struct text sql = { .arena = store->deeds->arena };

	table_insert(&sql, &table);
	sql_tell(store, sql.bytes, row);
}

static void
add_root(struct postgresql *store, const struct edition *edition)
{
	struct parameters row = { .arena = store->arena };

	put_number(&row, edition->id);
	put_text(&row, edition->time);
	put_text(&row, edition->origin->route);
	put_text(&row, edition->origin->format);
	put_number(&row, edition->version);
	put_text(&row, edition->time);
	put_key(&row, edition->origin->key);
	put_members(&row, edition->record);
	insert(store, table_root(store->schema), &row);
}

static void
add_list(struct postgresql *store, const struct edition *edition, size_t field)
{
	const struct value *list = &edition->record->values[field];
	const struct table table =
		table_list(store->schema, store->schema->fields[field].item);

	for (size_t i = 0; list->state == VALUE_GIVEN && i < list->count; i++) {
		struct parameters row = { .arena = store->arena };

		put_number(&row, edition->id);
		put_number(&row, (int64_t)i);
		put_members(&row, list->items[i]);
		insert(store, table, &row);
	}
}

static void
add_consent(
	struct postgresql *store, const struct edition *edition, size_t field)
{
	const struct origin *origin = edition->origin;
	const char *wording =
		origin->wordings == NULL ? NULL : origin->wordings[field];
	struct parameters row = { .arena = store->arena };

	put_number(&row, edition->id);
	put_text(&row, store->schema->fields[field].name);
	put_member(&row, edition->record, field);
	put_text(&row, edition->consented);
	put_text(&row, origin->route);
	put_key(&row, wording == NULL ? 0 : wording_number(store, wording));
	put_number(&row, edition->version);
	put_key(&row, origin->key);
	insert(store, table_consent(store->schema), &row);
}

/* Counts a version for the key of the request. */
static void
count_version(struct postgresql *store, int64_t id, int64_t version)
{
	if (store->count++ == 0)
		store->first = id;
	store->version = version;
}

/*
 * The id of a new record. A link that adds many records draws many ids at a
 * time, so that there are gaps where it ends.
 */
static int64_t
draw_id(struct postgresql *store)
{
	struct link *link = store->link;
	struct rows rows;

	if (link->records++ < LINK_IDS)
		return sql_number(store, "SELECT nextval('record_id')", NULL);
	if (link->id_count == 0) {
		rows = sql_ask(store,
			"SELECT nextval('record_id')"
			" FROM generate_series(1,32)",
			NULL);
		for (int i = 0; i < rows.count && i < LINK_IDS; i++)
			link->ids[link->id_count++] = rows_number(&rows, i, 0);
		sql_forget(store);
	}
	return link->id_count == 0 ? 0 : link->ids[LINK_IDS - link->id_count--];
}

enum store_result
row_add(struct store *base, const struct record *record,
	const struct origin *origin, int64_t *id)
{
	struct postgresql *store = postgresql_of(base);
	struct edition edition = {
		.record = record,
		.origin = origin,
		.time = instant(store, origin->time),
		.consented = consented(store, origin),
		.version = 1,
	};

	edition.id = draw_id(store);
	add_root(store, &edition);
	for (size_t i = 0; i < store->schema->count; i++) {
		const struct field *field = &store->schema->fields[i];

		if (field->type == TYPE_LIST)
			add_list(store, &edition, i);
		if (field->consent && record->values[i].state == VALUE_GIVEN)
			add_consent(store, &edition, i);
	}
	card_put(store, edition.id, record, origin->time, origin->time);
	change_made(store, edition.id, origin);
	count_version(store, edition.id, edition.version);
	*id = edition.id;
	return store->result;
}

/* Writes the version, and the members with columns that differ. */
static void
update_root(struct postgresql *store, const struct edition *edition,
	const struct record *before)
{
	const struct table table = table_root(store->schema);
	struct parameters row = { .arena = store->arena };
	struct text sql = { .arena = store->deeds->arena };

	table_update(&sql, &table, edition->record, before);
	text_puts(&sql, " AND \"version\"=?");
	put_number(&row, edition->version);
	put_text(&row, edition->time);
	for (size_t i = 0; i < store->schema->count; i++)
		if (table_has_column(&store->schema->fields[i]) &&
			!record_agrees(before, edition->record, i))
			put_member(&row, edition->record, i);
	put_number(&row, edition->id);
	put_number(&row, edition->version - 1);
	sql_must(store, sql.bytes, &row);
}

static void
replace_list(
	struct postgresql *store, const struct edition *edition, size_t field)
{
	const struct table table =
		table_list(store->schema, store->schema->fields[field].item);
	struct parameters owner = { .arena = store->arena };

	put_number(&owner, edition->id);
	sql_tell(store,
		arena_printf(store->deeds->arena,
			"DELETE FROM \"%s\" WHERE \"%s\"=?", table.name,
			table.owner),
		&owner);
	add_list(store, edition, field);
}

/* Writes what differs. Returns whether anything does. */
static bool
write_differences(struct postgresql *store, const struct edition *edition,
	const struct record *before)
{
	bool differs = false;

	for (size_t i = 0; i < store->schema->count; i++)
		differs |= !record_agrees(before, edition->record, i);
	/* the row comes first: doing it again must not go beyond it */
	if (differs)
		update_root(store, edition, before);
	for (size_t i = 0; i < store->schema->count; i++) {
		const struct field *field = &store->schema->fields[i];

		if (record_agrees(before, edition->record, i))
			continue;
		if (field->type == TYPE_LIST)
			replace_list(store, edition, i);
		if (field->consent)
			add_consent(store, edition, i);
	}
	return differs;
}

enum store_result
row_replace(struct store *base, const struct replacement *replacement,
	int64_t *version)
{
	struct postgresql *store = postgresql_of(base);
	const struct stored *before = replacement->before;
	const struct edition edition = {
		.record = replacement->after,
		.origin = replacement->origin,
		.time = instant(store, replacement->origin->time),
		.consented = consented(store, replacement->origin),
		.id = before->id,
		.version = before->version + 1,
	};

	*version = before->version;
	if (write_differences(store, &edition, before->record)) {
		card_drop(store, before->id);
		card_put(store, before->id, edition.record, before->origin.time,
			edition.origin->time);
		change_replaced(store, replacement);
		*version = edition.version;
	}
	count_version(store, before->id, *version);
	return store->result;
}

enum store_result
row_erase(struct store *base, const struct stored *stored,
	const struct origin *origin)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters row = { .arena = store->arena };

	card_drop(store, stored->id);
	put_number(&row, stored->id);
	/* the rows that belong to the record go with it */
	sql_must(store,
		arena_printf(store->deeds->arena,
			"DELETE FROM \"%s\" WHERE \"id\"=?",
			store->schema->table),
		&row);
	change_dropped(store, stored, origin);
	return store->result;
}
