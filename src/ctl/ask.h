/* The question whether to go on, for what can't be undone. */
#ifndef CTL_ASK_H
#define CTL_ASK_H

#include <stdbool.h>

/*
 * Asks on the terminal, "erase 3 customers" with a question mark behind, and
 * returns whether the answer begins with a y. Without a terminal as standard
 * input, or with "yes", nothing is asked.
 */
bool ask(bool yes, const char *question);

#endif
