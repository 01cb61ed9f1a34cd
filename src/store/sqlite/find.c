/* The finding of customers: which of them the filters of a search match. */
#include "store/sqlite/find.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "base/fold.h"
#include "customer/customer.h"
#include "schema/record.h"
#include "store/tables.h"

enum {
	LOOK = 8192,         /* the effort of a look … */
	LOOK_TIME = 20,      /* … or milliseconds, if less is done in them */
	STEPS = 64,          /* between two looks at the clock */
	RARE = 200,          /* rows of the index that are read first, … */
	RARE_STEP = 8,       /* … so many times more next, … */
	FEW = 12800,         /* … and these at most before all are read */
	SMALL = 1000,        /* customers whose cards are all looked at */
	FEW_COUNTED = 20000, /* customers within bounds that make a set */
	WORDS_MOST = 1000,   /* more than the names of a customer can have */
	CARD_IN_TURN = 4,    /* the effort of a card behind the one before */
	LISTS = 3
};

#define CARD_COLUMNS                                                \
	"SELECT id,brand,counter,registered,name,created,modified," \
	"country,contactable,month,representative,keys FROM card "

static const char *const texts[FIND_STATEMENTS] = {
	[FIND_COUNTERS] = "SELECT id,pos,count FROM counter WHERE brand=?",
	[FIND_COUNTED] = "SELECT id FROM card INDEXED BY card_counter"
			 " WHERE counter=? AND id>? ORDER BY id",
	[FIND_KEYS] = "SELECT customer,key FROM search WHERE kind=?"
		      " AND (key,customer)>(?,?) AND key<=?"
		      " ORDER BY key,customer",
	[FIND_CARD] = CARD_COLUMNS "WHERE id=?",
	[FIND_CARDS] = CARD_COLUMNS "WHERE id>? ORDER BY id",
	[FIND_REG_DESC] = "SELECT id,registered FROM card"
			  " INDEXED BY card_registered WHERE brand=?"
			  " AND (registered,id)<(?,?)"
			  " ORDER BY registered DESC,id DESC",
	[FIND_REG_ASC] = "SELECT id,registered FROM card"
			 " INDEXED BY card_registered WHERE brand=?"
			 " AND (registered,id)>(?,?) ORDER BY registered,id",
	[FIND_NAME_ASC] = "SELECT id,name FROM card INDEXED BY card_name"
			  " WHERE brand=? AND (name,id)>(?,?)"
			  " ORDER BY name,id",
	[FIND_NAME_DESC] = "SELECT id,name FROM card INDEXED BY card_name"
			   " WHERE brand=? AND (name,id)<(?,?)"
			   " ORDER BY name DESC,id DESC",
};

struct find_statements {
	sqlite3_stmt *list[FIND_STATEMENTS];
	sqlite3_stmt *items[LISTS];
};

static struct find_statements *
statements_of(struct sqlite *store)
{
	if (store->finds == NULL)
		store->finds =
			arena_alloc(store->lasting, sizeof(*store->finds));
	return store->finds;
}

sqlite3_stmt *
find_statement(struct found *found, enum find_statement which)
{
	sqlite3_stmt **kept = &statements_of(found->store)->list[which];

	if (*kept == NULL)
		*kept = sql_prepare(found->store, texts[which]);
	return *kept;
}

void
find_begin(struct found *found)
{
	struct sqlite *store = found->store;

	found->since = calendar_elapsed();
	found->effort = 0;
	found->looks++;
	sql_end_shared(store);
	if (sqlite3_get_autocommit(store->db) == 0)
		return;
	sql_execute(store, "BEGIN");
	store->searching = true;
}

bool
find_is_tired(struct found *found, unsigned effort)
{
	found->effort += effort;
	return found->store->searching &&
	       (found->effort >= LOOK ||
		       (++found->steps % STEPS == 0 &&
			       calendar_elapsed() - found->since >= LOOK_TIME));
}

/* The bounds of the API key; none, if it has none. */
static const struct bounds *
bounds_of(const struct search *search)
{
	static const struct bounds none = { NULL, NULL };

	return search->bounds == NULL ? &none : search->bounds;
}

/* Whether the database is another one than at the last look. */
static bool
is_news(struct found *found)
{
	int64_t version = sql_query(found->store, "PRAGMA data_version");
	bool is = version != found->version || found->looks == 1;

	found->version = version;
	return is;
}

