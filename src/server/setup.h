/* The set-up of a process: configuration, rules and paths for all requests. */
#ifndef SERVER_SETUP_H
#define SERVER_SETUP_H

#include <stdbool.h>

#include "config/config.h"
#include "schema/schema.h"

struct arena;
struct exchange;
struct store_prepared;
struct store_session;

struct setup {
	struct config config;
	struct rules rules;
	const char *wrong;   /* an error in crm.conf: defaults apply; or NULL */
	const char *program; /* the program's own file; NULL: not known */
	const char *stub;    /* the script that started the program, or NULL */
	const char *settings; /* as shown_settings() has it */
	/* as in exchange.h, for all requests of a process that stays */
	bool confined;
	const struct store_prepared *prepared;
	struct store_session *session;
};

/*
 * Reads the configuration file: config unless NULL, else the file that
 * config_find() finds by argv, main()'s. All strings are in the arena.
 */
void setup_read(struct arena *arena, const char *config, char **argv,
	struct setup *setup);

/*
 * Puts the set-up into an exchange that has its arena, rules and request: the
 * folders that a web server may show depend on the request too.
 */
void setup_tell(const struct setup *setup, struct exchange *exchange);

/*
 * The folders, ended by NULL, in and below which the database may not lie
 * whatever a request says of others: the program's, and that of a stub.
 */
const char *const *
setup_exposed(const struct setup *setup, struct arena *arena);

#endif
