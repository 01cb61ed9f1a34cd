/* The properties of characters beyond ASCII in Unicode, from libutf8proc. */
#include "base/unicode.h"

#include <string.h>
#include <utf8proc.h>

#include "base/text.h"

enum {
	ASCII_END = 0x80,
	FULL_WIDTH_FIRST = 0xFF01, /* of the exclamation mark … */
	FULL_WIDTH_LAST = 0xFF5E,  /* … to the tilde, in ASCII's order */
	DIGITS = 10,
	MARKS_MOST = 30,
	FOLDED_MOST = 32 /* that one code point becomes; 18 in Unicode 15 */
};

bool
unicode_is_format(int32_t point)
{
	return point >= ASCII_END &&
	       utf8proc_category(point) == UTF8PROC_CATEGORY_CF;
}

static bool
is_alnum(int32_t point)
{
	return (point >= 'a' && point <= 'z') ||
	       (point >= 'A' && point <= 'Z') || (point >= '0' && point <= '9');
}

bool
unicode_is_word(int32_t point)
{
	if (point < ASCII_END)
		return is_alnum(point);
	switch (utf8proc_category(point)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
		return true;
	default:
		return false;
	}
}

int
unicode_columns(int32_t point)
{
	return utf8proc_charwidth(point);
}

int32_t
unicode_narrow(int32_t point)
{
	return point >= FULL_WIDTH_FIRST && point <= FULL_WIDTH_LAST
		       ? point - FULL_WIDTH_FIRST + '!'
		       : point;
}

/* Unicode keeps the digits of a script together, in their order from 0 on. */
static int32_t
digit_of(int32_t point)
{
	int32_t before = 0;

	while (utf8proc_category(point - before - 1) == UTF8PROC_CATEGORY_ND)
		before++;
	return '0' + before % DIGITS;
}

int32_t
unicode_dial(int32_t point)
{
	utf8proc_int32_t folded;
	int last = UTF8PROC_BOUNDCLASS_START;

	if (point < ASCII_END)
		return point;
	if (utf8proc_category(point) == UTF8PROC_CATEGORY_ND)
		return digit_of(point);
	if (utf8proc_decompose_char(point, &folded, 1,
		    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_LUMP,
		    &last) != 1)
		return point;
	return folded > 0 && folded < ASCII_END &&
			       strchr("0123456789+-() ", folded) != NULL
		       ? folded
		       : point;
}

/*
 * Whether a mark is an accent: one that encloses, strikes through, or stands
 * above or below, and the points of Hebrew and Arabic. The other marks are
 * letters or parts of letters (Unicode, canonical combining classes).
 */
static bool
is_accent(int32_t point)
{
	const utf8proc_property_t *is = utf8proc_get_property(point);
	int place = is->combining_class;

	return is->category == UTF8PROC_CATEGORY_ME ||
	       (is->category == UTF8PROC_CATEGORY_MN &&
		       (place == 1 || (place >= 10 && place <= 36) ||
			       place >= 200));
}

/* Letters that Unicode takes for letters of their own, as they are typed. */
static const struct {
	int32_t point;
	const char *plain;
} letters[] = {
	{ 0xE6, "ae" },  /* æ */
	{ 0xF0, "d" },   /* ð */
	{ 0xF8, "o" },   /* ø */
	{ 0xFE, "th" },  /* þ */
	{ 0x111, "d" },  /* đ */
	{ 0x127, "h" },  /* ħ */
	{ 0x131, "i" },  /* ı */
	{ 0x142, "l" },  /* ł */
	{ 0x153, "oe" }, /* œ */
	{ 0x167, "t" },  /* ŧ */
};

static void
add_letter(struct text *out, int32_t point)
{
	char bytes[4];

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (letters[i].point == point) {
			text_puts(out, letters[i].plain);
			return;
		}
	text_add(out, bytes, utf8_put(bytes, point));
}

/*
 * Marks that wait for their order. More than these in a row are in no language
 * (Unicode Standard Annex #15, section 13), and are ordered in pieces.
 */
struct marks {
	int32_t points[MARKS_MOST];
	int classes[MARKS_MOST];
	int count;
};

static void
marks_end(struct marks *marks, struct text *out)
{
	for (int i = 0; i < marks->count; i++)
		add_letter(out, marks->points[i]);
	marks->count = 0;
}

/* Adds a mark behind those that have its class, or a lower one. */
static void
marks_add(struct marks *marks, int32_t point, int place, struct text *out)
{
	int at;

	if (marks->count == MARKS_MOST)
		marks_end(marks, out);
	at = marks->count++;
	for (; at > 0 && marks->classes[at - 1] > place; at--) {
		marks->points[at] = marks->points[at - 1];
		marks->classes[at] = marks->classes[at - 1];
	}
	marks->points[at] = point;
	marks->classes[at] = place;
}

static void
add_folded(struct text *out, struct marks *marks, int32_t point)
{
	int place = utf8proc_get_property(point)->combining_class;

	if (is_accent(point))
		return;
	if (place != 0) {
		marks_add(marks, point, place, out);
		return;
	}
	marks_end(marks, out);
	add_letter(out, point);
}

static void
fold(struct text *out, struct marks *marks, int32_t point)
{
	utf8proc_int32_t points[FOLDED_MOST];
	int last = UTF8PROC_BOUNDCLASS_START;
	utf8proc_ssize_t count =
		utf8proc_decompose_char(point, points, FOLDED_MOST,
			UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
				UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
			&last);

	for (utf8proc_ssize_t i = 0; i < count; i++)
		add_folded(out, marks, points[i]);
}

void
unicode_fold(struct text *out, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	struct marks marks = { .count = 0 };
	int32_t point;

	while (bytes < end && (point = utf8_next(&bytes, end)) >= 0)
		if (point < ASCII_END) {
			marks_end(&marks, out);
			text_putc(out, text_lower((char)point));
		} else {
			fold(out, &marks, point);
		}
	marks_end(&marks, out);
}
