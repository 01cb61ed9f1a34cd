/* crmctl erase: erases customers for good, by number or by age. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "ctl/ask.h"
#include "ctl/changing.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/filters.h"
#include "ctl/members.h"
#include "ctl/progress.h"
#include "customer/lists.h"
#include "customer/messages.h"
#include "operation/search.h"
#include "schema/date.h"
#include "schema/record.h"

enum { YES, REASON, CREATED_BEFORE, DRY_RUN };

static const struct ctl_option options[] = {
	[YES] = { "yes", NULL, "do not ask, on a terminal" },
	[REASON] = { "reason", "TEXT",
		"why, kept in the audit trail: nothing personal" },
	[CREATED_BEFORE] = { "created-before", "DAY",
		"all customers that match and were created before a day, as "
		"2020-12-31" },
	[DRY_RUN] = { "dry-run", NULL,
		"say what would be erased, and erase nothing" },
	{ 0 },
};

enum { PAUSE = 100 }; /* milliseconds that others wait for a transaction */

/* The customers that are erased, and how far that is. */
struct erasing {
	struct ctl *ctl;
	bool dry;
	int64_t *ids;
	size_t count, at;
	size_t erased, missing;
	struct progress progress;
};

static void
add_id(struct erasing *erasing, int64_t id)
{
	erasing->ids = arena_grow(erasing->ctl->arena, erasing->ids,
		erasing->count, sizeof(*erasing->ids));
	erasing->ids[erasing->count++] = id;
}

/* Says which customers of a transaction are erased. */
static void
tell(const struct erasing *erasing, const int64_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf(erasing->ctl->json ? "{\"boosterCustomerId\":%" PRId64
					    ",\"erased\":%s}\n"
					  : "customer %" PRId64 " %s erased\n",
			ids[i],
			erasing->ctl->json ? erasing->dry ? "false" : "true"
			: erasing->dry     ? "would be"
					   : "is");
	fflush(stdout);
}

/*
 * Erases as many as others can wait for, of those before "end"; returns whether
 * that worked.
 */
static bool
erase_some(struct erasing *erasing, size_t end)
{
	struct ctl *ctl = erasing->ctl;
	struct intake intake = { ctl->items, &ctl->rules, NULL, 0 };
	const struct arena_mark mark = arena_mark(ctl->items);
	struct edit edit = changing_begin(ctl, EDIT_ERASE);
	int64_t *found =
		arena_array(ctl->items, end - erasing->at, sizeof(*found));
	int64_t begun = calendar_elapsed();
	size_t count = 0;
	bool done;

	edit.origin.reason = ctl->values[REASON];
	do {
		int64_t id = erasing->ids[erasing->at++];

		edit_add(&edit, id, record_new(&intake, &delete_schema));
		if (edit.before != NULL)
			found[count++] = id;
		else if (edit.missing.count > 0)
			ctl_complain("there is no customer %" PRId64, id);
		erasing->missing += edit.missing.count;
		edit.missing.count = 0;
	} while (erasing->at < end && calendar_elapsed() - begun < PAUSE);
	done = changing_end(&edit, erasing->dry);
	if (done)
		tell(erasing, found, count);
	erasing->erased += done ? count : 0;
	arena_release(ctl->items, mark);
	return done;
}

/* As erase_some(); where damage is in the way, all but those who have it. */
static bool
erase_around(struct erasing *erasing)
{
	struct damage *damage = &erasing->ctl->damage;
	const size_t begin = erasing->at;
	size_t end;

	if (erase_some(erasing, erasing->count))
		return true;
	end = erasing->at;
	erasing->at = begin;
	while (damage->met && erasing->at < end && !ctl_is_stopped()) {
		const size_t at = erasing->at;

		damage->around = true;
		damage->met = false;
		if (erase_some(erasing, at + 1))
			damage->met = true;
		else if (damage->met)
			idset_add(&damage->lost, erasing->ids[at]);
	}
	return damage->met;
}

/* Says how to go on after a stop. */
static int
tell_rest(const struct erasing *erasing)
{
	ctl_complain("stopped: %zu of %zu are erased; the same command goes on",
		erasing->erased, erasing->count);
	return CTL_PARTLY;
}

static int
erase_all(struct erasing *erasing)
{
	erasing->progress = progress_begin(
		"customers erased", erasing->dry ? 0 : (int64_t)erasing->count);
	ctl_mind_stops();
	while (erasing->at < erasing->count && !ctl_is_stopped()) {
		if (!erase_around(erasing)) {
			progress_end(&erasing->progress);
			return CTL_FAILED;
		}
		progress_show(&erasing->progress, (int64_t)erasing->at);
	}
	progress_end(&erasing->progress);
	if (erasing->at < erasing->count)
		return tell_rest(erasing);
	if (erasing->missing > 0 || erasing->ctl->damage.lost.count > 0)
		return erasing->erased > 0 ? CTL_PARTLY : CTL_FAILED;
	return CTL_DONE;
}

