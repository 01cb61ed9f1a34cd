/* The body of a request: whether it may be read, and what it left out. */
#ifndef EXCHANGE_BODY_H
#define EXCHANGE_BODY_H

#include <stdbool.h>
#include <stddef.h>

struct exchange;
struct faults;
struct intake;
struct idempotency;
struct reading;
struct record;

/*
 * Sees whether the body may be read, as one customer or as many, and prepares
 * to read it; reads the key too if the request is to be done once. Returns
 * false if the request was refused.
 */
bool body_begin(struct exchange *exchange, bool many, struct intake *intake,
	struct reading *reading, struct idempotency *idempotency);

/* Tells the request from others: writes idempotency->print. */
void body_fingerprint(
	const struct exchange *exchange, struct idempotency *idempotency);

/*
 * Lets the parameters of the URL fill what the body left out. Returns false
 * if they had to be refused, as reading says.
 */
bool body_fill(struct exchange *exchange, struct reading *reading,
	struct record *into);

/*
 * Adds a fault for each member that the URL names, if none may stand there.
 * Returns false if the URL had to be refused, as reading says.
 */
bool body_check_url(struct exchange *exchange, struct reading *reading,
	struct faults *faults);

/* At most this many members that were ignored are named. */
enum { BODY_IGNORED = 20 };

/*
 * Names members that were ignored in a header of the answer; none, or more
 * than that many, are no harm.
 */
void
body_ignored(struct exchange *exchange, const char *const *paths, size_t count);

#endif
