/* The table of changes: what is noted of each, the history, and the feed. */
#include "store/postgresql/change.h"

#include <string.h>

#include "base/text.h"
#include "schema/date.h"
#include "schema/record.h"
#include "store/mark.h"
#include "store/postgresql/secret.h"
#include "store/tables.h"

/* So many sequences a feed looks at, and then ends. */
#define FEED_REACH "20000"
enum { REACH = 20000 };

/* Notes a change. Marks without bytes are none. */
static void
note(struct postgresql *store, const struct change *change,
	const struct text *marks)
{
	struct parameters row = { .arena = store->arena };

	put_number(&row, change->id);
	put_number(&row, change->version);
	put_number(&row, change->time);
	put_number(&row, change->kind);
	put_key(&row, change->key);
	put_text(&row, change->route);
	put_text(&row, change->format);
	put_text(&row, change->operator);
	put_bytes(&row, marks->bytes, marks->length);
	put_text(&row, change->reason);
	sql_tell(store,
		"INSERT INTO change(record,version,time,kind,key,route,format,"
		"operator,marks,reason)VALUES(?,?,?,?,?,?,?,?,?,?)",
		&row);
}

/* The record itself has the route and the format that it was created by. */
void
change_made(struct postgresql *store, int64_t id, const struct origin *origin)
{
	const struct text none = { .length = 0 };
	struct change change = change_by(origin, CHANGE_CREATED, id, 1);

	change.route = NULL;
	change.format = NULL;
	note(store, &change, &none);
}

void
change_replaced(struct postgresql *store, const struct replacement *replacement)
{
	const struct stored *before = replacement->before;
	const struct text none = { .length = 0 };
	const struct change change = change_by(replacement->origin,
		CHANGE_CHANGED, before->id, before->version + 1);

	note(store, &change, &none);
	for (size_t i = 0; i < replacement->member_count; i++) {
		struct parameters row = { .arena = store->arena };

		put_text(&row, replacement->members[i].name);
		put_text(&row, replacement->members[i].before);
		sql_tell(store,
			"INSERT INTO change_member"
			" VALUES(currval('change_number'),?,?)",
			&row);
	}
}

/* Forgets all of a record's changes but that they were, when, and by whom. */
static void
forget(struct postgresql *store, int64_t id)
{
	struct parameters row = { .arena = store->arena };

	put_number(&row, id);
	sql_tell(store,
		"DELETE FROM change_member WHERE change IN"
		"(SELECT number FROM change WHERE record=?)",
		&row);
	sql_tell(store,
		"UPDATE change SET route=NULL,format=NULL WHERE record=?",
		&row);
}

void
change_dropped(struct postgresql *store, const struct stored *stored,
	const struct origin *origin)
{
	const struct change change = change_by(
		origin, CHANGE_ERASED, stored->id, stored->version + 1);
	struct text marks = { .arena = store->arena };
	unsigned char secret[STORE_SECRET] = { 0 };

	forget(store, stored->id);
	secret_fetch(store, secret);
	change_mark(&marks, stored, secret);
	note(store, &change, &marks);
}

/* The columns that histories and feeds begin with, behind the number. */
#define CHANGE_COLUMNS ",c.record,c.version,c.time,c.key,c.kind"
enum { COLUMN_AFTER = 6 };

static struct change
change_of(const struct rows *rows, int row)
{
	return (struct change){
		.sequence = rows_number(rows, row, 0),
		.id = rows_number(rows, row, 1),
		.version = rows_number(rows, row, 2),
		.time = rows_number(rows, row, 3),
		.key = rows_number(rows, row, 4),
		.kind = (enum change_kind)rows_number(rows, row, 5),
	};
}

/* Changes that were read, in an order of numbers. */
struct read {
	struct change *changes;
	size_t count;
	const char *order; /* " DESC", or "" */
};

/* Asks for the members that changes gave other values. */
static struct rows
ask_members(struct postgresql *store, const struct read *read)
{
	struct parameters parameters = { .arena = store->arena };
	int64_t *numbers =
		arena_array(store->arena, read->count + 1, sizeof(*numbers));

	for (size_t i = 0; i < read->count; i++)
		numbers[i] = read->changes[i].sequence;
	put_numbers(&parameters, numbers, read->count);
	return sql_ask(store,
		arena_printf(store->arena,
			"SELECT change,name,before FROM change_member"
			" WHERE change=ANY(?)ORDER BY change%s,name",
			read->order),
		&parameters);
}

/* Adds the members of a change, which begin at that row; moves it on. */
static void
add_members(struct arena *arena, const struct rows *rows, int *row,
	struct change *change)
{
	struct changed_member *members = NULL;

