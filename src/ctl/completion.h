/* The table of commands as what bash completes words with. */
#ifndef CTL_COMPLETION_H
#define CTL_COMPLETION_H

#include <stdio.h>

struct arena;

/* Prints a script for bash, which completes commands, options and members. */
void completion_print(FILE *out, struct arena *arena);

#endif
