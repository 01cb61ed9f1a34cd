/* The search of a PostgreSQL store: one query for a page, or a slice. */
#include "store/postgresql/search.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/text.h"
#include "customer/customer.h"
#include "schema/record.h"
#include "store/keys.h"
#include "store/postgresql/card.h"
#include "store/tables.h"

/* More words than the names of a customer can have. */
enum { WORDS_MOST = 1000 };

/* A search, as the condition of a query over cards with its parameters. */
struct query {
	struct postgresql *store;
	struct arena *arena;
	const struct search *search;
	char brand[4]; /* in upper case, or "" */
	struct text sql;
	struct parameters parameters;
	/* of the brand and within bounds */
	const char **pos;
	size_t pos_count;
	int64_t within;
	bool bounded; /* some of the brand are not */
	bool plain;   /* nothing else is asked for */
};

/* The bounds of the API key; none, if it has none. */
static const struct bounds *
bounds_of(const struct search *search)
{
	static const struct bounds none = { NULL, NULL };

	return search->bounds == NULL ? &none : search->bounds;
}

/* Takes the search's brand, unless the bounds exclude the brand. */
static void
take_brand(struct query *query)
{
	const struct search *search = query->search;
	const struct bounds brands = { .brands = bounds_of(search)->brands };

	if (strlen(search->brand) != sizeof(query->brand) - 1 ||
		!bounds_allow(&brands, search->brand, NULL))
		return;
	for (size_t i = 0; i < sizeof(query->brand) - 1; i++)
		query->brand[i] =
			search->brand[i] >= 'a' && search->brand[i] <= 'z'
				? search->brand[i] & ~0x20
				: search->brand[i];
}

/* Finds the points of sale within bounds, and how many customers they have. */
static void
take_bounds(struct query *query)
{
	const struct bounds key = { .pos = bounds_of(query->search)->pos };
	const struct bounds filter = { .pos = query->search->pos };
	struct parameters wanted = { .arena = query->arena };
	struct rows rows;

	query->bounded = key.pos != NULL;
	put_text(&wanted, query->brand);
	rows = sql_ask(query->store,
		"SELECT pos,sum(count)FROM counter WHERE brand=? GROUP BY pos",
		&wanted);
	query->pos = arena_array(
		query->arena, (size_t)rows.count + 1, sizeof(*query->pos));
	for (int i = 0; i < rows.count; i++) {
		const char *pos = rows_text(query->arena, &rows, i, 0);

		if (!bounds_allow(&key, NULL, pos) ||
			!bounds_allow(&filter, NULL, pos)) {
			query->bounded = true;
			continue;
		}
		query->pos[query->pos_count++] = pos;
		query->within += rows_number(&rows, i, 1);
	}
	sql_forget(query->store);
}

static void
add(struct query *query, const char *sql)
{
	text_puts(&query->sql, sql);
	query->plain = false;
}

/* Adds the query for the customers whom a key in the index finds. */
static void
add_key(struct query *query, const struct key *key)
{
	const char *text = arena_copy(query->arena, key->text, key->length);

	put_text(
		&query->parameters, card_kind(query->arena, key, query->brand));
	put_text(&query->parameters, text);
	/* no text has a character behind U+10FFFF */
	put_text(&query->parameters,
		key->whole ? text
			   : arena_printf(
				     query->arena, "%s\xf4\x8f\xbf\xbf", text));
	add(query, "SELECT s.customer FROM search s JOIN card w"
		   " ON w.id=s.customer WHERE s.kind=? AND s.key>=?"
		   " AND s.key<=?");
}

/* Adds the query for the customers with all words: by the longest of them. */
static void
add_words(struct query *query, const struct keys *words)
{
	const struct key *longest = words->list;

	for (size_t i = 1; i < words->count; i++)
		if (words->list[i].length > longest->length)
			longest = &words->list[i];
	add_key(query, longest);
	for (size_t i = 0; i < words->count; i++) {
		const struct key *word = &words->list[i];

		if (word == longest)
			continue;
		put_text(&query->parameters,
			arena_printf(query->arena, "\n%c%.*s", (char)word->kind,
				(int)word->length, word->text));
		add(query, " AND strpos(w.keys,?)>0");
	}
}

/* Adds the queries for the customers whom any of the keys finds. */
static void
add_any(struct query *query, const struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		add(query, " UNION ");
		add_key(query, &keys->list[i]);
	}
}

/* Adds what the search's key finds. */
static void
add_search_key(struct query *query)
{
	const char *key = query->search->key;
	struct keys words = { .arena = query->arena };
	struct keys any = { .arena = query->arena };

	keys_words(&words, key);
	keys_email(&any, key, false);
	keys_phone(&any, key, strlen(key), false);
	add(query, " AND c.id IN(SELECT ?::bigint");
	put_number(&query->parameters, keys_id(key));
	if (words.count > 0 && words.count <= WORDS_MOST) {
		add(query, " UNION ");
		add_words(query, &words);
	}
	add_any(query, &any);
	add(query, ")");
}

