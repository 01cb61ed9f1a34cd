/* The self-check, for the terminal. */
#ifndef SERVICE_SELFCHECK_H
#define SERVICE_SELFCHECK_H

#include <stdbool.h>

struct exchange;
struct text;

/*
 * Checks all that can be checked without a web server, and adds it as text.
 * exchange->request is all empty; wrong is what is wrong with the
 * configuration, or NULL. Returns whether no fault was found.
 */
bool
selfcheck_print(struct text *out, struct exchange *exchange, const char *wrong);

#endif
