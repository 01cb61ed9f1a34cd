/* Takes in what was set aside, as if it had just been sent. */
#ifndef FORM_QUARANTINE_H
#define FORM_QUARANTINE_H

#include <stdbool.h>

#include "store/store.h"

struct arena;
struct config;
struct faults;
struct record;
struct rules;

/*
 * Reads and checks a request that was set aside, in the arena, by the rules at
 * hand and the time when it was sent. Returns the customer, with what is wrong
 * with it added to faults.
 */
struct record *quarantine_read(struct arena *arena, const struct config *config,
	const struct rules *rules, const struct suspect *suspect,
	struct faults *faults);

/*
 * Adds a customer that has no faults, with all that was known of the request,
 * and drops the request, in the transaction of the store.
 */
enum store_result
quarantine_accept(struct store *store, const struct suspect *suspect,
	const struct record *customer, int64_t *id);

#endif
