/* The JSON Schema of messages, in the dialect of OpenAPI 3.1. */
#ifndef OPENAPI_JSONSCHEMA_H
#define OPENAPI_JSONSCHEMA_H

#include "schema/schema.h"

struct arena;
struct text;

/* The path of schemas in documents; a schema's name comes behind it. */
#define JSONSCHEMA_PLACE "#/components/schemas/"

/*
 * Adds the JSON Schema (draft 2020-12) of a message or an item, with mere
 * references to the schemas of its lists and records. Every value that fits the
 * schema is taken by the reader of JSON and by the checks; they take more, as
 * the descriptions say.
 *
 * rules is NULL for answers, which have a form but no rules; wcf: JSON has dates
 * of WCF. Rules without a
 * keyword in JSON Schema have keywords of our own:
 *
 *	x-seconds-ahead	a day (its midnight in UTC) or a moment lies at most
 *			so many seconds after now
 *	x-octets	an address of mail takes at most so many bytes of
 *			UTF-8 in all, and before the @
 */
void jsonschema_write(struct text *out, const struct schema *schema,
	const struct rules *rules, bool wcf);

/*
 * The name of a schema in documents, in the arena. An item that needs no member
 * has in XML the name of the item that does; here it is another.
 */
const char *jsonschema_name(struct arena *arena, const struct schema *schema);

/* Adds the JSON Schema of the value of a field, which is no list. */
void jsonschema_value(
	struct text *out, const struct field *field, const struct rules *rules);

#endif
