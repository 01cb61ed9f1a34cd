/* The frame of all pages, and text in HTML that is well-formed XML as well. */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include <stdbool.h>

struct arena;
struct language;
struct text;

/* The style sheet of all pages. */
extern const char html_style[];

/*
 * The Content-Security-Policy of a page with that style sheet and, unless it
 * is NULL, that script, which may ask its own site if it asks; in the arena.
 */
const char *html_policy(struct arena *arena, const char *script, bool asks);

/*
 * Begins a page in a language (NULL: English), down to its heading, which is
 * said in that language. It is the title too, behind what tells the page from
 * others of that heading (NULL: nothing), which is said as well.
 */
void html_begin(struct text *out, const struct language *language,
	const char *about, const char *heading);

/* Ends a page. */
void html_end(struct text *out);

/* Adds a string with what HTML would take for markup escaped. */
void html_puts(struct text *out, const char *string);

/*
 * Adds an attribute to a tag that is open, a blank before it: the name as it
 * is, the value as html_puts() adds it.
 */
void html_attribute(struct text *out, const char *name, const char *value);

/* As html_puts(), the translation of a phrase. */
void html_say(
	struct text *out, const struct language *language, const char *english);

#endif
