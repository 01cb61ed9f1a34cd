/* Text: a growing string, its escaping by context, UTF-8, and comparison. */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/hex.h"
#include "base/unicode.h"

enum {
	TEXT_ROOM = 256,
	FEW = 64 /* names: comparing is faster than sorting */
};

/* Makes room for more bytes and a NUL. */
static void
text_reserve(struct text *text, size_t more)
{
	size_t room = text->room == 0 ? TEXT_ROOM : text->room;

	if (more > SIZE_MAX / 4 - text->length)
		die("a text of over %zu bytes", more);
	while (room < text->length + more + 1)
		room *= 2;
	if (room == text->room)
		return;
	text->bytes = arena_resize(text->arena, text->bytes,
		text->bytes == NULL ? 0 : text->room, room);
	text->room = room;
}

void
text_add(struct text *text, const char *bytes, size_t length)
{
	text_reserve(text, length);
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void
text_puts(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void
text_putc(struct text *text, char byte)
{
	text_add(text, &byte, 1);
}

void
text_printf(struct text *text, const char *format, ...)
{
	va_list values, again;
	size_t room;
	int length;

	text_reserve(text, 0);
	room = text->room - text->length;
	va_start(values, format);
	va_copy(again, values);
	length = vsnprintf(text->bytes + text->length, room, format, values);
	va_end(values);
	if (length < 0)
		die("a text that can't be formatted");
	if ((size_t)length >= room) {
		text_reserve(text, (size_t)length);
		vsnprintf(text->bytes + text->length, (size_t)length + 1,
			format, again);
	}
	va_end(again);
	text->length += (size_t)length;
}

void
text_number(struct text *text, int64_t number)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		*--at = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (number < 0)
		*--at = '-';
	text_add(text, at, (size_t)(digits + sizeof(digits) - at));
}

/* The bytes from a position on that can stand as they are. */
static size_t
count_plain(const char *bytes, size_t length, const bool odd[256])
{
	size_t count = 0;

	while (count < length && !odd[(unsigned char)bytes[count]])
		count++;
	return count;
}

void
text_xml(struct text *text, const char *bytes, size_t length)
{
	static const bool odd[256] = { ['&'] = true,
		['<'] = true,
		['>'] = true,
		['"'] = true,
		['\''] = true,
		['\r'] = true };

	for (size_t i = 0; i < length; i++) {
		size_t plain = count_plain(bytes + i, length - i, odd);

		text_add(text, bytes + i, plain);
		i += plain;
		if (i == length)
			break;
		switch (bytes[i]) {
		case '&':
			text_puts(text, "&amp;");
			break;
		case '<':
			text_puts(text, "&lt;");
			break;
		case '>':
			text_puts(text, "&gt;");
			break;
		case '"':
			text_puts(text, "&quot;");
			break;
		case '\'':
			text_puts(text, "&#39;");
			break;
		default:
			text_puts(text, "&#13;");
		}
	}
}

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz"
			       "0123456789+/";

void
text_base64(struct text *text, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (; length > 0; at += 3) {
		unsigned group = (unsigned)at[0] << 16;

		if (length > 1)
			group |= (unsigned)at[1] << 8;
		if (length > 2)
			group |= at[2];
		text_putc(text, digits64[group >> 18]);
		text_putc(text, digits64[group >> 12 & 63]);
		text_putc(text, length > 1 ? digits64[group >> 6 & 63] : '=');
		text_putc(text, length > 2 ? digits64[group & 63] : '=');
		length -= length > 3 ? 3 : length;
	}
}

bool
text_unbase64(struct text *text, const char *base64, size_t length)
{
	unsigned group = 0, bits = 0;
	size_t padded = length;

	while (length > 0 && padded - length < 2 && base64[length - 1] == '=')
		length--;
	if (padded % 4 != 0)
		return false;
	for (size_t i = 0; i < length; i++) {
		const char *digit = memchr(digits64, base64[i], 64);

		if (digit == NULL)
			return false;
		group = group << 6 | (unsigned)(digit - digits64);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			text_putc(text, (char)(group >> bits & 0xff));
			group &= (1U << bits) - 1;
		}
	}
	return group == 0;
}

/* Whether a byte of a JSON string can stand as it is. */
static bool
is_plain_json(char byte)
{
	return (unsigned char)byte >= ' ' && byte != '"' && byte != '\\';
}

void
text_json(struct text *text, const char *bytes, size_t length)
{
	static const char letters[] = "btnvfr"; /* from 0x08 on; v has none */

	text_putc(text, '"');
	for (size_t i = 0; i < length; i++) {
		unsigned char byte;
		size_t plain = i;

		while (plain < length && is_plain_json(bytes[plain]))
			plain++;
		text_add(text, bytes + i, plain - i);
		i = plain;
		if (i == length)
			break;
		byte = (unsigned char)bytes[i];
		if (byte == '"' || byte == '\\')
			text_printf(text, "\\%c", byte);
		else if (byte >= '\b' && byte <= '\r' && byte != '\v')
			text_printf(text, "\\%c", letters[byte - '\b']);
		else
			text_printf(text, "\\u%04x", byte);
	}
	text_putc(text, '"');
}

void
text_path(struct text *text, const char *bytes, size_t length)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~!$&'()*+,;=/:@";
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte != '\0' && strchr(plain, byte) != NULL) {
			text_putc(text, bytes[i]);
			continue;
		}
		text_putc(text, '%');
		text_putc(text, digits[byte >> 4]);
		text_putc(text, digits[byte & 15]);
	}
}

