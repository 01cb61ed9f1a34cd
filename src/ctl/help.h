/* What crmctl says of itself: how to use it, and each of its commands. */
#ifndef CTL_HELP_H
#define CTL_HELP_H

#include <stdio.h>

struct arena;
struct ctl_command;

/* Prints how to use a command, or with NULL crmctl itself. */
void
help_print(FILE *out, struct arena *arena, const struct ctl_command *command);

/* Prints, in a few lines, how to call a command and where there is help. */
void
help_usage(FILE *out, struct arena *arena, const struct ctl_command *command);

/* Prints where all about a command is told. */
void help_hint(FILE *out, const struct ctl_command *command);

#endif
