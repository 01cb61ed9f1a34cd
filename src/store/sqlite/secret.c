/* The secret that a store signs with, and secret words that count only once. */
#include <string.h>

#include "base/sha256.h"
#include "store/sqlite/sql.h"

enum store_result
secret_read(struct sqlite *store, unsigned char secret[STORE_SECRET])
{
	sqlite3_stmt *query =
		sql_prepare(store, "SELECT \"bytes\" FROM \"secret\"");

	if (sql_row(store, query) &&
		sqlite3_column_bytes(query, 0) == STORE_SECRET)
		memcpy(secret, sqlite3_column_blob(query, 0), STORE_SECRET);
	else if (store->result == STORE_OK)
		sql_refuse(store, STORE_UNAVAILABLE, "its secret is gone",
			"restore it from a backup");
	sql_finish(store, query);
	return store->result;
}

enum store_result
secret_get(struct store *base, unsigned char secret[STORE_SECRET])
{
	return secret_read(sqlite_of(base), secret);
}

/* Words that were spent before version 4 have prints of the secret itself. */
bool
secret_spend(struct store *base, const char *word, int64_t time)
{
	struct sqlite *store = sqlite_of(base);
	unsigned char secret[STORE_SECRET] = { 0 }, key[STORE_SECRET];
	unsigned char print[SHA256_BYTES], old[SHA256_BYTES];
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"spent\"(\"print\",\"time\")SELECT ?1,?2"
		" WHERE NOT EXISTS(SELECT 1 FROM \"spent\""
		" WHERE \"print\" IN(?1,?3))");

	secret_read(store, secret);
	secret_derive(secret, "spent", key);
	hmac_sha256(key, sizeof(key), word, strlen(word), print);
	hmac_sha256(secret, sizeof(secret), word, strlen(word), old);
	sql_bind_print(store, insert, 1, print);
	sql_took(store, sqlite3_bind_int64(insert, 2, time));
	sql_bind_print(store, insert, 3, old);
	sql_row(store, insert);
	sql_finish(store, insert);
	return store->result == STORE_OK && sqlite3_changes(store->db) == 0;
}
