/* Records: how they are kept, and read back. */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "store/result.h"

struct intake;
struct record;

/* What is known of how a record came here. */
struct origin {
	const char *route;  /* "/customer" */
	const char *format; /* "json" */
	int64_t time;       /* seconds since 1970-01-01T00:00:00Z */
	/* the texts that a person was shown beside the fields, by their index,
	   NULL beside which none was; NULL: nobody was shown any */
	const char *const *wordings;
};

/*
 * Adds a record that check_record() found no fault with, and all it holds.
 * On STORE_OK *id is its number: 1 to 2147483647, larger than all before, and
 * never used again. On anything else nothing of the transaction will be kept.
 */
enum store_result store_add(struct store *store, const struct record *record,
	const struct origin *origin, int64_t *id);

/* A record as it is kept. */
struct stored {
	int64_t id;
	struct origin origin;  /* without wordings */
	struct record *record; /* consents in it are the answers of now */
};

/*
 * Reads the record of an id, with all it holds, into the intake's arena: what
 * was given when it was added is given, as its type keeps it; a list without
 * items is not. On STORE_OK stored->record is NULL if there is none; on
 * anything else *stored does not count.
 */
enum store_result store_read(struct store *store, struct intake *intake,
	int64_t id, struct stored *stored);

/* A walk over all records by their ids; zero begins it. */
struct cursor {
	int64_t after; /* the id of the last one that was read */
	struct stored *records;
	size_t count; /* of these; 0: there are no more */
};

/* A slice has so many records at most, and no more once they take as many bytes
   of memory. */
enum { STORE_SLICE = 100, STORE_SLICE_BYTES = 1 << 20 };

/*
 * Reads the next slice, in order of ids, into the intake's arena, which its
 * owner may release before the next: each record as store_read() does. The
 * slice is of one moment, and holds nobody up once it is read; what is added
 * meanwhile comes in a later one. On anything but STORE_OK *cursor does not
 * count.
 */
enum store_result store_read_slice(
	struct store *store, struct intake *intake, struct cursor *cursor);

#endif
