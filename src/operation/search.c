/* The search for customers: a page of those that match. */
#include "operation/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "customer/lists.h"
#include "operation/cursor.h"
#include "operation/filters.h"
#include "schema/codes.h"
#include "schema/record.h"

/* The order that a message asks for. */
static enum search_sort
sort_of(const struct record *asked)
{
	const char *at = list_sorts;
	struct code code;
	int sort = 0;

	while (record_has(asked, LIST_SORT_BY) && codes_next(&at, &code) &&
		!text_is(code.code, code.code_length,
			asked->values[LIST_SORT_BY].text))
		sort++;
	return (enum search_sort)sort;
}

static int64_t
given_number(const struct record *asked, size_t field, int64_t otherwise)
{
	return record_has(asked, field) ? asked->values[field].number
					: otherwise;
}

/* Adds the fault of a number that is not from 1 to the most. */
static void
check_number(const struct record *asked, size_t field, int64_t number,
	int64_t most, struct faults *faults)
{
	if (number < 1 || number > most)
		filters_fault(faults, asked, field, FAULT_NOT_BETWEEN,
			arena_printf(asked->intake->arena, "1–%lld",
				(long long)most));
}

/* Checks the numbers of the page that a message without faults asks for. */
static void
check_page(const struct record *asked, struct faults *faults)
{
	int64_t page = given_number(asked, LIST_PAGE, 1);
	int64_t items = given_number(asked, LIST_ITEMS, SEARCH_ITEMS);
	int64_t last;

	check_number(asked, LIST_ITEMS, items, SEARCH_ITEMS_MOST, faults);
	if (items < 1 || items > SEARCH_ITEMS_MOST)
		items = SEARCH_ITEMS;
	last = SEARCH_FARTHEST / items + 1;
	if (page <= last)
		check_number(asked, LIST_PAGE, page, last, faults);
	else if (!record_has(asked, LIST_AFTER))
		filters_fault(faults, asked, LIST_AFTER, FAULT_TOO_FAR, "");
}

const char *const *
search_brands(
	struct store *store, struct arena *arena, const struct bounds *bounds)
{
	static const struct bounds none = { NULL, NULL };
	struct counter *counters;
	const char **brands;
	size_t count, found = 0;

	if (store_counters(store, arena, &counters, &count) != STORE_OK)
		return NULL;
	brands = arena_array(arena, count + 1, sizeof(*brands));
	for (size_t i = 0; i < count; i++)
		if (bounds_allow(bounds == NULL ? &none : bounds,
			    counters[i].brand, counters[i].pos) &&
			(found == 0 || strcmp(brands[found - 1],
					       counters[i].brand) != 0))
			brands[found++] = counters[i].brand;
	return brands;
}

bool
searching_begin(struct searching *searching)
{
	if (searching->store == NULL && !searching->unavailable)
		searching->unavailable = store_open_to_read(searching->arena,
						 &searching->settings,
						 &searching->store) != STORE_OK;
	return !searching->unavailable;
}

/*
 * Takes the place to go on from "after": the number of the page there, and the
 * place for the store. A page that is asked for by its number, too, must be
 * that page, or the first from there on.
 */
static bool
take_after(struct searching *searching, const struct cursor_key *key,
	const struct record *asked, struct search *search, int64_t *page)
{
	const char *opened, *place;
	char *end;

	*page = given_number(asked, LIST_PAGE, 1);
	if (!record_has(asked, LIST_AFTER)) {
		search->skip = (size_t)((*page - 1) * (int64_t)search->most);
		return true;
	}
	opened = cursor_open(
		asked->intake->arena, key, asked->values[LIST_AFTER].text);
	if (opened == NULL) {
		filters_fault(&searching->faults, asked, LIST_AFTER,
			FAULT_BAD_CURSOR, "");
		return false;
	}
	*page = strtoll(opened, &end, 10);
	place = *end == ' ' ? end + 1 : end;
	search->after = place;
	if (given_number(asked, LIST_PAGE, 1) == 1 ||
		given_number(asked, LIST_PAGE, 1) == *page)
		return true;
	filters_fault(&searching->faults, asked, LIST_PAGE, FAULT_OTHER_PAGE,
		arena_printf(asked->intake->arena, "%lld", (long long)*page));
	return false;
}

/* Copies a text that lives for a moment. */
static void
set_text(struct record *to, size_t field, const struct record *from,
	size_t member)
{
	if (record_has(from, member))
		record_set_string(to, field,
			arena_copy(to->intake->arena, from->values[member].text,
				from->values[member].length));
}

/* The main item of a list, else the first; NULL: there is none. */
static const struct record *
main_item(const struct record *customer, size_t list, size_t flag)
{
	const struct value *value = &customer->values[list];
	size_t i = 0;

	if (!record_has(customer, list) || value->count == 0)
		return NULL;
	while (i < value->count && !record_is_true(value->items[i], flag))
		i++;
	return value->items[i < value->count ? i : 0];
}

/* The members of a customer in a list that are members of the customer. */
static const struct {
	size_t to, from;
} same[] = {
	{ SLIM_TITLE, CUSTOMER_TITLE },
	{ SLIM_FIRST_NAME, CUSTOMER_FIRST_NAME },
	{ SLIM_LAST_NAME, CUSTOMER_LAST_NAME },
	{ SLIM_FIRST_NAME_NOT_LATIN, CUSTOMER_FIRST_NAME_NOT_LATIN },
	{ SLIM_LAST_NAME_NOT_LATIN, CUSTOMER_LAST_NAME_NOT_LATIN },
	{ SLIM_COMPANY_NAME, CUSTOMER_COMPANY_NAME },
	{ SLIM_COUNTRY_ID, CUSTOMER_COUNTRY_ID },
	{ SLIM_BRAND, CUSTOMER_BRAND },
	{ SLIM_POS_CODE, CUSTOMER_POS_CODE },
	{ SLIM_REGISTRATION_DATE, CUSTOMER_REGISTRATION_DATE },
};

