/* The audit trail of a store: who of the operators did what, and when. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "store/result.h"

struct arena;

/*
 * The sorts of deeds, each kept with the number of what the deed was done to: a
 * key or an import; or 0: it was done to the whole store.
 */
enum audit_kind {
	AUDIT_KEY_ADD,
	AUDIT_KEY_REVOKE,
	AUDIT_KEY_ROTATE,
	AUDIT_IMPORT,
	AUDIT_IMPORT_UNDO,
	AUDIT_RESTORE,
	AUDIT__MAX
};

/* The names of the kinds, which the store keeps: they never change. */
extern const char *const audit_kinds[AUDIT__MAX];

/* Who did something, and when. */
struct deed {
	const char *by;     /* the name that the operator logged in with */
	int64_t time;       /* seconds since 1970-01-01T00:00:00Z */
	const char *detail; /* what more there is to say; NULL: nothing */
};

/* A deed as it is kept. */
struct audit_entry {
	int64_t id;
	struct deed deed;
	const char *kind; /* one of audit_kinds, or a later version's */
	int64_t subject;
};

enum { STORE_DEEDS = 500 }; /* the most deeds that are read at a time */

/*
 * Reads the deeds after a number, the oldest first, into the arena; 0 begins.
 * On STORE_OK *entries has *count of them; 0: there are no more.
 */
enum store_result store_list_deeds(struct store *store, struct arena *arena,
	int64_t after, struct audit_entry **entries, size_t *count);

#endif
