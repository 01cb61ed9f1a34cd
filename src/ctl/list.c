/* crmctl list: prints customers that match filters, in an order. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/filters.h"
#include "ctl/listing.h"
#include "ctl/members.h"
#include "ctl/shown.h"
#include "customer/lists.h"
#include "format/format.h"
#include "format/stream.h"
#include "operation/search.h"
#include "schema/record.h"

enum { FORMAT, ALL };

static const struct ctl_option options[] = {
	[FORMAT] = { "format", "FORMAT",
		"one of json, jsonl, csv, xml, jsv or text, a table for "
		"people, which "
		"is what there is without this" },
	[ALL] = { "all", NULL,
		"all customers that match, and not the first 25 or as many as "
		"items= says" },
	{ 0 },
};

/* The columns of the table: members, and their heads. */
static const struct {
	size_t field;
	const char *head;
} columns[] = {
	{ SLIM_BOOSTER_CUSTOMER_ID, "NUMBER" },
	{ SLIM_LAST_NAME, "LAST NAME" },
	{ SLIM_FIRST_NAME, "FIRST NAME" },
	{ SLIM_COMPANY_NAME, "COMPANY" },
	{ SLIM_COUNTRY_ID, "COUNTRY" },
	{ SLIM_BRAND, "BRAND" },
	{ SLIM_POS_CODE, "POS" },
	{ SLIM_EMAIL, "E-MAIL" },
	{ SLIM_PHONE, "PHONE" },
	{ SLIM_CREATION_DATE, "CREATED" },
};

enum { COLUMNS = sizeof(columns) / sizeof(*columns), ITEMS_OF_ALL = 500 };

/* The list on its way out, page by page, brand by brand. */
struct list {
	struct stream stream; /* first: next() gets it */
	struct ctl *ctl;
	struct arena pages; /* of the page at hand, and the store it is from */
	struct searching searching;
	struct record *asked;
	const char *const *brands; /* the next ones, ended by NULL */
	const struct record *page; /* NULL: there is none yet */
	size_t at;                 /* in the page */
	const char *after;         /* the place to go on at, in this brand */
	bool all;
	int64_t left; /* for so many customers there is room, unless all */
};

/* Forgets the page at hand. */
static void
end_page(struct list *list)
{
	searching_end(&list->searching);
	arena_free(&list->pages);
	list->searching.unavailable = false;
}

/* Reads the next page of the first brand; returns whether that worked. */
static bool
read_page(struct list *list)
{
	struct record *asked = list->asked;

	end_page(list);
	record_set_string(asked, LIST_BRAND, *list->brands);
	record_set_int(asked, LIST_ITEMS,
		list->left < SEARCH_ITEMS_MOST ? list->left
					       : SEARCH_ITEMS_MOST);
	list->page = searching_page(&list->searching, asked);
	if (list->page == NULL && damage_turn(&list->ctl->damage)) {
		end_page(list);
		list->page = searching_page(&list->searching, asked);
	}
	if (list->page == NULL)
		return false;
	record_set_null(asked, LIST_PAGE);
	record_set_null(asked, LIST_AFTER);
	list->at = 0;
	list->after = NULL;
	if (!record_has(list->page, PAGE_NEXT)) {
		list->brands++;
		return true;
	}
	list->after = arena_printf(
		list->ctl->arena, "%s", list->page->values[PAGE_NEXT].text);
	record_set_string(asked, LIST_AFTER, list->after);
	return true;
}

static bool
is_page_over(const struct list *list)
{
	return list->page == NULL ||
	       list->at == list->page->values[PAGE_ELEMENTS].count;
}

static const struct record *
next(struct stream *stream)
{
	struct list *list = (struct list *)stream;

	while (is_page_over(list)) {
		if (*list->brands == NULL || list->left == 0 ||
			ctl_is_stopped())
			return NULL;
		if (!read_page(list)) {
			stream->broken = true;
			return NULL;
		}
	}
	list->left -= !list->all;
	return list->page->values[PAGE_ELEMENTS].items[list->at++];
}

/* Adds a row, in memory of a moment. */
static void
add_row(struct list *list, struct listing *listing, const struct record *row)
{
	struct ctl moment = *list->ctl;

	moment.arena = listing->arena;
	for (size_t i = 0; i < COLUMNS; i++)
		listing_add(listing,
			record_has(row, columns[i].field)
				? ctl_shown(&moment,
					  record_text(moment.arena, row,
						  columns[i].field))
				: "");
}