/* Adds a filter by keys, one of which is to be found. */
static void
add_filter(struct query *query, const struct keys *keys)
{
	add(query, " AND c.id IN(SELECT 0");
	add_any(query, keys);
	add(query, ")");
}

/* Adds the filters by keys. */
static void
add_by_keys(struct query *query)
{
	const struct search *search = query->search;
	struct keys email = { .arena = query->arena };
	struct keys phone = { .arena = query->arena };

	if (search->key != NULL)
		add_search_key(query);
	if (search->email != NULL) {
		keys_email(&email, search->email, true);
		add_filter(query, &email);
	}
	if (search->phone != NULL) {
		keys_phone(&phone, search->phone, strlen(search->phone), true);
		add_filter(query, &phone);
	}
}

/* Adds a condition with an array of texts, folded or not. */
static void
add_texts(struct query *query, const char *sql, const struct search_texts *in,
	bool fold)
{
	const char **list =
		arena_array(query->arena, in->count + 1, sizeof(*list));

	if (in->count == 0)
		return;
	for (size_t i = 0; i < in->count; i++) {
		struct text folded = { .arena = query->arena };

		text_puts(&folded, "");
		if (fold)
			fold_text(&folded, in->list[i], strlen(in->list[i]));
		list[i] = fold ? folded.bytes : in->list[i];
	}
	put_texts(&query->parameters, list, in->count);
	add(query, sql);
}

static void
add_time(struct query *query, const char *sql, const struct search_time *time)
{
	if (!time->given)
		return;
	put_number(&query->parameters, time->seconds);
	add(query, sql);
}

static void
add_months(struct query *query, unsigned months)
{
	struct text list = { .arena = query->arena };

	if (months == 0)
		return;
	for (unsigned month = 1; month <= 12; month++)
		if ((months >> month & 1) != 0)
			text_printf(&list, ",%u", month);
	text_printf(&query->sql, " AND c.month IN(0%s)", list.bytes);
	add(query, "");
}

static void
add_ids(struct query *query)
{
	const struct search *search = query->search;

	if (search->id_count == 0)
		return;
	put_numbers(&query->parameters, search->ids, search->id_count);
	add(query, " AND c.id=ANY(?)");
}

/* Adds the condition that a row has the members that an item has. */
static void
add_item(struct query *query, const struct record *item)
{
	add(query, "(true");
	for (size_t i = 0; i < item->schema->count; i++) {
		if (item->values[i].state != VALUE_GIVEN)
			continue;
		text_printf(&query->sql, " AND i.\"%s\"=?",
			item->schema->fields[i].name);
		put_text(&query->parameters, item->values[i].text);
	}
	add(query, ")");
}

/* Adds the condition that a list of a customer's has one of the items. */
static void
add_list(struct query *query, size_t field, const struct value *items)
{
	const struct table table = table_list(
		&customer_schema, customer_schema.fields[field].item);

	if (items == NULL)
		return;
	text_printf(&query->sql,
		" AND EXISTS(SELECT 1 FROM \"%s\" i WHERE i.\"%s\"=c.id"
		" AND(false",
		table.name, table.owner);
	for (size_t i = 0; i < items->count; i++) {
		add(query, " OR ");
		add_item(query, items->items[i]);
	}
	add(query, "))");
}

/* Adds the filters by what stands on a card, and by lists. */
static void
add_rest(struct query *query)
{
	const struct search *search = query->search;

	add_ids(query);
	add_texts(query, " AND c.country=ANY(?)", &search->countries, false);
	add_time(query, " AND c.created>=?", &search->created_from);
	add_time(query, " AND c.created<=?", &search->created_to);
	add_time(query, " AND c.modified>=?", &search->modified_from);
	if (search->contactable != SEARCH_ANY)
		add(query, search->contactable == SEARCH_YES
				   ? " AND c.contactable<>0"
				   : " AND c.contactable=0");
	add_months(query, search->birth_months);
	add_texts(query, " AND c.representative=ANY(?)",
		&search->representatives, true);
	add_list(query, CUSTOMER_INTERESTS, search->interests);
	add_list(query, CUSTOMER_HOBBIES, search->hobbies);
	add_list(query, CUSTOMER_PRODUCT_COLLECTIONS, search->collections);
}

