/* The pages, the totals and the slices of what a search of a database finds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "schema/record.h"
#include "store/sqlite/find.h"

enum {
	WALK = 4000 /* cards that are looked at before a large set is made */
};

/* A customer's place in an order. */
struct place {
	int64_t registered;
	const char *name;
	int64_t id;
};

static int
compare_numbers(int64_t one, int64_t other)
{
	return (one > other) - (one < other);
}

static int
by_id(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	return compare_numbers(a->id, b->id);
}

static int
by_registration(const void *one, const void *other)
{
	const struct place *a = one, *b = other;
	int order = compare_numbers(a->registered, b->registered);

	return order != 0 ? order : by_id(a, b);
}

static int
by_name(const void *one, const void *other)
{
	const struct place *a = one, *b = other;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : by_id(a, b);
}

/*
 * The orders: how places compare, in which direction, the statement that walks
 * along the places behind one, the first of these, and the letter that "next"
 * begins with.
 */
static const struct order {
	int (*compare)(const void *one, const void *other);
	int direction;
	enum find_statement walk;
	struct place first;
	char letter;
} orders[] = {
	[SEARCH_REG_DESC] = { by_registration, -1, FIND_REG_DESC,
		{ .registered = INT64_MAX, .id = INT64_MAX }, 'R' },
	[SEARCH_REG_ASC] = { by_registration, 1, FIND_REG_ASC,
		{ .registered = INT64_MIN }, 'r' },
	[SEARCH_NAME_ASC] = { by_name, 1, FIND_NAME_ASC, { .name = "" }, 'n' },
	[SEARCH_NAME_DESC] = { by_name, -1, FIND_NAME_DESC,
		{ .name = "\xff", .id = INT64_MAX }, 'N' },
	[SEARCH_ID] = { by_id, 1, FIND_CARDS, { 0 }, 'i' },
};

/* A page that is being filled. */
struct paging {
	struct found *found;
	const struct order *order;
	struct place after;
	struct place *places; /* one more than the page may have */
	size_t count;
	size_t skip; /* places still to be passed over */
	size_t room;
};

/* Tells a place: a letter, the id, and what comes before the id in the order.
 */
static const char *
place_print(struct arena *arena, const struct order *order,
	const struct place *place)
{
	if (order->compare == by_name)
		return arena_printf(arena, "%c%" PRId64 " %s", order->letter,
			place->id, place->name);
	return arena_printf(arena, "%c%" PRId64 " %" PRId64, order->letter,
		place->id, place->registered);
}

/* Reads what place_print() told; returns false if the order is another one. */
static bool
place_read(const char *text, const struct order *order, struct place *place)
{
	char *end;

	if (*text != order->letter)
		return false;
	place->id = strtoll(text + 1, &end, 10);
	if (*end != ' ')
		return false;
	place->name = end + 1;
	if (order->compare != by_name)
		place->registered = strtoll(end + 1, NULL, 10);
	return true;
}

/* Whether a place comes behind another one. */
static bool
is_behind(const struct order *order, const struct place *place,
	const struct place *other)
{
	return order->compare(place, other) * order->direction > 0;
}

static struct place
place_on(struct paging *paging, sqlite3_stmt *card)
{
	bool named = paging->order->compare == by_name;

	return (struct place){
		.id = sqlite3_column_int64(card, CARD_ID),
		.registered = sqlite3_column_int64(card, CARD_REGISTERED),
		.name = named ? sql_string(paging->found->store,
					paging->found->arena, card, CARD_NAME)
			      : "",
	};
}

/* Puts places into their order. */
static void
arrange(const struct order *order, struct place *places, size_t count)
{
	qsort(places, count, sizeof(*places), order->compare);
	for (size_t i = 0; order->direction < 0 && i < count / 2; i++) {
		struct place place = places[i];

		places[i] = places[count - 1 - i];
		places[count - 1 - i] = place;
	}
}

/*
 * Fills the page from a small set, of which all cards are looked at. Returns
 * how many customers are found, on all pages.
 */
static int64_t
fill_small(struct paging *paging)
{
	struct found *found = paging->found;
	struct place *places = arena_array(
		found->arena, found->set->count + 1, sizeof(*places));
	size_t count = 0;
	int64_t total = 0;
	sqlite3_stmt *card;

	for (int64_t id = 0; (id = idset_next(found->set, id)) != 0;) {
		if (find_card(found, id, &card)) {
			places[count] = place_on(paging, card);
			count += is_behind(
				paging->order, &places[count], &paging->after);
			total++;
		}
		sqlite3_reset(card);
		if (find_is_tired(found, EFFORT_CARD))
			find_rest(found);
	}
	paging->count = 0;
	arrange(paging->order, places, count);
	if (count <= paging->skip)
		return total;
	paging->count = count - paging->skip;
	if (paging->count > paging->room)
		paging->count = paging->room;
	paging->places = places + paging->skip;
	return total;
}

