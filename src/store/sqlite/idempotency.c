/* The table of idempotency keys: requests that must not be done twice. */
#include "store/sqlite/sql.h"

/* Forgets the keys that are old enough. */
static void
forget_keys(struct sqlite *store)
{
	sqlite3_stmt *drop =
		sql_prepare(store, "DELETE FROM idempotency WHERE time <= ?");

	sql_bind_number(
		store, drop, 1, store->idempotency->time - STORE_REMEMBERS);
	sql_row(store, drop);
	sql_finish(store, drop);
}

/*
 * Until version 2 a print was another hash, of 16 bytes, which is not made any
 * more: for the day that such a print is kept, its key alone tells the request.
 * So a retry across the upgrade is a retry, and not refused as another request.
 */
enum recall
idempotency_find(struct sqlite *store, bool owned, struct recalled *recalled)
{
	const struct idempotency *idempotency = store->idempotency;
	enum recall recall = RECALL_NOTHING;
	sqlite3_stmt *query = sql_prepare(
		store, owned ? "SELECT print = ? OR length(print) = 16,"
			       " first, count, version"
			       " FROM idempotency WHERE key = ? AND owner = ?"
			     : "SELECT print = ? OR length(print) = 16,"
			       " first, count, 0"
			       " FROM idempotency WHERE key = ? AND 0 = ?");

	sql_bind_print(store, query, 1, idempotency->print);
	sql_took(store, sqlite3_bind_text(
				query, 2, idempotency->key, -1, SQLITE_STATIC));
	sql_took(store, sqlite3_bind_int64(query, 3, idempotency->owner));
	if (sql_row(store, query)) {
		recall = sqlite3_column_int(query, 0) != 0 ? RECALL_SAME
							   : RECALL_OTHER;
		*recalled = (struct recalled){
			.first = sqlite3_column_int64(query, 1),
			.count = (size_t)sqlite3_column_int64(query, 2),
			.version = sqlite3_column_int64(query, 3),
		};
	}
	sql_finish(store, query);
	return recall;
}

enum recall
idempotency_recall(struct store *base, struct recalled *recalled)
{
	struct sqlite *store = sqlite_of(base);

	if (store->idempotency == NULL)
		return RECALL_NOTHING;
	forget_keys(store);
	return idempotency_find(store, true, recalled);
}

/*
 * Keeps the key with the ids that were given under it. A key that is kept
 * already is written again: the process that kept it may have died before the
 * sync.
 */
void
idempotency_remember(struct sqlite *store)
{
	const struct idempotency *idempotency = store->idempotency;
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO idempotency"
		"(key, print, first, count, time, version, owner)"
		" VALUES(?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT DO UPDATE SET time = time");

	sql_took(store, sqlite3_bind_text(insert, 1, idempotency->key, -1,
				SQLITE_STATIC));
	sql_bind_print(store, insert, 2, idempotency->print);
	sql_took(store, sqlite3_bind_int64(insert, 3, store->first));
	sql_took(store, sqlite3_bind_int64(insert, 4, (int64_t)store->count));
	sql_took(store, sqlite3_bind_int64(insert, 5, idempotency->time));
	sql_took(store, sqlite3_bind_int64(insert, 6, store->version));
	sql_took(store, sqlite3_bind_int64(insert, 7, idempotency->owner));
	sql_row(store, insert);
	sql_finish(store, insert);
}
