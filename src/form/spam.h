/* The spam guard of the form page: its ticket, its trap, and its suspicions. */

/*
 * A page that is sent again creates nothing again, and a form that no person
 * seems to have filled in goes into quarantine.
 *
 *
 * The guard is for requests that are answered with a page and were sent by a
 * page of ours: these have a ticket, or at least the trap, a field that people
 * do not see.
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
 * Adds the page's own fields: the ticket, which goes on from the one handed in,
 * and the trap. Without a database there is no ticket. language is the page's.
 */
void spam_write(struct exchange *exchange, struct text *out,
	const struct language *language);

/* As spam_write(), but the ticket alone. */
void spam_write_ticket(struct exchange *exchange, struct text *out,
	const struct language *language);

/*
 * Adds a field that makes the form another one than any before: a browser that
 * goes back to the page puts nothing into it by itself.
 */
void spam_write_mark(struct text *out);

/*
 * Sets *genuine to whether the urlencoded body of a request has a ticket that
 * this service made, be it too old by now. Any result but STORE_OK: it can't be
 * told.
 */
enum store_result spam_has_ticket(struct exchange *exchange, bool *genuine);

/* The result of screening a request. */
struct finding {
	enum fault_kind fault;       /* of the page, or FAULT_NONE */
	const char *suspicion;       /* why the request is suspect, or NULL */
	const char *language;        /* of the page, or "" */
	const char *const *wordings; /* as struct origin has them */
};

/*
 * Notes the fields that the page sent for itself. Unless the client gave an
 * Idempotency-Key, the request is done once under the page's; and always if the
 * ticket has let it in.
 */
void spam_begin(struct exchange *exchange, const struct reading *reading,
	struct idempotency *idempotency);

/*
 * Screens a request by the secret that its ticket was signed with; without the
 * secret the ticket is not looked at.
 */
struct finding
spam_judge(struct exchange *exchange, const unsigned char *secret);

/* Screens a request that was not done before. */
struct finding spam_screen(struct exchange *exchange, struct store *store);

/* The fault of a request whose key came with another request before. */
enum fault_kind spam_reused(struct exchange *exchange);

#endif
