/* HTML: any record as a page of names and values, for people. */
#include "format/html.h"

#include "base/text.h"
#include "html/html.h"
#include "language/language.h"
#include "schema/record.h"

static void
write_members(struct text *out, const struct record *record)
{
	const struct language *language = intake_language(record->intake);

	text_puts(out, "<dl>");
	for (size_t i = 0; i < record->schema->count; i++) {
		const struct field *field = &record->schema->fields[i];
		const struct value *value = &record->values[i];

		if (value->state != VALUE_GIVEN)
			continue;
		text_puts(out, "<dt>");
		html_say(out, language,
			field->title == NULL ? field->name : field->title);
		text_puts(out, "</dt><dd>");
		if (field->type == TYPE_LIST || field->type == TYPE_RECORD)
			for (size_t k = 0; k < value->count; k++)
				write_members(out, value->items[k]);
		else if (field->type == TYPE_BOOL)
			html_say(out, language,
				value->number != 0 ? "Yes" : "No");
		else if (field->type == TYPE_INT)
			text_printf(out, "%lld", (long long)value->number);
		else
			text_xml(out, value->text, value->length);
		text_puts(out, "</dd>\n");
	}
	text_puts(out, "</dl>");
}

void
html_write(struct text *out, const struct record *record)
{
	const struct schema *schema = record->schema;

	html_begin(out, intake_language(record->intake), NULL,
		schema->title == NULL ? schema->name : schema->title);
	write_members(out, record);
	html_end(out);
}
