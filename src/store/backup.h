/* Copies of a store: taking them while it is used. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "store/result.h"

struct arena;

/* A copy on its way. */
struct copying {
	/* to be set */
	const char *to; /* a file that is empty, or not there */
	/* told how far the copy is, in pages of the total; false: stop */
	bool (*go_on)(void *context, int64_t done, int64_t total);
	void *context;

	/* the result */
	const char *fault; /* what is wrong, in the arena; NULL: nothing */
	int64_t records;
};

/*
 * Copies a store that is open to read into a file, as it is at one moment, and
 * looks through the copy: its pages, its references, and whether it has as many
 * records as it counts. Others go on meanwhile; only where the store has no
 * log of its own, and others write to it all the time, do these wait for a
 * while in the end. Unless the result is STORE_OK and there is no fault, the
 * file does not count. Stores that are in no file can't be copied so: a fault.
 */
enum store_result
store_copy(struct store *store, struct arena *arena, struct copying *copying);

#endif
