/* The restoring of a store from a copy: those who were erased stay erased. */
#ifndef OPERATION_RESTORE_H
#define OPERATION_RESTORE_H

#include <stdbool.h>

#include "store/backup.h"
#include "store/settings.h"

struct arena;

/* A restoring on its way. */
struct restore {
	/* to be set */
	struct arena *arena;
	struct arena *items; /* for memory of a moment */
	const struct rules *rules;
	struct store_settings settings;
	struct restoring restoring; /* but for its result */
	bool dry;                   /* nothing is changed in the end */

	/* the result */
	size_t erased; /* records that were erased again */
};

/*
 * Restores. Returns whether that was done; else restoring.fault says why not,
 * or the log.
 */
bool restore_run(struct restore *restore);

#endif
