/* The cards of customers: the rows that customers are found by. */
#include "store/sqlite/card.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/fold.h"
#include "customer/customer.h"
#include "schema/date.h"
#include "schema/record.h"
#include "store/keys.h"
#include "store/sqlite/sql.h"

/*
 * A card has what a list is ordered and filtered by; its keys are lines
 * (store/keys.h), each of which is a row of the index besides. The kind of such
 * a row is the key's, and the brand. A counter has the number of the customers
 * of a brand and a POS. SQLite parses this text at every start, so it is kept
 * brief.
 */
const char card_tables[] =
	"CREATE TABLE \"counter\"(\n"
	"\t\"id\" INTEGER PRIMARY KEY,\n"
	"\t\"brand\" TEXT NOT NULL,\n"
	"\t\"pos\" TEXT NOT NULL,\n"
	"\t\"count\" INTEGER NOT NULL,\n"
	"\tUNIQUE(\"brand\",\"pos\")\n"
	")STRICT;\n"
	"CREATE TABLE \"card\"(\n"
	"\t\"id\" INTEGER PRIMARY KEY,\n"
	"\t\"brand\" TEXT NOT NULL,\n"
	"\t\"counter\" INTEGER NOT NULL,\n"
	"\t\"registered\" INTEGER NOT NULL,\n"
	"\t\"name\" TEXT NOT NULL,\n"
	"\t\"created\" INTEGER NOT NULL,\n"
	"\t\"modified\" INTEGER NOT NULL,\n"
	"\t\"country\" TEXT NOT NULL,\n"
	"\t\"contactable\" INTEGER NOT NULL,\n"
	"\t\"month\" INTEGER,\n"
	"\t\"representative\" TEXT,\n"
	"\t\"keys\" TEXT NOT NULL\n"
	")STRICT;\n"
	"CREATE TABLE \"search\"(\n"
	"\t\"kind\" TEXT NOT NULL,\n"
	"\t\"key\" TEXT NOT NULL,\n"
	"\t\"customer\" INTEGER NOT NULL,\n"
	"\tPRIMARY KEY(\"kind\",\"key\",\"customer\")\n"
	")STRICT,WITHOUT ROWID;\n"
	"CREATE INDEX \"card_registered\" ON "
	"\"card\"(\"brand\",\"registered\");\n"
	"CREATE INDEX \"card_name\" ON \"card\"(\"brand\",\"name\");\n"
	"CREATE INDEX \"card_counter\" ON \"card\"(\"counter\");\n";

enum statement {
	COUNT,
	UNCOUNT,
	DROP_COUNTER,
	ADD_CARD,
	READ_CARD,
	DROP_CARD,
	ADD_KEY,
	DROP_KEY,
	STATEMENTS
};

static const char count_sql[] =
	"INSERT INTO counter(brand,pos,count)VALUES(?,?,1)"
	"ON CONFLICT DO UPDATE SET count=count+1 RETURNING id";

static const char *const statements[STATEMENTS] = {
	[COUNT] = count_sql,
	[UNCOUNT] = "UPDATE counter SET count=count-1 WHERE id=?",
	[DROP_COUNTER] = "DELETE FROM counter WHERE id=? AND count=0",
	[ADD_CARD] = "INSERT INTO card VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
	[READ_CARD] = "SELECT brand,counter,keys FROM card WHERE id=?",
	[DROP_CARD] = "DELETE FROM card WHERE id=?",
	[ADD_KEY] = "INSERT INTO search VALUES(?,?,?)",
	[DROP_KEY] = "DELETE FROM search WHERE kind=? AND key=? AND customer=?",
};

struct card_statements {
	sqlite3_stmt *list[STATEMENTS];
};

static sqlite3_stmt *
prepared(struct sqlite *store, enum statement which)
{
	sqlite3_stmt **kept;

	if (store->cards == NULL)
		store->cards = arena_alloc(store->lasting, sizeof(*store->cards));
	kept = &store->cards->list[which];
	if (*kept == NULL)
		*kept = sql_prepare(store, statements[which]);
	return *kept;
}

static void
bind_number(struct sqlite *store, sqlite3_stmt *statement, int column,
	int64_t number)
{
	sql_took(store, sqlite3_bind_int64(statement, column, number));
}

static void
bind_text(struct sqlite *store, sqlite3_stmt *statement, int column,
	const char *text)
{
	sql_took(store,
		sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC));
}

/* Runs a statement that changes rows of an id. */
static void
run(struct sqlite *store, enum statement which, int64_t id)
{
	sqlite3_stmt *statement = prepared(store, which);

	bind_number(store, statement, 1, id);
	sql_row(store, statement);
	sqlite3_reset(statement);
}

/* Counts a customer; returns the number of the counter. */
static int64_t
count(struct sqlite *store, const char *brand, const char *pos)
{
	sqlite3_stmt *statement = prepared(store, COUNT);
	int64_t counter = 0;

	bind_text(store, statement, 1, brand);
	bind_text(store, statement, 2, pos);
	if (sql_row(store, statement))
		counter = sqlite3_column_int64(statement, 0);
	sql_took(store, sqlite3_reset(statement));
	return counter;
}

