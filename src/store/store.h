/* Where records are kept for good: all that the program knows of stores. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/idempotency.h"
#include "store/inspection.h"
#include "store/quarantine.h"
#include "store/record.h"
#include "store/result.h"
#include "store/secret.h"
#include "store/settings.h"

struct arena;

/*
 * The database of the configuration says which kind of store it is: NAME://…
 * the kind of that name, anything else the first one (methods.h). A kind that
 * this program has not is unavailable.
 */

/*
 * Makes ready what can't be had once the process has given up to open other
 * files, and to ask of any what it is. Returns what it came to, in the arena,
 * which is to go into the settings that the store is opened with; unless it is
 * STORE_OK, the log says why.
 */
const struct store_prepared *
store_prepare(struct arena *arena, const struct store_settings *settings);

/*
 * Opens the store and begins a transaction, which the next writer waits for;
 * makes what is missing. A store that everybody may read or write is
 * unavailable. On STORE_OK *store is to be given to store_commit() or
 * store_close(); else it is NULL.
 */
enum store_result store_open(struct arena *arena,
	const struct store_settings *settings, struct store **store);

/*
 * As store_open(), for store_read() and store_read_slice() only, and to be
 * given to store_close(): waits for no writer once there is a store of this
 * version.
 */
enum store_result store_open_to_read(struct arena *arena,
	const struct store_settings *settings, struct store **store);

/*
 * Makes what was added durable, with the key that it was done under, and closes
 * the store. When STORE_OK returns it has survived a power loss; on anything
 * else nothing was kept, unless it was the last sync itself that failed: then
 * only the disk knows.
 */
enum store_result store_commit(struct store *store);

/* Ends the transaction and closes the store; what was added is forgotten. */
void store_close(struct store *store);

#endif
