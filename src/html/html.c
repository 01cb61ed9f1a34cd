/* The frame of all HTML pages, and their text, which is well-formed XML too. */
#include "html/html.h"

#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "language/language.h"

/* Adds 'sha256-…' of a text for a policy (CSP3 section 2.3.1). */
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
html_policy(struct arena *arena, const struct html_rights *rights)
{
	struct text policy = { .arena = arena };

	text_puts(&policy, "default-src 'none'; style-src ");
	add_source(&policy, html_style);
	if (rights->script != NULL) {
		text_puts(&policy, "script-src ");
		add_source(&policy, rights->script);
	}
	if (rights->asks)
		text_puts(&policy, "connect-src 'self'; ");
	if (rights->pictures)
		text_puts(&policy, "img-src data:; ");
	text_printf(&policy,
		"form-action 'self'; base-uri 'none'; frame-ancestors %s",
		rights->frames == NULL ? "'none'" : rights->frames);
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
html_open(struct text *out, const struct language *language, const char *about,
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
		language->lang == NULL ? language->tag : language->lang,
		language->direction);
	if (about != NULL) {
		html_say(out, language, about);
		text_puts(out, " – ");
	}
	html_say(out, language, heading);
	text_printf(out, "</title><style>%s</style></head>\n<body><main>\n",
		html_style);
}

void
html_heading(
	struct text *out, const struct language *language, const char *heading)
{
	text_puts(out, "<h1>");
	html_say(out, language, heading);
	text_puts(out, "</h1>\n");
}

void
html_begin(struct text *out, const struct language *language, const char *about,
	const char *heading)
{
	html_open(out, language, about, heading);
	html_heading(out, language, heading);
}

void
html_end(struct text *out)
{
	text_puts(out, "</main></body></html>\n");
}
