/* Tasks: exports that a client ordered, and that are made when it fetches them.
 */
#ifndef STORE_TASK_H
#define STORE_TASK_H

#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "store/result.h"

struct arena;

enum {
	TASK_ID = 32,                      /* digits of an id */
	TASK_MOST = 1000,                  /* of one key at a time */
	TASK_REMEMBERED = 7 * 24 * 60 * 60 /* seconds */
};

/*
 * A task, which belongs to an API key. Nothing in it can be read by those who
 * have the database alone: the filters may have words of a person, and so may
 * the client's own name of the task.
 */
struct task {
	const char *id; /* TASK_ID hexadecimal digits in lower case */
	int64_t key;    /* the number of the API key */
	/* HMACs of the client's name of the task, and of what was ordered */
	unsigned char name[SHA256_BYTES], print[SHA256_BYTES];
	const char *filters; /* sealed, for the owner of the secret */
	const char *brand;   /* in upper case */
	int64_t created;     /* seconds since 1970-01-01T00:00:00Z */
	int64_t total;       /* of the records, when it was created */
};

enum task_kept {
	TASK_KEPT,   /* the task is new */
	TASK_SAME,   /* the key has this very task already */
	TASK_OTHER,  /* the key has another task of that name */
	TASK_CROWDED /* the key has TASK_MOST tasks */
};

/*
 * Keeps a task in the transaction, unless the key has a task of that name, or
 * too many; forgets those that were created TASK_REMEMBERED seconds or longer
 * before this one. With TASK_KEPT the id is new; with TASK_SAME it is that of
 * the task which is there; both are in the arena that the store was opened
 * with. On any result but STORE_OK *kept does not count.
 */
enum store_result
store_keep_task(struct store *store, struct task *task, enum task_kept *kept);

/*
 * Finds a task by its id, whichever key has it, unless it is to be forgotten at
 * the time "now". On STORE_OK task->id is NULL if there is none. The texts are
 * in the arena that the store was opened with. The store may be open to read.
 */
enum store_result store_find_task(
	struct store *store, const char *id, int64_t now, struct task *task);

/*
 * Reads the tasks of a key, the latest first, likewise. On STORE_OK *tasks has
 * *count of them.
 */
enum store_result store_list_tasks(struct store *store, int64_t key,
	int64_t now, struct task **tasks, size_t *count);

#endif