/* Adds to the index the keys that lines have, or takes them away. */
static void
write_keys(struct sqlite *store, enum statement which, const char *brand,
	const char *lines, int64_t id)
{
	sqlite3_stmt *statement = prepared(store, which);
	const char *at = NULL;
	char kind[8] = "?";
	struct key key;

	strncat(kind, brand, sizeof(kind) - 2);
	while (keys_next(lines, &at, &key)) {
		kind[0] = (char)key.kind;
		bind_text(store, statement, 1, kind);
		sql_took(store, sqlite3_bind_text(statement, 2, key.text,
					(int)key.length, SQLITE_STATIC));
		bind_number(store, statement, 3, id);
		sql_row(store, statement);
		sqlite3_reset(statement);
	}
}

/* An instant of a customer in ticks; without one, seconds. */
static int64_t
ticks_of(const struct value *instant, int64_t seconds)
{
	struct date date = { .seconds = seconds };
	int64_t ticks = 0, unit = CARD_TICKS;

	if (instant->state == VALUE_GIVEN)
		date_parse(instant->text, instant->length, &date);
	for (const char *at = date.fraction; *at != '\0'; at++)
		ticks += (unit /= 10) * (*at - '0');
	return date.seconds * CARD_TICKS + ticks;
}

/* Binds the month of a day such as 1990-01-02, if there is one. */
static void
bind_month(struct sqlite *store, sqlite3_stmt *statement, int column,
	const struct value *day)
{
	if (day->state == VALUE_GIVEN)
		bind_number(store, statement, column,
			(day->text[5] - '0') * 10 + day->text[6] - '0');
	else
		sqlite3_bind_null(statement, column);
}

static void
bind_folded(struct sqlite *store, sqlite3_stmt *statement, int column,
	const struct value *text)
{
	struct text folded = { .arena = store->arena };

	if (text->state == VALUE_GIVEN)
		fold_text(&folded, text->text, text->length);
	bind_text(store, statement, column, folded.bytes);
}

void
card_write(struct sqlite *store, int64_t id, const struct record *customer,
	int64_t created, int64_t modified)
{
	const struct value *values = customer->values;
	struct text keys = { .arena = store->arena };
	struct arena_mark mark;
	sqlite3_stmt *add;

	if (customer->schema != &customer_schema)
		return;
	add = prepared(store, ADD_CARD);
	mark = arena_mark(store->arena);
	keys_of(&keys, customer);
	bind_number(store, add, 1, id);
	bind_text(store, add, 2, values[CUSTOMER_BRAND].text);
	bind_number(store, add, 3,
		count(store, values[CUSTOMER_BRAND].text,
			values[CUSTOMER_POS_CODE].text));
	bind_number(store, add, 4,
		ticks_of(&values[CUSTOMER_REGISTRATION_DATE], created));
	bind_text(store, add, 5, keys_order(store->arena, customer));
	bind_number(store, add, 6, created);
	bind_number(store, add, 7, modified);
	bind_text(store, add, 8, values[CUSTOMER_COUNTRY_ID].text);
	bind_number(store, add, 9,
		values[CUSTOMER_CAN_BE_CONTACTED_BY_MAISON].number);
	bind_month(store, add, 10, &values[CUSTOMER_BIRTH_DATE]);
	bind_folded(
		store, add, 11, &values[CUSTOMER_SALE_REPRESENTATIVE_EMAIL]);
	bind_text(store, add, 12, keys.bytes);
	sql_row(store, add);
	sqlite3_reset(add);
	write_keys(store, ADD_KEY, values[CUSTOMER_BRAND].text, keys.bytes, id);
	arena_release(store->arena, mark);
}

/* A column that holds a text, until the statement goes on. */
static const char *
column_text(struct sqlite *store, sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	if (text == NULL) /* no memory: this is the only sign of it */
		sql_took(store, sqlite3_errcode(store->db));
	return text == NULL ? "" : text;
}

void
card_forget(struct sqlite *store, int64_t id)
{
	sqlite3_stmt *card = prepared(store, READ_CARD);
	int64_t counter;

	bind_number(store, card, 1, id);
	if (sql_row(store, card)) {
		counter = sqlite3_column_int64(card, 1);
		write_keys(store, DROP_KEY, column_text(store, card, 0),
			column_text(store, card, 2), id);
		sqlite3_reset(card);
		run(store, DROP_CARD, id);
		run(store, UNCOUNT, counter);
		run(store, DROP_COUNTER, counter);
	}
	sqlite3_reset(card);
}

static void
free_arena(void *arena)
{
	arena_free(arena);
}

void
card_fill(struct sqlite *store)
{
	struct arena *arena = arena_alloc(store->arena, sizeof(*arena));
	const struct rules rules = { 0 };
	struct intake intake = { .arena = arena, .rules = &rules };
	struct cursor cursor = { 0 };

	if (store->schema != &customer_schema)
		return;
	arena_at_end(store->arena, free_arena, arena);
	do {
		fetch_slice(&store->base, &intake, &cursor);
		for (size_t i = 0;
			store->result == STORE_OK && i < cursor.count; i++)
			card_write(store, cursor.records[i].id,
				cursor.records[i].record,
				cursor.records[i].origin.time,
				cursor.records[i].origin.time);
		arena_free(arena);
	} while (store->result == STORE_OK && cursor.count > 0);
}
