/* What the self-check asks of a store. */
#ifndef STORE_INSPECTION_H
#define STORE_INSPECTION_H

#include <stdint.h>

#include "store/result.h"

struct arena;
struct store_settings;

/* Sees whether something can be written, which is then forgotten. */
enum store_result store_try(struct store *store);

/* How a store is. */
struct store_view {
	const char *journal; /* how it outlives a power loss, as it calls it */
	/* what is not as it should be, "" if nothing is; NULL: looking through
	   all of it would have taken too long */
	const char *damage;
	int64_t version;    /* of its tables; 0: there are none yet */
	const char *newest; /* when the last record was added, or "" */
};

/*
 * Looks at a store that is there, for at most lock_timeout. Begins no
 * transaction.
 */
enum store_result store_inspect(struct arena *arena,
	const struct store_settings *settings, struct store_view *view);

#endif
