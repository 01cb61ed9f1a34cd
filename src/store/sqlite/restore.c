/* The restoring of a database from a copy. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "config/config.h"
#include "schema/schema.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/location.h"
#include "store/sqlite/look.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/writelock.h"
#include "store/store.h"

enum { KEPT_MOST = 100 }; /* databases of one second that are kept */

/* The database that is there, which is attached as "old". */
static const char carry[] =
	/* a key may have been revoked, rotated or made since */
	"DELETE FROM api_secret;DELETE FROM session;DELETE FROM api_key;"
	"INSERT INTO api_key SELECT * FROM old.api_key;"
	"INSERT INTO api_secret SELECT * FROM old.api_secret;"
	/* what was accepted or dropped since does not wait any more */
	"DELETE FROM suspect WHERE id NOT IN(SELECT id FROM old.suspect);"
	/* numbers are never used again */
	"INSERT INTO main.sqlite_sequence(name,seq)SELECT name,0"
	" FROM old.sqlite_sequence WHERE name NOT IN"
	"(SELECT name FROM main.sqlite_sequence);"
	"UPDATE main.sqlite_sequence AS s SET seq=max(seq,coalesce((SELECT seq"
	" FROM old.sqlite_sequence o WHERE o.name=s.name),0));"
	"INSERT INTO audit SELECT * FROM old.audit WHERE id>"
	"(SELECT coalesce(max(id),0)FROM main.audit);"
	/* of records that the copy does not have: that they were erased */
	"INSERT INTO change(record,version,time,key,kind,operator,reason)"
	"SELECT record,version,time,key,kind,operator,reason"
	" FROM old.change WHERE kind=2 AND record NOT IN"
	"(SELECT record FROM main.change WHERE kind=2 UNION SELECT id FROM $);"
	/* the feed goes on behind all that it told */
	"INSERT INTO change(sequence,record,version,time,kind,route)"
	"SELECT max(sequence)+1,0,0,unixepoch(),1,'restore' FROM old.change"
	" HAVING max(sequence)>(SELECT max(sequence)FROM main.change)";

static const char always[] =
	/* what a secret was used for is void with it */
	"DELETE FROM task;DELETE FROM spent;"
	"UPDATE secret SET bytes=randomblob(32)";

static bool
execute(struct run *run, const char *sql)
{
	if (sqlite3_exec(run->into, sql, NULL, NULL, NULL) != SQLITE_OK)
		run_fail(run, "restoring", sqlite3_errmsg(run->into));
	return run->fault == NULL;
}

/* Runs statements, with the name of the root's table for $. */
static bool
execute_of(struct run *run, const struct schema *schema, const char *sql)
{
	struct text text = { .arena = run->arena };

	for (; *sql != '\0'; sql++)
		if (*sql == '$')
			text_printf(&text, "\"%s\"", schema->table);
		else
			text_putc(&text, *sql);
	text_puts(&text, "");
	return execute(run, text.bytes);
}

/* Copies the copy into a file beside the database, and looks through it. */
static bool
take_copy(struct run *run, const struct restoring *restoring)
{
	bool taken = run_open(run, restoring->from, SQLITE_OPEN_READONLY,
			     &run->from) &&
		     run_open(run, restoring->staged,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
			     &run->into) &&
		     run_copy(run) && run_is_whole(run);

	sqlite3_close(run->from);
	sqlite3_close(run->into);
	run->from = run->into = NULL;
	return taken;
}

/* Brings a database to this version, or sees that there is one. */
static bool
adopt(struct run *run, const struct store_settings *settings, const char *path)
{
	struct config config = *settings->config;
	struct store_settings own = *settings;
	struct store *store;

	config.database = path;
	own.config = &config;
	if (store_open(run->arena, &own, &store) != STORE_OK ||
		store_commit(store) != STORE_OK)
		run_fail(run, path, "it can't be opened; the log says why");
	return run->fault == NULL;
}

