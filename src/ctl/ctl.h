/* crmctl, the operator's command: what its subcommands share. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "schema/schema.h"
#include "store/store.h"

struct arena;
struct text;

enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 }; /* exit status */

/* What a subcommand runs with. */
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
 * Opens the database, which must be there. Returns NULL after a complaint, or
 * if the store complained.
 */
struct store *ctl_open(struct ctl *ctl);

/*
 * Adds text with what a terminal would not show as a character of its own as
 * \u{1b}, so that nothing that a stranger sent can act on it.
 */
void ctl_show(struct text *out, const char *string);

/* Subcommands: take what follows their name, and return an exit status. */
int ctl_quarantine(struct ctl *ctl, char **arguments);

#endif
