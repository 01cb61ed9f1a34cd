/* The common part of crmctl's subcommands: messages, database, signals. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "schema/schema.h"
#include "store/store.h"

struct arena;
struct text;

/* Exit status; CTL_PARTLY: stopped by the operator, after a list of the rest */
enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2, CTL_PARTLY = 3 };

/* The environment of a subcommand. */
struct ctl {
	struct arena *arena;
	struct config config;
	struct rules rules;
	bool json; /* print for programs */
};

/* Prints "crmctl: …" on stderr, harmless to a terminal. */
void
ctl_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Opens the database, which must be there. Returns NULL if that fails, after a
 * complaint.
 */
struct store *ctl_open(struct ctl *ctl);

/*
 * Adds text with escapes like \u{1b} for characters that a terminal would not
 * show as such, so that no input of strangers can act on the terminal.
 */
void ctl_show(struct text *out, const char *string);

/*
 * Lets the first SIGINT or SIGTERM stop the work between two transactions only:
 * ctl_is_stopped() is then true. A second signal ends the program.
 */
void ctl_mind_stops(void);

bool ctl_is_stopped(void);

/* Subcommands: take the arguments behind their name, return an exit status. */
int ctl_quarantine(struct ctl *ctl, char **arguments);

#endif
