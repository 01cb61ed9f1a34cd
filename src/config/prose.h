/* The documentation text of a key, as plain words and as mdoc(7). */
#ifndef CONFIG_PROSE_H
#define CONFIG_PROSE_H

#include "config/key.h"

struct text;

/* Adds the first paragraph without signs. */
void prose_plain(struct text *out, const char *text);

/*
 * Adds all paragraphs of a key's text as mdoc(7): each sentence begins a line,
 * and the text between signs gets the macro of a key of the table, a word of
 * this key, a path, or another literal. Punctuation or a blank stands behind a
 * sign; a reference such as crm.cgi(8) needs no signs.
 */
void prose_mdoc(struct text *out, const struct config_table *table,
	const struct config_key *key, const char *text);

#endif
