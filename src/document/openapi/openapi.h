/* The OpenAPI 3.1 document, and the parts that it consists of. */
#ifndef OPENAPI_OPENAPI_H
#define OPENAPI_OPENAPI_H

#include <stdbool.h>
#include <stddef.h>

#include "exchange/route.h"

struct exchange;
struct rules;
struct schema;
struct text;

/* A message that is sent or answered. */
struct envelope {
	const struct schema *schema;
	const char *examples; /* the beginning of their names; NULL: none */
	bool sent;            /* a request, with several examples */
};

/* Adds the member "paths": the requests possible at this URL (paths.c). */
void openapi_paths(struct exchange *exchange, struct text *out);

/* Adds the member "components": the targets of references (components.c). */
void openapi_components(struct exchange *exchange, struct text *out);

/* GET /openapi.json: makes the document the answer. */
void openapi_show(struct exchange *exchange);

/* Adds {"$ref":"#/components/KIND/NAME"} (content.c). */
void openapi_reference(struct text *out, const char *kind, const char *name);

/*
 * Adds a member with the name of the media type, for a message in a format; no
 * format or no message means any text.
 */
void openapi_media(struct text *out, const char *media,
	const struct format *format, const struct envelope *envelope);

/* Adds the member "content": all media types of answers. */
void openapi_content(struct text *out, const struct envelope *envelope);

/*
 * The names of examples, after their envelope and before their format: examples
 * of requests have all members, or only the required ones.
 */
const char *const *openapi_examples(const struct envelope *envelope);

/*
 * The name of the bodies that a route of an operation takes: by its message,
 * its choice of formats, and the format that its path names (components.c).
 */
const char *openapi_body(struct arena *arena, const struct route *route,
	const struct format *named);

/*
 * Adds a parameter with the rules of a member of a request, in the path or in
 * the query.
 */
void openapi_parameter(struct text *out, const struct schema *schema,
	size_t field, const char *in, const struct rules *rules);

/* The name of the parameter of the query for a member of a request. */
const char *
openapi_query(struct arena *arena, const struct schema *schema, size_t field);

/* A way to send an API key: its name, and its Security Scheme Object. */
struct openapi_scheme {
	const char *name, *json;
};

/* All ways, the best first (components.c). */
extern const struct openapi_scheme openapi_schemes[];
extern const size_t openapi_scheme_count;

/*
 * Adds the member "headers": those of every answer, and those of names, which
 * NULL ends; names may be NULL (components.c).
 */
void openapi_headers(struct text *out, const char *const *names);

/* The name of the answers with an error status: "Error400". */
const char *openapi_error(struct arena *arena, int status);

#endif
