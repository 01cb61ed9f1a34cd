/* Requests that are to be done once, however often they are sent. */
#ifndef STORE_IDEMPOTENCY_H
#define STORE_IDEMPOTENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "store/result.h"

struct arena;
struct store_settings;

/* The key that a client gave a request, and what tells the request from
   another with that key. */
struct idempotency {
	const char *key;
	unsigned char print[SHA256_BYTES];
	int64_t time; /* seconds since 1970-01-01T00:00:00Z */
};

/* For so many seconds what was done under a key is remembered. */
enum { STORE_REMEMBERS = 24 * 60 * 60 };

/* What is known of a key. */
enum recall {
	RECALL_NOTHING,
	RECALL_SAME, /* this request was done */
	RECALL_OTHER /* another request was */
};

/*
 * What is known of the key that the store was opened with; without one, or
 * after a failure, which store_commit() tells, nothing. Of RECALL_SAME *first
 * and *count say which ids were given.
 */
enum recall store_recall(struct store *store, int64_t *first, size_t *count);

/*
 * Whether this very request was done under the key of the settings, as far as
 * can be told without waiting for writers: keys too old to count may count.
 * Makes no store; false, too, if there is none, or none that can be read, and
 * then the log says why.
 */
bool store_was_done(struct arena *arena, const struct store_settings *settings);

#endif
