/* The cards of customers: the rows that customers are found by. */
#include "store/sqlite/card.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/fold.h"
#include "customer/customer.h"
#include "schema/date.h"
#include "schema/record.h"
#include "store/keys.h"
#include "store/sqlite/sql.h"

#define CARD_INDEXES                                                    \
	"CREATE INDEX \"card_registered\" ON "                          \
	"\"card\"(\"brand\",\"registered\");\n"                         \
	"CREATE INDEX \"card_name\" ON \"card\"(\"brand\",\"name\");\n" \
	"CREATE INDEX \"card_counter\" ON \"card\"(\"counter\");\n"

/*
 * A card has what a list is ordered and filtered by; its keys are lines
 * (store/keys.h), each of which is a row of the index besides. The kind of such
 * a row is the key's, and the brand. A counter has the number of the customers
 * of a brand and a POS. SQLite parses this text at every start, so it is kept
 * brief.
 */
const char card_tables[] = "CREATE TABLE \"counter\"(\n"
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
			   ")STRICT,WITHOUT ROWID;\n" CARD_INDEXES;

static const char card_indexes[] = CARD_INDEXES;

enum { FILL_SLICES = 400 }; /* of customers whose keys wait */

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
		store->cards =
			arena_alloc(store->lasting, sizeof(*store->cards));
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

/* Adds a key to the index, or takes the key away. */
static void
write_key(struct sqlite *store, enum statement which, const char *brand,
	const struct key *key, int64_t id)
{
	sqlite3_stmt *statement = prepared(store, which);
	char kind[8] = { (char)key->kind };

	strncat(kind, brand, sizeof(kind) - 2);
	bind_text(store, statement, 1, kind);
	sql_took(store, sqlite3_bind_text(statement, 2, key->text,
				(int)key->length, SQLITE_STATIC));
	bind_number(store, statement, 3, id);
	sql_row(store, statement);
	sqlite3_reset(statement);
}

