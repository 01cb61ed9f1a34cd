/* The properties of characters beyond ASCII in Unicode, from libutf8proc. */
#include "base/unicode.h"

#include <string.h>
#include <utf8proc.h>

enum {
	ASCII_END = 0x80,
	FULL_WIDTH_FIRST = 0xFF01, /* of the exclamation mark … */
	FULL_WIDTH_LAST = 0xFF5E,  /* … to the tilde, in ASCII's order */
	DIGITS = 10
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

int
unicode_class(int32_t point)
{
	return utf8proc_get_property(point)->combining_class;
}

int
unicode_plain(int32_t point, int32_t plain[UNICODE_PLAIN])
{
	int last = UTF8PROC_BOUNDCLASS_START, left = 0;
	utf8proc_ssize_t count =
		utf8proc_decompose_char(point, plain, UNICODE_PLAIN,
			UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
				UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
			&last);

	for (utf8proc_ssize_t i = 0; i < count; i++)
		if (!is_accent(plain[i]))
			plain[left++] = plain[i];
	return left;
}
