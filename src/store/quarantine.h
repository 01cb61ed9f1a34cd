/* The quarantine of a store: suspect requests, kept as they were sent. */
#ifndef STORE_QUARANTINE_H
#define STORE_QUARANTINE_H

#include <stddef.h>
#include <stdint.h>

#include "store/record.h"
#include "store/result.h"

struct bytes {
	const char *at; /* as read, with a NUL behind */
	size_t length;
};

struct suspect {
	int64_t id;
	const char *reason;   /* for the suspicion, one word */
	const char *language; /* of the page that it was sent from, or "" */
	struct bytes query, type, body;
	struct origin origin; /* without the format */
};

/*
 * Puts a request into quarantine; suspect->id does not count. The store is
 * unavailable if the quarantine holds as many as most, or more. After this
 * store_recall() tells the id of the request, and of no record.
 */
enum store_result store_quarantine(
	struct store *store, const struct suspect *suspect, int64_t most);

/*
 * Reads into the arena the request in quarantine with the lowest id after the
 * one given, which is 0 or more. On STORE_OK suspect->id is 0 if there is no
 * such request; on any other result *suspect does not count, and the log says
 * why.
 */
enum store_result
store_suspect(struct store *store, int64_t after, struct suspect *suspect);

/* Drops a request from quarantine; nothing happens if the id is unknown. */
enum store_result store_drop_suspect(struct store *store, int64_t id);

/*
 * Drops requests with ids above "after" and up to "to", the lowest first: as
 * many as others can wait for in one transaction. On STORE_OK *last is the id
 * of the last request dropped, or 0 if there was none.
 */
enum store_result store_drop_suspects(
	struct store *store, int64_t after, int64_t to, int64_t *last);

#endif