/* Adds to the index the keys that lines have, or takes them away. */
static void
write_keys(struct sqlite *store, enum statement which, const char *brand,
	const char *lines, int64_t id)
{
	const char *at = NULL;
	struct key key;

	while (keys_next(lines, &at, &key))
		write_key(store, which, brand, &key, id);
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

/* Writes the card alone; returns its keys, in the arena of the store. */
static const char *
add_card(struct sqlite *store, int64_t id, const struct record *customer,
	int64_t created, int64_t modified)
{
	const struct value *values = customer->values;
	struct text keys = { .arena = store->arena };
	sqlite3_stmt *add = prepared(store, ADD_CARD);

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
	return keys.bytes;
}

void
card_write(struct sqlite *store, int64_t id, const struct record *customer,
	int64_t created, int64_t modified)
{
	struct arena_mark mark;
	const char *keys;

	if (customer->schema != &customer_schema)
		return;
	/* the statements outlive what is made here */
	prepared(store, ADD_CARD);
	mark = arena_mark(store->arena);
	keys = add_card(store, id, customer, created, modified);
	write_keys(store, ADD_KEY, customer->values[CUSTOMER_BRAND].text, keys,
		id);
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

/*
 * Keys that wait for being added in their order: so each page of the index is
 * written once for many of them.
 */
struct waiting {
	char brand[4];
	struct key key;
	int64_t id;
};

static int
compare_waiting(const void *one, const void *other)
{
	const struct waiting *a = one, *b = other;
	size_t length =
		a->key.length < b->key.length ? a->key.length : b->key.length;
	int order = (int)a->key.kind - (int)b->key.kind;

	if (order == 0)
		order = strcmp(a->brand, b->brand);
	if (order == 0)
		order = memcmp(a->key.text, b->key.text, length);
	if (order == 0)
		order = (a->key.length > b->key.length) -
			(a->key.length < b->key.length);
	return order != 0 ? order : (a->id > b->id) - (a->id < b->id);
}

/* A filling of cards: the memory of a part of it, and the keys that wait. */
struct filling {
	struct sqlite *store;
	struct arena arena;
	struct waiting *keys;
	size_t count;
};

static void
add_waiting(struct filling *filling, const struct stored *stored)
{
	const struct record *customer = stored->record;
	struct sqlite *store = filling->store;
	struct waiting waiting = { .id = stored->id };
	struct arena_mark mark = arena_mark(store->arena);
	const char *lines = add_card(store, stored->id, customer,
		stored->origin.time, stored->modified);
	const char *at = NULL;

	strncat(waiting.brand, customer->values[CUSTOMER_BRAND].text, 3);
	lines = arena_copy(&filling->arena, lines, strlen(lines));
	arena_release(store->arena, mark);
	while (keys_next(lines, &at, &waiting.key)) {
		filling->keys = arena_grow(&filling->arena, filling->keys,
			filling->count, sizeof(*filling->keys));
		filling->keys[filling->count++] = waiting;
	}
}

/* Adds the keys that wait, and gives their memory back. */
static void
end_part(struct filling *filling)
{
	if (filling->count > 0)
		qsort(filling->keys, filling->count, sizeof(*filling->keys),
			compare_waiting);
	for (size_t i = 0; i < filling->count; i++)
		write_key(filling->store, ADD_KEY, filling->keys[i].brand,
			&filling->keys[i].key, filling->keys[i].id);
	arena_free(&filling->arena);
	filling->keys = NULL;
	filling->count = 0;
}

/* Writes the cards of the next customers; returns whether there were any. */
static bool
fill_part(struct filling *filling, struct intake *intake, struct cursor *cursor)
{
	struct sqlite *store = filling->store;

	for (int slices = 0; slices < FILL_SLICES; slices++) {
		fetch_slice(&store->base, intake, cursor);
		if (store->result != STORE_OK || cursor->count == 0)
			break;
		for (size_t i = 0; i < cursor->count; i++)
			add_waiting(filling, &cursor->records[i]);
		arena_free(intake->arena);
	}
	end_part(filling);
	return store->result == STORE_OK && cursor->count > 0;
}

static void
free_arena(void *arena)
{
	arena_free(arena);
}

void
card_fill(struct sqlite *store)
{
	struct filling *filling = arena_alloc(store->arena, sizeof(*filling));
	struct arena *arena = arena_alloc(store->arena, sizeof(*arena));
	const struct rules rules = { 0 };
	struct intake intake = { .arena = arena, .rules = &rules };
	struct cursor cursor = { 0 };

	if (store->schema != &customer_schema)
		return;
	filling->store = store;
	arena_at_end(store->arena, free_arena, arena);
	arena_at_end(store->arena, free_arena, &filling->arena);
	prepared(store, ADD_CARD);
	sql_execute(store, "PRAGMA cache_size=-32768;"
			   "DROP INDEX card_registered;"
			   "DROP INDEX card_name;DROP INDEX card_counter");
	while (fill_part(filling, &intake, &cursor))
		;
	sql_execute(store, card_indexes);
}

void
card_index_references(struct sqlite *store)
{
	if (store->schema == &customer_schema)
		sql_execute(store, "CREATE INDEX customer_reference"
				   " ON customer(customerReference)"
				   " WHERE customerReference NOT NULL");
}

enum store_result
card_counters(struct store *base, struct arena *arena,
	struct counter **counters, size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query = sql_prepare(store,
		"SELECT brand,pos,count FROM counter ORDER BY brand,pos");

	*counters = NULL;
	*count = 0;
	while (sql_row(store, query)) {
		*counters = arena_grow(
			arena, *counters, *count, sizeof(**counters));
		(*counters)[(*count)++] = (struct counter){
			.brand = sql_string(store, arena, query, 0),
			.pos = sql_string(store, arena, query, 1),
			.count = sqlite3_column_int64(query, 2),
		};
	}
	sql_finish(store, query);
	return store->result;
}
