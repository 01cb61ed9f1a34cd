/* The JSON Schema of messages, in the dialect of OpenAPI 3.1. */
#include "document/openapi/jsonschema.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/jsonout.h"
#include "format/xml.h"
#include "schema/codes.h"
#include "schema/example.h"
#include "schema/record.h"
#include "schema/rule.h"
#include "schema/type.h"

const char *
jsonschema_name(struct arena *arena, const struct schema *schema)
{
	bool partial = schema->lax && schema->space == NULL;

	return partial ? arena_printf(arena, "Partial%s", schema->name)
		       : schema->name;
}

static void
write_reference(struct text *out, const struct schema *schema)
{
	jsonout_open(out, '{');
	jsonout_name(out, "$ref");
	text_printf(out, "\"" JSONSCHEMA_PLACE "%s\"",
		jsonschema_name(out->arena, schema));
	jsonout_close(out, '}');
}

/* Adds the member "type". */
static void
write_type(struct text *out, const struct field *field, const char *name)
{
	jsonout_name(out, "type");
	if (!field->nullable) {
		jsonout_string(out, name);
		return;
	}
	jsonout_open(out, '[');
	jsonout_string(out, name);
	jsonout_string(out, "null");
	jsonout_close(out, ']');
}

/* Adds a member that is a list of codes. */
static void
write_codes(struct text *out, const struct field *field, const char *name,
	const char *codes)
{
	struct code code;

	jsonout_name(out, name);
	jsonout_open(out, '[');
	while (codes_next(&codes, &code))
		jsonout_string(out,
			arena_copy(out->arena, code.code, code.code_length));
	if (field->nullable)
		jsonout_json(out, "null");
	jsonout_close(out, ']');
}

/* Adds the shape of the value, but not its length. */
static void
write_shape(
	struct text *out, const struct field *field, const struct rules *rules)
{
	const char *codes = codes_of(field, rules);
	struct text pattern = { .arena = out->arena };

	if (codes != NULL) {
		write_codes(out, field, "enum", codes);
		return;
	}
	rule_pattern(&pattern, field);
	if (pattern.length > 0)
		jsonout_member(out, "pattern", pattern.bytes);
	if (field->past) {
		jsonout_name(out, "x-seconds-ahead");
		jsonout_number(out, types[field->type].ahead);
	}
	if (field->type == TYPE_EMAIL) {
		jsonout_name(out, "x-octets");
		jsonout_open(out, '[');
		jsonout_number(out, TYPE_EMAIL_OCTETS);
		jsonout_number(out, TYPE_LOCAL_OCTETS);
		jsonout_close(out, ']');
	}
}

/* Adds the keywords of a value that is a text; rules are NULL for answers. */
static void
write_text(
	struct text *out, const struct field *field, const struct rules *rules)
{
	write_type(out, field, "string");
	if (rule_format(field) != NULL)
		jsonout_member(out, "format", rule_format(field));
	if (rules == NULL)
		return;
	if (rule_holds(field, rules, FAULT_TOO_LONG)) {
		jsonout_name(out, "maxLength");
		jsonout_number(out, field->max);
	}
	write_shape(out, field, rules);
}

/* Adds that a flag of the items is true in one of them at most. */
static void
write_single(struct text *out, const struct field *flag)
{
	jsonout_open(out, '{');
	jsonout_name(out, "contains");
	jsonout_open(out, '{');
	jsonout_member(out, "type", "object");
	jsonout_name(out, "properties");
	jsonout_open(out, '{');
	jsonout_name(out, flag->name);
	jsonout_json(out, "{\"const\":true}");
	jsonout_close(out, '}');
	jsonout_name(out, "required");
	jsonout_open(out, '[');
	jsonout_string(out, flag->name);
	jsonout_close(out, ']');
	jsonout_close(out, '}');
	jsonout_name(out, "minContains");
	jsonout_number(out, 0);
	jsonout_name(out, "maxContains");
	jsonout_number(out, 1);
	jsonout_close(out, '}');
}

static void
write_singles(struct text *out, const struct schema *item)
{
	bool found = false;

	for (size_t i = 0; i < item->count; i++) {
		if (!item->fields[i].single)
			continue;
		if (!found) {
			jsonout_name(out, "allOf");
			jsonout_open(out, '[');
		}
		found = true;
		write_single(out, &item->fields[i]);
	}
	if (found)
		jsonout_close(out, ']');
}

