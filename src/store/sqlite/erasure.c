/* The end of an erasure: the write-ahead log forgets what was erased. */
#include "store/sqlite/erasure.h"

#include <unistd.h>

#include "base/calendar.h"
#include "base/die.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/writelock.h"

enum { PAUSE = 5 }; /* milliseconds */

/* The byte in the lock file that is there while an erasure is pending. */
static const char pending = 'e';

bool
erasure_is_pending(const struct sqlite *store)
{
	char byte;

	return store->has_log && pread(store->writelock, &byte, 1, 0) == 1;
}

void
erasure_announce(struct sqlite *store)
{
	if (store->result == STORE_OK && store->has_log &&
		pwrite(store->writelock, &pending, 1, 0) != 1)
		sql_fail(store, SQLITE_IOERR, "its lock file");
}

/* Lets other writers work for a while. Returns whether the lock is ours again.
 */
static bool
make_way(struct sqlite *store, int64_t deadline)
{
	writelock_give(store->writelock, WRITELOCK_WRITE);
	sqlite3_sleep(PAUSE);
	return writelock_take(store->writelock, WRITELOCK_WRITE, deadline) ==
	       WRITELOCK_TAKEN;
}

static int
empty_log(struct sqlite *store)
{
	return sqlite3_wal_checkpoint_v2(
		store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

void
erasure_complete(struct sqlite *store, int64_t patience)
{
	const int64_t deadline = calendar_elapsed() + patience;
	int code;

	if (!store->has_log)
		return;
	sqlite3_busy_timeout(store->db, 0);
	do
		code = empty_log(store);
	while (code == SQLITE_BUSY && calendar_elapsed() < deadline &&
		make_way(store, deadline));
	if (code == SQLITE_OK && ftruncate(store->writelock, 0) == 0)
		return;
	if (patience > 0)
		log_line("database %s: what was erased is still in its"
			 " write-ahead log (%s); the next request will take it"
			 " out",
			store->file, sqlite3_errstr(code));
}
