/* The audit trail of a store: who of the operators did what, and when. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stdint.h>

#include "store/result.h"

/* The sorts of deeds; their names are kept, and never change. */
enum audit_kind {
	AUDIT_KEY_ADD,
	AUDIT_KEY_REVOKE,
	AUDIT_KEY_ROTATE,
	AUDIT__MAX
};

/* By kind: "key add". */
extern const char *const audit_kinds[AUDIT__MAX];

/* Who did something, and when. */
struct deed {
	const char *by; /* the name that the operator logged in with */
	int64_t time;   /* seconds since 1970-01-01T00:00:00Z */
};

/*
 * Notes a deed in the transaction. subject is the number of what the deed was
 * done to, of the sort that the kind says: a key, a customer; 0: nothing with a
 * number.
 */
enum store_result store_note(struct store *store, const struct deed *deed,
	enum audit_kind kind, int64_t subject);

#endif
