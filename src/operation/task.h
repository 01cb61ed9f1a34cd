/* Tasks: exports that are ordered, and made when they are fetched. */
#ifndef OPERATION_TASK_H
#define OPERATION_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/fault.h"
#include "store/search.h"
#include "store/store.h"

struct api_key;
struct arena;
struct record;
struct rules;

/* The seconds for which the address of a task is good without a key. */
enum { TASK_SIGNED = 15 * 60 };

enum order_result {
	ORDER_DONE,     /* the task has an id */
	ORDER_REPLAYED, /* likewise, from an earlier time */
	ORDER_FAULTY,   /* for the reasons in order->faults */
	ORDER_REUSED,   /* the idempotency key came with another request */
	ORDER_OTHER,    /* the task of that name has other filters */
	ORDER_CROWDED,  /* the key has as many tasks as it can have */
	ORDER_AT_WORK,  /* another process is at work under the same key */
	ORDER_UNAVAILABLE
};

/* An export on order. */
struct order {
	/* to be set */
	struct arena *arena;
	struct store_settings settings;
	const struct idempotency *idempotency; /* key NULL: none */
	const struct api_key *key;
	int64_t now; /* seconds since 1970-01-01T00:00:00Z */

	/* the result */
	struct faults faults; /* begins with its arena only */
	struct task task;
};

/* Does what ExportCustomer asks for, in a message of order_schema. */
enum order_result order_export(struct order *order, struct record *asked);

/*
 * Makes the search of a task again, in the arena, with the rights that its key
 * has now. Returns false if its filters can't be understood any more.
 */
bool task_search(struct arena *arena, const struct rules *rules,
	struct store *store, const struct task *task,
	const struct bounds *bounds, struct search *search);

/* The keys that addresses of tasks are signed with in a store. */
enum store_result
task_signing(struct store *store, unsigned char key[SHA256_BYTES]);

/*
 * Fills a record of task_schema in. url is the address of the service; the
 * texts are in the record's arena.
 */
void task_fill(struct record *record, const struct task *task, const char *url,
	const unsigned char signing[SHA256_BYTES], int64_t now);

/*
 * Whether a signature is that of the address of a task, in the format of that
 * name, which is good until a time that is given in digits.
 */
bool task_is_signed(struct arena *arena,
	const unsigned char signing[SHA256_BYTES], const char *id,
	const char *format, const char *until, const char *signature);

#endif
