/* The documentation of a table of keys, in crm.conf and in crm.conf(5). */
#ifndef CONFIG_DESCRIBE_H
#define CONFIG_DESCRIBE_H

#include "config/key.h"

struct text;

/*
 * Adds a template with the keys of a section in the place of each line
 *
 *	@comments SECTION@	as comments of crm.conf
 *	@items SECTION@		as items of a list in mdoc(7)
 *
 * codes are the lines that keys of CONFIG_CODES have by default, without the
 * beginning of their names: "gender: M, F", each with a line feed. Returns
 * NULL, or an error message in the text's arena: the template has a section
 * that does not exist, or one twice, or no place for a key.
 */
const char *describe_keys(struct text *out, const struct config_table *table,
	const char *codes, const char *template);

#endif
