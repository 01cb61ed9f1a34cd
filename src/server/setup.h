/* What a process knows before it takes a request. */
#ifndef SERVER_SETUP_H
#define SERVER_SETUP_H

#include <stdbool.h>

#include "config/config.h"
#include "schema/schema.h"

struct arena;
struct exchange;
struct store_prepared;

struct setup {
	struct config config;
	struct rules rules;
	const char *wrong;   /* with crm.conf, or NULL: all is as without one */
	const char *program; /* the program's own file; NULL: not known */
	const char *stub;    /* the script that started it; NULL: none did */
	/* what exchange.h says of them, for all requests of a process that
	   stays */
	bool confined;
	const struct store_prepared *prepared;
};

/*
 * Reads the configuration: the file of that name unless it is NULL, else what
 * config_find() finds by argv, main()'s. All strings are in the arena.
 */
void setup_read(struct arena *arena, const char *config, char **argv,
	struct setup *setup);

/*
 * Tells it to an exchange, which has its arena, rules and request: the folders
 * that a web server may show depend on the request too.
 */
void setup_tell(const struct setup *setup, struct exchange *exchange);

#endif
