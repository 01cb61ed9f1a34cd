/* What a body that is not understood seems to be. */
#ifndef EXCHANGE_GUESS_H
#define EXCHANGE_GUESS_H

#include <stdbool.h>

#include "schema/fault.h"

struct exchange;
struct reading;
struct record;

/* What a body was refused for, and which other format it looks like. */
struct fault
guess_refused(const struct exchange *exchange, const struct reading *reading);

/*
 * Whether a message was given members and none of them is known; then this is
 * its only fault, which is added.
 */
bool guess_strange(const struct exchange *exchange,
	const struct record *message, struct faults *faults);

#endif