/* Reads the last second before a day; complains of what is no day. */
static bool
read_day(const char *text, struct search *search)
{
	struct date date;

	if (date_parse(text, strlen(text), &date) != FAULT_NONE ||
		date.is_instant || !calendar_exists(date.day)) {
		ctl_complain("--created-before: %s is no day such as "
			     "2020-12-31",
			text);
		return false;
	}
	if (!search->created_to.given ||
		search->created_to.seconds >= date.seconds)
		search->created_to =
			(struct search_time){ true, date.seconds - 1 };
	return true;
}

/* Finds the customers of a brand that match a search. */
static bool
find_brand(struct erasing *erasing, struct store *store, struct search *search)
{
	struct search_page page;

	search->after = NULL;
	search->most = SEARCH_ITEMS_MOST;
	search->sort = SEARCH_REG_ASC;
	do {
		if (store_search(store, erasing->ctl->arena, search, &page) !=
			STORE_OK)
			return false;
		store_end_reading(store);
		for (size_t i = 0; i < page.count; i++)
			add_id(erasing, page.ids[i]);
		search->after = page.next;
	} while (page.next != NULL);
	return true;
}

/* Finds them, of all brands unless the search names one. */
static bool
find_once(struct erasing *erasing, const struct search *asked)
{
	struct store *store = ctl_open_to_read(erasing->ctl);
	struct search of_brand = *asked, *search = &of_brand;
	const char *only[] = { search->brand, NULL };
	const char *const *brands = only;
	bool found;

	erasing->count = 0;
	if (store == NULL)
		return false;
	if (search->brand == NULL)
		brands = search_brands(store, erasing->ctl->arena, NULL);
	found = brands != NULL;
	for (; found && *brands != NULL; brands++) {
		search->brand = *brands;
		found = find_brand(erasing, store, search);
	}
	store_close(store);
	return found;
}

static bool
find(struct erasing *erasing, const struct search *search)
{
	return find_once(erasing, search) ||
	       (damage_turn(&erasing->ctl->damage) &&
		       find_once(erasing, search));
}

/* Takes the customers that the arguments name; returns an exit status. */
static int
take(struct erasing *erasing, char **arguments)
{
	const char *day = erasing->ctl->values[CREATED_BEFORE];
	struct search search;

	if (day == NULL) {
		if (*arguments == NULL)
			ctl_complain("the number of a customer is missing");
		for (; *arguments != NULL; arguments++) {
			add_id(erasing, members_id(*arguments));
			if (erasing->ids[erasing->count - 1] == 0)
				return CTL_USAGE;
		}
		return erasing->count > 0 ? CTL_DONE : CTL_USAGE;
	}
	if (filters_of(erasing->ctl, &export_operator_schema, arguments,
		    &search) == NULL ||
		!read_day(day, &search))
		return CTL_USAGE;
	return find(erasing, &search) ? CTL_DONE : CTL_FAILED;
}

static int
run(struct ctl *ctl, char **arguments)
{
	struct erasing erasing = {
		.ctl = ctl,
		.dry = ctl->values[DRY_RUN] != NULL,
	};
	int status = take(&erasing, arguments);

	if (status != CTL_DONE)
		return status;
	if (erasing.count == 0) {
		ctl_complain("no customer matches");
		return ctl_tell_damage(ctl, "customers", CTL_DONE);
	}
	if (!ask(erasing.dry || ctl->values[YES] != NULL,
		    arena_printf(ctl->arena, "erase %zu customers for good",
			    erasing.count)))
		return CTL_FAILED;
	status = ctl_tell_damage(ctl, "customers", erase_all(&erasing));
	ctl_complain("%zu customers %s erased", erasing.erased,
		erasing.dry ? "would be" : "are");
	return status;
}

static const struct ctl_form forms[] = {
	{ "ID... [--reason TEXT]", "erase customers by their numbers" },
	{ "--created-before DAY [FILTER=VALUE...]",
		"erase all that match and are older" },
	{ 0 },
};

const struct ctl_command ctl_erase = {
	.name = "erase",
	.summary = "erase customers for good, by number or by age",
	.forms = forms,
	.options = options,
	.about = "What is erased can't be had again. Many are erased in "
		 "several transactions, so that others do not wait."
		 "\n\n" FILTERS_ABOUT,
	.words = filters_words,
	.run = run,
};
