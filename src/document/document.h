/* The parts that the pages of the documentation have in common. */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "exchange/route.h"
#include "schema/schema.h"

struct exchange;
struct format;
struct text;

/* A page of the documentation under construction. */
struct document {
	struct text *out;
	struct exchange *exchange;
	const struct format *format;       /* of the page; NULL: all formats */
	const struct operation *operation; /* of the page, or NULL */
	const char *url;    /* of the service, see exchange_url() */
	struct rules rules; /* the exchange's, in English */
};

/* Begins the page that answers an exchange; about and title: html_begin(). */
struct document
document_begin(struct exchange *exchange, const char *about, const char *title);

/* Adds "JSON", as people call a format. */
void document_name(struct text *out, const struct format *format);

/*
 * Adds the beginning of a link to a path of the service, up to the link's text.
 */
void document_link(struct document *document, const char *path);

/*
 * The path of a route as the page shows it, in the arena: with the page's
 * format, or with all formats in braces.
 */
const char *
document_path(const struct document *document, const struct route *route);

/* Adds a table of the routes that a page tells of. */
void document_routes(struct document *document,
	bool (*is_told)(
		const struct document *document, const struct route *route));

/* Adds how an API key is sent, and a table of the scopes. */
void document_keys(struct document *document);

/* Adds the choice of formats, and a table of them. */
void document_formats(struct document *document);

#endif
