/* Creation of customers: checks and stores them, one or many, all or none. */
#ifndef OPERATION_CREATE_H
#define OPERATION_CREATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/fault.h"
#include "store/bounds.h"
#include "store/store.h"

struct arena;
struct record;

/* The result of screening a request, in the transaction that stores it. */
struct screening {
	bool stop;                     /* nothing is stored */
	const struct suspect *suspect; /* to be quarantined instead, or NULL */
	const char *const *wordings;   /* as struct origin has them */
};

enum create_result {
	CREATE_DONE,        /* the customers have ids */
	CREATE_REPLAYED,    /* as CREATE_DONE, at an earlier time */
	CREATE_QUARANTINED, /* the request is in quarantine, now or earlier */
	CREATE_OUTSIDE,     /* of the bounds, by create->outside */
	CREATE_FAULTY,      /* for the reasons in create->faults */
	CREATE_STOPPED,     /* by the screening */
	CREATE_REUSED,      /* the key came with another request before */
	CREATE_AT_WORK,     /* another process is at work under the key */
#if defined(CRM_POSTGRESQL)
	CREATE_IN_DOUBT, /* the customers may be stored, or not */
#endif
	CREATE_UNAVAILABLE
};

/* Customers on their way into the store. */
struct create {
	/* to be set, before the first customer */
	struct arena *arena;
	struct store_settings settings;
	struct idempotency idempotency; /* key NULL: may be repeated */
	struct origin origin;           /* of all customers */
	struct bounds bounds;           /* of the API key, for all customers */
	bool many;                      /* a batch, which may be empty */
	int64_t suspects;               /* the most in quarantine */
	/* screens a request without faults and not done before; or NULL */
	struct screening (*screen)(struct create *create, void *context);
	void *context;
	/* the store with the open transaction, which create_end() ends; or
	   NULL: the store is opened here, with the settings, when needed */
	struct store *store;

	/* the result */
	struct faults faults, outside; /* their arena is to be set, too */
	size_t count;                  /* of customers added */
	int64_t first;                 /* the first id; the others follow */

	/* internal */
	enum store_result result;
	enum recall recall;
	bool stopped, quarantined;
};

/*
 * Checks a customer, and stores it if no customer had a fault so far. The
 * record is not needed afterwards.
 */
void create_add(struct create *create, struct record *customer);

/* Counts a customer whose faults the caller has added to create->faults. */
void create_skip(struct create *create);

/*
 * Makes the added customers durable. If there are faults of either sort, looks
 * whether the same request was done before, when other rules or another clock
 * found none.
 */
enum create_result create_end(struct create *create);

/* Gives up the customers added; instead of create_end(). */
void create_abandon(struct create *create);

#endif
