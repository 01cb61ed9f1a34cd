/* Pages for people: HTML that is well-formed XML as well. */
#include "format/html.h"

#include <string.h>

#include "base/text.h"
#include "schema/record.h"

static const char style[] =
	":root{color-scheme:light dark}"
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;"
	"margin:2rem auto;padding:0 1rem}"
	"h1{font-size:1.6rem;font-weight:600}"
	"fieldset{border:1px solid #8886;border-radius:.5rem;margin:1.5rem 0;"
	"padding:.5rem 1rem 1rem}"
	"legend{font-weight:600;padding:0 .4rem}"
	"label{display:block;margin-top:.9rem;font-weight:500}"
	"label small{font-weight:400;opacity:.75}"
	"input,select,textarea{font:inherit;width:100%;box-sizing:border-box;"
	"padding:.4rem .5rem;margin-top:.2rem}"
	"button{font:inherit;padding:.5rem 1.5rem;margin-top:.5rem}"
	".help{display:block;margin:.2rem 0 0;font-size:.875rem;opacity:.75}"
	".fault{color:#b00020;font-weight:500;margin:.2rem 0 0}"
	".summary{border:2px solid #b00020;border-radius:.5rem;"
	"padding:.5rem 1rem}"
	"dt{font-weight:600}dd{margin:0 0 .5rem 1rem}"
	"@media(prefers-color-scheme:dark){.fault{color:#ff8a80}"
	".summary{border-color:#ff8a80}}";

void
html_puts(struct text *out, const char *string)
{
	text_xml(out, string, strlen(string));
}

void
html_begin(struct text *out, const char *title)
{
	text_puts(out,
		"<!DOCTYPE html>\n"
		"<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">"
		"<head><meta charset=\"utf-8\"/>"
		"<meta name=\"viewport\" content=\"width=device-width\"/>"
		"<title>");
	html_puts(out, title);
	text_printf(out, "</title><style>%s</style></head>\n<body><h1>", style);
	html_puts(out, title);
	text_puts(out, "</h1>\n");
}

void
html_end(struct text *out)
{
	text_puts(out, "</body></html>\n");
}

static void
write_members(struct text *out, const struct record *record)
{
	text_puts(out, "<dl>");
	for (size_t i = 0; i < record->schema->count; i++) {
		const struct field *field = &record->schema->fields[i];
		const struct value *value = &record->values[i];

		if (value->state != VALUE_GIVEN)
			continue;
		text_puts(out, "<dt>");
		html_puts(
			out, field->title == NULL ? field->name : field->title);
		text_puts(out, "</dt><dd>");
		if (field->type == TYPE_LIST || field->type == TYPE_RECORD)
			for (size_t k = 0; k < value->count; k++)
				write_members(out, value->items[k]);
		else if (field->type == TYPE_BOOL)
			text_puts(out, value->number != 0 ? "yes" : "no");
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

	html_begin(out, schema->title == NULL ? schema->name : schema->title);
	write_members(out, record);
	html_end(out);
}