/* Prints rows for people, some hundreds at a time as wide as these need. */
static bool
print_table(struct list *list)
{
	const struct arena_mark mark = arena_mark(list->ctl->items);
	const struct record *row = next(&list->stream);

	for (bool first = true; row != NULL; first = false) {
		struct listing listing = {
			.arena = list->ctl->items,
			.columns = COLUMNS,
			.headed = first,
		};

		for (size_t i = 0; first && i < COLUMNS; i++)
			listing_add(&listing, columns[i].head);
		for (size_t i = 0; row != NULL && i < SEARCH_ITEMS_MOST; i++) {
			add_row(list, &listing, row);
			row = next(&list->stream);
		}
		listing_print(&listing);
		arena_release(list->ctl->items, mark);
	}
	return !list->stream.broken;
}

/* The brands to list, one after the other; NULL: the store is unavailable. */
static const char *const *
brands_of(struct list *list)
{
	struct ctl *ctl = list->ctl;
	const char **only = arena_array(ctl->arena, 2, sizeof(*only));
	const char *const *brands = only;
	struct store *store;

	*only = list->asked->values[LIST_BRAND].text;
	if (*only == NULL) {
		store = ctl_open_to_read(ctl);
		brands = store == NULL ? NULL
				       : search_brands(store, ctl->arena, NULL);
		if (store != NULL)
			store_close(store);
	}
	return brands;
}

/* Whether a place to go on from is of one brand; complains else. */
static bool
has_place(const struct list *list)
{
	if (list->brands[0] == NULL || list->brands[1] == NULL ||
		(!record_has(list->asked, LIST_AFTER) &&
			!record_has(list->asked, LIST_PAGE)))
		return true;
	ctl_complain("page= and after= need brand=: there are customers of "
		     "several brands");
	return false;
}

/* Says on standard error what is not in the list. */
static int
tell_rest(const struct list *list)
{
	if (ctl_is_stopped()) {
		ctl_complain("stopped before the end of the list");
		return CTL_PARTLY;
	}
	if (list->after != NULL)
		ctl_complain(
			"there are more: --all lists all of them, brand=%s "
			"after=%s the next ones",
			*list->brands, list->after);
	else if (*list->brands != NULL)
		ctl_complain("there may be more: --all lists all of them");
	return CTL_DONE;
}

static int
print(struct list *list, const struct shown_format *format)
{
	bool whole;

	ctl_mind_stops();
	if (format->kind == SHOWN_TEXT) {
		whole = print_table(list);
	} else {
		list->stream.writer = format->format->stream;
		whole = shown_stream(list->ctl, stdout, &list->stream);
	}
	members_complain("", &list->searching.faults);
	searching_end(&list->searching);
	arena_free(&list->pages);
	if (whole)
		return ctl_tell_damage(list->ctl, "customers", tell_rest(list));
	return list->searching.faults.count > 0 ? CTL_USAGE : CTL_FAILED;
}

/* Begins the list of what the arguments ask for; complains of what is wrong. */
static bool
begin(struct list *list, char *const *arguments)
{
	struct ctl *ctl = list->ctl;
	struct search search;

	list->asked =
		filters_of(ctl, &list_operator_schema, arguments, &search);
	if (list->asked == NULL)
		return false;
	list->left = record_has(list->asked, LIST_ITEMS)
			     ? list->asked->values[LIST_ITEMS].number
			     : SEARCH_ITEMS;
	if (list->left < 1) {
		ctl_complain("items: 0 or fewer customers are no list");
		return false;
	}
	if (list->all)
		list->left = SEARCH_ITEMS_MOST;
	record_set_bool(list->asked, LIST_NO_COUNT, true);
	return true;
}

static int
run(struct ctl *ctl, char **arguments)
{
	static const struct bounds everything = { 0 };
	struct shown_format format;
	struct list list = {
		.stream = { .schema = &slims_schema, .next = next },
		.ctl = ctl,
		.all = ctl->values[ALL] != NULL,
		.searching = {
			.arena = &list.pages,
			.items = ctl->items,
			.settings = ctl_settings(ctl),
			.bounds = &everything,
			.faults = { .arena = ctl->arena },
		},
	};

	if (!shown_read(ctl, ctl->values[FORMAT], true, false, &format) ||
		!begin(&list, arguments))
		return CTL_USAGE;
	list.brands = brands_of(&list);
	if (list.brands == NULL)
		return CTL_FAILED;
	return has_place(&list) ? print(&list, &format) : CTL_USAGE;
}

static const char *
words(struct arena *arena)
{
	return members_words(arena, &list_operator_schema);
}

static const struct ctl_form forms[] = {
	{ "[FILTER=VALUE...]", NULL },
	{ 0 },
};

const struct ctl_command ctl_list = {
	.name = "list",
	.summary = "list customers that match, in an order",
	.forms = forms,
	.options = options,
	.about = FILTERS_ABOUT
	"\n\nsortBy is RegDESC (the latest registration first, what "
	"there is without it), RegASC, NameASC or NameDESC. items is "
	"how many customers are listed; page and after go on behind "
	"those before. Without brand, customers are listed brand by "
	"brand.\n\nWhat is printed is personal data: mind where it "
	"goes.",
	.words = words,
	.run = run,
};
