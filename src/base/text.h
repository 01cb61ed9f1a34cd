/* Text: a growing string, its escaping by context, UTF-8, and comparison. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * Text under construction. Start with { .arena = a }; bytes always ends with
 * a NUL that length does not count, and is NULL until text was added.
 */
struct text {
	struct arena *arena;
	char *bytes;
	size_t length;
	size_t room;
};

void text_add(struct text *text, const char *bytes, size_t length);
void text_puts(struct text *text, const char *string);
void text_putc(struct text *text, char byte);
void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds a number in decimal digits. */
void text_number(struct text *text, int64_t number);

/*
 * Adds text with & < > " ' as references, so that it can stand as content or
 * in an attribute of XML 1.0 and of HTML; CR (and in XML nothing else) would
 * not survive a parser and becomes a reference too.
 */
void text_xml(struct text *text, const char *bytes, size_t length);

/* Adds bytes in base 64, padded (RFC 4648 section 4). */
void text_base64(struct text *text, const void *bytes, size_t length);

/*
 * Adds the bytes that padded base 64 stands for. Returns false, with a part of
 * them added, if the digits are malformed: others, too few, or with bits left
 * over that are not 0.
 */
bool text_unbase64(struct text *text, const char *base64, size_t length);

/* Adds a JSON string with its quotes (RFC 8259 section 7). */
void text_json(struct text *text, const char *bytes, size_t length);

/*
 * Adds a path with every byte that is not unreserved, a sub-delimiter or one
 * of / : @ percent-encoded (RFC 3986 section 3.3).
 */
void text_path(struct text *text, const char *bytes, size_t length);

/* Adds a word of a command in quotes, as a POSIX shell reads it. */
void text_shell(struct text *text, const char *word);

/*
 * Decodes + and %XX (the URL standard's urlencoded parser). Returns false at a
 * malformed escape. out must have room for length bytes.
 */
bool
text_unescape(const char *bytes, size_t length, char *out, size_t *out_length);

/*
 * Reads one code point of UTF-8 (RFC 3629) at *at, not reading end, and moves
 * *at behind it. Returns -1, and leaves *at alone, at the first byte that is
 * no well-formed UTF-8: overlong, a surrogate, above U+10FFFF, cut short.
 */
int32_t utf8_next(const char **at, const char *end);

/* Whether a code point is in the Char range of XML 1.0 section 2.2. */
bool utf8_is_char(int32_t point);

/* Whether all bytes are well-formed UTF-8 of characters in that range. */
bool utf8_valid(const char *bytes, size_t length);

/* The number of code points in valid UTF-8. */
size_t utf8_count(const char *bytes, size_t length);

/* Writes a code point as UTF-8, returns the number of bytes (1 to 4). */
size_t utf8_put(char out[4], int32_t point);

/*
 * Takes outer white space (ASCII's six, U+00A0, U+3000) off: moves *bytes and
 * *length.
 */
void text_trim(const char **bytes, size_t *length);

/* As text_trim(), and outer format characters (unicode_is_format()) too. */
void text_strip(const char **bytes, size_t *length);

/* Whether a byte stands at a position, before the end. */
static inline bool
text_comes(const char *at, const char *end, char byte)
{
	return at < end && *at == byte;
}

/* Moves *at behind a byte if the byte is there, before the end. */
static inline bool
text_take(const char **at, const char *end, char byte)
{
	bool comes = text_comes(*at, end, byte);

	*at += comes;
	return comes;
}

/*
 * Whether two bytes may be the same letter: never false of two that are. A
 * first, fast test where names are looked up, for most differ here.
 */
static inline bool
text_may_be(char a, char b)
{
	return ((a ^ b) & ~0x20) == 0;
}

/* A letter of ASCII in lower case; any other byte is itself. */
static inline char
text_lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* Whether two texts are the same but for the case of ASCII letters. */
bool text_same(const char *a, size_t a_length, const char *b, size_t b_length);

/* As text_same() for a text and a NUL-terminated string. */
bool text_is(const char *bytes, size_t length, const char *string);

/*
 * A name that stands twice among count names, ASCII case ignored, or NULL. May
 * reorder names.
 */
const char *text_repeated(const char **names, size_t count);

/*
 * Whether the name of a charset means UTF-8: "utf-8", also spelt "utf8", or
 * "us-ascii", which is a part of UTF-8; any case.
 */
bool text_is_utf8(const char *name, size_t length);

#endif
