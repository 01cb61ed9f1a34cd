/* The kinds of keys: how the text of each becomes a value. */
#ifndef CONFIG_KINDS_H
#define CONFIG_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/key.h"

struct arena;

/* A line that sets a key, or a default that does so without one. */
struct config_line {
	struct arena *arena;
	const char *file;  /* NULL for a default */
	size_t number;     /* from 1 */
	const char *name;  /* of the key, as written */
	const char *value; /* trimmed, not empty */
};

/*
 * Sets a member to the value of a line. Returns NULL, or what is wrong with
 * the value, in the arena; the member is then as good as not set.
 */
const char *kind_set(const struct config_line *line,
	const struct config_key *key, void *member);

/*
 * What a value must be, "a whole number from 1 to 4096", in the arena, or NULL
 * if that takes more than a few words. What is wrong with another value is
 * said with it, and it is told in the documentation.
 */
const char *kind_demand(struct arena *arena, const struct config_key *key);

/*
 * What the name of a key goes on with, "FIELD" or "TEXT", or NULL if the name
 * is all of it.
 */
const char *kind_variable(const struct config_key *key);

/* Whether a name in a file is that key, or one of those that begin with it. */
bool kind_names(const struct config_key *key, const char *name);

#endif
