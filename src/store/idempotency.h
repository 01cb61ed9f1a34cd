/* Idempotency: a request that is sent again under its key is done only once. */
#ifndef STORE_IDEMPOTENCY_H
#define STORE_IDEMPOTENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "store/result.h"

struct arena;
struct store_settings;

/*
 * The key that a client gave a request, and the hash that tells the request
 * from another one with the same key. The same key of two owners is two keys.
 */
struct idempotency {
	const char *key;
	int64_t owner; /* the number of the API key; 0: none */
	unsigned char print[SHA256_BYTES];
	int64_t time; /* seconds since 1970-01-01T00:00:00Z */
};

/* The seconds for which a store remembers a key and its request. */
enum { STORE_REMEMBERS = 24 * 60 * 60 };

/* The answer of a store that is asked for a key. */
enum recall {
	RECALL_NOTHING,
	RECALL_SAME, /* this request was done under the key */
	RECALL_OTHER /* another request was done under it */
};

/* What was done under a key. */
struct recalled {
	int64_t first; /* the id of the first record added or changed … */
	size_t count;  /* … and the number of these */
	/* of the last record added or changed, when that was done; 0: unknown,
	   or there was none */
	int64_t version;
};

/*
 * Looks up the key that the store was opened with. The answer is RECALL_NOTHING
 * without a key, or after a failure, which store_commit() tells. For
 * RECALL_SAME *recalled is filled in.
 */
enum recall store_recall(struct store *store, struct recalled *recalled);

/*
 * Whether this very request was done under the key of the settings, as far as
 * can be told without waiting for writers: keys too old to count may count.
 * Makes no store. Returns false, too, if there is no store, or if the store
 * can't be read; in the second case the log says why.
 */
bool store_was_done(struct arena *arena, const struct store_settings *settings);

#endif
