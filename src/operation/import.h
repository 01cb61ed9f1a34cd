/* Imports: the records of a file, each created, changed or left, in slices
 * that no other writer waits long for; and taking an import back. */
#ifndef OPERATION_IMPORT_H
#define OPERATION_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "schema/fault.h"
#include "store/import.h"
#include "store/store.h"

struct record;

/* What became of a record. */
enum import_result {
	IMPORT_ROW_CREATED,
	IMPORT_ROW_UPDATED,
	IMPORT_ROW_SAME,   /* the customer is as the record says already */
	IMPORT_ROW_KNOWN,  /* the record came before */
	IMPORT_ROW_ERASED, /* likewise, and its customer was erased since */
	IMPORT_ROW_FAULTY, /* for the reasons in import->faults */
	IMPORT_ROW_TWINS,  /* more than one customer is meant */
	IMPORT_ROW_FAILED, /* the store has, as import->result says */
	IMPORT_ROW__MAX
};

/* An import under way, or one that is taken back. */
struct import {
	/* to be set */
	struct arena *arena; /* of what lives as long as the import */
	struct store_settings settings;
	struct import_run run; /* name, operator and time of its beginning */
	const char *format;    /* "csv" */
	bool dry;              /* nothing is stored */
	bool updates;          /* customers that are there, … */
	enum known_by by;      /* … who are known by this */

	/* the result */
	enum store_result result;
	size_t counts[IMPORT_ROW__MAX];
	size_t left; /* customers that an undoing had to leave as they are */
	/* of the last record */
	int64_t id; /* of the customer; 0: none */
	struct faults faults;

	/* internal */
	struct origin origin;
	struct store *store;
	struct arena slice; /* the memory of the open transaction */
	int64_t since;      /* when it began, as calendar_elapsed() */
	int64_t committing; /* milliseconds that the last commit took */
	unsigned char key[STORE_SECRET];
};

/*
 * Begins; returns whether the store is there. Makes the store if need be. An
 * import that has a number is then as the store has it: without a number, if
 * its first commit failed. An import that did not end goes on with
 * the store that it has open; what was not committed is forgotten.
 */
bool import_begin(struct import *import);

/*
 * Takes a record, of a customer's schema, which may be changed; its memory
 * serves for all that is read for it. Its consents were given at a time in
 * seconds since 1970-01-01T00:00:00Z, or with 0 now. What it became is true
 * once import_commit() has returned STORE_OK.
 */
enum import_result
import_take(struct import *import, struct record *record, int64_t consented);

/* Whether other writers have waited long enough: it is time to commit. */
bool import_is_due(const struct import *import);

/* Makes all records so far durable, and lets other writers in. */
enum store_result import_commit(struct import *import);

/* Notes that the file was read to its end. */
void import_finish(struct import *import);

/* Ends; what was not committed is forgotten. */
void import_end(struct import *import);

/*
 * Takes back the next part of an import, the latest rows first: customers that
 * it created are erased, and what it changed is as before, but for customers
 * that were changed since; their rows stay, as do those of customers that were
 * erased. *before begins at INT64_MAX, and is 0 when all is done. Returns
 * whether the store did its part.
 */
bool
import_undo(struct import *import, const struct rules *rules, int64_t *before);

#endif