/* Makes the condition of a search; its parameters are the first. */
static struct query *
query_new(struct postgresql *store, struct arena *arena,
	const struct search *search)
{
	struct query *query = arena_alloc(arena, sizeof(*query));

	*query = (struct query){
		.store = store,
		.arena = arena,
		.search = search,
		.sql.arena = arena,
		.parameters.arena = arena,
		.plain = true,
	};
	take_brand(query);
	take_bounds(query);
	text_puts(&query->sql, " FROM card c WHERE c.brand=?");
	put_text(&query->parameters, query->brand);
	if (query->bounded) {
		put_texts(&query->parameters, query->pos, query->pos_count);
		text_puts(&query->sql, " AND c.pos=ANY(?)");
	}
	add_by_keys(query);
	add_rest(query);
	return query;
}

/* The orders: of which columns, in which direction, and "next"'s letter. */
static const struct order {
	const char *column; /* NULL: the id alone */
	bool falls, named;
	char letter;
} orders[] = {
	[SEARCH_REG_DESC] = { "registered", true, false, 'R' },
	[SEARCH_REG_ASC] = { "registered", false, false, 'r' },
	[SEARCH_NAME_ASC] = { "name", false, true, 'n' },
	[SEARCH_NAME_DESC] = { "name", true, true, 'N' },
	[SEARCH_ID] = { NULL, false, false, 'i' },
};

/* Adds the condition to be behind a place; false: it is of another order. */
static bool
add_after(struct query *query, const struct order *order, const char *after)
{
	char *end;
	int64_t id;

	if (*after != order->letter)
		return false;
	id = strtoll(after + 1, &end, 10);
	if (*end != ' ')
		return false;
	if (order->column == NULL) {
		text_puts(&query->sql, " AND c.id>?");
	} else {
		text_printf(&query->sql, " AND(c.%s,c.id)%s(?,?)",
			order->column, order->falls ? "<" : ">");
		put_text(&query->parameters, end + 1);
	}
	put_number(&query->parameters, id);
	return true;
}

/* Asks for the places of a page, and one more. */
static struct rows
ask_page(struct query *query, const struct order *order)
{
	const struct search *search = query->search;
	const char *column = order->column == NULL ? "id" : order->column;
	const char *direction = order->falls ? " DESC" : "";

	put_number(&query->parameters, (int64_t)search->most + 1);
	put_number(&query->parameters, (int64_t)search->skip);
	return sql_ask(query->store,
		arena_printf(query->arena,
			"SELECT c.id,c.%s%s ORDER BY c.%s%s,c.id%s"
			" LIMIT ? OFFSET ?",
			column, query->sql.bytes, column, direction, direction),
		&query->parameters);
}

static void
read_page(struct query *query, const struct order *order,
	struct search_page *page)
{
	const size_t most = query->search->most;
	struct rows rows = ask_page(query, order);
	const size_t count = (size_t)rows.count;

	page->count = count < most ? count : most;
	page->ids = arena_array(query->arena, most + 1, sizeof(*page->ids));
	for (size_t i = 0; i < page->count; i++)
		page->ids[i] = rows_number(&rows, (int)i, 0);
	if (count > most && most > 0)
		page->next = arena_printf(query->arena, "%c%" PRId64 " %s",
			order->letter, page->ids[most - 1],
			order->column == NULL ? "0"
					      : rows_text(query->arena, &rows,
							(int)most - 1, 1));
	sql_forget(query->store);
}

/* The total: the counters know how many there are of a brand and a POS. */
static int64_t
count_all(struct query *query)
{
	return query->plain
		       ? query->within
		       : sql_number(query->store,
				 arena_printf(query->arena, "SELECT count(*)%s",
					 query->sql.bytes),
				 &query->parameters);
}

enum store_result
search_find(struct store *base, struct arena *arena,
	const struct search *search, struct search_page *page)
{
	struct postgresql *store = postgresql_of(base);
	const struct order *order = &orders[search->sort];
	struct query *query;

	*page = (struct search_page){ 0 };
	store->searching |= sql_begin(store);
	query = query_new(store, arena, search);
	if (search->count)
		page->total = count_all(query);
	page->astray = search->after != NULL &&
		       !add_after(query, order, search->after);
	if (!page->astray)
		read_page(query, order, page);
	return store->result;
}

void
search_finish(struct store *base)
{
	struct postgresql *store = postgresql_of(base);

	sql_end(store, store->searching);
	store->searching = false;
}

size_t
search_next(struct postgresql *store, const struct search *search,
	int64_t after, int64_t ids[STORE_SLICE])
{
	struct query *query = query_new(store, store->arena, search);
	struct rows rows;

	text_puts(&query->sql, " AND c.id>? ORDER BY c.id LIMIT ?");
	put_number(&query->parameters, after);
	put_number(&query->parameters, STORE_SLICE);
	rows = sql_ask(store,
		arena_printf(query->arena, "SELECT c.id%s", query->sql.bytes),
		&query->parameters);
	for (int i = 0; i < rows.count; i++)
		ids[i] = rows_number(&rows, i, 0);
	return (size_t)rows.count;
}