/*
 * Counters come and go, and a number may be given again: so they are looked at
 * in each look.
 */
void
find_refresh(struct found *found)
{
	const struct search *search = found->search;
	const struct bounds key = { .pos = bounds_of(search)->pos };
	const struct bounds filter = { .pos = search->pos };
	sqlite3_stmt *query = find_statement(found, FIND_COUNTERS);
	bool all = true;

	if (!is_news(found))
		return;
	idset_clear(&found->counters);
	found->within = 0;
	sqlite3_bind_text(query, 1, found->brand, -1, SQLITE_STATIC);
	while (sql_row(found->store, query)) {
		const char *pos = (const char *)sqlite3_column_text(query, 1);

		if (pos == NULL || !bounds_allow(&key, NULL, pos) ||
			!bounds_allow(&filter, NULL, pos)) {
			all = false;
			continue;
		}
		idset_add(&found->counters, sqlite3_column_int64(query, 0));
		found->within += sqlite3_column_int64(query, 2);
	}
	sqlite3_reset(query);
	found->bounded = all || found->counted;
}

void
find_rest(struct found *found)
{
	sql_end_read(found->store, true);
	find_begin(found);
	find_refresh(found);
}

static struct idset *
set_new(struct found *found)
{
	struct idset *set = arena_alloc(found->arena, sizeof(*set));

	set->arena = found->arena;
	return set;
}

/* A statement over the index of keys, from a key and a customer on. */
static sqlite3_stmt *
begin_keys(struct found *found, const struct key *key, const char *from,
	size_t from_length, int64_t customer)
{
	sqlite3_stmt *query = find_statement(found, FIND_KEYS);
	const char *kind = arena_printf(
		found->arena, "%c%s", (char)key->kind, found->brand);
	/* no text of UTF-8 has the byte FF */
	const char *last = arena_printf(found->arena, "%.*s%s",
		(int)key->length, key->text, key->whole ? "" : "\xff");

	sql_took(found->store,
		sqlite3_bind_text(query, 1, kind, -1, SQLITE_STATIC));
	sql_took(found->store, sqlite3_bind_text(query, 2, from,
				       (int)from_length, SQLITE_STATIC));
	sql_took(found->store, sqlite3_bind_int64(query, 3, customer));
	sql_took(found->store,
		sqlite3_bind_text(query, 4, last, -1, SQLITE_STATIC));
	return query;
}

/*
 * Adds to a set the customers who have a key. Returns false, with some of them,
 * if there are more rows than so many.
 */
static bool
find_key(struct found *found, const struct key *key, struct idset *set,
	size_t most)
{
	sqlite3_stmt *query = begin_keys(found, key, key->text, key->length, 0);
	bool whole = true;

	while (whole && sql_row(found->store, query)) {
		int64_t customer = sqlite3_column_int64(query, 0);

		idset_add(set, customer);
		whole = most-- > 0;
		if (find_is_tired(found, EFFORT_ROW)) {
			size_t length = (size_t)sqlite3_column_bytes(query, 1);
			const char *at = arena_copy(found->arena,
				(const char *)sqlite3_column_text(query, 1),
				length);

			sqlite3_reset(query);
			find_rest(found);
			query = begin_keys(found, key, at, length, customer);
		}
	}
	sqlite3_reset(query);
	return whole;
}

/* As find_key() of any of the keys. */
static bool
find_any(struct found *found, const struct keys *keys, struct idset *set,
	size_t most)
{
	for (size_t i = 0; i < keys->count; i++)
		if (!find_key(found, &keys->list[i], set, most))
			return false;
	return true;
}

static bool
has_all(const char *lines, const struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (!keys_match(lines, &keys->list[i]))
			return false;
	return keys->count > 0;
}

static bool
has_any(const char *lines, const struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys_match(lines, &keys->list[i]))
			return true;
	return false;
}

/* The keys on a card. */
static const char *
keys_on(struct found *found, sqlite3_stmt *card)
{
	const char *keys = (const char *)sqlite3_column_text(card, CARD_KEYS);

	if (keys == NULL) /* no memory: this is the only sign of it */
		sql_took(found->store, sqlite3_errcode(found->store->db));
	return keys == NULL ? "" : keys;
}

