/*
 * Guards the form page: a page that is sent again creates nothing again, and
 * what no person seems to have filled in goes into quarantine.
 *
 * It is for requests that are answered with a page and were sent by our own:
 * these have a ticket, or at least the trap, a field that people do not see.
 */
#ifndef FORM_SPAM_H
#define FORM_SPAM_H

#include <stdbool.h>

#include "schema/fault.h"
#include "store/store.h"

struct exchange;
struct language;
struct reading;
struct text;

/*
 * Adds the fields that the page has for itself: the ticket, which goes on from
 * the one handed in, and the trap. Without a database there is no ticket.
 * language is the page's.
 */
void spam_write(struct exchange *exchange, struct text *out,
	const struct language *language);

/* What was found out about a request. */
struct finding {
	enum fault_kind fault;       /* of the page; FAULT_NONE: it is sound */
	const char *suspicion;       /* why it is suspect, or NULL */
	const char *language;        /* of the page, or "" */
	const char *const *wordings; /* as struct origin has them */
};

/*
 * Notes what the page sent for itself, and, unless the client gave a key,
 * lets the request be done once by the page's.
 */
void spam_begin(struct exchange *exchange, const struct reading *reading,
	struct idempotency *idempotency);

/* Screens a request that was not done before. */
struct finding spam_screen(struct exchange *exchange, struct store *store);

/* The fault of a request whose key came with another before. */
enum fault_kind spam_reused(struct exchange *exchange);

#endif
