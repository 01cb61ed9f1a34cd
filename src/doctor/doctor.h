/* The self-check, for the terminal. */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include <stdbool.h>

struct exchange;
struct text;

/*
 * Checks all that can be checked without a web server, and adds it as text.
 * exchange->request is all empty; wrong is what is wrong with the
 * configuration, or NULL. Returns whether no fault was found.
 */
bool
doctor_print(struct text *out, struct exchange *exchange, const char *wrong);

#endif
