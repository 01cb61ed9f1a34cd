/* Cursors: sealed places in a list, where a client goes on. */
#ifndef OPERATION_CURSOR_H
#define OPERATION_CURSOR_H

#include "base/sha256.h"
#include "store/result.h"

struct arena;

/* The key of the cursors of one list in one store. */
struct cursor_key {
	unsigned char key[SHA256_BYTES];
	const char *list; /* what the list is of: its cursors fit no other */
};

/* Makes the key; on any result but STORE_OK *key does not count. */
enum store_result
cursor_key(struct store *store, const char *list, struct cursor_key *key);

/* Seals a place; returns the text for the client, in the arena. */
const char *cursor_seal(
	struct arena *arena, const struct cursor_key *key, const char *place);

/*
 * The place in a cursor, in the arena; NULL: the text is no cursor of this list
 * in this store.
 */
const char *cursor_open(
	struct arena *arena, const struct cursor_key *key, const char *cursor);

#endif
