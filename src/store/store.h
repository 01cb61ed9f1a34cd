/* Stores, which keep records for good: opening, committing, closing a store. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/audit.h"
#include "store/backup.h"
#include "store/change.h"
#include "store/counter.h"
#include "store/idempotency.h"
#include "store/import.h"
#include "store/inspection.h"
#include "store/key.h"
#include "store/quarantine.h"
#include "store/record.h"
#include "store/refusal.h"
#include "store/result.h"
#include "store/search.h"
#include "store/secret.h"
#include "store/session.h"
#include "store/settings.h"
#include "store/statistics.h"
#include "store/task.h"

struct arena;
struct config;

/*
 * The database of the configuration says which kind of store it is: NAME://… is
 * of the kind of that name, anything else of the first kind (methods.h). A kind
 * that this program does not have is unavailable.
 */

/*
 * The file that holds the store of a configuration's database, a whole path;
 * NULL if a store of its kind is in no file, or if this program does not have
 * the kind. Asks for nothing of the system.
 */
const char *store_file(const struct config *config);

/*
 * Makes ready all that a process can't have any more once it has given up
 * opening other files and asking for the status of any file. Returns the
 * result, in the arena; it is to go into the settings that the store is opened
 * with. Unless it is STORE_OK, the log says why.
 */
const struct store_prepared *
store_prepare(struct arena *arena, const struct store_settings *settings);

/*
 * Opens the store and begins a transaction, which the next writer waits for;
 * makes all that is missing. A store that everybody may read or write is
 * unavailable. On STORE_OK *store is to be given to store_commit() or
 * store_close(); else it is NULL.
 */
enum store_result store_open(struct arena *arena,
	const struct store_settings *settings, struct store **store);

/*
 * As store_open(), for reading only: store_read(), store_read_slice(),
 * store_search(); *store is to be given to store_close(). Waits for no writer
 * once there is a store of this version.
 */
enum store_result store_open_to_read(struct arena *arena,
	const struct store_settings *settings, struct store **store);

/*
 * Makes the added records durable, with the key of their request, and closes
 * the store. When STORE_OK returns they have survived a power loss; on any
 * other result nothing was kept, unless the last sync itself failed: then only
 * the disk knows.
 */
enum store_result store_commit(struct store *store);

/* Ends the transaction and closes the store; added records are forgotten. */
void store_close(struct store *store);

#endif
