/* The vacuum: a database is written anew, without the gaps in it. */
#include <unistd.h>

#include "base/calendar.h"
#include "base/path.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/look.h"
#include "store/sqlite/writelock.h"

enum { INSTRUCTIONS = 10000 }; /* of SQLite's machine, between two looks */

static int
is_to_stop(void *context)
{
	const struct vacuuming *vacuuming = context;

	return !vacuuming->go_on(vacuuming->context, 0, 0);
}

static int64_t
size_of(const char *path)
{
	struct stat status;

	return look_at(path, &status) == 0 ? status.st_size : 0;
}

static void
vacuum(struct run *run, const char *path, const char *folder,
	struct vacuuming *vacuuming)
{
	sqlite3 *db = NULL;

	/* what is written anew stays beside the database meanwhile */
	sqlite3_temp_directory = sqlite3_mprintf("%s", folder);
	look_keep(path);
	if (run_open(run, path, SQLITE_OPEN_READWRITE, &db)) {
		sqlite3_busy_timeout(db, (int)run->patience);
		sqlite3_progress_handler(
			db, INSTRUCTIONS, is_to_stop, vacuuming);
		if (sqlite3_exec(db,
			    "PRAGMA synchronous=EXTRA;VACUUM;"
			    "PRAGMA wal_checkpoint(TRUNCATE)",
			    NULL, NULL, NULL) != SQLITE_OK)
			run_fail(run, path, sqlite3_errmsg(db));
	}
	sqlite3_close(db);
	look_keep(NULL);
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = NULL;
}

enum store_result
vacuum_run(struct arena *arena, const struct store_settings *settings,
	struct vacuuming *vacuuming)
{
	const char *path = connection_path(settings->config);
	struct run run = { .arena = arena, .patience = settings->lock_timeout };
	int lock = writelock_open(arena, path);

	vacuuming->before = size_of(path);
	if (lock >= 0 &&
		writelock_queue(lock, calendar_elapsed() + run.patience) ==
			WRITELOCK_TAKEN)
		vacuum(&run, path, path_folder(arena, path), vacuuming);
	else
		run_fail(&run, path, "others write to it for too long");
	if (lock >= 0)
		close(lock);
	vacuuming->after = size_of(path);
	vacuuming->fault = run.fault;
	return STORE_OK;
}
