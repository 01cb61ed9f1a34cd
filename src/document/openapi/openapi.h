/* The parts of the OpenAPI document. */
#ifndef OPENAPI_OPENAPI_H
#define OPENAPI_OPENAPI_H

#include <stdbool.h>

#include "exchange/route.h"

struct schema;
struct text;

/* A message that is sent or answered. */
struct envelope {
	const struct schema *schema;
	const char *examples; /* what their names begin with; NULL: none */
	bool sent;            /* of those there are several (see below) */
};

/* Adds the member "paths": what can be asked at this URL (paths.c). */
void openapi_paths(struct exchange *exchange, struct text *out);

/* Adds the member "components": what paths refer to (components.c). */
void openapi_components(struct exchange *exchange, struct text *out);

/* Adds {"$ref":"#/components/KIND/NAME"}. */
void openapi_reference(struct text *out, const char *kind, const char *name);

/*
 * Adds a member, called as the media type, that says what is in a format; no
 * format or no message means any text.
 */
void openapi_media(struct text *out, const char *media,
	const struct format *format, const struct envelope *envelope);

/* Adds the member "content": all media types that are answered in. */
void openapi_content(struct text *out, const struct envelope *envelope);

/*
 * What examples are called, after their envelope and before their format:
 * those of what is sent have all members or the least.
 */
const char *const *openapi_examples(const struct envelope *envelope);

/*
 * What the bodies are called that a route takes, by how it decides on formats,
 * and on the one that its path names.
 */
const char *openapi_body(struct arena *arena, enum choice choice, bool many,
	const struct format *named);

/* What the answers of an error status are called: "Error400". */
const char *openapi_error(struct arena *arena, int status);

#endif
