/* The table of tasks: exports that were ordered, each by an API key. */
#include <string.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/hex.h"
#include "store/sqlite/sql.h"

#define COLUMNS                                                    \
	"\"id\",\"key\",\"name\",\"print\",\"filters\",\"brand\"," \
	"\"created\",\"total\""

/* Forgets the tasks that are old enough at the time when another one comes. */
static void
forget_tasks(struct sqlite *store, int64_t now)
{
	sql_execute(
		store, arena_printf(store->arena,
			       "DELETE FROM \"task\" WHERE \"created\"<=%lld",
			       (long long)now - TASK_REMEMBERED));
}

static void
copy_print(unsigned char print[SHA256_BYTES], sqlite3_stmt *row, int column)
{
	const void *bytes = sqlite3_column_blob(row, column);

	if (bytes != NULL && sqlite3_column_bytes(row, column) == SHA256_BYTES)
		memcpy(print, bytes, SHA256_BYTES);
}

/* Reads a row of COLUMNS. */
static struct task
task_of(struct sqlite *store, sqlite3_stmt *row)
{
	struct task task = {
		.id = sql_text(store, row, 0),
		.key = sqlite3_column_int64(row, 1),
		.filters = sql_text(store, row, 4),
		.brand = sql_text(store, row, 5),
		.created = sqlite3_column_int64(row, 6),
		.total = sqlite3_column_int64(row, 7),
	};

	copy_print(task.name, row, 2);
	copy_print(task.print, row, 3);
	return task;
}

/* Looks for the task that a key has under the name of another one. */
static bool
find_name(struct sqlite *store, const struct task *named, struct task *found)
{
	sqlite3_stmt *query =
		sql_prepare(store, "SELECT " COLUMNS " FROM \"task\""
				   " WHERE \"key\"=? AND \"name\"=?");
	bool there;

	sql_bind_number(store, query, 1, named->key);
	sql_bind_print(store, query, 2, named->name);
	there = sql_row(store, query);
	if (there)
		*found = task_of(store, query);
	sql_finish(store, query);
	return there;
}

/* Whether a key has as many tasks as a key may have. */
static bool
is_crowded(struct sqlite *store, int64_t key)
{
	return sql_query(store, arena_printf(store->arena,
					"SELECT count(*)FROM \"task\" WHERE "
					"\"key\"=%lld",
					(long long)key)) >= TASK_MOST;
}

/* A new id: nobody can guess one. */
static const char *
id_new(struct sqlite *store)
{
	unsigned char bytes[TASK_ID / 2];
	char *id = arena_alloc(store->arena, TASK_ID + 1);

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		sql_refuse(store, STORE_UNAVAILABLE,
			"the system has no random numbers for a task",
			"see getrandom(2)");
	hex_put(id, bytes, sizeof(bytes));
	return id;
}

static void
insert(struct sqlite *store, const struct task *task)
{
	sqlite3_stmt *insert = sql_prepare(store,
		"INSERT INTO \"task\"(" COLUMNS ")VALUES(?,?,?,?,?,?,?,?)");

	sql_bind_text(store, insert, 1, task->id);
	sql_bind_number(store, insert, 2, task->key);
	sql_bind_print(store, insert, 3, task->name);
	sql_bind_print(store, insert, 4, task->print);
	sql_bind_text(store, insert, 5, task->filters);
	sql_bind_text(store, insert, 6, task->brand);
	sql_bind_number(store, insert, 7, task->created);
	sql_bind_number(store, insert, 8, task->total);
	sql_row(store, insert);
	sql_finish(store, insert);
}

enum store_result
task_keep(struct store *base, struct task *task, enum task_kept *kept)
{
	struct sqlite *store = sqlite_of(base);
	struct task found;

	forget_tasks(store, task->created);
	if (find_name(store, task, &found)) {
		*kept = memcmp(found.print, task->print, SHA256_BYTES) == 0
				? TASK_SAME
				: TASK_OTHER;
		*task = found;
	} else if (is_crowded(store, task->key)) {
		*kept = TASK_CROWDED;
	} else {
		*kept = TASK_KEPT;
		task->id = id_new(store);
		insert(store, task);
	}
	return store->result;
}

enum store_result
task_find(struct store *base, const char *id, int64_t now, struct task *task)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query =
		sql_prepare(store, "SELECT " COLUMNS " FROM \"task\""
				   " WHERE \"id\"=? AND \"created\">?");

	*task = (struct task){ 0 };
	sql_bind_text(store, query, 1, id);
	sql_bind_number(store, query, 2, now - TASK_REMEMBERED);
	if (sql_row(store, query))
		*task = task_of(store, query);
	sql_finish(store, query);
	return store->result;
}

enum store_result
task_list(struct store *base, int64_t key, int64_t now, struct task **tasks,
	size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	sqlite3_stmt *query =
		sql_prepare(store, "SELECT " COLUMNS " FROM \"task\""
				   " WHERE \"key\"=? AND \"created\">?"
				   " ORDER BY \"created\" DESC,\"id\"");

	*tasks = NULL;
	*count = 0;
	sql_bind_number(store, query, 1, key);
	sql_bind_number(store, query, 2, now - TASK_REMEMBERED);
	while (sql_row(store, query)) {
		*tasks = arena_grow(
			store->arena, *tasks, *count, sizeof(**tasks));
		(*tasks)[(*count)++] = task_of(store, query);
	}
	sql_finish(store, query);
	return store->result;
}
