/* Copies of a database, taken while it is used, and restoring from one. */
#ifndef SQLITE_BACKUP_H
#define SQLITE_BACKUP_H

#include "store/backup.h"
#include "store/sqlite/sql.h"

struct schema;

/* A copy from one connection to another. */
struct run {
	struct arena *arena;
	sqlite3 *from, *into;
	bool (*go_on)(void *context, int64_t done, int64_t total);
	void *context;
	int64_t patience;  /* milliseconds */
	const char *fault; /* the first one */
};

/* Notes what is wrong, unless something was before. */
void run_fail(struct run *run, const char *what, const char *why);

/* Opens a file; returns whether that worked. */
bool run_open(struct run *run, const char *path, int flags, sqlite3 **db);

/* Copies all pages; returns whether that worked. */
bool run_copy(struct run *run);

/* Whether the pages of the copy are whole, and refer to what is there. */
bool run_is_whole(struct run *run);

/* Whether the copy has as many records as it counts. */
bool
run_is_counted(struct run *run, const struct schema *schema, int64_t *records);

/* The first column of the first row, as text in the arena; "" without one. */
const char *run_query(struct run *run, sqlite3 *db, const char *sql);

/* As store_vacuum(). */
enum store_result vacuum_run(struct arena *arena,
	const struct store_settings *settings, struct vacuuming *vacuuming);

/* As store_copy(), store_stage(), store_swap() and store_unstage(). */
enum store_result
backup_copy(struct store *store, struct arena *arena, struct copying *copying);
enum store_result restore_stage(struct arena *arena,
	const struct store_settings *settings, struct restoring *restoring);
enum store_result restore_swap(struct arena *arena,
	const struct store_settings *settings, struct restoring *restoring);
void restore_unstage(struct arena *arena, struct restoring *restoring);

#endif
