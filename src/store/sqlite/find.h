/* The finding of customers: which of them the filters of a search match. */
#ifndef SQLITE_FIND_H
#define SQLITE_FIND_H

#include "store/idset.h"
#include "store/keys.h"
#include "store/search.h"
#include "store/sqlite/sql.h"

/*
 * A search at work. Reading goes on in looks: after some milliseconds the
 * reading transaction ends, so that a writer gets its turn, and another begins.
 */
struct found {
	struct sqlite *store;
	struct arena *arena;
	const struct search *search;
	char brand[4];   /* in upper case, or "" */
	int64_t since;   /* when this look began */
	unsigned effort; /* of this look */
	unsigned steps, looks;
	int64_t version; /* of the database, at this look */

	/* the filters, made ready */
	struct keys words, phone,
		email; /* of the search's key, one of which … */
	int64_t id;    /* … is to be found, or this id */
	struct keys phone_filter, email_filter;
	struct idset *ids;
	struct search_texts countries, representatives; /* sorted */

	bool plain; /* there are no more filters than those by keys */

	/* the counters within bounds, and how many customers they count */
	struct idset counters;
	int64_t within;

	/* customers without whom none is found; NULL: anyone may be */
	struct idset *set;
	bool counted; /* the set has only customers within bounds */
	/* of the set, or of all of the brand: the filters by keys match all,
	   and all are within bounds */
	bool proven, bounded;
};

enum find_statement {
	FIND_COUNTERS,
	FIND_COUNTED,
	FIND_KEYS,
	FIND_CARD,
	FIND_CARDS,
	FIND_REG_DESC,
	FIND_REG_ASC,
	FIND_NAME_ASC,
	FIND_NAME_DESC,
	FIND_STATEMENTS
};

/* The columns of FIND_CARD and FIND_CARDS. */
enum {
	CARD_ID,
	CARD_BRAND,
	CARD_COUNTER,
	CARD_REGISTERED,
	CARD_NAME,
	CARD_CREATED,
	CARD_MODIFIED,
	CARD_COUNTRY,
	CARD_CONTACTABLE,
	CARD_MONTH,
	CARD_REPRESENTATIVE,
	CARD_KEYS
};

/* A statement, prepared at first use. */
sqlite3_stmt *find_statement(struct found *found, enum find_statement which);

/* Begins to read, unless a transaction is begun. */
void find_begin(struct found *found);

/* What it takes to read a row of an index, or a card somewhere. */
enum { EFFORT_ROW = 1, EFFORT_CARD = 16 };

/*
 * Counts the effort; returns whether this look has taken enough. The caller
 * then resets its statements, calls find_rest() and goes on from where it was.
 */
bool find_is_tired(struct found *found, unsigned effort);
void find_rest(struct found *found);

/* Looks again what is within bounds, when a new look began. */
void find_refresh(struct found *found);

/* Makes the filters ready, and looks for the customers they leave. */
void find_start(struct found *found);

/* Looks for all customers whom the keys find, if there were too many at first.
 */
void find_by_keys(struct found *found);

/* Looks for all who are found, be they few or many: they are the set then. */
void find_all(struct found *found);

/* Whether the counters say how many are found: found->within. */
bool find_is_counted(const struct found *found);

/* Whether there is a set, so small that all its cards can be looked at. */
bool find_is_small(const struct found *found);

/* Whether no card need be looked at: all of the set, or of the brand, match. */
bool find_is_proven(const struct found *found);

/* Whether the filters match the card that FIND_CARD or FIND_CARDS is at. */
bool find_matches(struct found *found, sqlite3_stmt *card);

/* Whether there is no filter but that of the brand. */
bool find_takes_all(const struct found *found);

/* Whether a customer is of the brand, as the record itself says. */
bool find_is_of_brand(const struct found *found, const struct record *customer);

/* Whether the filters match a customer; *card is to be reset. */
bool find_card(struct found *found, int64_t id, sqlite3_stmt **card);

#endif
