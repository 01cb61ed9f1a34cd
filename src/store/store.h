/* Where records are kept for good. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "base/fnv.h"
#include "schema/schema.h"

struct arena;
struct record;
struct store;

enum store_result {
	STORE_OK,
	STORE_BUSY,       /* locked by others for longer than lock-timeout */
	STORE_AT_WORK,    /* so was the key of this request */
	STORE_UNAVAILABLE /* full, read-only, not ours, …; the log says why */
};

/* What is known of how a record came here. */
struct origin {
	const char *route;  /* "/customer" */
	const char *format; /* "json" */
	int64_t time;       /* seconds since 1970-01-01T00:00:00Z */
	/* the texts that a person was shown beside the fields, by their index,
	   NULL beside which none was; NULL: nobody was shown any */
	const char *const *wordings;
};

struct bytes {
	const char *at; /* as read, with a NUL behind */
	size_t length;
};

/* A request that is set aside as it was sent, instead of what it asks for. */
struct suspect {
	int64_t id;
	const char *reason;   /* why it is, one word */
	const char *language; /* of the page that it was sent from, or "" */
	struct bytes query, type, body;
	struct origin origin; /* without the format */
};

/* The bytes of the secret that a database has for signing. */
enum { STORE_SECRET = 32 };

/*
 * A request that is to be done once, however often it is sent: the key that
 * its client gave it, and what tells it from another with that key.
 */
struct idempotency {
	const char *key;
	unsigned char print[FNV_BYTES];
	int64_t time; /* seconds since 1970-01-01T00:00:00Z */
};

/* For so many seconds what was done under a key is remembered. */
enum { STORE_REMEMBERS = 24 * 60 * 60 };

/* What is known of a key. */
enum recall {
	RECALL_NOTHING,
	RECALL_SAME, /* this request was done */
	RECALL_OTHER /* another request was */
};

/* What a store is opened with. */
struct store_settings {
	const char *file; /* absolute path of the database */
	enum config_journal journal;
	int64_t lock_timeout;                  /* milliseconds */
	const struct schema *schema;           /* of the records it holds */
	const struct idempotency *idempotency; /* NULL: it may be done again */
	const char *const *forbidden;          /* folders in and below which the
						  database may not lie, then NULL */
};

/*
 * Makes the database's folder ready, before the process gives up to open
 * others. Returns it, in the arena, or NULL, and the log says why, if there
 * can be no database there.
 */
const char *store_prepare(
	struct arena *arena, const char *file, const char *const *forbidden);

/*
 * Opens the database and begins a transaction that holds the write lock;
 * makes file, folder and tables if they are missing. On STORE_OK *store is to
 * be given to store_commit() or store_close(); else it is NULL.
 */
enum store_result store_open(struct arena *arena,
	const struct store_settings *settings, struct store **store);

/*
 * What is known of the key that the store was opened with; without one, or
 * after a failure, which store_commit() tells, nothing. Of RECALL_SAME *first
 * and *count say which ids were given.
 */
enum recall store_recall(struct store *store, int64_t *first, size_t *count);

/*
 * Whether this very request was done under its key, the once of the settings,
 * as far as can be told without waiting for writers: keys too old to count may
 * count. Makes no database; false, too, if there is none, or none that can be
 * read, and then the log says why.
 */
bool store_was_done(struct arena *arena, const struct store_settings *settings);

/*
 * Adds a record that check_record() found no fault with, and all it holds.
 * On STORE_OK *id is its number. On anything else nothing of the transaction
 * will be kept.
 */
enum store_result store_add(struct store *store, const struct record *record,
	const struct origin *origin, int64_t *id);

/* Reads the secret. */
enum store_result
store_secret(struct store *store, unsigned char secret[STORE_SECRET]);

/*
 * Reads the secret without waiting for writers, as far as SQLite can; makes
 * the database if it is missing. Begins no transaction.
 */
enum store_result
store_read_secret(struct arena *arena, const struct store_settings *settings,
	unsigned char secret[STORE_SECRET]);

/*
 * Notes that a secret word was used, in the transaction, without keeping the
 * word itself. Returns whether that was so already; false too after a failure,
 * which store_commit() tells.
 */
bool store_spend(struct store *store, const char *word, int64_t time);

/* Sees whether something can be written, which is then forgotten. */
enum store_result store_try(struct store *store);

/* How a database is. */
struct store_view {
	const char *journal; /* "delete", "wal", … */
	/* what is not as it should be, "" if nothing is; NULL: looking through
	   all of it would have taken too long */
	const char *damage;
	int64_t version;
	const char *newest; /* when the last record was added, or "" */
};

/*
 * Looks at a database that is there, for at most so many milliseconds. Begins
 * no transaction.
 */
enum store_result store_inspect(struct arena *arena,
	const struct store_settings *settings, struct store_view *view);

/*
 * Sets a request aside; suspect->id does not count. Where so many are already,
 * the store is unavailable. store_recall() then tells its id, and of no record.
 */
enum store_result store_set_aside(
	struct store *store, const struct suspect *suspect, int64_t most);

/*
 * Reads the request that was set aside with the lowest id after that one, which
 * is 0 or more, into the arena. On STORE_OK suspect->id is 0 if there is none;
 * on anything else *suspect does not count, and the log says why.
 */
enum store_result
store_suspect(struct store *store, int64_t after, struct suspect *suspect);

/* Drops a request that was set aside; nothing happens if there is none. */
enum store_result store_drop_suspect(struct store *store, int64_t id);

/*
 * Makes what was added durable, with the key that it was done under, and closes
 * the store. When STORE_OK returns it has survived a power loss; on anything
 * else nothing was kept, unless it was the last sync itself that failed: then
 * only the disk knows.
 */
enum store_result store_commit(struct store *store);

/* Gives the lock back and closes the store; what was added is forgotten. */
void store_close(struct store *store);

#endif