/* Takes the numbers that a query finds, which are to be erased again. */
static bool
take_numbers(struct run *run, const struct schema *schema,
	struct restoring *restoring)
{
	sqlite3_stmt *query = NULL;
	int code;

	sqlite3_prepare_v2(run->into,
		arena_printf(run->arena,
			"SELECT id FROM \"%s\" WHERE id IN"
			"(SELECT record FROM old.change WHERE kind=2)",
			schema->table),
		-1, &query, NULL);
	while ((code = sqlite3_step(query)) == SQLITE_ROW) {
		restoring->again = arena_grow(run->arena, restoring->again,
			restoring->again_count, sizeof(*restoring->again));
		restoring->again[restoring->again_count++] =
			sqlite3_column_int64(query, 0);
	}
	if (code != SQLITE_DONE)
		run_fail(run, "whom to erase", sqlite3_errmsg(run->into));
	sqlite3_finalize(query);
	return run->fault == NULL;
}

/* Adds the numbers that the operator gave. */
static void
add_numbers(struct run *run, struct restoring *restoring)
{
	for (size_t i = 0; i < restoring->erased_count; i++) {
		restoring->again = arena_grow(run->arena, restoring->again,
			restoring->again_count, sizeof(*restoring->again));
		restoring->again[restoring->again_count++] =
			restoring->erased[i];
	}
}

static bool
attach(struct run *run, const char *path)
{
	char *sql = sqlite3_mprintf("ATTACH %Q AS old", path);
	bool attached = execute(run, sql);

	sqlite3_free(sql);
	return attached;
}

/* Takes from the database that is there what the copy must have. */
static bool
carry_over(struct run *run, const struct store_settings *settings,
	struct restoring *restoring)
{
	if (restoring->lost)
		return execute(run, "UPDATE api_key SET revoked=unixepoch()"
				    " WHERE revoked IS NULL");
	return attach(run, connection_path(settings->config)) &&
	       take_numbers(run, settings->schema, restoring) &&
	       execute_of(run, settings->schema,
		       arena_printf(run->arena, "BEGIN;%s;COMMIT;DETACH old",
			       carry));
}

static bool
note_restore(struct run *run, const struct restoring *restoring)
{
	char *sql = sqlite3_mprintf(
		"INSERT INTO audit(time,operator,kind,subject,detail)"
		"VALUES(%lld,%Q,%Q,0,%Q)",
		(long long)restoring->deed->time, restoring->deed->by,
		audit_kinds[AUDIT_RESTORE], restoring->from);
	bool noted = execute(run, sql);

	sqlite3_free(sql);
	return noted;
}

static bool
change(struct run *run, const struct store_settings *settings,
	struct restoring *restoring)
{
	bool changed =
		run_open(run, restoring->staged, SQLITE_OPEN_READWRITE,
			&run->into) &&
		execute(run, "PRAGMA secure_delete=ON;"
			     /* folders for such files are out of reach */
			     "PRAGMA temp_store=MEMORY") &&
		carry_over(run, settings, restoring) && execute(run, always) &&
		note_restore(run, restoring) &&
		run_is_counted(run, settings->schema, &restoring->records);

	sqlite3_close(run->into);
	run->into = NULL;
	return changed;
}

/* Has all writers of the database wait. */
static bool
lock(struct run *run, const char *database, struct restoring *restoring)
{
	restoring->lock = writelock_open(run->arena, database);
	if (restoring->lock < 0 ||
		writelock_queue(restoring->lock,
			calendar_elapsed() + run->patience) != WRITELOCK_TAKEN)
		run_fail(run, database, "others write to it for too long");
	return run->fault == NULL;
}

enum store_result
restore_stage(struct arena *arena, const struct store_settings *settings,
	struct restoring *restoring)
{
	const char *database = connection_path(settings->config);
	struct run run = {
		.arena = arena,
		.go_on = restoring->go_on,
		.context = restoring->context,
		.patience = settings->lock_timeout,
	};

