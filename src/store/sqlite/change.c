/* The table of changes: what is noted of each, the history, and the feed. */
#include <string.h>

#include "base/arena.h"
#include "schema/date.h"
#include "schema/record.h"
#include "store/mark.h"
#include "store/sqlite/sql.h"
#include "store/tables.h"

/* So many sequences a feed looks at, and then ends. */
enum { FEED_REACH = 20000 };

/* Notes a change. Marks without bytes are none. */
static void
note(struct sqlite *store, const struct change *change,
	const struct text *marks)
{
	sqlite3_stmt *insert = store->change;

	if (insert == NULL)
		insert = store->change = sql_prepare(store,
			"INSERT INTO\"change\"(\"record\",\"version\","
			"\"time\",\"kind\",\"key\",\"route\",\"format\","
			"\"operator\",\"marks\",\"reason\")"
			"VALUES(?,?,?,?,?,?,?,?,?,?)");
	sql_bind_number(store, insert, 1, change->id);
	sql_bind_number(store, insert, 2, change->version);
	sql_bind_number(store, insert, 3, change->time);
	sql_bind_number(store, insert, 4, change->kind);
	if (change->key != 0)
		sql_bind_number(store, insert, 5, change->key);
	else
		sql_took(store, sqlite3_bind_null(insert, 5));
	sql_bind_text(store, insert, 6, change->route);
	sql_bind_text(store, insert, 7, change->format);
	sql_bind_text(store, insert, 8, change->operator);
	sql_took(store, sqlite3_bind_blob64(insert, 9, marks->bytes,
				marks->length, SQLITE_STATIC));
	sql_bind_text(store, insert, 10, change->reason);
	sql_row(store, insert);
	sqlite3_reset(insert);
}

/* The record itself has the route and the format that it was created by. */
void
change_created(struct sqlite *store, int64_t id, const struct origin *origin)
{
	const struct text none = { .length = 0 };
	struct change change = change_by(origin, CHANGE_CREATED, id, 1);

	change.route = NULL;
	change.format = NULL;
	note(store, &change, &none);
}

void
change_changed(struct sqlite *store, const struct replacement *replacement)
{
	const struct stored *before = replacement->before;
	const struct text none = { .length = 0 };
	const struct change change = change_by(replacement->origin,
		CHANGE_CHANGED, before->id, before->version + 1);
	sqlite3_stmt *insert;

	note(store, &change, &none);
	insert = sql_prepare(store,
		"INSERT INTO\"change_member\"VALUES(last_insert_rowid(),?,?)");
	for (size_t i = 0; i < replacement->member_count; i++) {
		sql_bind_text(store, insert, 1, replacement->members[i].name);
		sql_bind_text(store, insert, 2, replacement->members[i].before);
		sql_row(store, insert);
		sqlite3_reset(insert);
	}
	sql_finish(store, insert);
}

/* Forgets all of a record's changes but that they were, when, and by whom. */
static void
forget(struct sqlite *store, int64_t id)
{
	sql_execute(store,
		arena_printf(store->arena,
			"DELETE FROM\"change_member\"WHERE\"change\"IN"
			"(SELECT\"sequence\"FROM\"change\"WHERE\"record\"="
			"%lld);UPDATE\"change\"SET\"route\"=NULL,"
			"\"format\"=NULL WHERE\"record\"=%lld",
			(long long)id, (long long)id));
}

void
change_erased(struct sqlite *store, const struct stored *stored,
	const struct origin *origin)
{
	const struct change change = change_by(
		origin, CHANGE_ERASED, stored->id, stored->version + 1);
	struct text marks = { .arena = store->arena };
	unsigned char secret[STORE_SECRET] = { 0 };

	forget(store, stored->id);
	secret_read(store, secret);
	change_mark(&marks, stored, secret);
	note(store, &change, &marks);
}

/* The columns that histories and feeds begin with. */
#define CHANGE_COLUMNS                                                    \
	"c.\"sequence\",c.\"record\",c.\"version\",c.\"time\",c.\"key\"," \
	"c.\"kind\""
enum { COLUMN_AFTER = 6 };

static struct change
change_of(sqlite3_stmt *row)
{
	return (struct change){
		.sequence = sqlite3_column_int64(row, 0),
		.id = sqlite3_column_int64(row, 1),
		.version = sqlite3_column_int64(row, 2),
		.time = sqlite3_column_int64(row, 3),
		.key = sqlite3_column_int64(row, 4),
		.kind = (enum change_kind)sqlite3_column_int(row, 5),
	};
}

/* Adds the members that a change gave another value. */
static void
read_members(struct sqlite *store, struct arena *arena, sqlite3_stmt *query,
	struct change *change)
{
	struct changed_member *members = NULL;

