/* Cursors: sealed places in a list, where a client goes on. */
#include "operation/cursor.h"

#include <string.h>

#include "base/seal.h"
#include "base/text.h"
#include "store/store.h"

enum store_result
cursor_key(struct store *store, const char *list, struct cursor_key *key)
{
	unsigned char secret[STORE_SECRET] = { 0 };
	enum store_result result = store_secret(store, secret);

	key->list = list;
	secret_derive(secret, "cursor", key->key);
	return result;
}

const char *
cursor_seal(
	struct arena *arena, const struct cursor_key *key, const char *place)
{
	struct text cursor = { .arena = arena };

	seal_put(&cursor, key->key, key->list, place, strlen(place));
	return cursor.bytes;
}

const char *
cursor_open(
	struct arena *arena, const struct cursor_key *key, const char *cursor)
{
	size_t length;

	return seal_open(
		arena, key->key, key->list, cursor, strlen(cursor), &length);
}
