/* The counters of a store: how many records there are of each brand and POS. */
#ifndef STORE_COUNTER_H
#define STORE_COUNTER_H

#include <stddef.h>
#include <stdint.h>

#include "store/result.h"

struct arena;

/* The records of a brand and a POS, as bounds have them (bounds.h). */
struct counter {
	const char *brand, *pos; /* "" where a record has none */
	int64_t count;           /* 1 or more */
};

/*
 * Reads all counters, in the order of brand and POS, into the arena. The store
 * keeps the counters as records come, change and go, so that the time is the
 * same however many records there are. On any result but STORE_OK the counters
 * do not count.
 */
enum store_result store_counters(struct store *store, struct arena *arena,
	struct counter **counters, size_t *count);

#endif
