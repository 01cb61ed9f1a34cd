/* The self-check: a page at /-/check, and the output of crm.cgi --check. */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include <stdbool.h>

struct exchange;
struct text;

/*
 * Checks all that can be checked without a web server, and adds the report as
 * text. exchange->request is all empty; wrong is the fault of the
 * configuration, or NULL. Returns whether no fault was found.
 */
bool
doctor_print(struct text *out, struct exchange *exchange, const char *wrong);

/* GET /-/check: makes the page that asks for the word the answer. */
void check_ask(struct exchange *exchange);

/* POST /-/check: makes the report the answer, if the word is right. */
void check_show(struct exchange *exchange);

#endif