	sql_bind_number(store, query, 1, change->sequence);
	while (sql_row(store, query)) {
		members = arena_grow(
			arena, members, change->member_count, sizeof(*members));
		members[change->member_count++] = (struct changed_member){
			.name = sql_copy(store, arena, query, 0),
			.before = sql_copy(store, arena, query, 1),
		};
	}
	sqlite3_reset(query);
	change->members = members;
}

/*
 * The query of changes as the history tells them: of those that "which" says,
 * with its two parameters.
 */
static sqlite3_stmt *
query_changes(
	struct sqlite *store, const char *which, int64_t first, int64_t second)
{
	const struct table root = table_root(store->schema);
	sqlite3_stmt *query = sql_prepare(store,
		arena_printf(store->arena,
			"SELECT " CHANGE_COLUMNS ","
			"coalesce(c.\"route\",r.\"%s\"),"
			"coalesce(c.\"format\",r.\"%s\"),c.\"operator\","
			"c.\"reason\" FROM\"change\"c LEFT JOIN\"%s\"r"
			" ON r.\"id\"=c.\"record\"AND c.\"kind\"=0 WHERE %s",
			root.own->fields[ROOT_ROUTE].name,
			root.own->fields[ROOT_FORMAT].name,
			store->schema->table, which));

	sql_bind_number(store, query, 1, first);
	sql_bind_number(store, query, 2, second);
	return query;
}

/* Reads all changes that a query finds, and ends the query. */
static struct change *
read_changes(struct sqlite *store, struct arena *arena, sqlite3_stmt *query,
	size_t *count)
{
	sqlite3_stmt *members = sql_prepare(store,
		"SELECT\"name\",\"before\"FROM\"change_member\""
		"WHERE\"change\"=? ORDER BY 1");
	struct change *changes = NULL;

	*count = 0;
	while (sql_row(store, query)) {
		struct change change = change_of(query);

		change.route = sql_copy(store, arena, query, COLUMN_AFTER);
		change.format = sql_copy(store, arena, query, COLUMN_AFTER + 1);
		change.operator=
			sql_copy(store, arena, query, COLUMN_AFTER + 2);
		change.reason = sql_copy(store, arena, query, COLUMN_AFTER + 3);
		read_members(store, arena, members, &change);
		changes = arena_grow(arena, changes, *count, sizeof(*changes));
		changes[(*count)++] = change;
	}
	sql_finish(store, query);
	sql_finish(store, members);
	return changes;
}

enum store_result
change_history(struct store *base, struct arena *arena, int64_t id,
	struct history *history)
{
	struct sqlite *store = sqlite_of(base);
	bool alone = sql_begin_read(store);
	sqlite3_stmt *query = query_changes(store,
		arena_printf(store->arena,
			"c.\"record\"=? AND c.\"sequence\"<?"
			" ORDER BY c.\"sequence\"DESC LIMIT %d",
			STORE_HISTORY),
		id, history->before == 0 ? INT64_MAX : history->before);

	history->changes = read_changes(store, arena, query, &history->count);
	if (history->count > 0)
		history->before = history->changes[history->count - 1].sequence;
	sql_end_read(store, alone);
	return store->result;
}

enum store_result
change_walk(struct store *base, struct arena *arena, struct change_walk *walk)
{
	struct sqlite *store = sqlite_of(base);
	bool alone = sql_begin_read(store);
	int64_t last =
		sql_query(store, "SELECT max(\"sequence\")FROM\"change\"");
	int64_t end =
		walk->after + (walk->erasures ? FEED_REACH : STORE_HISTORY);

	walk->changes = read_changes(store, arena,
		query_changes(store,
			walk->erasures
				? "c.\"sequence\">? AND c.\"sequence\"<=?"
				  " AND c.\"kind\"=2 ORDER BY 1"
				: "c.\"sequence\">? AND c.\"sequence\"<=?"
				  " ORDER BY 1",
			walk->after, end),
		&walk->count);
	walk->after = end < last ? end : last;
	walk->more = end < last;
	sql_end_read(store, alone);
	return store->result;
}

/* An entry from its row, whose columns consent_query() gives. */
static struct consent
consent_of(struct sqlite *store, struct arena *arena, sqlite3_stmt *row)
{
	const char *time = sql_copy(store, arena, row, 3);
	struct date when = { .seconds = 0 };

	if (time != NULL)
		date_parse(time, strlen(time), &when);
	return (struct consent){
		.version = sqlite3_column_int64(row, 0),
		.name = sql_copy(store, arena, row, 1),
		.given = sqlite3_column_type(row, 2) != SQLITE_NULL,
		.granted = sqlite3_column_int(row, 2) != 0,
		.time = when.seconds,
		.key = sqlite3_column_int64(row, 4),
		.source = sql_copy(store, arena, row, 5),
		.wording = sql_copy(store, arena, row, 6),
	};
}

