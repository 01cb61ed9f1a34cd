/* The inspection of a store for the self-check: a trial write, and a report. */
#ifndef STORE_INSPECTION_H
#define STORE_INSPECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "store/result.h"

struct arena;
struct store_settings;

/* Tries to write to the store; the trial is then forgotten. */
enum store_result store_try(struct store *store);

/* The report on a store. */
struct store_view {
	const char *durability; /* against a power loss, by its own name */
	/* the damage that was found, "" if there is none; NULL: looking through
	   all of the store would have taken too long */
	const char *damage;
	/* a server keeps the store, and looks for damage itself: durability is
	   a sentence then, and so is what endangers it, "" if nothing does */
	bool apart;
	const char *danger;
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