void
text_shell(struct text *text, const char *word)
{
	text_putc(text, '\'');
	for (; *word != '\0'; word++)
		if (*word == '\'')
			text_puts(text, "'\\''");
		else
			text_putc(text, *word);
	text_putc(text, '\'');
}

bool
text_unescape(const char *bytes, size_t length, char *out, size_t *out_length)
{
	*out_length = 0;
	for (size_t i = 0; i < length; i++) {
		char byte = bytes[i] == '+' ? ' ' : bytes[i];

		if (byte == '%') {
			int high =
				length - i > 2 ? hex_value(bytes[i + 1]) : -1;
			int low = high >= 0 ? hex_value(bytes[i + 2]) : -1;

			if (low < 0)
				return false;
			byte = (char)(high * 16 + low);
			i += 2;
		}
		out[(*out_length)++] = byte;
	}
	return true;
}

int32_t
utf8_next(const char **at, const char *end)
{
	static const struct {
		unsigned char mask, lead;
		int more;
		int32_t least;
	} shapes[] = {
		{ 0xE0, 0xC0, 1, 0x80 },
		{ 0xF0, 0xE0, 2, 0x800 },
		{ 0xF8, 0xF0, 3, 0x10000 },
	};
	const char *byte = *at;
	unsigned char lead;

	if (byte >= end)
		return -1;
	lead = (unsigned char)*byte++;
	if (lead < 0x80) {
		*at = byte;
		return lead;
	}
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		int32_t point = lead & (unsigned char)~shapes[i].mask;

		if ((lead & shapes[i].mask) != shapes[i].lead)
			continue;
		if (end - byte < shapes[i].more)
			return -1;
		for (int k = 0; k < shapes[i].more; k++, byte++) {
			if (((unsigned char)*byte & 0xC0) != 0x80)
				return -1;
			point = point * 64 + ((unsigned char)*byte & 0x3F);
		}
		if (point < shapes[i].least || point > 0x10FFFF ||
			(point >= 0xD800 && point <= 0xDFFF))
			return -1;
		*at = byte;
		return point;
	}
	return -1;
}

bool
utf8_is_char(int32_t point)
{
	return point == '\t' || point == '\n' || point == '\r' ||
	       (point >= 0x20 && point <= 0xD7FF) ||
	       (point >= 0xE000 && point <= 0xFFFD) ||
	       (point >= 0x10000 && point <= 0x10FFFF);
}

/* A byte of ASCII that is neither white space nor a control character. */
static bool
is_plain(char byte)
{
	return byte > ' ' && byte < 0x7F;
}

static const char *
skip_plain(const char *at, const char *end)
{
	while (at < end && (is_plain(*at) || *at == ' '))
		at++;
	return at;
}

bool
utf8_valid(const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while ((bytes = skip_plain(bytes, end)) < end)
		if (!utf8_is_char(utf8_next(&bytes, end)))
			return false;
	return true;
}

size_t
utf8_count(const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
	return count;
}

size_t
utf8_put(char out[4], int32_t point)
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xC0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3F));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xE0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3F));
		out[2] = (char)(0x80 | (point & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3F));
	out[2] = (char)(0x80 | (point >> 6 & 0x3F));
	out[3] = (char)(0x80 | (point & 0x3F));
	return 4;
}

static bool
is_space(int32_t point)
{
	return point == ' ' || (point >= '\t' && point <= '\r') ||
	       point == 0xA0 || point == 0x3000;
}

static bool
is_unseen(int32_t point)
{
	return is_space(point) || unicode_is_format(point);
}

/* The beginning of the last character of a text. */
static const char *
last_character(const char *start, const char *end)
{
	const char *at = end - 1;

	while (at > start && ((unsigned char)*at & 0xC0) == 0x80)
		at--;
	return at;
}

/* Takes useless outer characters off. */
static void
peel(const char **bytes, size_t *length, bool (*is_useless)(int32_t point))
{
	const char *start = *bytes, *end, *at = start;

	if (*length == 0) /* the text may be NULL then */
		return;
	end = start + *length;
	while (start < end && !is_plain(*start) &&
		is_useless(utf8_next(&at, end)))
		start = at;
	while (start < end && !is_plain(end[-1])) {
		const char *last = at = last_character(start, end);

		if (!is_useless(utf8_next(&at, end)) || at != end)
			break;
		end = last;
	}
	*bytes = start;
	*length = (size_t)(end - start);
}

void
text_trim(const char **bytes, size_t *length)
{
	peel(bytes, length, is_space);
}

void
text_strip(const char **bytes, size_t *length)
{
	peel(bytes, length, is_unseen);
}

bool
text_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t i = 0;

	if (a_length != b_length)
		return false;
	while (i < a_length && text_lower(a[i]) == text_lower(b[i]))
		i++;
	return i == a_length;
}

bool
text_is(const char *bytes, size_t length, const char *string)
{
	size_t i = 0;

	while (i < length && string[i] != '\0' &&
		text_lower(bytes[i]) == text_lower(string[i]))
		i++;
	return i == length && string[i] == '\0';
}

/* As text_repeated(), of a few names. */
static const char *
few_repeated(const char **names, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (text_may_be(*names[i], *names[k]) &&
				strcasecmp(names[i], names[k]) == 0)
				return names[i];
	return NULL;
}

static int
compare_names(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

const char *
text_repeated(const char **names, size_t count)
{
	if (count <= FEW)
		return few_repeated(names, count);
	qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 1; i < count; i++)
		if (strcasecmp(names[i - 1], names[i]) == 0)
			return names[i];
	return NULL;
}

bool
text_is_utf8(const char *name, size_t length)
{
	return text_is(name, length, "utf-8") ||
	       text_is(name, length, "utf8") ||
	       text_is(name, length, "us-ascii");
}