/* The query of a record's consents, in order. */
static sqlite3_stmt *
consent_query(struct sqlite *store, int64_t id)
{
	sqlite3_stmt *query = sql_prepare(store,
		arena_printf(store->arena,
			"SELECT\"version\",\"purpose\",\"granted\",\"when\","
			"\"key\",\"source\",\"text\"FROM\"consent\""
			"LEFT JOIN\"wording\"w ON w.\"id\"=\"wording\""
			"WHERE\"%s\"=? ORDER BY 1,4,2",
			store->schema->table));

	sql_bind_number(store, query, 1, id);
	return query;
}

enum store_result
change_consents(struct store *base, struct arena *arena, int64_t id,
	struct consent **consents, size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	bool alone = sql_begin_read(store);
	sqlite3_stmt *query = consent_query(store, id);

	*consents = NULL;
	*count = 0;
	while (sql_row(store, query)) {
		*consents = arena_grow(
			arena, *consents, *count, sizeof(**consents));
		(*consents)[(*count)++] = consent_of(store, arena, query);
	}
	sql_finish(store, query);
	sql_end_read(store, alone);
	return store->result;
}

/* The column of the member that bounds keys, for the feed's query. */
static const char *
bounding_column(struct sqlite *store, enum bounding bounding)
{
	const int field = schema_bounding(store->schema, bounding);

	return field < 0 ? "NULL"
			 : arena_printf(store->arena, "r.\"%s\"",
				   store->schema->fields[field].name);
}

/* The query of the latest changes of records from "after" up to "end". */
static sqlite3_stmt *
query_feed(struct sqlite *store, int64_t after, int64_t end)
{
	sqlite3_stmt *query = sql_prepare(
		store, arena_printf(store->arena,
			       "SELECT " CHANGE_COLUMNS ",c.\"marks\",%s,%s"
			       " FROM\"change\"c LEFT JOIN\"%s\"r"
			       " ON r.\"id\"=c.\"record\""
			       "WHERE c.\"sequence\">? AND c.\"sequence\"<=?"
			       " AND NOT EXISTS(SELECT 1 FROM\"change\"l WHERE"
			       " l.\"record\"=c.\"record\""
			       "AND l.\"sequence\">c.\"sequence\")"
			       "ORDER BY c.\"sequence\"",
			       bounding_column(store, BOUNDING_BRAND),
			       bounding_column(store, BOUNDING_POS),
			       store->schema->table));

	sql_bind_number(store, query, 1, after);
	sql_bind_number(store, query, 2, end);
	return query;
}

/* Whether the feed may tell the change of a row. */
static bool
is_within(sqlite3_stmt *row, const struct change *change,
	const struct feed *feed, struct marker *marker)
{
	static const struct bounds none = { .brands = NULL };
	const char *brand, *pos;

	if (change->kind == CHANGE_ERASED)
		return mark_allow(sqlite3_column_blob(row, COLUMN_AFTER),
			(size_t)sqlite3_column_bytes(row, COLUMN_AFTER), marker,
			change->id, feed->brand, feed->bounds);
	brand = (const char *)sqlite3_column_text(row, COLUMN_AFTER + 1);
	pos = (const char *)sqlite3_column_text(row, COLUMN_AFTER + 2);
	return brand != NULL && text_is(brand, strlen(brand), feed->brand) &&
	       bounds_allow(
		       feed->bounds == NULL ? &none : feed->bounds, brand, pos);
}

/* Adds the changes of rows that may be told, as many as there may be. */
static void
read_feed(struct sqlite *store, struct arena *arena, sqlite3_stmt *query,
	struct feed *feed)
{
	unsigned char secret[STORE_SECRET] = { 0 };
	struct marker marker;

	secret_read(store, secret);
	marker = marker_new(arena, secret);
	while (feed->count < feed->most && sql_row(store, query)) {
		const struct change change = change_of(query);

		if (!is_within(query, &change, feed, &marker))
			continue;
		feed->changes = arena_grow(arena, feed->changes, feed->count,
			sizeof(*feed->changes));
		feed->changes[feed->count++] = change;
	}
}

enum store_result
change_feed(struct store *base, struct arena *arena, struct feed *feed)
{
	struct sqlite *store = sqlite_of(base);
	bool alone = sql_begin_read(store);
	const int64_t last =
		sql_query(store, "SELECT max(\"sequence\")FROM\"change\"");
	const int64_t end = last - feed->after > FEED_REACH
				    ? feed->after + FEED_REACH
				    : last;
	sqlite3_stmt *query = query_feed(store, feed->after, end);

	feed->changes = NULL;
	feed->count = 0;
	read_feed(store, arena, query, feed);
	feed->next = feed->count > 0 && feed->count == feed->most
			     ? feed->changes[feed->count - 1].sequence
			     : end;
	if (feed->next < feed->after)
		feed->next = feed->after;
	feed->more = feed->next < last;
	sql_finish(store, query);
	sql_end_read(store, alone);
	return store->result;
}
