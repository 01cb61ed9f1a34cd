/* The content of bodies in the OpenAPI document, and its references. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "document/openapi/jsonschema.h"
#include "document/openapi/openapi.h"
#include "format/format.h"
#include "format/jsonout.h"
#include "schema/rule.h"
#include "schema/schema.h"

void
openapi_reference(struct text *out, const char *kind, const char *name)
{
	jsonout_open(out, '{');
	jsonout_member(out, "$ref",
		arena_printf(out->arena, "#/components/%s/%s", kind, name));
	jsonout_close(out, '}');
}

const char *const *
openapi_examples(const struct envelope *envelope)
{
	static const char *const sent[] = { "whole", "least", NULL };
	static const char *const answered[] = { "answer", NULL };

	return envelope->sent ? sent : answered;
}

const char *
openapi_error(struct arena *arena, int status)
{
	return arena_printf(arena, "Error%d", status);
}

const char *
openapi_query(struct arena *arena, const struct schema *schema, size_t field)
{
	return arena_printf(
		arena, "%s.%s", schema->name, schema->fields[field].name);
}

/* Adds the schema of a parameter; a list of records is a text there. */
static void
write_parameter_schema(
	struct text *out, const struct field *field, const struct rules *rules)
{
	jsonout_name(out, "schema");
	if (field->type == TYPE_LIST && !field->item->plain) {
		jsonout_json(out, "{\"type\":\"string\"}");
		return;
	}
	jsonschema_value(out, field, rules);
	if (field->type == TYPE_LIST) {
		jsonout_member(out, "style", "form");
		jsonout_name(out, "explode");
		jsonout_bool(out, false);
	}
}

void
openapi_parameter(struct text *out, const struct schema *schema, size_t index,
	const char *in, const struct rules *rules)
{
	const struct field field = schema_field(schema, index);
	struct text words = { .arena = out->arena };

	rule_describe(&words, schema, index, rules);
	jsonout_open(out, '{');
	jsonout_member(out, "name", field.name);
	jsonout_member(out, "in", in);
	jsonout_name(out, "required");
	jsonout_bool(out, strcmp(in, "path") == 0 || field.need == REQUIRED);
	jsonout_member(out, "description", words.bytes);
	write_parameter_schema(out, &field, rules);
	jsonout_close(out, '}');
}

/* An example with a structure is shown in JSON, whatever the format. */
static void
write_examples(struct text *out, const struct format *format,
	const struct envelope *envelope)
{
	const char *const *word = openapi_examples(envelope);
	const char *name =
		format->structured ? format_default()->name : format->name;

	jsonout_name(out, "examples");
	jsonout_open(out, '{');
	for (; *word != NULL; word++) {
		jsonout_name(out, *word);
		openapi_reference(out, "examples",
			arena_printf(out->arena, "%s.%s.%s", envelope->examples,
				*word, name));
	}
	jsonout_close(out, '}');
}

/* Adds that a form has each list in one field. */
static void
write_encoding(struct text *out, const struct schema *schema)
{
	jsonout_name(out, "encoding");
	jsonout_open(out, '{');
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		if (schema->fields[i].type != TYPE_LIST)
			continue;
		jsonout_name(out, schema->fields[i].name);
		jsonout_open(out, '{');
		jsonout_member(out, "contentType", format_default()->media[0]);
		jsonout_close(out, '}');
	}
	jsonout_close(out, '}');
}

void
openapi_media(struct text *out, const char *media, const struct format *format,
	const struct envelope *envelope)
{
	bool told = format != NULL && envelope != NULL && !format->people;

	jsonout_name(out, media);
	jsonout_open(out, '{');
	jsonout_name(out, "schema");
	if (told && format->structured)
		openapi_reference(out, "schemas", envelope->schema->name);
	else
		jsonout_json(out, "{\"type\":\"string\"}");
	if (told && envelope->examples != NULL)
		write_examples(out, format, envelope);
	if (told && format->form)
		write_encoding(out, envelope->schema);
	jsonout_close(out, '}');
}

void
openapi_content(struct text *out, const struct envelope *envelope)
{
	jsonout_name(out, "content");
	jsonout_open(out, '{');
	for (size_t i = 0; i < format_count; i++)
		for (size_t j = 0;
			j < FORMAT_MEDIA && formats[i].write != NULL &&
			formats[i].media[j] != NULL;
			j++)
			openapi_media(out, formats[i].media[j], &formats[i],
				envelope);
	jsonout_close(out, '}');
}