/* Goes to the card of a customer; returns NULL if there is none. */
static sqlite3_stmt *
go_to_card(struct found *found, int64_t id)
{
	sqlite3_stmt *card = find_statement(found, FIND_CARD);
	bool there;

	sqlite3_reset(card);
	sql_took(found->store, sqlite3_bind_int64(card, 1, id));
	sql_bear(found->store);
	there = sql_row(found->store, card);
	return sql_bore(found->store, id) || !there ? NULL : card;
}

/* The customers of a set who have all words, as their cards say. */
static struct idset *
prove_words(struct found *found, const struct idset *set)
{
	struct idset *proven = set_new(found);

	for (int64_t id = 0; (id = idset_next(set, id)) != 0;) {
		sqlite3_stmt *card = go_to_card(found, id);

		if (card != NULL &&
			has_all(keys_on(found, card), &found->words))
			idset_add(proven, id);
		sqlite3_reset(card);
		if (find_is_tired(found, EFFORT_CARD))
			find_rest(found);
	}
	return proven;
}

/*
 * The customers with all words; NULL if each word has more rows than so many.
 * The set of one word bounds how many rows of the next are read: a card tells
 * of all words at once.
 */
static struct idset *
find_words_among(struct found *found, size_t most)
{
	struct idset *set = NULL;
	bool proven = true;

	for (size_t i = 0; i < found->words.count; i++) {
		struct idset *next = set_new(found);
		size_t rows = most;

		if (set != NULL && most < SIZE_MAX)
			rows += EFFORT_CARD / 2 * set->count;
		if (!find_key(found, &found->words.list[i], next, rows))
			proven = false;
		else if (set == NULL)
			set = next;
		else
			idset_keep(set, next);
		if (set != NULL && set->count == 0)
			return set;
	}
	return set == NULL || proven ? set : prove_words(found, set);
}

/* Likewise; the rarest word is found without reading many rows of others. */
static struct idset *
find_words(struct found *found, size_t most)
{
	struct idset *set = NULL;

	for (size_t rows = RARE; set == NULL && rows < FEW; rows *= RARE_STEP)
		set = find_words_among(found, rows);
	return set == NULL ? find_words_among(found, most) : set;
}

static void
add_all(struct idset *set, const struct idset *other)
{
	for (int64_t id = 0; (id = idset_next(other, id)) != 0;)
		idset_add(set, id);
}

/* Whether a card is of the search's brand. */
static bool
is_of_brand(const struct found *found, sqlite3_stmt *card)
{
	const char *brand = (const char *)sqlite3_column_text(card, CARD_BRAND);

	return brand != NULL && strcmp(brand, found->brand) == 0;
}

/*
 * The customers whom the search's key finds; NULL if some way to find them has
 * more rows than so many.
 */
static struct idset *
find_by_key(struct found *found, size_t most)
{
	struct idset *set = set_new(found), *words = set;

	if (found->words.count > 0)
		words = find_words(found, most);
	if (words == NULL || !find_any(found, &found->email, set, most) ||
		!find_any(found, &found->phone, set, most))
		return NULL;
	if (words != set)
		add_all(set, words);
	if (found->id != 0) {
		sqlite3_stmt *card = go_to_card(found, found->id);

		if (card != NULL && is_of_brand(found, card))
			idset_add(set, found->id);
		sqlite3_reset(card);
	}
	return set;
}

/* Leaves in the found set what is in another one as well. */
static void
narrow(struct found *found, struct idset *set)
{
	if (found->set == NULL)
		found->set = set;
	else
		idset_keep(found->set, set);
}

static void
narrow_by_keys(struct found *found, const struct keys *keys)
{
	struct idset *set = set_new(found);

	find_any(found, keys, set, SIZE_MAX);
	narrow(found, set);
}

/* The customers within bounds. */
static struct idset *
find_counted(struct found *found)
{
	sqlite3_stmt *query = find_statement(found, FIND_COUNTED);
	struct idset *set = set_new(found);

	for (int64_t counter = 0;
		(counter = idset_next(&found->counters, counter)) != 0;) {
		sqlite3_bind_int64(query, 1, counter);
		sqlite3_bind_int64(query, 2, 0);
		while (sql_row(found->store, query)) {
			int64_t id = sqlite3_column_int64(query, 0);

			idset_add(set, id);
			if (find_is_tired(found, EFFORT_ROW)) {
				sqlite3_reset(query);
				find_rest(found);
				sqlite3_bind_int64(query, 2, id);
			}
		}
		sqlite3_reset(query);
	}
	return set;
}