	for (; *row < rows->count &&
		rows_number(rows, *row, 0) == change->sequence;
		++*row) {
		members = arena_grow(
			arena, members, change->member_count, sizeof(*members));
		members[change->member_count++] = (struct changed_member){
			.name = rows_text(arena, rows, *row, 1),
			.before = rows_text(arena, rows, *row, 2),
		};
	}
	change->members = members;
}

/* Adds the members to the changes, which are in the rows' order. */
static void
read_members(
	struct postgresql *store, struct arena *arena, const struct read *read)
{
	struct rows rows = ask_members(store, read);
	int row = 0;

	for (size_t i = 0; i < read->count; i++)
		add_members(arena, &rows, &row, &read->changes[i]);
	sql_forget(store);
}

/*
 * Reads changes as the history tells them: those that "which" says, with its
 * two parameters.
 */
static struct read
read_changes(struct postgresql *store, struct arena *arena, const char *which,
	int64_t first, int64_t second, const char *order)
{
	struct parameters parameters = { .arena = store->arena };
	struct read read = { .order = order };
	struct rows rows;

	put_number(&parameters, first);
	put_number(&parameters, second);
	rows = sql_ask(store,
		arena_printf(store->arena,
			"SELECT c.number" CHANGE_COLUMNS
			",coalesce(c.route,r.route),coalesce(c.format,"
			"r.format),c.operator,c.reason FROM change c"
			" LEFT JOIN \"%s\" r ON r.id=c.record AND c.kind=0"
			" WHERE %s ORDER BY c.number%s LIMIT %d",
			store->schema->table, which, order, STORE_HISTORY),
		&parameters);
	read.changes = arena_array(
		arena, (size_t)rows.count + 1, sizeof(*read.changes));
	for (int i = 0; i < rows.count; i++) {
		struct change *change = &read.changes[read.count++];

		*change = change_of(&rows, i);
		change->route = rows_text(arena, &rows, i, COLUMN_AFTER);
		change->format = rows_text(arena, &rows, i, COLUMN_AFTER + 1);
		change->operator= rows_text(arena, &rows, i, COLUMN_AFTER + 2);
		change->reason = rows_text(arena, &rows, i, COLUMN_AFTER + 3);
	}
	sql_forget(store);
	read_members(store, arena, &read);
	return read;
}

enum store_result
change_list(struct store *base, struct arena *arena, int64_t id,
	struct history *history)
{
	struct postgresql *store = postgresql_of(base);
	struct read read = read_changes(store, arena,
		"c.record=? AND c.number<?", id,
		history->before == 0 ? INT64_MAX : history->before, " DESC");

	history->changes = read.changes;
	history->count = read.count;
	if (read.count > 0)
		history->before = read.changes[read.count - 1].sequence;
	return store->result;
}

enum store_result
change_pass(struct store *base, struct arena *arena, struct change_walk *walk)
{
	struct postgresql *store = postgresql_of(base);
	struct read read = read_changes(store, arena,
		"c.number>? AND c.kind>=?", walk->after,
		walk->erasures ? CHANGE_ERASED : CHANGE_CREATED, "");

	walk->changes = read.changes;
	walk->count = read.count;
	walk->more = read.count == STORE_HISTORY;
	if (read.count > 0)
		walk->after = read.changes[read.count - 1].sequence;
	return store->result;
}

/* An entry from its row. */
static struct consent
entry_of(struct arena *arena, const struct rows *rows, int row)
{
	const char *time = rows_string(arena, rows, row, 3);
	struct date when = { .seconds = 0 };

	date_parse(time, strlen(time), &when);
	return (struct consent){
		.version = rows_number(rows, row, 0),
		.name = rows_text(arena, rows, row, 1),
		.given = !rows_null(rows, row, 2),
		.granted = rows_number(rows, row, 2) != 0,
		.time = when.seconds,
		.key = rows_number(rows, row, 4),
		.source = rows_text(arena, rows, row, 5),
		.wording = rows_text(arena, rows, row, 6),
	};
}

enum store_result
change_entries(struct store *base, struct arena *arena, int64_t id,
	struct consent **consents, size_t *count)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters parameters = { .arena = store->arena };
	struct rows rows;

	put_number(&parameters, id);
	rows = sql_ask(store,
		arena_printf(store->arena,
			"SELECT version,purpose,granted,\"when\",key,source,"
			"text FROM consent LEFT JOIN wording w"
			" ON w.id=wording WHERE \"%s\"=? ORDER BY 1,4,2",
			store->schema->table),
		&parameters);
	*count = (size_t)rows.count;
	*consents = arena_array(arena, *count + 1, sizeof(**consents));
	for (int i = 0; i < rows.count; i++)
		(*consents)[i] = entry_of(arena, &rows, i);
	sql_forget(store);
	return store->result;
}

/*
 * Gives the changes that are committed sequences, one process after the other:
 * a change that is committed later has a higher sequence, and no feed misses
 * it. Returns the last sequence.
 */
