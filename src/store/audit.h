/* The audit trail of a store: who of the operators did what, and when. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stdint.h>

/*
 * The sorts of deeds, each kept with the number of what the deed was done to: a
 * key, or an import.
 */
enum audit_kind {
	AUDIT_KEY_ADD,
	AUDIT_KEY_REVOKE,
	AUDIT_KEY_ROTATE,
	AUDIT_IMPORT,
	AUDIT_IMPORT_UNDO,
	AUDIT__MAX
};

/* The names of the kinds, which the store keeps: they never change. */
extern const char *const audit_kinds[AUDIT__MAX];

/* Who did something, and when. */
struct deed {
	const char *by; /* the name that the operator logged in with */
	int64_t time;   /* seconds since 1970-01-01T00:00:00Z */
};

#endif
