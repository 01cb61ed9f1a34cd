/* Hints in a refusal: the format or the message that a wrong body resembles. */
#ifndef EXCHANGE_GUESS_H
#define EXCHANGE_GUESS_H

#include <stdbool.h>

#include "schema/fault.h"

struct exchange;
struct reading;
struct record;

/* The fault of a refused body, with the other format that it looks like. */
struct fault
guess_refused(const struct exchange *exchange, const struct reading *reading);

/*
 * Whether a message was given members but no known one; adds that fault then,
 * which is the only one of the message.
 */
bool guess_strange(const struct exchange *exchange,
	const struct record *message, struct faults *faults);

#endif