static void write_value(
	struct text *out, const struct field *field, const struct rules *rules);

/* Adds the schema of a plain value in a list. */
static void
write_plain(
	struct text *out, const struct field *list, const struct rules *rules)
{
	jsonout_open(out, '{');
	write_value(out, &list->item->fields[0], rules);
	jsonout_name(out, "xml");
	jsonout_open(out, '{');
	jsonout_member(out, "name", xml_plain_name(list));
	jsonout_member(out, "namespace", xml_plain_space);
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}

/* Adds the keywords of a list; in XML a list is an element of its own. */
static void
write_list(
	struct text *out, const struct field *field, const struct rules *rules)
{
	write_type(out, field, "array");
	jsonout_name(out, "items");
	if (schema_is_plain(field))
		write_plain(out, field, rules);
	else
		write_reference(out, field->item);
	if (rules == NULL)
		return;
	jsonout_name(out, "maxItems");
	jsonout_number(out, (long long)rules->max_items);
	write_singles(out, field->item);
}

static void
write_value(
	struct text *out, const struct field *field, const struct rules *rules)
{
	switch (field->type) {
	case TYPE_BOOL:
		write_type(out, field, "boolean");
		break;
	case TYPE_INT:
		write_type(out, field, "integer");
		jsonout_member(out, "format", "int32");
		break;
	case TYPE_LIST:
		write_list(out, field, rules);
		break;
	case TYPE_RECORD:
		jsonout_name(out, "allOf");
		jsonout_open(out, '[');
		write_reference(out, field->item);
		jsonout_close(out, ']');
		break;
	default:
		write_text(out, field, rules);
	}
}

/* Adds the meaning of a member; of a request, all its rules too. */
static void
write_words(struct text *out, const struct schema *schema, size_t index,
	const struct rules *rules)
{
	const struct field *field = &schema->fields[index];
	struct text words = { .arena = out->arena };

	if (field->title != NULL)
		jsonout_member(out, "title", field->title);
	if (rules == NULL)
		text_puts(&words, field->text);
	else
		rule_describe(&words, schema, index, rules);
	jsonout_member(out, "description", words.bytes);
}

/* Adds the example of a member that is no list. */
static void
write_example(struct text *out, const struct record *examples, size_t index)
{
	const struct value *value = &examples->values[index];
	const struct field *field = &examples->schema->fields[index];

	if (field->example == NULL || value->state != VALUE_GIVEN)
		return;
	jsonout_name(out, "examples");
	jsonout_open(out, '[');
	if (field->type == TYPE_BOOL)
		jsonout_bool(out, value->number != 0);
	else if (field->type == TYPE_INT)
		jsonout_number(out, value->number);
	else
		jsonout_string(out, value->text);
	jsonout_close(out, ']');
}

/* Adds the name that a member has in XML, if that name is another. */
static void
write_xml(struct text *out, const struct schema *schema,
	const struct field *field)
{
	bool wrapped = field->type == TYPE_LIST;

	if (!schema->pascal && !wrapped)
		return;
	jsonout_name(out, "xml");
	jsonout_open(out, '{');
	if (schema->pascal) {
		char *name = arena_printf(out->arena, "%s", field->name);

		name[0] = (char)(name[0] & ~0x20);
		jsonout_member(out, "name", name);
	}
	if (wrapped) {
		jsonout_name(out, "wrapped");
		jsonout_bool(out, true);
	}
	jsonout_close(out, '}');
}

/*
 * A message's field as the schema tells it. Where JSON has dates of WCF, XML
 * has others: a date is any text then.
 */
static struct field
told_field(const struct schema *schema, size_t index, bool wcf)
{
	struct field field = schema_field(schema, index);

	if (wcf && types[field.type].wrong == FAULT_NO_DATE) {
		field.type = TYPE_STRING;
		field.past = false;
	}
	return field;
}