/* Takes the search's brand, unless the bounds exclude the brand. */
static void
take_brand(struct found *found)
{
	const struct search *search = found->search;
	const struct bounds brands = { .brands = bounds_of(search)->brands };

	if (strlen(search->brand) != sizeof(found->brand) - 1 ||
		!bounds_allow(&brands, search->brand, NULL))
		return;
	for (size_t i = 0; i < sizeof(found->brand) - 1; i++)
		found->brand[i] =
			search->brand[i] >= 'a' && search->brand[i] <= 'z'
				? search->brand[i] & ~0x20
				: search->brand[i];
}

static int
compare_texts(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Copies texts, folded or not, in order. */
static struct search_texts
sorted(struct found *found, const struct search_texts *in, bool fold)
{
	const char **list =
		arena_array(found->arena, in->count + 1, sizeof(*list));

	for (size_t i = 0; i < in->count; i++) {
		struct text folded = { .arena = found->arena };

		text_puts(&folded, "");
		if (fold)
			fold_text(&folded, in->list[i], strlen(in->list[i]));
		list[i] = fold ? folded.bytes : in->list[i];
	}
	qsort(list, in->count, sizeof(*list), compare_texts);
	return (struct search_texts){ list, in->count };
}

/* Whether a column has one of the texts, or any will do. */
static bool
is_among(const struct search_texts *among, sqlite3_stmt *card, int column)
{
	const char *text;

	if (among->count == 0)
		return true;
	text = (const char *)sqlite3_column_text(card, column);
	return text != NULL &&
	       bsearch(&text, among->list, among->count, sizeof(*among->list),
		       compare_texts) != NULL;
}

static void
take_key(struct found *found)
{
	const char *key = found->search->key;

	if (key == NULL)
		return;
	keys_words(&found->words, key);
	if (found->words.count > WORDS_MOST)
		found->words.count = 0;
	keys_email(&found->email, key, false);
	keys_phone(&found->phone, key, strlen(key), false);
	found->id = keys_id(key);
}

static void
take_filters(struct found *found)
{
	const struct search *search = found->search;

	found->words.arena = found->arena;
	found->email.arena = found->arena;
	found->phone.arena = found->arena;
	found->email_filter.arena = found->arena;
	found->phone_filter.arena = found->arena;
	take_key(found);
	if (search->email != NULL)
		keys_email(&found->email_filter, search->email, true);
	if (search->phone != NULL)
		keys_phone(&found->phone_filter, search->phone,
			strlen(search->phone), true);
	found->countries = sorted(found, &search->countries, false);
	found->representatives = sorted(found, &search->representatives, true);
	if (search->id_count > 0)
		found->ids = set_new(found);
	for (size_t i = 0; i < search->id_count; i++)
		if (search->ids[i] > 0 && search->ids[i] <= INT32_MAX)
			idset_add(found->ids, search->ids[i]);
}

/* Whether there are filters beside those by keys and bounds. */
static bool
has_more(const struct search *search)
{
	return search->countries.count > 0 || search->created_from.given ||
	       search->created_to.given || search->modified_from.given ||
	       search->contactable != SEARCH_ANY || search->birth_months != 0 ||
	       search->representatives.count > 0 || search->interests != NULL ||
	       search->hobbies != NULL || search->collections != NULL;
}

/* All ids that there may be; what of them is found, their cards say. */
static struct idset *
find_everyone(struct found *found)
{
	const int64_t last = sql_query(found->store,
		"SELECT seq FROM sqlite_sequence WHERE name='customer'");
	struct idset *set = set_new(found);

	for (int64_t id = 1; id <= last; id++)
		idset_add(set, id);
	return set;
}

/* Takes what the filters that are exact leave. */
static void
find_exactly(struct found *found)
{
	const struct search *search = found->search;

	if (found->within == 0 || found->ids != NULL)
		found->set = set_new(found);
	if (found->within > 0 && found->ids != NULL)
		add_all(found->set, found->ids);
	if (search->phone != NULL)
		narrow_by_keys(found, &found->phone_filter);
	if (search->email != NULL)
		narrow_by_keys(found, &found->email_filter);
}

void
find_start(struct found *found)
{
	const char *key = found->search->key;
	struct idset *set = NULL;

	take_brand(found);
	take_filters(found);
	found->counters.arena = found->arena;
	find_refresh(found);
	found->plain = !has_more(found->search);
	if (found->store->salvages) {
		found->set =
			found->ids == NULL ? find_everyone(found) : found->ids;
		return;
	}
	find_exactly(found);
	if (key != NULL && (found->set == NULL || found->set->count > 0))
		set = find_by_key(found, FEW);
	if (set != NULL)
		narrow(found, set);
	found->proven = found->ids == NULL && (key == NULL || set != NULL);
	if (found->set == NULL && !found->bounded &&
		found->within <= FEW_COUNTED) {
		found->set = find_counted(found);
		found->counted = found->bounded = true;
	}
}

void
find_by_keys(struct found *found)
{
	if (found->proven || found->set != NULL)
		return;
	found->set = find_by_key(found, SIZE_MAX);
	found->proven = true;
}

bool
find_is_proven(const struct found *found)
{
	return found->plain && found->proven && found->bounded;
}

bool
find_is_small(const struct found *found)
{
	return found->set != NULL &&
	       (found->set->count <= SMALL || found->store->salvages);
}

/* The filters that are lists of records, by the customer's fields. */
static const struct {
	size_t field, member; /* where struct search has the list */
} lists[LISTS] = {
	{ CUSTOMER_INTERESTS, offsetof(struct search, interests) },
	{ CUSTOMER_HOBBIES, offsetof(struct search, hobbies) },
	{ CUSTOMER_PRODUCT_COLLECTIONS, offsetof(struct search, collections) },
};

/* The rows of a list of a customer. */
static sqlite3_stmt *
begin_items(struct found *found, size_t list, int64_t id)
{
	struct sqlite *store = found->store;
	sqlite3_stmt **kept = &statements_of(store)->items[list];
	const struct table table = table_list(&customer_schema,
		customer_schema.fields[lists[list].field].item);
	struct text sql = { .arena = store->arena };

	if (*kept == NULL) {
		table_select(&sql, &table, "=?");
		*kept = sql_prepare(store, sql.bytes);
	}
	sql_took(store, sqlite3_bind_int64(*kept, 1, id));
	return *kept;
}

/* Whether a row has the members that an item has; all are texts. */
static bool
row_is(sqlite3_stmt *row, const struct record *item)
{
	int column = COLUMN_OWN + ITEM_POSITION + 1;

	for (size_t i = 0; i < item->schema->count; i++) {
		const char *text =
			(const char *)sqlite3_column_text(row, column + (int)i);

		if (item->values[i].state == VALUE_GIVEN &&
			(text == NULL ||
				strcmp(text, item->values[i].text) != 0))
			return false;
	}
	return true;
}

static bool
row_is_any(sqlite3_stmt *row, const struct value *items)
{
	for (size_t i = 0; i < items->count; i++)
		if (row_is(row, items->items[i]))
			return true;
	return false;
}

/* Whether a customer has an item of a filter's. */
static bool
has_item(struct found *found, size_t list, int64_t id)
{
	const struct value *items = *(const struct value *const *)(const void
			*)((const char *)found->search + lists[list].member);
	bool has = false;
	sqlite3_stmt *row;

	if (items == NULL)
		return true;
	row = begin_items(found, list, id);
	while (!has && sql_row(found->store, row))
		has = row_is_any(row, items);
	sqlite3_reset(row);
	return has;
}

static bool
is_from(const struct search_time *from, sqlite3_stmt *card, int column)
{
	return !from->given ||
	       sqlite3_column_int64(card, column) >= from->seconds;
}

static bool
is_contactable(enum search_flag flag, sqlite3_stmt *card)
{
	return flag == SEARCH_ANY ||
	       (sqlite3_column_int(card, CARD_CONTACTABLE) != 0) ==
		       (flag == SEARCH_YES);
}

static bool
is_born(unsigned months, sqlite3_stmt *card)
{
	return months == 0 ||
	       (months >> sqlite3_column_int(card, CARD_MONTH) & 1) != 0;
}

/* Whether the card matches what has_more() asks for. */
static bool
has_rest(struct found *found, sqlite3_stmt *card)
{
	const struct search *search = found->search;
	bool matches =
		is_among(&found->countries, card, CARD_COUNTRY) &&
		is_from(&search->created_from, card, CARD_CREATED) &&
		(!search->created_to.given ||
			sqlite3_column_int64(card, CARD_CREATED) <=
				search->created_to.seconds) &&
		is_from(&search->modified_from, card, CARD_MODIFIED) &&
		is_contactable(search->contactable, card) &&
		is_born(search->birth_months, card) &&
		is_among(&found->representatives, card, CARD_REPRESENTATIVE);

	for (size_t i = 0; matches && i < LISTS; i++)
		matches =
			has_item(found, i, sqlite3_column_int64(card, CARD_ID));
	return matches;
}

/* Whether the card matches the filters by keys. */
static bool
has_keys(struct found *found, sqlite3_stmt *card)
{
	const struct search *search = found->search;
	int64_t id = sqlite3_column_int64(card, CARD_ID);
	const char *keys;

	if (search->key == NULL && search->phone == NULL &&
		search->email == NULL)
		return true;
	keys = keys_on(found, card);
	return (search->key == NULL || id == found->id ||
		       has_all(keys, &found->words) ||
		       has_any(keys, &found->email) ||
		       has_any(keys, &found->phone)) &&
	       (search->phone == NULL || has_any(keys, &found->phone_filter)) &&
	       (search->email == NULL || has_any(keys, &found->email_filter));
}

bool
find_matches(struct found *found, sqlite3_stmt *card)
{
	return is_of_brand(found, card) &&
	       idset_has(&found->counters,
		       sqlite3_column_int64(card, CARD_COUNTER)) &&
	       has_keys(found, card) && (found->plain || has_rest(found, card));
}

bool
find_card(struct found *found, int64_t id, sqlite3_stmt **card)
{
	*card = go_to_card(found, id);
	return *card != NULL && find_matches(found, *card);
}

bool
find_takes_all(const struct found *found)
{
	const struct search *search = found->search;

	return found->plain && found->ids == NULL && search->key == NULL &&
	       search->phone == NULL && search->email == NULL &&
	       search->pos == NULL;
}

bool
find_is_of_brand(const struct found *found, const struct record *customer)
{
	return record_is(customer, CUSTOMER_BRAND, found->brand);
}

/* Adds the customers whose cards match, of all cards in turn. */
static void
add_in_turn(struct found *found, struct idset *set)
{
	sqlite3_stmt *cards = find_statement(found, FIND_CARDS);

	sqlite3_bind_int64(cards, 1, 0);
	while (sql_row(found->store, cards)) {
		int64_t id = sqlite3_column_int64(cards, CARD_ID);

		if ((found->set == NULL || idset_has(found->set, id)) &&
			find_matches(found, cards))
			idset_add(set, id);
		if (find_is_tired(found, CARD_IN_TURN)) {
			sqlite3_reset(cards);
			find_rest(found);
			sqlite3_bind_int64(cards, 1, id);
		}
	}
	sqlite3_reset(cards);
}

/* Adds the customers whose cards match, of the found set's. */
static void
add_of_set(struct found *found, struct idset *set)
{
	sqlite3_stmt *card;

	for (int64_t id = 0; (id = idset_next(found->set, id)) != 0;) {
		if (find_card(found, id, &card))
			idset_add(set, id);
		sqlite3_reset(card);
		if (find_is_tired(found, EFFORT_CARD))
			find_rest(found);
	}
}

/* Whether reading the cards of the set takes less than reading rows. */
static bool
is_less(const struct found *found, size_t rows)
{
	return found->set != NULL && found->set->count < rows / EFFORT_CARD;
}

void
find_all(struct found *found)
{
	struct idset *set;

	find_by_keys(found);
	if (found->plain && found->proven && !found->bounded &&
		!is_less(found, (size_t)found->within)) {
		narrow(found, find_counted(found));
		found->counted = found->bounded = true;
	}
	if (find_is_proven(found))
		return;
	set = set_new(found);
	if (is_less(found, (size_t)found->within * CARD_IN_TURN))
		add_of_set(found, set);
	else
		add_in_turn(found, set);
	found->set = set;
	found->plain = found->proven = found->counted = found->bounded = true;
}

bool
find_is_counted(const struct found *found)
{
	return found->set == NULL && found->plain && found->proven;
}
