/* The kinds of keys: the demand on a value, and its parser, for each kind. */
#ifndef CONFIG_KINDS_H
#define CONFIG_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/key.h"

struct arena;

/* A line that sets a key, or a default that sets a key without a line. */
struct config_line {
	struct arena *arena;
	const char *file;  /* NULL for a default */
	size_t number;     /* from 1 */
	const char *name;  /* of the key, as written */
	const char *value; /* trimmed, not empty */
};

/*
 * Sets a member to the value of a line. Returns NULL, or an error message on
 * the value, in the arena; the member is then as good as not set.
 */
const char *kind_set(const struct config_line *line,
	const struct config_key *key, void *member);

/*
 * The demand on a value, "a whole number from 1 to 4096", in the arena, or NULL
 * if the demand takes more than a few words. Error messages and documentation
 * have the demand.
 */
const char *kind_demand(struct arena *arena, const struct config_key *key);

/*
 * The variable end of a key's name, "FIELD" or "TEXT", or NULL if the name has
 * none.
 */
const char *kind_variable(const struct config_key *key);

/* Whether a name in a file is a key's name, or begins with one that varies. */
bool kind_names(const struct config_key *key, const char *name);

#endif
