/* The folding of texts, so that they can be looked for. */
#include "base/fold.h"

#include <stdint.h>

#include "base/text.h"
#include "base/unicode.h"

enum { ASCII_END = 0x80, MARKS_MOST = 30 };

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
add_plain(struct text *out, struct marks *marks, int32_t point)
{
	int32_t plain[UNICODE_PLAIN];
	int count = unicode_plain(point, plain);

	for (int i = 0; i < count; i++) {
		int place = unicode_class(plain[i]);

		if (place != 0) {
			marks_add(marks, plain[i], place, out);
			continue;
		}
		marks_end(marks, out);
		add_letter(out, plain[i]);
	}
}

void
fold_text(struct text *out, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	struct marks marks = { .count = 0 };
	int32_t point;

	while (bytes < end && (point = utf8_next(&bytes, end)) >= 0)
		if (point < ASCII_END) {
			marks_end(&marks, out);
			text_putc(out, text_lower((char)point));
		} else {
			add_plain(out, &marks, point);
		}
	marks_end(&marks, out);
}
