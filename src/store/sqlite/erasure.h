/* The end of an erasure: the write-ahead log forgets what was erased. */
#ifndef SQLITE_ERASURE_H
#define SQLITE_ERASURE_H

#include <stdbool.h>
#include <stdint.h>

struct sqlite;

/*
 * A write-ahead log holds what was erased until the log is emptied, and for
 * that no process may read an earlier state. An erasure is pending from before
 * its commit until then. The lock file says so, under the write lock, so that
 * another process can complete the erasure. With a rollback journal nothing is
 * ever pending.
 */

/* Whether an erasure is pending. The write lock must be held. */
bool erasure_is_pending(const struct sqlite *store);

/* Says that an erasure will be pending; the store fails if it can't be said. */
void erasure_announce(struct sqlite *store);

/*
 * Empties the log after a commit, waiting for readers for at most so many
 * milliseconds, while other writers may work. If that was in vain, the log says
 * so, unless patience is 0, and the erasure stays pending.
 */
void erasure_complete(struct sqlite *store, int64_t patience);

#endif
