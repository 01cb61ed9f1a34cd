/* The body of a request: its checks, fingerprint, and additions by the URL. */
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
 * Checks whether the body may be read, as one message of the route's operation
 * or as many, and prepares the reading; reads the idempotency key too, if there
 * is one. Returns false if the request was refused.
 */
bool body_begin(struct exchange *exchange, bool many, struct intake *intake,
	struct reading *reading, struct idempotency *idempotency);

/* Gives up the rights that the reader and the store will not need. */
void body_confine(struct exchange *exchange);

/* Writes the request's fingerprint to idempotency->print. */
void body_fingerprint(
	const struct exchange *exchange, struct idempotency *idempotency);

/*
 * Sets members that the body left out, from the parameters of the URL.
 * Returns false if the parameters had to be refused, as noted in reading.
 */
bool body_fill(struct exchange *exchange, struct reading *reading,
	struct record *into);

/*
 * Adds a fault for each member in the URL, where the URL may have none. Returns
 * false if the URL had to be refused, as noted in reading.
 */
bool body_check_url(struct exchange *exchange, struct reading *reading,
	struct faults *faults);

/* At most this many ignored members are named. */
enum { BODY_IGNORED = 20 };

/*
 * Names the ignored members in a header of the answer: at most BODY_IGNORED of
 * them. count may be 0 or greater than that.
 */
void
body_ignored(struct exchange *exchange, const char *const *paths, size_t count);

/*
 * The value that a small form, sent urlencoded, has for a name; "" if there is
 * none. The body must have been received.
 */
const char *body_entry(const struct exchange *exchange, const char *name);

#endif