	restoring->lock = -1;
	restoring->staged = arena_printf(arena, "%s.restoring", database);
	unlink(restoring->staged);
	if (take_copy(&run, restoring) &&
		adopt(&run, settings, restoring->staged) &&
		(restoring->lost || adopt(&run, settings, database)) &&
		lock(&run, database, restoring) &&
		change(&run, settings, restoring))
		add_numbers(&run, restoring);
	restoring->fault = run.fault;
	return STORE_OK;
}

/*
 * Whether the database that is there is all in its file. *log says whether it
 * has a write-ahead log.
 */
static bool
settle(struct run *run, const char *database, bool *log)
{
	sqlite3 *db = NULL;

	look_keep(database);
	if (run_open(run, database, SQLITE_OPEN_READWRITE, &db)) {
		sqlite3_busy_timeout(db, (int)run->patience);
		if (*run_query(run, db, "PRAGMA wal_checkpoint(TRUNCATE)") ==
			'1')
			run_fail(run, database, "it is read all the time");
		*log = strcmp(run_query(run, db, "PRAGMA journal_mode"),
			       "wal") == 0;
	}
	sqlite3_close(db);
	look_keep(NULL);
	return run->fault == NULL;
}

/* Gives the copy a write-ahead log. */
static void
give_log(struct run *run, const char *staged)
{
	sqlite3 *db = NULL;

	if (run_open(run, staged, SQLITE_OPEN_READWRITE, &db))
		run_query(run, db, "PRAGMA journal_mode=WAL");
	sqlite3_close(db);
}

/*
 * Moves the files that belong to a database, but for its lock file, to those of
 * another name, if there is anything in them; NULL: takes them away.
 */
static void
move_companions(struct arena *arena, const char *database, const char *to)
{
	static const char *const endings[] = { "-journal", "-wal", "-shm" };
	struct stat status;

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		const char *path =
			arena_printf(arena, "%s%s", database, endings[i]);

		if (to == NULL || look_at(path, &status) != 0 ||
			status.st_size == 0)
			unlink(path);
		else
			rename(path,
				arena_printf(arena, "%s%s", to, endings[i]));
	}
}

void
restore_unstage(struct arena *arena, struct restoring *restoring)
{
	move_companions(arena, restoring->staged, NULL);
	unlink(arena_printf(arena, "%s-lock", restoring->staged));
	unlink(restoring->staged);
	if (restoring->lock >= 0)
		close(restoring->lock);
}

/* Gives the database that is there, if there is one, another name, too. */
static bool
keep(struct run *run, const char *database, struct restoring *restoring)
{
	char instant[CALENDAR_ROOM];
	int number = 1, error;

	calendar_put_instant(instant, restoring->deed->time, "");
	do {
		restoring->kept = arena_printf(run->arena,
			number == 1 ? "%s.before-%s" : "%s.before-%s-%d",
			database, instant, number);
		error = link(database, restoring->kept) == 0 ? 0 : errno;
	} while (error == EEXIST && ++number < KEPT_MOST);
	if (error != 0)
		restoring->kept = NULL;
	if (error != 0 && error != ENOENT)
		run_fail(run, database, strerror(error));
	return run->fault == NULL;
}

enum store_result
restore_swap(struct arena *arena, const struct store_settings *settings,
	struct restoring *restoring)
{
	const char *database = connection_path(settings->config);
	struct run run = { .arena = arena, .patience = settings->lock_timeout };
	bool log = settings->config->journal == JOURNAL_WAL;

	/* of one that is lost nothing is asked */
	if ((restoring->lost || settle(&run, database, &log)) && log)
		give_log(&run, restoring->staged);
	if (run.fault == NULL && keep(&run, database, restoring)) {
		move_companions(arena, database, restoring->kept);
		if (rename(restoring->staged, database) != 0 ||
			!location_sync(arena, database))
			run_fail(&run, database, strerror(errno));
	}
	restore_unstage(arena, restoring);
	restoring->fault = run.fault;
	return STORE_OK;
}
