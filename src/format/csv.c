/* CSV (RFC 4180). */
#include "format/csv.h"

#include <string.h>

#include "base/text.h"
#include "format/jsv.h"
#include "schema/record.h"

static void
write_cell(struct text *out, const char *bytes, size_t length)
{
	bool quoted = false;

	for (size_t i = 0; i < length && !quoted; i++)
		quoted = strchr("\",\r\n", bytes[i]) != NULL;
	text_puts(out, quoted ? "\"" : "");
	for (size_t i = 0; i < length; i++) {
		text_puts(out, bytes[i] == '"' ? "\"" : "");
		text_putc(out, bytes[i]);
	}
	text_puts(out, quoted ? "\"" : "");
}

static void
write_value(struct text *out, const struct field *field,
	const struct value *value)
{
	struct text cell = { .arena = out->arena };

	if (value->state != VALUE_GIVEN)
		return;
	switch (field->type) {
	case TYPE_BOOL:
	case TYPE_INT:
	case TYPE_LIST:
	case TYPE_RECORD:
		jsv_write_value(&cell, field, value);
		write_cell(out, cell.bytes, cell.length);
		break;
	default:
		write_cell(out, value->text, value->length);
	}
}

static void
write_header(struct text *out, const struct schema *schema)
{
	for (size_t i = 0; i < schema->count; i++)
		text_printf(out, "%s%s", i == 0 ? "" : ",",
			schema->fields[i].name);
	text_puts(out, "\r\n");
}

/* The record as a row of the columns that a schema has. */
static void
write_row(struct text *out, const struct schema *columns,
	const struct record *record)
{
	for (size_t i = 0; i < columns->count; i++) {
		const char *name = columns->fields[i].name;
		int field = schema_find(record->schema, name, strlen(name));

		text_puts(out, i == 0 ? "" : ",");
		if (field >= 0)
			write_value(out, &record->schema->fields[field],
				&record->values[field]);
	}
	text_puts(out, "\r\n");
}

/* The field that holds a table's rows, or -1. */
static int
rows_of(const struct schema *schema)
{
	for (size_t i = 0; i < schema->count; i++)
		if (schema->fields[i].rows)
			return (int)i;
	return -1;
}

void
csv_write(struct text *out, const struct record *record)
{
	int rows = rows_of(record->schema);
	const struct schema *columns = record->schema;
	const struct value *value;

	if (rows < 0) {
		write_header(out, columns);
		write_row(out, columns, record);
		return;
	}
	value = &record->values[rows];
	if (columns->fields[rows].type == TYPE_RECORD) {
		csv_write(out, value->items[0]);
		return;
	}
	columns = columns->fields[rows].item;
	write_header(out, columns);
	for (size_t i = 0; i < value->count; i++)
		write_row(out, columns, value->items[i]);
	if (value->count == 0)
		write_row(out, columns, record);
}
