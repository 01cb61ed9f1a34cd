/* Takes a request in that is in quarantine, as if it had just been sent. */
#ifndef OPERATION_QUARANTINE_H
#define OPERATION_QUARANTINE_H

#include "operation/create.h"
#include "store/store.h"

struct arena;
struct faults;
struct record;
struct rules;

/*
 * Reads and checks a request, in the arena, by the rules at hand and the time
 * when it was sent. Returns the customer, with what is wrong with it added to
 * faults.
 */
struct record *quarantine_read(struct arena *arena, const struct rules *rules,
	const struct suspect *suspect, struct faults *faults);

/*
 * Creates the customer of a request, with all that was known of it, and drops
 * the request, in the transaction of the store in which it was read; closes
 * the store. Unless it returns CREATE_DONE nothing was changed, and of
 * CREATE_FAULTY create->faults says why. create is begun here; of CREATE_DONE
 * create->first is the id.
 */
enum create_result quarantine_accept(struct create *create, struct arena *arena,
	const struct rules *rules, struct store *store,
	const struct suspect *suspect);

#endif
