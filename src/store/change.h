/* The changes of records: changing, erasing, their history, and the feed. */
#ifndef STORE_CHANGE_H
#define STORE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/bounds.h"
#include "store/record.h"
#include "store/result.h"
#include "store/secret.h"

struct arena;
struct text;

/* A member that a change gave another value. */
struct changed_member {
	const char *name;
	const char *before; /* a list as the caller tells it; NULL: not given */
};

/* A change of a record that is there. */
struct replacement {
	/* the record as store_read() had it in this transaction */
	const struct stored *before;
	const struct record *after; /* all of the record, as it is to be */
	const struct origin *origin;
	/* what the history is to tell; without these it tells no member */
	const struct changed_member *members;
	size_t member_count;
};

/*
 * Changes a record: the members that differ and the lists that differ are
 * written, a consent that differs becomes a further entry with the change's
 * time, route and key, and the change is noted. A consent that is not given any
 * more becomes an entry without an answer. On STORE_OK *version is the record's
 * new version: one more than before, or the same if nothing differs; then
 * nothing is written and noted. Either way the id and that version are kept
 * with the idempotency key of the request. On any other result nothing of the
 * transaction will be kept.
 */
enum store_result store_replace(struct store *store,
	const struct replacement *replacement, int64_t *version);

/*
 * Erases a record for good, as store_read() had it in this transaction: the
 * record, its lists and consents, and the values in its history. What stays is
 * its number, which is never used again, and of each of its changes time, key,
 * operator and kind; one more change says that it was erased. When
 * store_commit() has returned STORE_OK no file of the store has the values any
 * more; where readers hindered that for longer than lock_timeout, the log says
 * so, and the next process that commits completes it.
 */
enum store_result store_erase(struct store *store, const struct stored *stored,
	const struct origin *origin);

enum change_kind { CHANGE_CREATED, CHANGE_CHANGED, CHANGE_ERASED };

struct change {
	int64_t sequence; /* larger than those of all changes before */
	int64_t id;       /* of the record */
	int64_t version;  /* of the record from then on */
	int64_t time;     /* seconds since 1970-01-01T00:00:00Z */
	int64_t key;      /* as struct origin has it */
	enum change_kind kind;
	/* as struct origin has them; NULL: not known, or erased */
	const char *route, *format, *operator;
	const char *reason; /* of erasing; NULL: none was given */
	const struct changed_member *members; /* by name, in the history only */
	size_t member_count;
};

/* A walk over the changes of a record; a zeroed history begins it. */
struct history {
	int64_t before; /* the sequence of the last change read, or 0 */
	struct change *changes;
	size_t count; /* of the changes; 0: there are no more */
};

enum { STORE_HISTORY = 100 }; /* the most changes that are read at a time */

/*
 * Reads the next changes of a record, the latest first, into the arena; a
 * record that was erased has them too. On any result but STORE_OK *history does
 * not count.
 */
enum store_result store_history(struct store *store, struct arena *arena,
	int64_t id, struct history *history);

/* A walk over the changes of all records; one that is zeroed begins it. */
struct change_walk {
	bool erasures; /* to be set: of erasures alone */
	int64_t after; /* the sequence of the last change looked at */
	struct change *changes;
	size_t count; /* of the changes; may be 0 though there are more */
	bool more;
};

/*
 * Reads the next changes, the oldest first, into the arena. On any result but
 * STORE_OK *walk does not count.
 */
enum store_result store_walk_changes(
	struct store *store, struct arena *arena, struct change_walk *walk);

/* An entry of a consent, the latest of which is the current answer. */
struct consent {
	const char *name; /* of the member */
	bool given;       /* false: the answer was taken back */
	bool granted;
	int64_t version;     /* of the record, which made the entry */
	int64_t time;        /* seconds since 1970-01-01T00:00:00Z */
	int64_t key;         /* as struct origin has it */
	const char *source;  /* the route */
	const char *wording; /* shown to the person; NULL: none was */
};

/*
 * Reads all entries of a record, in order of versions, then of names, into the
 * arena. On STORE_OK *consents has *count entries.
 */
enum store_result store_consents(struct store *store, struct arena *arena,
	int64_t id, struct consent **consents, size_t *count);

/* The records that changed or were erased, each at its latest change. */
struct feed {
	/* to be set */
	const char *brand;           /* any case */
	const struct bounds *bounds; /* NULL: none */
	int64_t after;               /* a sequence; 0: from the beginning */
	size_t most;                 /* changes */

	/* the result */
	struct change *changes; /* without route, format, operator, members */
	size_t count;
	/* the sequence to go on after: of the last change looked at, even if
	   nothing of it is told; "after" if there was none */
	int64_t next;
	/* whether there may be changes after "next"; a feed may end early,
	   even without any change, where many are of others */
	bool more;
};

/*
 * Reads the changes after a sequence, oldest first, into the arena: of records
 * of the brand and within the bounds now, or when they were erased. On any
 * result but STORE_OK the result's members do not count.
 */
enum store_result
store_feed(struct store *store, struct arena *arena, struct feed *feed);

/* For what implements a store. */

/* The change of that kind which the origin makes; version: from then on. */
struct change change_by(const struct origin *origin, enum change_kind kind,
	int64_t id, int64_t version);

/*
 * Adds what an erased record leaves (mark.h), by the store's secret; in the
 * arena of the marks.
 */
void change_mark(struct text *marks, const struct stored *stored,
	const unsigned char secret[STORE_SECRET]);

#endif
