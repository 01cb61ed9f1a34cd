/* The table of commands as a part of crmctl(8). */
#ifndef CTL_MANUAL_H
#define CTL_MANUAL_H

#include <stdio.h>

struct arena;

/* Prints a list of all commands in mdoc(7). */
void manual_print(FILE *out, struct arena *arena);

#endif