static void
write_properties(struct text *out, const struct schema *schema,
	const struct rules *rules, bool wcf)
{
	static const struct rules none;
	struct intake intake = { out->arena, rules == NULL ? &none : rules,
		NULL, 0 };
	const struct record *examples = example_record(&intake, schema, true);

	jsonout_name(out, "properties");
	jsonout_open(out, '{');
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct field field = told_field(schema, i, wcf);

		jsonout_name(out, field.name);
		jsonout_open(out, '{');
		write_words(out, schema, i, rules);
		write_value(out, &field, rules);
		write_example(out, examples, i);
		write_xml(out, schema, &field);
		jsonout_close(out, '}');
	}
	jsonout_close(out, '}');
}

/* Whether a field is required on a condition. */
static bool
needs_when(
	const struct schema *schema, size_t index, const struct condition *when)
{
	const struct condition *own = &schema->fields[index].when;

	return schema_need(schema, index) == REQUIRED_WHEN &&
	       own->field == when->field && strcmp(own->is, when->is) == 0;
}

/* Adds the names of the fields that are always required, or on a condition. */
static void
write_required(struct text *out, const struct schema *schema,
	const struct condition *when)
{
	bool found = false;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct field *field = &schema->fields[i];

		if (when == NULL ? schema_need(schema, i) != REQUIRED
				 : !needs_when(schema, i, when))
			continue;
		if (!found) {
			jsonout_name(out, "required");
			jsonout_open(out, '[');
		}
		found = true;
		jsonout_string(out, field->name);
	}
	if (found)
		jsonout_close(out, ']');
}

static void
write_condition(struct text *out, const struct schema *schema,
	const struct condition *when)
{
	const char *name = schema->fields[when->field].name;

	jsonout_open(out, '{');
	jsonout_name(out, "if");
	jsonout_open(out, '{');
	jsonout_name(out, "properties");
	jsonout_open(out, '{');
	jsonout_name(out, name);
	jsonout_open(out, '{');
	jsonout_member(out, "const", when->is);
	jsonout_close(out, '}');
	jsonout_close(out, '}');
	jsonout_name(out, "required");
	jsonout_open(out, '[');
	jsonout_string(out, name);
	jsonout_close(out, ']');
	jsonout_close(out, '}');
	jsonout_name(out, "then");
	jsonout_open(out, '{');
	write_required(out, schema, when);
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}

/* Whether a field is the first that is required on its condition. */
static bool
is_first(const struct schema *schema, size_t field)
{
	if (schema_need(schema, field) != REQUIRED_WHEN)
		return false;
	for (size_t i = 0; i < field; i++)
		if (needs_when(schema, i, &schema->fields[field].when))
			return false;
	return true;
}

static void
write_conditions(struct text *out, const struct schema *schema)
{
	bool found = false;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		if (!is_first(schema, i))
			continue;
		if (!found) {
			jsonout_name(out, "allOf");
			jsonout_open(out, '[');
		}
		found = true;
		write_condition(out, schema, &schema->fields[i].when);
	}
	if (found)
		jsonout_close(out, ']');
}

static void
write_object(struct text *out, const struct schema *schema,
	const struct rules *rules, bool wcf)
{
	jsonout_member(out, "type", "object");
	write_required(out, schema, NULL);
	write_properties(out, schema, rules, wcf);
	if (rules == NULL)
		return;
	write_conditions(out, schema);
	if (rules->reject_unknown) {
		jsonout_name(out, "additionalProperties");
		jsonout_bool(out, false);
	}
}

/* A batch is as long as its bytes allow: max-items is not about it. */
static void
write_array(struct text *out, const struct schema *schema)
{
	jsonout_member(out, "type", "array");
	jsonout_name(out, "items");
	write_reference(out, schema->fields[0].item);
}

void
jsonschema_value(
	struct text *out, const struct field *field, const struct rules *rules)
{
	jsonout_open(out, '{');
	write_value(out, field, rules);
	jsonout_close(out, '}');
}

void
jsonschema_write(struct text *out, const struct schema *schema,
	const struct rules *rules, bool wcf)
{
	jsonout_open(out, '{');
	if (schema->title != NULL)
		jsonout_member(out, "title", schema->title);
	if (schema->array)
		write_array(out, schema);
	else
		write_object(out, schema, rules, wcf);
	jsonout_name(out, "xml");
	jsonout_open(out, '{');
	jsonout_member(out, "name", schema->name);
	if (schema->space != NULL)
		jsonout_member(out, "namespace", schema->space);
	if (schema->array) {
		jsonout_name(out, "wrapped");
		jsonout_bool(out, true);
	}
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}
