/* Messages as JSON Schema has them, in the dialect of OpenAPI 3.1. */
#ifndef OPENAPI_JSONSCHEMA_H
#define OPENAPI_JSONSCHEMA_H

#include "schema/schema.h"

struct text;

/* Where documents keep schemas: behind it comes a schema's name. */
#define JSONSCHEMA_PLACE "#/components/schemas/"

/*
 * Adds the JSON Schema (draft 2020-12) of a message or an item; those of its
 * lists and records are only referred to. Whatever fits it is taken by the
 * reader of JSON and by the checks; they take more, as the descriptions say.
 *
 * rules is NULL for what is answered, which has a form but no rules. What
 * JSON Schema has no word for is in words of our own:
 *
 *	x-seconds-ahead	a day (its midnight in UTC) or a moment lies at most
 *			so many seconds after now
 *	x-octets	an address of mail takes at most so many bytes of
 *			UTF-8 in all, and before the @
 */
void jsonschema_write(struct text *out, const struct schema *schema,
	const struct rules *rules);

#endif
