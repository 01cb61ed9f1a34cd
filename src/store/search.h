/* The search of a store: the customers that match filters, page by page. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/bounds.h"
#include "store/result.h"

struct arena;
struct value;

/*
 * The orders of a page. NAME is the last name, of a company the company's name,
 * then the first name, both folded (fold_text()); REG is the registration,
 * else the creation. Equals are in order of ids, in the same direction.
 */
enum search_sort {
	SEARCH_REG_DESC,
	SEARCH_REG_ASC,
	SEARCH_NAME_ASC,
	SEARCH_NAME_DESC,
	SEARCH_ID
};

enum search_flag { SEARCH_ANY, SEARCH_NO, SEARCH_YES };

/* An instant, in seconds since 1970-01-01T00:00:00Z, or none. */
struct search_time {
	bool given;
	int64_t seconds;
};

/* Texts one of which has to match; none: any customer does. */
struct search_texts {
	const char *const *list;
	size_t count;
};

/*
 * What is asked for. All filters that are given have to match; zero is "not
 * given" of every member but brand and most. A filter never fails: a text that
 * nothing can match, of whatever length, finds nothing.
 */
struct search {
	const char *brand;           /* three letters, any case */
	const struct bounds *bounds; /* of the API key; NULL: none */
	const char *pos; /* patterns as in struct bounds; NULL: any POS */
	/*
	 * A customer's id; the beginning of an e-mail address; a telephone
	 * number with or without the prefix of its country, whole, or its end
	 * from 5 digits; or words, each of which begins a word of a name. Case,
	 * accents and width do not count. NULL: any; a text without anything
	 * to look for ("*") finds nothing.
	 */
	const char *key;
	const char *phone; /* whole, with or without the prefix; NULL: any */
	const char *email; /* whole, after folding; NULL: any */
	struct search_texts countries;               /* countryId, as kept */
	struct search_time created_from, created_to; /* both inclusive */
	struct search_time modified_from;            /* inclusive */
	enum search_flag contactable; /* canBeContactedByMaison */
	unsigned birth_months; /* 1 << 1 is January … 1 << 12; 0: any */
	const int64_t *ids;
	size_t id_count;                     /* 0: any */
	struct search_texts representatives; /* e-mails, after folding */
	/*
	 * Lists of records as a customer's own members have them; NULL: any. An
	 * item matches if one of the customer's has the same members, to the
	 * letter, as the item has given.
	 */
	const struct value *interests, *hobbies, *collections;

	/* the page */
	enum search_sort sort;
	const char *after; /* the "next" of the page before, or NULL */
	size_t skip;       /* customers before the page, from "after" on */
	size_t most;       /* customers on the page; 0: only count */
	bool count;        /* whether to find the total */
};

/* A page of what was found. */
struct search_page {
	int64_t *ids; /* in order */
	size_t count;
	/* where the following page begins: a text without NUL that the store
	   alone understands and that tells a name, so that strangers must not
	   read or make one; NULL: this is the last page */
	const char *next;
	int64_t total; /* of all pages, if asked for */
	bool astray;   /* "after" is of another order: nothing was looked for */
};

/*
 * Finds a page, in the arena. After STORE_OK a reading of the store is begun,
 * in which store_read() reads the customers of the page as they match: it is
 * to be ended soon by store_end_reading(), or store_close(), for it may hold up
 * writers. Finding itself never does so for long: a long search takes many
 * looks, so that a customer changed meanwhile may be counted or not; those on
 * the page match when the reading begins. On any other result *page does not
 * count.
 */
enum store_result store_search(struct store *store, struct arena *arena,
	const struct search *search, struct search_page *page);

/* Ends the reading that store_search() began. */
void store_end_reading(struct store *store);

#endif