static int64_t
give_sequences(struct postgresql *store)
{
	bool alone = !store->link->begun;
	int64_t last;

	if (alone)
		sql_send(store, "BEGIN", NULL);
	store->link->begun = true;
	sql_send(store, "SELECT 1 FROM program FOR UPDATE", NULL);
	sql_send(store,
		"UPDATE change SET sequence=s.next FROM(SELECT number,"
		"nextval('change_sequence')AS next FROM(SELECT number"
		" FROM change WHERE sequence IS NULL ORDER BY number"
		" LIMIT " FEED_REACH ")o)s WHERE change.number=s.number",
		NULL);
	last = sql_number(
		store, "SELECT coalesce(max(sequence),0)FROM change", NULL);
	if (alone) {
		sql_send(store, "COMMIT", NULL);
		store->link->begun = !sql_settle(store);
	}
	return last;
}

/* Whether there are changes that have no sequence yet. */
static bool
has_new(struct postgresql *store)
{
	return sql_number(store,
		       "SELECT EXISTS(SELECT 1 FROM change"
		       " WHERE sequence IS NULL)::int",
		       NULL) != 0;
}

/* The column of the member that bounds keys, for the feed's query. */
static const char *
bounding_column(struct postgresql *store, enum bounding bounding)
{
	const int field = schema_bounding(store->schema, bounding);

	return field < 0 ? "NULL"
			 : arena_printf(store->arena, "r.\"%s\"",
				   store->schema->fields[field].name);
}

/* Asks for the latest changes of records from "after" up to "end". */
static struct rows
ask_feed(struct postgresql *store, int64_t after, int64_t end)
{
	struct parameters parameters = { .arena = store->arena };

	put_number(&parameters, after);
	put_number(&parameters, end);
	return sql_ask(store,
		arena_printf(store->arena,
			"SELECT c.sequence" CHANGE_COLUMNS
			",c.marks,%s,%s FROM change c LEFT JOIN \"%s\" r"
			" ON r.id=c.record WHERE c.sequence>? AND"
			" c.sequence<=? AND NOT EXISTS(SELECT 1 FROM change l"
			" WHERE l.record=c.record AND l.sequence>c.sequence)"
			"ORDER BY c.sequence",
			bounding_column(store, BOUNDING_BRAND),
			bounding_column(store, BOUNDING_POS),
			store->schema->table),
		&parameters);
}

/* Whether the feed may tell the change of a row. */
static bool
is_within(struct arena *arena, const struct rows *rows, int row,
	const struct change *change, const struct feed *feed,
	struct marker *marker)
{
	static const struct bounds none = { .brands = NULL };
	const char *brand, *pos, *marks;
	size_t length;

	if (change->kind == CHANGE_ERASED) {
		marks = rows_bytes(arena, rows, row, COLUMN_AFTER, &length);
		return mark_allow(marks, length, marker, change->id,
			feed->brand, feed->bounds);
	}
	brand = rows_text(arena, rows, row, COLUMN_AFTER + 1);
	pos = rows_text(arena, rows, row, COLUMN_AFTER + 2);
	return brand != NULL && text_is(brand, strlen(brand), feed->brand) &&
	       bounds_allow(
		       feed->bounds == NULL ? &none : feed->bounds, brand, pos);
}

/* Adds the changes of rows that may be told, as many as there may be. */
static void
read_feed(struct arena *arena, const struct rows *rows, struct marker *marker,
	struct feed *feed)
{
	for (int i = 0; i < rows->count && feed->count < feed->most; i++) {
		const struct change change = change_of(rows, i);

		if (!is_within(arena, rows, i, &change, feed, marker))
			continue;
		feed->changes = arena_grow(arena, feed->changes, feed->count,
			sizeof(*feed->changes));
		feed->changes[feed->count++] = change;
	}
}

enum store_result
change_follow(struct store *base, struct arena *arena, struct feed *feed)
{
	struct postgresql *store = postgresql_of(base);
	const int64_t last = give_sequences(store);
	const int64_t end =
		last - feed->after > REACH ? feed->after + REACH : last;
	unsigned char secret[STORE_SECRET] = { 0 };
	struct marker marker;
	struct rows rows;

	feed->changes = NULL;
	feed->count = 0;
	secret_fetch(store, secret);
	marker = marker_new(arena, secret);
	rows = ask_feed(store, feed->after, end);
	read_feed(arena, &rows, &marker, feed);
	sql_forget(store);
	feed->next = feed->count > 0 && feed->count == feed->most
			     ? feed->changes[feed->count - 1].sequence
			     : end;
	if (feed->next < feed->after)
		feed->next = feed->after;
	feed->more = feed->next < last || has_new(store);
	return store->result;
}
