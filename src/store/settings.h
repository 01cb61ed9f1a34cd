/* What a store is opened with. */
#ifndef STORE_SETTINGS_H
#define STORE_SETTINGS_H

#include <stdint.h>

#include "store/result.h"

struct config;
struct idempotency;
struct schema;

/* What store_prepare() came to. */
struct store_prepared {
	enum store_result result; /* on anything else nothing can be opened */
	/* what has to stay within reach of a process that gives up all others,
	   as sandbox_enter() takes it; NULL: nothing has to */
	const char *reach;
};

struct store_settings {
	const struct config *config; /* its database says which and where */
	const struct schema *schema; /* of the records that the store holds */
	int64_t lock_timeout;        /* milliseconds */
	const struct idempotency *idempotency; /* NULL: it may be done again */
	/* NULL: what it would have made ready is made ready when it is opened
	 */
	const struct store_prepared *prepared;
	/* places that strangers may see, in and below which nothing may be
	   kept, then NULL; NULL: none */
	const char *const *exposed;
};

#endif
