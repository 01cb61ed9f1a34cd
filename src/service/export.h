/* The HTTP face that exports and their tasks share. */
#ifndef SERVICE_EXPORT_H
#define SERVICE_EXPORT_H

#include <stdbool.h>

struct exchange;
struct idempotency;
struct record;
struct search;

/*
 * The only message of a request, which is in the exchange's memory; NULL: the
 * request was refused. strict is as struct asked has it; key is filled in, or
 * NULL where no Idempotency-Key counts.
 */
struct record *
export_asked(struct exchange *exchange, bool strict, struct idempotency *key);

/* Makes all customers that match the answer, for people who use a program. */
void export_answer(
	struct exchange *exchange, const struct search *search, bool people);

#endif
