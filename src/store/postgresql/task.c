/* The table of tasks: exports that were ordered, each by an API key. */
#include "store/postgresql/task.h"

#include <string.h>

#include "base/hex.h"

#define COLUMNS "id,key,name,print,filters,brand,created,total"

static void
read_print(struct arena *arena, const struct rows *rows, int row, int column,
	unsigned char print[SHA256_BYTES])
{
	size_t length;
	const char *bytes = rows_bytes(arena, rows, row, column, &length);

	if (length == SHA256_BYTES)
		memcpy(print, bytes, SHA256_BYTES);
}

/* Reads a row of COLUMNS. */
static struct task
task_of(struct arena *arena, const struct rows *rows, int row)
{
	struct task task = {
		.id = rows_text(arena, rows, row, 0),
		.key = rows_number(rows, row, 1),
		.filters = rows_text(arena, rows, row, 4),
		.brand = rows_text(arena, rows, row, 5),
		.created = rows_number(rows, row, 6),
		.total = rows_number(rows, row, 7),
	};

	read_print(arena, rows, row, 2, task.name);
	read_print(arena, rows, row, 3, task.print);
	return task;
}

/* Forgets the tasks that are old enough at the time when another one comes. */
static void
forget_tasks(struct postgresql *store, int64_t now)
{
	struct parameters row = { .arena = store->arena };

	put_number(&row, now - TASK_REMEMBERED);
	sql_tell(store, "DELETE FROM task WHERE created<=?", &row);
}

/* Looks for the task that a key has under the name of another one. */
static bool
find_name(
	struct postgresql *store, const struct task *named, struct task *found)
{
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;

	put_number(&wanted, named->key);
	put_bytes(&wanted, named->name, SHA256_BYTES);
	rows = sql_ask(store,
		"SELECT " COLUMNS " FROM task WHERE key=? AND name=?", &wanted);
	if (rows.count > 0)
		*found = task_of(store->arena, &rows, 0);
	sql_forget(store);
	return rows.count > 0;
}

/* Whether a key has as many tasks as a key may have. */
static bool
is_crowded(struct postgresql *store, int64_t key)
{
	struct parameters wanted = { .arena = store->arena };

	put_number(&wanted, key);
	return sql_number(store, "SELECT count(*)FROM task WHERE key=?",
		       &wanted) >= TASK_MOST;
}

/* A new id: nobody can guess one. */
static const char *
id_new(struct postgresql *store)
{
	unsigned char bytes[TASK_ID / 2];
	char *id = arena_alloc(store->arena, TASK_ID + 1);

	sql_draw(store, bytes, sizeof(bytes));
	hex_put(id, bytes, sizeof(bytes));
	return id;
}

static void
insert(struct postgresql *store, const struct task *task)
{
	struct parameters row = { .arena = store->arena };

	put_text(&row, task->id);
	put_number(&row, task->key);
	put_bytes(&row, task->name, SHA256_BYTES);
	put_bytes(&row, task->print, SHA256_BYTES);
	put_text(&row, task->filters);
	put_text(&row, task->brand);
	put_number(&row, task->created);
	put_number(&row, task->total);
	sql_tell(store, "INSERT INTO task VALUES(?,?,?,?,?,?,?,?)", &row);
}

/* Tasks are kept one after the other, so that no two get one name. */
enum store_result
task_put(struct store *base, struct task *task, enum task_kept *kept)
{
	struct postgresql *store = postgresql_of(base);
	struct task found;

	sql_send(store, "SELECT 1 FROM program FOR UPDATE", NULL);
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
task_get(struct store *base, const char *id, int64_t now, struct task *task)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;

	*task = (struct task){ 0 };
	put_text(&wanted, id);
	put_number(&wanted, now - TASK_REMEMBERED);
	rows = sql_ask(store,
		"SELECT " COLUMNS " FROM task WHERE id=? AND created>?",
		&wanted);
	if (rows.count > 0)
		*task = task_of(store->arena, &rows, 0);
	sql_forget(store);
	return store->result;
}

enum store_result
task_get_all(struct store *base, int64_t key, int64_t now, struct task **tasks,
	size_t *count)
{
	struct postgresql *store = postgresql_of(base);
	struct parameters wanted = { .arena = store->arena };
	struct rows rows;

	put_number(&wanted, key);
	put_number(&wanted, now - TASK_REMEMBERED);
	rows = sql_ask(store,
		"SELECT " COLUMNS " FROM task WHERE key=? AND created>?"
		" ORDER BY created DESC,id",
		&wanted);
	*count = (size_t)rows.count;
	*tasks = arena_array(store->arena, *count + 1, sizeof(**tasks));
	for (int i = 0; i < rows.count; i++)
		(*tasks)[i] = task_of(store->arena, &rows, i);
	sql_forget(store);
	return store->result;
}
