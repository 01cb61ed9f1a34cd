/* The tables of API keys and of the prints of their secrets. */
#ifndef POSTGRESQL_KEYS_H
#define POSTGRESQL_KEYS_H

#include "store/postgresql/sql.h"

/* As the functions of store/key.h that take an open store. */
enum store_result key_find(struct store *store, const struct key_wanted *wanted,
	int64_t now, struct api_key *key);
enum store_result
key_note_use(struct store *store, int64_t id, const char *day);
enum store_result key_add(struct store *store, const struct api_key *key,
	const unsigned char print[SHA256_BYTES], const struct deed *deed,
	int64_t *id);
enum store_result
key_list(struct store *store, struct api_key **keys, size_t *count);
enum store_result
key_revoke(struct store *store, int64_t id, const struct deed *deed);
enum store_result key_rotate(struct store *store, int64_t id,
	const unsigned char print[SHA256_BYTES], int64_t until,
	const struct deed *deed);
enum store_result key_add_visit(struct store *store, int64_t key,
	const unsigned char print[SHA256_BYTES], int64_t until, int64_t now);
enum store_result key_drop_visit(
	struct store *store, const unsigned char print[SHA256_BYTES]);

#endif
