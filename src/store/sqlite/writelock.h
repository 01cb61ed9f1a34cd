/*
 * The queue of writers: an advisory lock on a file beside the database.
 *
 * SQLite lets a writer who finds the database locked sleep and try again, so
 * that those who came last may be served first. The kernel serves in order
 * those who wait for a lock, and gives it back when its holder dies.
 */
#ifndef SQLITE_WRITELOCK_H
#define SQLITE_WRITELOCK_H

#include <stdint.h>

struct arena;

/* The place in the file that is the lock for writing. */
enum { WRITELOCK_WRITE = 0 };

enum writelock_result {
	WRITELOCK_TAKEN,
	WRITELOCK_LATE,  /* others kept it for longer than was waited */
	WRITELOCK_BROKEN /* errno says why */
};

/*
 * Opens the lock file of a database, which is made (mode 0600) if it is
 * missing. Returns a descriptor, or -1 and errno says why. Closing it gives
 * all its locks back.
 */
int writelock_open(struct arena *arena, const char *database);

/* The place that is the lock of a key; never WRITELOCK_WRITE. */
int64_t writelock_place(const char *key);

/*
 * Waits until the lock at a place is this process's, at most until the
 * deadline, which is in milliseconds as calendar_elapsed() counts them.
 */
enum writelock_result writelock_take(int fd, int64_t place, int64_t deadline);

#endif
