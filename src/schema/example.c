/* Valid sample records, made of the examples in the tables of fields. */
#include "schema/example.h"

#include <string.h>

#include "schema/codes.h"
#include "schema/record.h"

/* Whether the field must be given in a record of examples. */
static bool
is_needed(const struct schema *schema, size_t index)
{
	const struct field *field = &schema->fields[index];
	const struct field *other = &schema->fields[field->when.field];
	enum need need = schema_need(schema, index);

	return need == REQUIRED || field->id ||
	       (need == REQUIRED_WHEN &&
		       strcmp(other->example, field->when.is) == 0);
}

static void
set_example(struct record *record, size_t index)
{
	const struct field *field = &record->schema->fields[index];
	const char *codes = codes_of(field, record->intake->rules);
	size_t length = strlen(field->example);
	struct code code;

	if (codes == NULL || codes_find(codes, field->example, length, &code) ||
		!codes_next(&codes, &code))
		record_set_text(record, index, field->example, length);
	else
		record_set_text(record, index, code.code, code.code_length);
}

void
example_fill(struct record *record, bool whole)
{
	const struct schema *schema = record->schema;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		if (!whole && !is_needed(schema, i))
			continue;
		else if (schema->fields[i].type == TYPE_LIST)
			example_fill(record_item(record, i, 0),
				whole || schema_is_plain(&schema->fields[i]));
		else if (schema->fields[i].type == TYPE_RECORD)
			example_fill(record_set_record(record, i), whole);
		else if (schema->fields[i].example != NULL)
			set_example(record, i);
}

struct record *
example_record(struct intake *intake, const struct schema *schema, bool whole)
{
	struct record *record = record_new(intake, schema);

	example_fill(record, whole);
	return record;
}
