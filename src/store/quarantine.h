/* Requests that are set aside as they were sent, instead of what they ask for.
 */
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
	const char *reason;   /* why it is, one word */
	const char *language; /* of the page that it was sent from, or "" */
	struct bytes query, type, body;
	struct origin origin; /* without the format */
};

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
 * Drops those with ids after the one and up to the other, the lowest first: as
 * many as others can wait for in one transaction. On STORE_OK *last is the id
 * of the last one dropped, or 0 if there is none.
 */
enum store_result store_drop_suspects(
	struct store *store, int64_t after, int64_t to, int64_t *last);

#endif
