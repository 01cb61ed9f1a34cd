/* The table of tasks: exports that were ordered, each by an API key. */
#ifndef POSTGRESQL_TASK_H
#define POSTGRESQL_TASK_H

#include "store/postgresql/sql.h"

/* As store_keep_task(), store_find_task() and store_list_tasks(). */
enum store_result
task_put(struct store *store, struct task *task, enum task_kept *kept);
enum store_result
task_get(struct store *store, const char *id, int64_t now, struct task *task);
enum store_result task_get_all(struct store *store, int64_t key, int64_t now,
	struct task **tasks, size_t *count);

#endif
