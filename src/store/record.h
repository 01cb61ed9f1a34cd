/* The records of a store: adding records, and reading records back. */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "store/result.h"

struct found;
struct intake;
struct record;
struct search;

/* The origin of a record. */
struct origin {
	const char *route;  /* "/customer" */
	const char *format; /* "json" */
	int64_t time;       /* seconds since 1970-01-01T00:00:00Z */
	int64_t consented;  /* the time of consents, likewise; 0: time */
	int64_t key;        /* the number of the API key; 0: none */
	/* the login name of crmctl's user; NULL: it was not crmctl */
	const char *operator;
	const char *reason; /* of erasing; NULL: none was given */
	/* the texts that a person was shown beside the fields, by the field's
	   index, NULL beside a field without a text. wordings itself is NULL if
	   no person was shown any */
	const char *const *wordings;
};

/*
 * Adds a record that check_record() found no fault with, and all it holds, and
 * notes that it was created (store/change.h). On STORE_OK *id is the record's
 * number: 1 to 2147483647, larger than all before, and never used again. On any
 * other result nothing of the transaction will be kept.
 */
enum store_result store_add(struct store *store, const struct record *record,
	const struct origin *origin, int64_t *id);

/* A record as the store keeps it. */
struct stored {
	int64_t id;
	int64_t version;       /* 1 when added, and one more for each change */
	int64_t modified;      /* by the last change; seconds as origin.time */
	struct origin origin;  /* of adding it; no wordings, no operator */
	struct record *record; /* its consents are the current answers */
};

/*
 * Reads the record of an id, with all it holds, into the intake's arena. A
 * member that was given when the record was added is given, as its type keeps
 * it; a list without items is not. On STORE_OK stored->record is NULL if there
 * is no such record; on any other result *stored does not count.
 */
enum store_result store_read(struct store *store, struct intake *intake,
	int64_t id, struct stored *stored);

/*
 * A walk over records by their ids; a cursor that is zeroed but for its search
 * begins it.
 */
struct cursor {
	/* the filters of the customers to walk over (store/search.h), its page
	   left out; NULL: all records */
	const struct search *search;
	struct found *found; /* the store's own */
	int64_t after;       /* the id of the last record that was read */
	struct stored *records;
	size_t count; /* of the records; 0: there are no more */
};

/*
 * The bounds of a slice: a number of records, and the bytes of memory from
 * which on no further record is added.
 */
enum { STORE_SLICE = 100, STORE_SLICE_BYTES = 1 << 20 };

/*
 * Reads the next slice, in order of ids, into the intake's arena, which its
 * owner may release before the next slice: each record as store_read() does.
 * The slice is of one moment, and holds no process up once it is read; a record
 * added meanwhile comes in a later slice, of a search by words, numbers and
 * addresses only if the record was there at the first slice. All customers of a
 * slice are within the search's brand and bounds and match its other filters at
 * that moment. On any result but STORE_OK *cursor does not count.
 */
enum store_result store_read_slice(
	struct store *store, struct intake *intake, struct cursor *cursor);

#endif
