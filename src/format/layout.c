/* The layout of messages for people: adds line ends and indentation. */
#include "format/layout.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static void
new_line(struct text *out, size_t depth)
{
	text_putc(out, '\n');
	while (depth-- > 0)
		text_puts(out, "  ");
}

/*
 * Copies a quoted string that begins at bytes; returns its length. A quote
 * that is doubled ends one string and begins the next.
 */
static size_t
copy_string(struct text *out, const char *bytes, size_t length, bool escapes)
{
	size_t end = 1;

	while (end < length && bytes[end] != '"')
		end += escapes && bytes[end] == '\\' ? 2 : 1;
	end = end < length ? end + 1 : length;
	text_add(out, bytes, end);
	return end;
}

/* Lays out a text with braces and brackets: a line for each member. */
static void
layout_braces(struct text *out, const char *bytes, size_t length, bool is_json)
{
	size_t depth = 0;

	for (size_t i = 0; i < length;) {
		char byte = bytes[i];
		bool opens = byte == '{' || byte == '[';

		if (byte == '"') {
			i += copy_string(out, bytes + i, length - i, is_json);
			continue;
		}
		if (byte == '}' || byte == ']')
			new_line(out, --depth);
		text_putc(out, byte);
		i++;
		if (opens && i < length && bytes[i] == byte + 2)
			text_putc(out, bytes[i++]); /* it is empty */
		else if (opens)
			new_line(out, ++depth);
		else if (byte == ',')
			new_line(out, depth);
		else if (byte == ':' && is_json)
			text_putc(out, ' ');
	}
}

void
layout_json(struct text *out, const char *bytes, size_t length)
{
	layout_braces(out, bytes, length, true);
}

void
layout_lines(struct text *out, const char *bytes, size_t length)
{
	text_add(out, bytes, length);
}

void
layout_jsv(struct text *out, const char *bytes, size_t length)
{
	layout_braces(out, bytes, length, false);
}

/* The end of the tag, or of the text between tags, that begins at bytes. */
static const char *
piece_end(const char *bytes, const char *end)
{
	bool tag = *bytes == '<';
	const char *stop =
		memchr(bytes, tag ? '>' : '<', (size_t)(end - bytes));

	return stop == NULL ? end : stop + tag;
}

void
layout_xml(struct text *out, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	size_t depth = 0;
	bool leaf = false; /* in an element that holds no other so far */

	while (bytes < end) {
		const char *stop = piece_end(bytes, end);
		bool closes = bytes[0] == '<' && bytes[1] == '/';
		bool opens = bytes[0] == '<' && !closes;

		depth -= closes;
		if ((opens || (closes && !leaf)) && out->length > 0)
			new_line(out, depth);
		text_add(out, bytes, (size_t)(stop - bytes));
		depth += opens && bytes[1] != '?';
		leaf = opens || (leaf && !closes);
		bytes = stop;
	}
}

void
layout_csv(struct text *out, const char *bytes, size_t length)
{
	bool quoted = false;

	for (size_t i = 0; i < length; i++) {
		quoted ^= bytes[i] == '"';
		if (quoted || bytes[i] != '\r')
			text_putc(out, bytes[i]);
	}
}
