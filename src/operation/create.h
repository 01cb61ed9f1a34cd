/* Creates customers: checks and stores them, one or many, all or none. */
#ifndef OPERATION_CREATE_H
#define OPERATION_CREATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/fault.h"
#include "store/store.h"

struct arena;
struct record;

/* What a look at a request, in the transaction that keeps it, came to. */
struct screening {
	bool stop;                     /* nothing is kept */
	const struct suspect *suspect; /* to be kept instead, or NULL */
	const char *const *wordings;   /* as struct origin has them */
};

enum create_result {
	CREATE_DONE,        /* the customers have ids */
	CREATE_REPLAYED,    /* as CREATE_DONE, of an earlier time */
	CREATE_QUARANTINED, /* the request is in quarantine, now or earlier */
	CREATE_FAULTY,      /* create->faults says why */
	CREATE_STOPPED,     /* by the screening */
	CREATE_REUSED,      /* the key came with another request before */
	CREATE_AT_WORK,     /* the key is another process's at the moment */
	CREATE_UNAVAILABLE
};

/* Customers on their way into the store. */
struct create {
	/* to be set, before the first customer */
	struct arena *arena;
	struct store_settings settings;
	struct idempotency idempotency; /* key NULL: it may be done again */
	struct origin origin;           /* of all customers */
	bool many;                      /* a batch, which may be empty */
	int64_t suspects;               /* so many are kept at most */
	/* looks at what has no faults, and was not done before; or NULL */
	struct screening (*screen)(struct create *create, void *context);
	void *context;
	/* in whose transaction they are stored, which ends then; or NULL: one
	   is opened with the settings when it is needed, and is here then */
	struct store *store;

	/* what came of it */
	struct faults faults;
	size_t count;  /* of customers added */
	int64_t first; /* the first id; the others follow */

	/* its own */
	enum store_result result;
	enum recall recall;
	bool stopped, quarantined;
};

/*
 * Checks a customer, and stores it if no customer had a fault so far; nothing
 * of the record is needed afterwards.
 */
void create_add(struct create *create, struct record *customer);

/* Counts a customer whose faults were found elsewhere, and added. */
void create_skip(struct create *create);

/*
 * Makes all that was added durable, or sees whether this very request was done
 * before, when other rules or another clock found no fault with it.
 */
enum create_result create_end(struct create *create);

/* Gives up what was added; in the place of create_end(). */
void create_abandon(struct create *create);

#endif