/* Begins the walk along the order, behind a place. */
static sqlite3_stmt *
begin_walk(struct paging *paging, const struct place *place)
{
	struct found *found = paging->found;
	sqlite3_stmt *walk = find_statement(found, paging->order->walk);

	if (paging->order->compare == by_id) {
		sqlite3_bind_int64(walk, 1, place->id);
		return walk;
	}
	sqlite3_bind_text(walk, 1, found->brand, -1, SQLITE_STATIC);
	if (paging->order->compare == by_name)
		sql_took(found->store, sqlite3_bind_text(walk, 2, place->name,
					       -1, SQLITE_STATIC));
	else
		sqlite3_bind_int64(walk, 2, place->registered);
	sqlite3_bind_int64(walk, 3, place->id);
	return walk;
}

/* The place that the walk is at. */
static struct place
place_of(struct paging *paging, sqlite3_stmt *walk)
{
	struct place place = { .name = "" };

	place.id = sqlite3_column_int64(walk, 0);
	if (paging->order->compare == by_name)
		place.name = sql_string(
			paging->found->store, paging->found->arena, walk, 1);
	else if (paging->order->compare == by_registration)
		place.registered = sqlite3_column_int64(walk, 1);
	return place;
}

/* Whether the customer whom the walk is at is found; counts cards looked at. */
static bool
is_found(struct paging *paging, sqlite3_stmt *walk, size_t *cards)
{
	struct found *found = paging->found;
	int64_t id = sqlite3_column_int64(walk, 0);
	sqlite3_stmt *card;
	bool matches;

	if (found->set != NULL && !idset_has(found->set, id))
		return false;
	if (paging->order->walk == FIND_CARDS)
		return find_matches(found, walk);
	if (find_is_proven(found))
		return true;
	matches = find_card(found, id, &card);
	sqlite3_reset(card);
	++*cards;
	return matches;
}

/*
 * Fills the page by walking along the order. Returns false, without a page, if
 * so many cards were looked at in vain.
 */
static bool
fill_walking(struct paging *paging, size_t most)
{
	struct found *found = paging->found;
	sqlite3_stmt *walk = begin_walk(paging, &paging->after);
	size_t skip = paging->skip, cards = 0;

	paging->count = 0;
	while (paging->count < paging->room && cards <= most &&
		sql_row(found->store, walk)) {
		size_t before = cards;

		if (is_found(paging, walk, &cards)) {
			if (skip > 0)
				skip--;
			else
				paging->places[paging->count++] =
					place_of(paging, walk);
		}
		if (find_is_tired(
			    found, cards > before ? EFFORT_CARD : EFFORT_ROW)) {
			struct place place = place_of(paging, walk);

			sqlite3_reset(walk);
			find_rest(found);
			walk = begin_walk(paging, &place);
		}
	}
	sqlite3_reset(walk);
	return cards <= most;
}

/* Fills the page from a large set, or from all. */
static void
fill_large(struct paging *paging)
{
	struct found *found = paging->found;

	if (fill_walking(paging, find_is_proven(found) ? SIZE_MAX : WALK))
		return;
	find_all(found);
	if (find_is_small(found))
		fill_small(paging);
	else
		fill_walking(paging, SIZE_MAX);
}

/*
 * Fills the page; returns the total, if that is asked for. Finding all takes
 * long: unless they are to be counted, the page is looked for along the order
 * first, where those are soon met who are many.
 */
static int64_t
fill(struct paging *paging)
{
	struct found *found = paging->found;
	const struct search *search = found->search;
	bool counted = find_is_counted(found);
	int64_t total = 0;

	if (search->count && !counted && !find_is_small(found))
		find_all(found);
	if (find_is_small(found))
		return fill_small(paging);
	if (search->count)
		total = counted ? found->within : (int64_t)found->set->count;
	if (search->most > 0)
		fill_large(paging);
	return total;
}

/* Takes from the page the customers who were changed since they were found. */
static void
find_again(struct found *found, struct search_page *page)
{
	size_t left = 0;
	sqlite3_stmt *card;

	if (found->looks == 1)
		return;
	for (size_t i = 0; i < page->count; i++) {
		if (find_card(found, page->ids[i], &card))
			page->ids[left++] = page->ids[i];
		sqlite3_reset(card);
	}
	page->count = left;
}

