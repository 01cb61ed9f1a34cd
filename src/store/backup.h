/* Copies of a store: taking them while it is used, and restoring from one. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/audit.h"
#include "store/result.h"

struct arena;
struct store_settings;

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

/* A store that is being written anew, without the gaps in it. */
struct vacuuming {
	/* told now and then that the work goes on; false: stop */
	bool (*go_on)(void *context, int64_t done, int64_t total);
	void *context;

	/* the result */
	const char *fault;     /* as struct copying has it */
	int64_t before, after; /* bytes of the store's file */
};

/*
 * Writes a store anew, without gaps. Writers wait meanwhile, and the disk needs
 * room for the store once more. Unless there is a fault it is done.
 */
enum store_result store_vacuum(struct arena *arena,
	const struct store_settings *settings, struct vacuuming *vacuuming);

/* A store that is being restored. */
struct restoring {
	/* to be set */
	const char *from; /* the copy to restore */
	/* the store that there is now is of no use: nothing is taken from it,
	   and all keys are revoked */
	bool lost;
	const int64_t *erased; /* the numbers of records that were erased */
	size_t erased_count;
	const struct deed *deed;
	bool (*go_on)(void *context, int64_t done, int64_t total);
	void *context;

	/* the result */
	const char *fault;  /* as struct copying has it */
	const char *staged; /* the database that is to be put in place */
	const char *kept;   /* where the old one is, once it is replaced */
	int64_t *again;     /* records that are to be erased again */
	size_t again_count;
	int64_t records;

	/* internal */
	int lock; /* the lock file's descriptor, or -1 */
};

/*
 * Copies the copy beside the store, looks through it, and takes from the store
 * what a copy must not bring back: keys and their revocations, erasures, the
 * numbers that were given, tasks. Gives the copy a new secret. From now on
 * writers of the store wait, until store_swap() or store_unstage().
 */
enum store_result store_stage(struct arena *arena,
	const struct store_settings *settings, struct restoring *restoring);

/*
 * Puts the copy in the place of the store, which stays beside it. Whatever the
 * result, what was staged is gone then.
 */
enum store_result store_swap(struct arena *arena,
	const struct store_settings *settings, struct restoring *restoring);

/* Gives the copy up, instead of store_swap(). */
void store_unstage(struct arena *arena, const struct store_settings *settings,
	struct restoring *restoring);

#endif
