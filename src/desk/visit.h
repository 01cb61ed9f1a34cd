/* Visits: who is at the desk, by a cookie that nothing but the desk looks at.
 */
#ifndef DESK_VISIT_H
#define DESK_VISIT_H

#include <stdbool.h>

#include "base/sha256.h"
#include "store/result.h"

struct exchange;
struct key_wanted;

enum {
	VISIT_DIGITS = 2 * SHA256_BYTES, /* of a secret, and of a ticket */
	VISIT_LASTS = 12 * 60 * 60       /* seconds from signing in */
};

/*
 * The secret that a browser keeps in its cookie. It is worth nothing before
 * somebody has signed in, but for the tickets of the pages, which are made of
 * it: so no other site can sign anybody in, either.
 */
struct visit {
	char secret[VISIT_DIGITS + 1];
	bool is_new; /* the browser does not have it yet */
};

/* Sets the exchange's key to a valid one that is wanted, else to id 0. */
enum store_result
visit_find_key(struct exchange *exchange, const struct key_wanted *wanted);

/* The visit of a request; one without a cookie of ours gets a new secret. */
struct visit visit_read(const struct exchange *exchange);

/* Sets the cookie of a visit in the answer. */
void visit_keep(struct exchange *exchange, const struct visit *visit);

/* Takes the cookie from the browser. */
void visit_clear(struct exchange *exchange);

/*
 * Sets the exchange's key to that of the person who visits: of REMOTE_USER,
 * where crm.conf says so, else the key that was signed in with; id 0: nobody
 * has. Revoked and expired keys, and visits that are over, are none.
 */
enum store_result
visit_identify(struct exchange *exchange, const struct visit *visit);

/* Whether the exchange's key is that of REMOTE_USER: no visit is there to end.
 */
bool visit_is_given(const struct exchange *exchange);

/*
 * Begins a visit with the exchange's key, in place of the visit of the request:
 * under a secret that no one has seen, which the answer sets as the cookie.
 */
enum store_result
visit_begin(struct exchange *exchange, const struct visit *before);

/* Ends a visit for good. */
enum store_result
visit_end(struct exchange *exchange, const struct visit *visit);

/* Writes the ticket that the forms of a visit send. */
void visit_ticket(const struct visit *visit, char out[VISIT_DIGITS + 1]);

/*
 * Whether a page of the desk that was made for this visit sends the request: it
 * has the ticket, and no browser says that it comes from another site.
 */
bool visit_is_genuine(struct exchange *exchange, const struct visit *visit);

#endif
