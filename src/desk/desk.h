/* The desk: what all its pages have, and who may see them. */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/visit.h"
#include "form/label.h"
#include "schema/fault.h"

struct change;
struct exchange;

/* A request for a page of the desk. */
struct desk {
	struct page page; /* how the page is written; no record is set */
	struct visit visit;
};

/* Prepares the desk for a request, of whoever. */
void desk_begin(struct desk *desk, struct exchange *exchange);

/*
 * As desk_begin(), for a person who signed in with a key that has the scope of
 * the route; the exchange then has the key. Returns false if the request was
 * answered: a page that nobody may see leads to the sign-in and back, anything
 * else is refused.
 */
bool desk_admit(struct desk *desk, struct exchange *exchange);

/* Refuses a request, with a page of the desk. */
void desk_refuse(struct desk *desk, enum fault_kind kind, const char *detail);
void desk_refuse_faults(struct desk *desk, const struct faults *faults);

/* A path that a client named, if the desk may have such a path, else /desk. */
const char *desk_place(const char *path);

/* Answers with another page of the desk: a path, perhaps with a query. */
void desk_lead(struct desk *desk, const char *path);

/* A path as a link, with the language that was asked for, in the arena. */
const char *desk_link(const struct desk *desk, const char *path);

/* The members that a name consists of, in their order. */
enum { DESK_COMPANY = 3, DESK_NAMES = 6 };

/*
 * The name of a customer, of those members of a record that are given, in the
 * arena of its intake; the number of one without a name.
 */
const char *desk_name(const struct record *record,
	const size_t names[DESK_NAMES], const char *number);

/* Begins a page, down to where its heading stands; the title is a phrase. */
void
desk_open(struct desk *desk, int status, const char *about, const char *title);

/* As desk_open(), with the title as the heading. */
void desk_open_titled(struct desk *desk, int status, const char *title);

/* Ends a page that is there, in all languages, at a path. */
void desk_close(struct desk *desk, const char *path);

/* Begins a form that is sent to a path of the desk, with its ticket. */
void desk_form(struct desk *desk, const char *path, const char *attributes);

/* Adds a button that sends its form. */
void desk_button(struct desk *desk, const char *phrase);

/* The pages in the table of routes. */
void desk_sign_in(struct exchange *exchange);   /* signin.c */
void desk_signed_in(struct exchange *exchange); /* signin.c */
void desk_sign_out(struct exchange *exchange);  /* signin.c */
void desk_list(struct exchange *exchange);      /* list.c */
void desk_search(struct exchange *exchange);    /* list.c */
void desk_record(struct exchange *exchange);    /* record.c */
void desk_edit(struct exchange *exchange);      /* edit.c */
void desk_correct(struct exchange *exchange);   /* edit.c */

/* The changes of a customer, the latest first; none if they can't be read. */
struct desk_history {
	const struct change *changes;
	size_t count;
	const char *author; /* of the last change; NULL: not known */
};

struct desk_history desk_history(const struct desk *desk, int64_t id);

#endif
