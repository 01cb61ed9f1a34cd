/* HTML: any record as a page of names and values, for people. */
#include "format/html.h"

#include "base/text.h"
#include "format/stream.h"
#include "html/html.h"
#include "language/language.h"
#include "schema/record.h"

/* Begins a member, up to its value. */
static void
begin_member(struct text *out, const struct language *language,
	const struct field *field)
{
	text_puts(out, "<dt>");
	html_say(out, language,
		field->title == NULL ? field->name : field->title);
	text_puts(out, "</dt><dd>");
}

static void write_members(struct text *out, const struct record *record);

static void
write_value(struct text *out, const struct language *language,
	const struct field *field, const struct value *value)
{
	switch (field->type) {
	case TYPE_BOOL:
		html_say(out, language, value->number != 0 ? "Yes" : "No");
		break;
	case TYPE_INT:
		text_printf(out, "%lld", (long long)value->number);
		break;
	case TYPE_LIST:
	case TYPE_RECORD:
		for (size_t i = 0; i < value->count; i++) {
			const struct record *item = value->items[i];

			if (!field->item->plain) {
				write_members(out, item);
				continue;
			}
			text_puts(out, i == 0 ? "" : ", ");
			write_value(out, language, &field->item->fields[0],
				&item->values[0]);
		}
		break;
	default:
		text_xml(out, value->text, value->length);
	}
}

static void
write_members(struct text *out, const struct record *record)
{
	const struct language *language = intake_language(record->intake);

	text_puts(out, "<dl>");
	for (size_t i = schema_first(record->schema); i < record->schema->count;
		i = schema_next(record->schema, i)) {
		const struct field *field = &record->schema->fields[i];
		const struct value *value = &record->values[i];

		if (value->state != VALUE_GIVEN)
			continue;
		begin_member(out, language, field);
		write_value(out, language, field, value);
		text_puts(out, "</dd>\n");
	}
	text_puts(out, "</dl>");
}

static void
begin_page(struct text *out, const struct language *language,
	const struct schema *schema)
{
	html_begin(out, language, NULL,
		schema->title == NULL ? schema->name : schema->title);
}

static void
begin_list(struct text *out, const struct stream *stream)
{
	begin_page(out, stream->language, stream->schema);
	text_puts(out, "<dl>");
	begin_member(out, stream->language, &stream->schema->fields[0]);
}

static void
add_item(struct text *out, const struct stream *stream,
	const struct record *record)
{
	(void)stream;
	write_members(out, record);
}

static void
end_list(struct text *out, const struct stream *stream)
{
	(void)stream;
	text_puts(out, "</dd>\n</dl>");
	html_end(out);
}

const struct stream_writer html_stream = {
	.begin = begin_list,
	.add = add_item,
	.end = end_list,
	.broken = "",
};

void
html_write(struct text *out, const struct record *record)
{
	if (record->schema->array) {
		stream_write(out, &html_stream, record);
		return;
	}
	begin_page(out, intake_language(record->intake), record->schema);
	write_members(out, record);
	html_end(out);
}
