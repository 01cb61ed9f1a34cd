/* Changes of customers that are there: replaced, patched, erased; all or none.
 */
#ifndef OPERATION_EDIT_H
#define OPERATION_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/fault.h"
#include "store/store.h"

struct arena;
struct record;

enum edit_kind {
	EDIT_REPLACE, /* by all that the message can have */
	EDIT_PATCH,   /* by what the message has */
	EDIT_ERASE    /* the message has the number only */
};

/* The result; of several that apply, the first one. */
enum edit_result {
	EDIT_DONE,
	EDIT_REPLAYED, /* as EDIT_DONE, at an earlier time */
	EDIT_REUSED,   /* the key came with another request before */
	EDIT_AT_WORK,  /* another process is at work under the key */
	EDIT_MISSING,  /* edit->missing has the customers that are not there */
	EDIT_OUTSIDE,  /* of the bounds, by edit->outside */
	EDIT_CHANGED,  /* the version is none of edit->versions */
	EDIT_FAULTY,   /* for the reasons in edit->faults */
#if defined(CRM_POSTGRESQL)
	EDIT_IN_DOUBT, /* the change may be stored, or not */
#endif
	EDIT_UNAVAILABLE
};

/* Changes on their way into the store. */
struct edit {
	/* to be set, before the first change */
	struct arena *arena;
	enum edit_kind kind;
	struct store_settings settings;
	struct idempotency idempotency; /* key NULL: may be repeated */
	struct origin origin;           /* of all changes */
	const struct bounds *bounds;    /* of the API key */
	/* the versions that a customer may have; NULL: any */
	const int64_t *versions;
	size_t version_count;

	/* the result */
	struct faults missing, outside, faults; /* their arena is to be set */
	size_t count;                           /* of changes, made or not */
	int64_t version; /* of the last customer changed, from now on */
	/* the last customer as it was found, in the memory of its message, or
	   NULL */
	const struct stored *before;
	/* likewise, the customer as it is to be; NULL, if it is erased */
	const struct record *after;

	/* internal */
	struct store *store;
	enum store_result result;
	enum recall recall;
	struct recalled recalled;
	bool opened, changed;
};

/*
 * Changes the customer of a number by a message: the customer is looked up,
 * compared, checked and written in one transaction, which the next writer waits
 * for. The message is one of customer_schema or of a schema that shares its
 * fields, and may be changed; its memory serves for the customer too. Number 0
 * is nobody's.
 *
 * The customer as it is to be is checked as at its creation. But a value that
 * was stored and is not changed is no fault, whatever the rules are now.
 */
void edit_add(struct edit *edit, int64_t id, struct record *message);

/* Makes the changes durable, or none of them. */
enum edit_result edit_end(struct edit *edit);

/* As edit_end(), but nothing is changed: what would come of the changes. */
enum edit_result edit_try(struct edit *edit);

/*
 * A value as the history tells it: a list as JSON; NULL if it is not given. In
 * the memory of the record.
 */
const char *edit_value(const struct record *record, size_t field);

/* Gives up the changes; instead of edit_end(). */
void edit_abandon(struct edit *edit);

#endif
