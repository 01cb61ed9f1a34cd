/* Copies of a database, taken while it is used. */
#include "store/backup.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "schema/schema.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/sql.h"

enum {
	PAGES = 256, /* of a step, for which a writer waits */
	PAUSE = 5,   /* milliseconds between steps */
	RESTARTS = 3 /* because of writers, before these have to wait */
};

void
run_fail(struct run *run, const char *what, const char *why)
{
	if (run->fault == NULL)
		run->fault = arena_printf(run->arena, "%s: %s", what, why);
}

/* Steps once; returns SQLITE_OK, SQLITE_DONE, or what failed. */
static int
step(struct run *run, sqlite3_backup *backup, int64_t deadline)
{
	int code;

	while ((code = sqlite3_backup_step(backup, PAGES)) == SQLITE_BUSY &&
		calendar_elapsed() < deadline)
		sqlite3_sleep(PAUSE);
	if (code == SQLITE_OK &&
		!run->go_on(run->context,
			sqlite3_backup_pagecount(backup) -
				sqlite3_backup_remaining(backup),
			sqlite3_backup_pagecount(backup)))
		return SQLITE_INTERRUPT;
	return code;
}

/* Whether the source has a log: then a reader sees one moment for long. */
static bool
has_log(sqlite3 *db)
{
	sqlite3_stmt *pragma = NULL;
	bool log;

	sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &pragma, NULL);
	log = sqlite3_step(pragma) == SQLITE_ROW &&
	      sqlite3_stricmp(
		      (const char *)sqlite3_column_text(pragma, 0), "wal") == 0;
	sqlite3_finalize(pragma);
	return log;
}

/* Has the source stay as it is from now on. */
static void
hold(sqlite3 *db)
{
	sqlite3_exec(db, "BEGIN;SELECT count(*) FROM sqlite_schema", NULL, NULL,
		NULL);
}

bool
run_copy(struct run *run)
{
	sqlite3_backup *backup =
		sqlite3_backup_init(run->into, "main", run->from, "main");
	int64_t before = -1;
	int restarts = 0, code = backup == NULL ? SQLITE_ERROR : SQLITE_OK;
	bool held = has_log(run->from);

	if (held)
		hold(run->from);
	while (code == SQLITE_OK) {
		int64_t done;

		code = step(run, backup, calendar_elapsed() + run->patience);
		done = sqlite3_backup_pagecount(backup) -
		       sqlite3_backup_remaining(backup);
		if (done <= before && ++restarts == RESTARTS) {
			hold(run->from);
			held = true;
		}
		before = done;
		if (code == SQLITE_OK && !held)
			sqlite3_sleep(1);
	}
	sqlite3_backup_finish(backup);
	if (held)
		sqlite3_exec(run->from, "COMMIT", NULL, NULL, NULL);
	if (code != SQLITE_DONE)
		run_fail(run, "copying",
			code == SQLITE_INTERRUPT ? "stopped"
						 : sqlite3_errstr(code));
	return run->fault == NULL;
}

const char *
run_query(struct run *run, sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	const char *text = "";

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK ||
		(sqlite3_step(statement) != SQLITE_ROW &&
			sqlite3_errcode(db) != SQLITE_DONE))
		run_fail(run, "the copy", sqlite3_errmsg(db));
	else if (sqlite3_column_type(statement, 0) != SQLITE_NULL)
		text = arena_printf(run->arena, "%s",
			(const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return text;
}

bool
run_is_whole(struct run *run)
{
	const char *found;

	/* a copy is one file */
	run_query(run, run->into, "PRAGMA journal_mode=DELETE");
	found = run_query(run, run->into, "PRAGMA integrity_check(1)");
	if (strcmp(found, "ok") != 0)
		run_fail(run, "it is damaged", found);
	found = run_query(run, run->into, "PRAGMA foreign_key_check");
	if (*found != '\0')
		run_fail(run, "it refers to what is not there", found);
	return run->fault == NULL;
}

bool
run_is_counted(struct run *run, const struct schema *schema, int64_t *records)
{
	const char *found = run_query(run, run->into,
		arena_printf(run->arena, "SELECT count(*) FROM \"%s\"",
			schema->table));
	const char *counted = run_query(run, run->into,
		"SELECT coalesce(sum(\"count\"),0) FROM \"counter\"");

	*records = strtoll(found, NULL, 10);
	if (strcmp(found, counted) != 0)
		run_fail(run, "its customers", "they are not as counted");
	return run->fault == NULL;
}

bool
run_open(struct run *run, const char *path, int flags, sqlite3 **db)
{
	if (sqlite3_open_v2(path, db,
		    flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
		    NULL) != SQLITE_OK)
		run_fail(run, path, sqlite3_errmsg(*db));
	return run->fault == NULL;
}

enum store_result
backup_copy(struct store *base, struct arena *arena, struct copying *copying)
{
	struct sqlite *store = sqlite_of(base);
	struct run run = {
		.arena = arena,
		.from = store->db,
		.go_on = copying->go_on,
		.context = copying->context,
		.patience = store->patience,
	};

	if (run_open(&run, copying->to,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &run.into) &&
		run_copy(&run) && run_is_whole(&run))
		run_is_counted(&run, store->schema, &copying->records);
	sqlite3_close(run.into);
	copying->fault = run.fault;
	return STORE_OK;
}
