/* Acceptance of a quarantined request: checks it, and creates its customer. */
#ifndef OPERATION_QUARANTINE_H
#define OPERATION_QUARANTINE_H

#include "operation/create.h"
#include "store/store.h"

struct arena;
struct faults;
struct record;
struct rules;

/*
 * Reads and checks a request, in the arena, by the given rules and the time
 * when the request was sent. Returns the customer; adds its faults to faults.
 */
struct record *quarantine_read(struct arena *arena, const struct rules *rules,
	const struct suspect *suspect, struct faults *faults);

/*
 * Creates the customer of a request, with the request's origin, and drops the
 * request, both in the transaction in which the store read the request. Closes
 * the store. Initializes create. On CREATE_DONE create->first is the id. On any
 * other result nothing was changed; on CREATE_FAULTY create->faults tells why.
 */
enum create_result quarantine_accept(struct create *create, struct arena *arena,
	const struct rules *rules, struct store *store,
	const struct suspect *suspect);

#endif