static struct found *
found_new(struct store *base, struct arena *arena, const struct search *search)
{
	struct found *found = arena_alloc(arena, sizeof(*found));

	found->store = sqlite_of(base);
	found->arena = arena;
	found->search = search;
	find_begin(found);
	find_start(found);
	return found;
}

enum store_result
search_page(struct store *base, struct arena *arena,
	const struct search *search, struct search_page *page)
{
	struct paging paging = {
		.order = &orders[search->sort],
		.skip = search->skip,
		.room = search->most + 1,
	};

	*page = (struct search_page){ 0 };
	paging.after = paging.order->first;
	page->astray = search->after != NULL &&
		       !place_read(search->after, paging.order, &paging.after);
	paging.found = found_new(base, arena, search);
	if (page->astray)
		return paging.found->store->result;
	paging.places = arena_array(arena, paging.room, sizeof(*paging.places));
	page->total = fill(&paging);
	page->count = paging.count < search->most ? paging.count : search->most;
	page->ids = arena_array(arena, search->most + 1, sizeof(*page->ids));
	for (size_t i = 0; i < page->count; i++)
		page->ids[i] = paging.places[i].id;
	if (paging.count > search->most && search->most > 0)
		page->next = place_print(
			arena, paging.order, &paging.places[search->most - 1]);
	find_again(paging.found, page);
	return paging.found->store->result;
}

void
search_end(struct store *base)
{
	struct sqlite *store = sqlite_of(base);

	sql_end_read(store, store->searching);
	store->searching = false;
}

/*
 * Goes to the next card, by ids, of those that may be found; false: the end. A
 * card that is lost is NULL where the record alone can tell.
 */
static bool
next_card(struct found *found, int64_t *after, sqlite3_stmt **card)
{
	sqlite3_stmt *cards = find_statement(
		found, found->set == NULL ? FIND_CARDS : FIND_CARD);
	const bool can_tell = find_takes_all(found);
	int64_t id = *after;
	bool there, lost;

	sqlite3_reset(cards);
	do {
		if (found->set != NULL &&
			(id = idset_next(found->set, id)) == 0)
			return false;
		sqlite3_bind_int64(cards, 1, id);
		sql_bear(found->store);
		there = sql_row(found->store, cards);
		lost = sql_bore(found->store, can_tell ? 0 : id);
		/* a card may be missing where pages are old ones */
		lost = can_tell && (lost || (!there && found->store->salvages));
		if (there || lost) {
			*after = lost ? id
				      : sqlite3_column_int64(cards, CARD_ID);
			*card = lost ? NULL : cards;
			return true;
		}
		sqlite3_reset(cards);
	} while (found->set != NULL && found->store->result == STORE_OK);
	return false;
}

/* Reads the record of a card into a slice, if it matches; returns its bytes. */
static size_t
take_card(struct found *found, struct intake *intake, struct cursor *cursor,
	sqlite3_stmt *card)
{
	struct stored *stored = &cursor->records[cursor->count];
	bool matches = card == NULL || find_matches(found, card);
	size_t bytes;

	sqlite3_reset(card);
	if (!matches)
		return 0;
	bytes = fetch_sized(found->store, intake, cursor->after, stored);
	if (stored->record == NULL && card != NULL && found->store->salvages)
		idset_add(&found->store->damage->lost, cursor->after);
	if (stored->record == NULL ||
		(card == NULL && !find_is_of_brand(found, stored->record)))
		return 0;
	cursor->count++;
	return bytes;
}

/* The search of a cursor, with a reading begun. */
static struct found *
found_of(struct sqlite *store, struct cursor *cursor)
{
	if (cursor->found == NULL) {
		cursor->found =
			found_new(&store->base, store->arena, cursor->search);
		find_by_keys(cursor->found);
	} else {
		find_begin(cursor->found);
		find_refresh(cursor->found);
	}
	return cursor->found;
}

enum store_result
search_slice(struct store *base, struct intake *intake, struct cursor *cursor)
{
	struct sqlite *store = sqlite_of(base);
	struct found *found = found_of(store, cursor);
	sqlite3_stmt *card;
	size_t bytes = 0;

	cursor->records = arena_array(
		intake->arena, STORE_SLICE, sizeof(*cursor->records));
	cursor->count = 0;
	fetch_begin_slice(store);
	while (cursor->count < STORE_SLICE && bytes < STORE_SLICE_BYTES &&
		next_card(found, &cursor->after, &card)) {
		bytes += take_card(found, intake, cursor, card);
		if (!find_is_tired(found, EFFORT_CARD))
			continue;
		if (cursor->count > 0)
			break;
		find_rest(found);
	}
	fetch_end_slice(store);
	search_end(base);
	return store->result;
}
