/* The settings that a store is opened with. */
#ifndef STORE_SETTINGS_H
#define STORE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/result.h"

struct config;
struct damage;
struct idempotency;
struct schema;
struct store_session;

/* The result of store_prepare(). */
struct store_prepared {
	enum store_result result; /* unless STORE_OK, no store can be opened */
	/* the path that has to stay within reach of a process that gives up all
	   others, as sandbox_enter() takes it; NULL: no path has to */
	const char *reach;
	bool connects; /* the store is behind a socket, to be connected to */
};

struct store_settings {
	const struct config *config; /* its database names the store */
	const struct schema *schema; /* of the records that the store holds */
	int64_t lock_timeout;        /* milliseconds */
	bool quiet; /* failures of the store's use are not logged */
	struct damage *damage; /* NULL: damage is a failure as any other */
	const struct idempotency *idempotency; /* NULL: it may be done again */
	/* NULL: the store is made ready when it is opened */
	const struct store_prepared *prepared;
	/* of a process that keeps the store open; NULL: it is opened anew */
	struct store_session *session;
	/* folders that strangers may see, in and below which no store may be,
	   ended by NULL; NULL: none */
	const char *const *exposed;
};

#endif
