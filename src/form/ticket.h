/* The ticket that a form page is shown with, and sends back with the form. */
#ifndef FORM_TICKET_H
#define FORM_TICKET_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct text;

enum { TICKET_DIGITS = 32, TICKET_LANGUAGE = 16 };

/* A page's memory of how it was shown. */
struct ticket {
	int64_t time;                /* of showing it; seconds since 1970 */
	char key[TICKET_DIGITS + 1]; /* tells the ticket from others */
	/* a hash of the texts that were shown beside the consents */
	char wording[TICKET_DIGITS + 1];
	char language[TICKET_LANGUAGE + 1]; /* "it" */
};

/* Adds the ticket as text, signed: letters, digits, points and hyphens. */
void ticket_write(struct text *out, const struct ticket *ticket,
	const unsigned char secret[STORE_SECRET]);

/* Takes the text of a ticket apart. Returns false if the text is malformed. */
bool ticket_parse(const char *text, struct ticket *ticket);

/* Whether the text of a ticket was signed with a secret. */
bool
ticket_is_signed(const char *text, const unsigned char secret[STORE_SECRET]);

#endif
