/*
 * Shows what finding customers costs beside reading one by its number, in a
 * database that bench/customers made:
 *
 *	find FILE ROUNDS
 *
 * Each time is the median, of the processor, of a store that is opened, asked,
 * and closed again, with the customers of the page read; "found" is without
 * these. The limits are
 * of the ratio to reading one; without one there is none. Exits with 1 if a
 * limit is exceeded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "schema/record.h"
#include "store/store.h"

enum { ROUNDS = 1000, PAGE = 25 };

static const struct bounds few = { .pos = "ES102:30" };
static const struct bounds some = { .pos = "ES101:*" };
static const struct bounds most = { .brands = "CAR", .pos = "ES*" };
static const char *const rare_country[] = { "va" };

/* What is asked, and how many times as long as reading one it may take. */
static const struct asked {
	const char *what;
	double limit; /* 0: none */
	bool after;   /* the 1000th page by "after" */
	struct search search;
} asked[] = {
	{ "a name of 388", 20, .search = { .key = "Péleda" } },
	{ "two words", 3, .search = { .key = "koza raguda" } },
	{ "two words of 5000", 3, .search = { .key = "vi nupe" } },
	{ "a frequent word and a rare one", 3,
		.search = { .key = "maria raguda" } },
	{ "an address", 3, .search = { .email = "taziba.77776@example.com" } },
	{ "the beginning of one", 3, .search = { .key = "taziba.7777" } },
	{ "a number", 3, .search = { .phone = "+39 331 430 30 30" } },
	{ "the end of one", 3, .search = { .key = "4303030" } },
	{ "an id", 3, .search = { .key = "500000" } },
	{ "nothing", 3, .search = { .key = "qqq" } },
	{ "a word of 10 000", 20, .search = { .key = "zeno" } },
	{ "a word of 100 000", 20, .search = { .key = "maria" } },
	{ "that, counted", 0, .search = { .key = "maria", .count = true } },
	{ "that, by name", 20,
		.search = { .key = "maria", .sort = SEARCH_NAME_ASC } },
	{ "two frequent words", 20, .search = { .key = "maria b" } },
	{ "those, counted", 0, .search = { .key = "maria b", .count = true } },
	{ "a letter", 20, .search = { .key = "b" } },
	{ "a letter, counted", 0, .search = { .key = "b", .count = true } },
	{ "newest first", 5, .search = { .sort = SEARCH_REG_DESC } },
	{ "oldest first", 5, .search = { .sort = SEARCH_REG_ASC } },
	{ "by name", 5, .search = { .sort = SEARCH_NAME_ASC } },
	{ "by name, backwards", 5, .search = { .sort = SEARCH_NAME_DESC } },
	{ "newest first, counted", 50,
		.search = { .sort = SEARCH_REG_DESC, .count = true } },
	{ "page 1000", 5, true, { .sort = SEARCH_REG_DESC } },
	{ "page 1000 by name", 5, true, { .sort = SEARCH_NAME_ASC } },
	{ "row 100 000", 0, .search = { .skip = 99975 } },
	{ "a key of a few", 5, .search = { .bounds = &few } },
	{ "a key of a few, counted", 50,
		.search = { .bounds = &few, .count = true } },
	{ "a key of a fifth", 5, .search = { .bounds = &some } },
	{ "a key of a fifth, counted", 50,
		.search = { .bounds = &some, .count = true } },
	{ "a key of most, by name", 5,
		.search = { .bounds = &most, .sort = SEARCH_NAME_ASC } },
	{ "a frequent word, a key of a few", 20,
		.search = { .key = "maria", .bounds = &few } },
	{ "that of a fifth, counted", 0,
		.search = { .key = "maria", .bounds = &some, .count = true } },
	{ "may be contacted", 5, .search = { .contactable = SEARCH_YES } },
	{ "may be contacted, counted", 0,
		.search = { .contactable = SEARCH_YES, .count = true } },
	{ "a rare country", 0, .search = { .countries = { rare_country, 1 } } },
};

static struct config config = { .journal = JOURNAL_ROLLBACK };
static struct store_settings settings = {
	.config = &config,
	.schema = &customer_schema,
	.lock_timeout = 10000,
};

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void
need(enum store_result result)
{
	if (result == STORE_OK)
		return;
	fprintf(stderr, "the store: %d\n", (int)result);
	exit(EXIT_FAILURE);
}

static void
read_one(struct store *store, struct arena *arena, int64_t id)
{
	const struct rules rules = { 0 };
	struct intake intake = { .arena = arena, .rules = &rules };
	struct stored stored;

	need(store_read(store, &intake, id, &stored));
}

/* The times of one round, and what came of it. */
struct round {
	double found, whole;
	size_t count;
	int64_t total;
};

/* Asks once; search NULL: reads one customer. */
static struct round
ask(const struct search *search, const char **next)
{
	struct arena arena = { 0 };
	struct search_page page = { 0 };
	struct round round = { 0 };
	struct store *store;
	double begin = now();

	need(store_open_to_read(&arena, &settings, &store));
	if (search == NULL)
		read_one(store, &arena, 500000);
	else
		need(store_search(store, &arena, search, &page));
	round.found = now() - begin;
	for (size_t i = 0; i < page.count; i++)
		read_one(store, &arena, page.ids[i]);
	store_close(store);
	round.whole = now() - begin;
	round.count = page.count;
	round.total = page.total;
	if (next != NULL)
		*next = page.next == NULL ? NULL : strdup(page.next);
	arena_free(&arena);
	return round;
}

static int
compare(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return (a > b) - (a < b);
}

/* Asks many times; the times are medians. */
static struct round
ask_often(const struct search *search, int rounds)
{
	double found[ROUNDS], whole[ROUNDS];
	struct round round = ask(search, NULL);

	for (int i = 0; i < rounds; i++) {
		round = ask(search, NULL);
		found[i] = round.found;
		whole[i] = round.whole;
	}
	qsort(found, (size_t)rounds, sizeof(*found), compare);
	qsort(whole, (size_t)rounds, sizeof(*whole), compare);
	round.found = found[rounds / 2];
	round.whole = whole[rounds / 2];
	return round;
}

/* The search of a row, with what every row has, at its page. */
static struct search
search_of(const struct asked *row)
{
	struct search search = row->search;
	const char *next = NULL;

	search.brand = "CAR";
	search.most = PAGE;
	for (int page = 1; row->after && page < 1000; page++) {
		ask(&search, &next);
		search.after = next;
	}
	return search;
}

int
main(int argc, char **argv)
{
	int rounds = argc == 3 ? atoi(argv[2]) : 0;
	struct round one;
	int exceeded = 0;

	if (rounds < 1 || rounds > ROUNDS) {
		fprintf(stderr, "usage: %s FILE ROUNDS\n", argv[0]);
		return 2;
	}
	config.database = argv[1];
	one = ask_often(NULL, rounds);
	printf("%-34s %9s %9s %7s %7s %5s %8s\n", "", "found ms", "whole ms",
		"times", "limit", "page", "total");
	printf("%-34s %9.3f %9.3f\n", "reading one", one.found, one.whole);
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		const struct search search = search_of(&asked[i]);
		struct round round = ask_often(&search, rounds);
		double times = round.whole / one.whole;
		bool over = asked[i].limit > 0 && times > asked[i].limit;

		printf("%-34s %9.3f %9.3f %7.1f %7.0f %5zu %8lld%s\n",
			asked[i].what, round.found, round.whole, times,
			asked[i].limit, round.count, (long long)round.total,
			over ? "  over" : "");
		exceeded |= over;
	}
	return exceeded;
}
