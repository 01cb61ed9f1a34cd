/* The write lock: an advisory file lock that a database's writers queue for. */

/*
 * SQLite lets a writer that finds the database locked sleep and try again, so
 * that the last writer may be served first. The kernel serves writers that wait
 * for a lock in their order, and gives the lock back when its holder dies. The
 * lock is on a file beside the database.
 */
#ifndef SQLITE_WRITELOCK_H
#define SQLITE_WRITELOCK_H

#include <stdint.h>

struct arena;

/* The offset in the file that is the write lock. */
enum { WRITELOCK_WRITE = 0 };

enum writelock_result {
	WRITELOCK_TAKEN,
	WRITELOCK_LATE,  /* others held the lock until the deadline */
	WRITELOCK_BROKEN /* errno says why */
};

/*
 * Opens the lock file of a database, which is made (mode 0600) if it is
 * missing. Returns a descriptor, or -1 and errno says why. Closing it gives all
 * its locks back.
 */
int writelock_open(struct arena *arena, const char *database);

/* The offset that is the lock of an owner's key; never WRITELOCK_WRITE. */
int64_t writelock_place(int64_t owner, const char *key);

/*
 * Waits until this process has the lock at an offset, at most until the
 * deadline, which is in milliseconds as calendar_elapsed() counts them.
 */
enum writelock_result writelock_take(int fd, int64_t place, int64_t deadline);

/*
 * Waits likewise until this process has the write lock. Only the first in the
 * queue waits for the lock itself, and the queue is at a place of its own: so
 * whoever gives the lock back and wants it again is behind those who wait.
 */
enum writelock_result writelock_queue(int fd, int64_t deadline);

/* Gives the lock at an offset back before the file is closed. */
void writelock_give(int fd, int64_t place);

#endif
