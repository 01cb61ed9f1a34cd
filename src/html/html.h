/* The frame of all HTML pages, and their text, which is well-formed XML too. */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include <stdbool.h>

struct arena;
struct language;
struct text;

/* The style sheet of all pages. */
extern const char html_style[];

/* What a page may do. Zero is a page with text alone, shown by itself. */
struct html_rights {
	const char *script; /* the only one, or NULL */
	bool asks;          /* the script may send requests to its own site */
	bool pictures;      /* that stand in the page itself, as data: */
	const char
		*frames; /* blank-separated origins that may show it, or NULL */
};

/* The Content-Security-Policy of a page with html_style, in the arena. */
const char *html_policy(struct arena *arena, const struct html_rights *rights);

/*
 * Begins a page in a language (NULL: English), down to its heading, which is
 * translated. The heading is the title too, behind a phrase that tells the page
 * from others of that heading (NULL: no phrase), which is translated as well.
 */
void html_begin(struct text *out, const struct language *language,
	const char *about, const char *heading);

/*
 * As html_begin(), in two parts: down to where the heading stands, and the
 * heading.
 */
void html_open(struct text *out, const struct language *language,
	const char *about, const char *heading);
void html_heading(
	struct text *out, const struct language *language, const char *heading);

/* Ends a page. */
void html_end(struct text *out);

/* Adds a string with the characters escaped that are markup in HTML. */
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
