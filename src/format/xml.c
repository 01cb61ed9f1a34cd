/* XML 1.0, in the shape of .NET's data contracts. */
#include "format/xml.h"

#include "base/text.h"
#include "schema/record.h"

static void write_members(
	struct text *out, const struct record *record, bool pascal);

/* A member's name, as its message has it. */
static void
write_name(struct text *out, const char *name, bool pascal)
{
	text_putc(out,
		pascal && *name >= 'a' ? (char)(*name - 'a' + 'A') : *name);
	text_puts(out, name + 1);
}

static void
write_value(struct text *out, const struct field *field,
	const struct value *value)
{
	switch (field->type) {
	case TYPE_BOOL:
		text_puts(out, value->number != 0 ? "true" : "false");
		break;
	case TYPE_INT:
		text_printf(out, "%lld", (long long)value->number);
		break;
	case TYPE_LIST:
		for (size_t i = 0; i < value->count; i++) {
			text_printf(out, "<%s>", field->item->name);
			write_members(out, value->items[i],
				field->item->pascal);
			text_printf(out, "</%s>", field->item->name);
		}
		break;
	case TYPE_RECORD:
		write_members(out, value->items[0], field->item->pascal);
		break;
	default:
		text_xml(out, value->text, value->length);
	}
}

static void
write_members(struct text *out, const struct record *record, bool pascal)
{
	for (size_t i = 0; i < record->schema->count; i++) {
		const struct field *field = &record->schema->fields[i];

		if (record->values[i].state != VALUE_GIVEN)
			continue;
		text_putc(out, '<');
		write_name(out, field->name, pascal);
		text_putc(out, '>');
		write_value(out, field, &record->values[i]);
		text_puts(out, "</");
		write_name(out, field->name, pascal);
		text_putc(out, '>');
	}
}

void
xml_write(struct text *out, const struct record *record)
{
	const struct schema *schema = record->schema;

	text_printf(out,
		"<?xml version=\"1.0\" encoding=\"utf-8\"?><%s"
		" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""
		" xmlns=\"%s\">",
		schema->name, schema->space);
	write_members(out, record, schema->pascal);
	text_printf(out, "</%s>", schema->name);
}