/* Fills an element of a list in from what is stored. */
static void
fill_slim(struct record *slim, const struct stored *stored)
{
	const struct record *customer = stored->record;
	const struct record *email =
		main_item(customer, CUSTOMER_EMAILS, EMAIL_IS_MAIN_EMAIL);
	const struct record *phone =
		main_item(customer, CUSTOMER_PHONES, PHONE_IS_MAIN_PHONE);

	record_set_int(slim, SLIM_BOOSTER_CUSTOMER_ID, stored->id);
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		set_text(slim, same[i].to, customer, same[i].from);
	record_set_string(slim, SLIM_CLIENT_TYPE,
		record_is(customer, CUSTOMER_CLIENT_TYPE, "COMPANY")
			? "Company"
			: "Private");
	if (email != NULL)
		set_text(slim, SLIM_EMAIL, email, EMAIL_EMAIL);
	if (phone != NULL)
		set_text(slim, SLIM_PHONE, phone, PHONE_PHONE);
	if (record_has(customer, CUSTOMER_CAN_BE_CONTACTED_BY_MAISON))
		record_set_int(slim, SLIM_CAN_BE_CONTACTED_BY_MAISON,
			record_is_true(
				customer, CUSTOMER_CAN_BE_CONTACTED_BY_MAISON));
	record_set_time(slim, SLIM_CREATION_DATE, stored->origin.time);
	record_set_time(slim, SLIM_MODIFICATION_DATE, stored->modified);
}

/* Reads the customers of a page into its elements, in memory of a moment. */
static void
read_elements(struct searching *searching, const struct search_page *found,
	struct record *page)
{
	struct intake intake = { searching->items, page->intake->rules, NULL,
		0 };

	record_set_list(page, PAGE_ELEMENTS);
	for (size_t i = 0; i < found->count && !searching->unavailable; i++) {
		struct arena_mark mark = arena_mark(searching->items);
		struct stored stored;

		searching->unavailable =
			store_read(searching->store, &intake, found->ids[i],
				&stored) != STORE_OK;
		if (!searching->unavailable && stored.record != NULL)
			fill_slim(record_add(page, PAGE_ELEMENTS), &stored);
		arena_release(searching->items, mark);
	}
}

/* Sets the totals, if they were asked for. */
static void
set_totals(struct record *page, const struct search *search, int64_t total)
{
	int64_t most = (int64_t)search->most;

	if (!search->count)
		return;
	record_set_int(page, PAGE_TOTAL_PAGES, (total + most - 1) / most);
	record_set_int(page, PAGE_TOTAL_RESULTS, total);
}

/* Makes the page of what was found. */
static struct record *
make_page(struct searching *searching, const struct record *asked,
	const struct cursor_key *key, const struct search *search,
	int64_t number, const struct search_page *found)
{
	struct intake *intake = arena_alloc(searching->arena, sizeof(*intake));
	struct record *page;

	*intake = (struct intake){ .arena = searching->arena,
		.rules = asked->intake->rules };
	page = record_new(intake, &page_schema);
	record_set_int(page, PAGE_PAGE, number);
	record_set_int(page, PAGE_ITEMS, (int64_t)search->most);
	set_totals(page, search, found->total);
	read_elements(searching, found, page);
	store_end_reading(searching->store);
	if (found->next != NULL)
		record_set_string(page, PAGE_NEXT,
			cursor_seal(searching->arena, key,
				arena_printf(searching->items, "%lld %s",
					(long long)(number + 1), found->next)));
	return searching->unavailable ? NULL : page;
}

/* Finds the page of a search without faults. */
static struct record *
find_page(struct searching *searching, const struct record *asked,
	const struct cursor_key *key, struct search *search, int64_t number)
{
	struct search_page found;

	if (store_search(searching->store, searching->arena, search, &found) !=
		STORE_OK) {
		searching->unavailable = true;
		return NULL;
	}
	if (!found.astray)
		return make_page(searching, asked, key, search, number, &found);
	store_end_reading(searching->store);
	filters_fault(
		&searching->faults, asked, LIST_AFTER, FAULT_BAD_CURSOR, "");
	return NULL;
}

struct record *
searching_page(struct searching *searching, struct record *asked)
{
	struct text list = { .arena = asked->intake->arena };
	struct cursor_key key;
	struct search search;
	int64_t number;

	if (!filters_read(
		    asked, searching->bounds, &search, &searching->faults))
		return NULL;
	check_page(asked, &searching->faults);
	if (searching->faults.count > 0 || !searching_begin(searching))
		return NULL;
	search.sort = sort_of(asked);
	search.most = (size_t)given_number(asked, LIST_ITEMS, SEARCH_ITEMS);
	search.count = !record_is_true(asked, LIST_NO_COUNT);
	filters_print(&list, asked);
	searching->unavailable =
		cursor_key(searching->store, list.bytes, &key) != STORE_OK;
	if (searching->unavailable ||
		!take_after(searching, &key, asked, &search, &number))
		return NULL;
	return find_page(searching, asked, &key, &search, number);
}

void
searching_end(struct searching *searching)
{
	if (searching->store != NULL)
		store_close(searching->store);
	searching->store = NULL;
}
