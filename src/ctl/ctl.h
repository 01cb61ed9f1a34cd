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

/* An option that a subcommand has beside the common ones: "--name". */
struct ctl_option {
	const char *name;
	bool valued; /* a value follows */
};

enum { CTL_OPTIONS = 16 }; /* of one subcommand, at most */

/* The environment of a subcommand. */
struct ctl {
	struct arena *arena;
	struct config config;
	struct rules rules;
	bool json;         /* print for programs */
	const char *login; /* the name that the operator logged in with */
	/* of the subcommand's own options, in their order; NULL: not given, ""
	   for one without a value */
	const char *values[CTL_OPTIONS];
};

/* A subcommand: a file of its own, and a row in crmctl.c. */
struct ctl_command {
	const char *name;
	const char *summary;              /* a few words for the list of all */
	const char *usage;                /* all that is to say, in lines */
	const struct ctl_option *options; /* ended by a NULL name; NULL: none */
	/* whether the database may be made if there is none; NULL: never */
	bool (*makes)(const struct ctl *ctl, char *const *arguments);
	/* takes the arguments behind the name, returns an exit status */
	int (*run)(struct ctl *ctl, char **arguments);
};

extern const struct ctl_command ctl_suspects, ctl_key;

/*
 * Prints "crmctl: …" on stderr, harmless to a terminal, and without the API
 * keys that are in it.
 */
void
ctl_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Opens the database, which must be there. Returns NULL if that fails, after a
 * complaint.
 */
struct store *ctl_open(struct ctl *ctl);

/* As ctl_open(), to read only, which waits for no writer. */
struct store *ctl_open_to_read(struct ctl *ctl);

/*
 * Adds text with escapes like \u{1b} for characters that a terminal would not
 * show as such, so that no input of strangers can act on the terminal.
 */
void ctl_show(struct text *out, const char *string);

/* A text as ctl_show() adds it, in the arena. */
const char *ctl_shown(struct ctl *ctl, const char *text);

/*
 * Lets the first SIGINT or SIGTERM stop the work between two transactions only:
 * ctl_is_stopped() is then true. A second signal ends the program.
 */
void ctl_mind_stops(void);

bool ctl_is_stopped(void);

#endif
