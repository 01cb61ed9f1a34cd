/* Pages for people: HTML that is well-formed XML as well. */
#include "format/html.h"

#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "language/language.h"
#include "schema/record.h"

/* Adds 'sha256-…' of a text, as a policy has it (CSP3 section 2.3.1). */
static void
add_source(struct text *out, const char *content)
{
	unsigned char bytes[SHA256_BYTES];
	struct sha256 hash = sha256_begin();

	sha256_add(&hash, content, strlen(content));
	sha256_put(&hash, bytes);
	text_puts(out, "'sha256-");
	text_base64(out, bytes, sizeof(bytes));
	text_puts(out, "'; ");
}

const char *
html_policy(struct arena *arena, const char *script, bool asks)
{
	struct text policy = { .arena = arena };

	text_puts(&policy, "default-src 'none'; style-src ");
	add_source(&policy, html_style);
	if (script != NULL) {
		text_puts(&policy, "script-src ");
		add_source(&policy, script);
	}
	if (asks)
		text_puts(&policy, "connect-src 'self'; ");
	text_puts(&policy, "form-action 'self'; base-uri 'none'; "
			   "frame-ancestors 'none'");
	return policy.bytes;
}

void
html_puts(struct text *out, const char *string)
{
	text_xml(out, string, strlen(string));
}

void
html_attribute(struct text *out, const char *name, const char *value)
{
	text_printf(out, " %s=\"", name);
	html_puts(out, value);
	text_putc(out, '"');
}

void
html_say(struct text *out, const struct language *language, const char *english)
{
	html_puts(out, language_say(language, english));
}

void
html_begin(struct text *out, const struct language *language, const char *about,
	const char *heading)
{
	if (language == NULL)
		language = languages[0];
	text_printf(out,
		"<!DOCTYPE html>\n"
		"<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\" "
		"dir=\"%s\"><head><meta charset=\"utf-8\"/>"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\"/><title>",
		language->tag, language->direction);
	if (about != NULL) {
		html_say(out, language, about);
		text_puts(out, " – ");
	}
	html_say(out, language, heading);
	text_printf(out, "</title><style>%s</style></head>\n<body><main>\n<h1>",
		html_style);
	html_say(out, language, heading);
	text_puts(out, "</h1>\n");
}

void
html_end(struct text *out)
{
	text_puts(out, "</main></body></html>\n");
}

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
