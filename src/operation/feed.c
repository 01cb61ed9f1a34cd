/* The feed: what changed or was erased since, for those who synchronise. */
#include "operation/feed.h"

#include <stdlib.h>

#include "base/arena.h"
#include "customer/lists.h"
#include "operation/cursor.h"
#include "operation/filters.h"
#include "schema/check.h"
#include "schema/record.h"
#include "store/change.h"

/* Checks a message. */
static void
check(struct record *asked, struct faults *faults)
{
	size_t before = faults->count;

	check_record(asked, faults);
	if (faults->count > before || !record_has(asked, CHANGES_ITEMS))
		return;
	if (asked->values[CHANGES_ITEMS].number < 1 ||
		asked->values[CHANGES_ITEMS].number > FEED_ITEMS)
		filters_fault(faults, asked, CHANGES_ITEMS, FAULT_NOT_BETWEEN,
			arena_printf(asked->intake->arena, "1–%d", FEED_ITEMS));
}

/* Takes the place to go on, if there is one. */
static bool
take_after(struct searching *searching, const struct cursor_key *key,
	const struct record *asked, struct feed *feed)
{
	const char *place;

	if (!record_has(asked, CHANGES_AFTER))
		return true;
	place = cursor_open(
		asked->intake->arena, key, asked->values[CHANGES_AFTER].text);
	if (place == NULL)
		filters_fault(&searching->faults, asked, CHANGES_AFTER,
			FAULT_BAD_CURSOR, "");
	else
		feed->after = strtoll(place, NULL, 10);
	return place != NULL;
}

static void
add_element(struct record *answer, const struct change *change)
{
	struct record *element = record_add(answer, FEED_ELEMENTS);

	record_set_int(element, CHANGE_BOOSTER_CUSTOMER_ID, change->id);
	record_set_int(element, CHANGE_VERSION, change->version);
	record_set_time(element, CHANGE_MODIFICATION_DATE, change->time);
	record_set_int(
		element, CHANGE_IS_ERASED, change->kind == CHANGE_ERASED);
}

/* Adds changes until there are as many as asked for, or no more. */
static bool
add_elements(
	struct searching *searching, struct feed *feed, struct record *answer)
{
	do {
		if (store_feed(searching->store, searching->arena, feed) !=
			STORE_OK)
			return false;
		for (size_t i = 0; i < feed->count; i++)
			add_element(answer, &feed->changes[i]);
		feed->most -= feed->count;
		feed->after = feed->next;
	} while (feed->more && feed->most > 0);
	return true;
}

/* Reads the changes that a message without faults asks for. */
static struct record *
read_changes(struct searching *searching, const struct record *asked,
	const struct cursor_key *key, struct feed *feed)
{
	struct intake *intake = arena_alloc(searching->arena, sizeof(*intake));
	struct record *answer;

	*intake = (struct intake){ .arena = searching->arena,
		.rules = asked->intake->rules };
	answer = record_new(intake, &feed_schema);
	record_set_list(answer, FEED_ELEMENTS);
	if (!add_elements(searching, feed, answer)) {
		searching->unavailable = true;
		return NULL;
	}
	record_set_string(answer, FEED_NEXT,
		cursor_seal(searching->arena, key,
			arena_printf(searching->arena, "%lld",
				(long long)feed->after)));
	return answer;
}

struct record *
feed_read(struct searching *searching, struct record *asked)
{
	struct feed feed = { .bounds = searching->bounds, .most = FEED_ITEMS };
	struct cursor_key key;

	check(asked, &searching->faults);
	if (searching->faults.count > 0 || !searching_begin(searching))
		return NULL;
	feed.brand = asked->values[CHANGES_BRAND].text;
	if (record_has(asked, CHANGES_ITEMS))
		feed.most = (size_t)asked->values[CHANGES_ITEMS].number;
	searching->unavailable = cursor_key(searching->store,
					 arena_printf(asked->intake->arena,
						 "changes %s", feed.brand),
					 &key) != STORE_OK;
	if (searching->unavailable ||
		!take_after(searching, &key, asked, &feed))
		return NULL;
	return read_changes(searching, asked, &key, &feed);
}
