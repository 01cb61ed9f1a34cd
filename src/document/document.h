/* What the pages of the documentation are put together from. */
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
	const struct format *format;       /* that it tells of; NULL: of all */
	const struct operation *operation; /* that it tells of, or NULL */
	const char *url;    /* of the service, see exchange_url() */
	struct rules rules; /* the exchange's, in English */
};

/* Begins the page that answers an exchange; about and title: html_begin(). */
struct document
document_begin(struct exchange *exchange, const char *about, const char *title);

/* Adds "JSON", as people call a format. */
void document_name(struct text *out, const struct format *format);

/* Adds the beginning of a link to a path of the service, up to its text. */
void document_link(struct document *document, const char *path);

/*
 * The path of a route as the page shows it, in the arena: with the format of
 * which it tells, or with all in braces.
 */
const char *
document_path(const struct document *document, const struct route *route);

/* Adds the routes that a page tells of, as a table. */
void document_routes(struct document *document,
	bool (*is_told)(
		const struct document *document, const struct route *route));

/* Adds how a format is chosen, and which there are. */
void document_formats(struct document *document);

#endif
