/* Answers to requests that can't be done. */
#ifndef EXCHANGE_REFUSAL_H
#define EXCHANGE_REFUSAL_H

#include "schema/fault.h"

struct exchange;

/*
 * Makes the faults the answer; there must be one. Where pages are answered in
 * and a customer was attempted, it is the form with what was entered.
 */
void refusal_answer(struct exchange *exchange, const struct faults *faults);

/* Makes one fault of the whole request the answer. */
void
refusal_of(struct exchange *exchange, enum fault_kind kind, const char *detail);

#endif
