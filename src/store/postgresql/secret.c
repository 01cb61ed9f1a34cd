/* The secret that a store signs with, and secret words that count only once. */
#include "store/postgresql/secret.h"

#include <string.h>

enum store_result
secret_fetch(struct postgresql *store, unsigned char secret[STORE_SECRET])
{
	struct rows rows = sql_ask(store, "SELECT bytes FROM secret", NULL);
	size_t length = 0;
	const char *bytes = rows.count == 0 ? NULL
					    : rows_bytes(store->arena, &rows, 0,
						      0, &length);

	if (length == STORE_SECRET)
		memcpy(secret, bytes, STORE_SECRET);
	else if (store->result == STORE_OK)
		sql_give_up(store, STORE_UNAVAILABLE, "its secret is gone",
			"restore it from a backup");
	sql_forget(store);
	return store->result;
}

enum store_result
secret_tell(struct store *base, unsigned char secret[STORE_SECRET])
{
	return secret_fetch(postgresql_of(base), secret);
}

bool
secret_use(struct store *base, const char *word, int64_t time)
{
	struct postgresql *store = postgresql_of(base);
	unsigned char secret[STORE_SECRET] = { 0 }, key[STORE_SECRET];
	unsigned char print[SHA256_BYTES];
	struct parameters row = { .arena = store->arena };
	struct rows rows;
	bool used;

	secret_fetch(store, secret);
	secret_derive(secret, "spent", key);
	hmac_sha256(key, sizeof(key), word, strlen(word), print);
	put_bytes(&row,
		arena_copy(store->arena, (const char *)print, sizeof(print)),
		sizeof(print));
	put_number(&row, time);
	rows = sql_ask(store,
		"INSERT INTO spent VALUES(?,?)ON CONFLICT DO NOTHING"
		" RETURNING 1",
		&row);
	used = store->result == STORE_OK && rows.count == 0;
	sql_forget(store);
	if (!used)
		sql_keep(store, "INSERT INTO spent VALUES(?,?)", &row);
	return used;
}
