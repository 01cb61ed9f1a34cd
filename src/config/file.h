/* The reader of a configuration file: its lines, by a table of keys. */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "config/key.h"

struct arena;

/*
 * Fills the members of config that the table's keys have, from the defaults
 * and, unless file is NULL, from the file. Returns NULL, or an error message
 * that begins with file and line, in the arena.
 */
const char *config_file_read(struct arena *arena,
	const struct config_table *table, void *config, const char *file);

#endif
