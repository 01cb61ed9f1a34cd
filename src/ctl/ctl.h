/* The common part of crmctl's subcommands: messages, database, signals. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "schema/schema.h"
#include "store/damage.h"
#include "store/store.h"

struct arena;
struct text;

/* Exit status; CTL_PARTLY: some was done, and standard error tells the rest */
enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2, CTL_PARTLY = 3 };

/* An option that a command has beside the common ones: "--name". */
struct ctl_option {
	const char *name;
	const char *value; /* what follows, as "FILE"; NULL: nothing does */
	const char *help;  /* a few words */
};

enum { CTL_OPTIONS = 24 }; /* of one command, at most */

/* A way to use a command. */
struct ctl_form {
	const char *words; /* behind the command's name, as "show NUMBER..." */
	const char *help;  /* a few words; NULL: the command's summary says all
			    */
};

/* The environment of a command. */
struct ctl {
	struct arena *arena;
	struct arena *items; /* for memory of a moment */
	struct config config;
	struct rules rules;
	bool json;            /* print for programs */
	const char *file;     /* the configuration */
	const char *login;    /* the name that the operator logged in with */
	struct damage damage; /* of the store */
	/* the store, once the process is confined; NULL: not yet */
	const struct store_prepared *prepared;
	/* of the command's own options, in their order; NULL: not given, ""
	   for one without a value */
	const char *values[CTL_OPTIONS];
};

/*
 * A command: a file of its own, and a row in commands.c. Help, completion and
 * crmctl(8) are made of this.
 */
struct ctl_command {
	const char *name;
	const char *also;                 /* another name; NULL: none */
	const char *summary;              /* a few words for the list of all */
	const struct ctl_form *forms;     /* ended by NULL words */
	const struct ctl_option *options; /* ended by a NULL name; NULL: none */
	/* all else that is to say: sentences, with a blank line between
	   paragraphs; NULL: nothing */
	const char *about;
	/* the words that arguments may be, beside those that the forms begin
	   with, blank-separated, in the arena; NULL: none */
	const char *(*words)(struct arena *arena);
	/* whether the database may be made if there is none; NULL: never */
	bool (*makes)(const struct ctl *ctl, char *const *arguments);
	/* whether the command calls ctl_confine() itself, once it has opened
	   what is out of reach then */
	bool confines;
	/* takes the arguments behind the name, returns an exit status */
	int (*run)(struct ctl *ctl, char **arguments);
};

/*
 * Prints "crmctl: …" on stderr, harmless to a terminal, and without the API
 * keys that are in it.
 */
void
ctl_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Gives up all rights but those to the store, to the terminal, to descriptors
 * that are open, and to the folder that a path is in;
 * NULL: no other folder. A second call does nothing.
 */
void ctl_confine(struct ctl *ctl, const char *path);

/* The settings that the database is opened with. */
struct store_settings ctl_settings(struct ctl *ctl);

/*
 * Opens the database, which must be there. Returns NULL if that fails, after a
 * complaint.
 */
struct store *ctl_open(struct ctl *ctl);

/* As ctl_open(), to read only, which waits for no writer. */
struct store *ctl_open_to_read(struct ctl *ctl);

/*
 * Says on stderr what could not be read for damage of the store, if any was
 * met: "customers" or "suspects". Returns an exit status: CTL_PARTLY in place
 * of CTL_DONE, if any could not.
 */
int ctl_tell_damage(const struct ctl *ctl, const char *what, int status);

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
