/* Lists of plain values as a text, A,B or [A,B]: takes the values out. */
#include "schema/split.h"

#include <string.h>

#include "base/text.h"

/*
 * Takes a value in quotes, in which a doubled quote stands for one. Returns
 * false if no quote ends the value.
 */
static bool
take_quoted(struct text *value, const char **at, const char *end)
{
	do {
		const char *first = ++*at;

		while (*at < end && **at != '"')
			++*at;
		if (*at == end)
			return false;
		text_add(value, first, (size_t)(*at - first));
		++*at;
		if (text_comes(*at, end, '"'))
			text_putc(value, '"');
	} while (text_comes(*at, end, '"'));
	return true;
}

/* Takes a value without quotes, up to a comma or the end. */
static bool
take_bare(struct text *value, const char **at, const char *end)
{
	const char *first = *at;

	while (*at < end && **at != ',') {
		if (strchr("\"[]{}", **at) != NULL)
			return false;
		++*at;
	}
	text_add(value, first, (size_t)(*at - first));
	return true;
}

static void
skip_blanks(const char **at, const char *end)
{
	size_t length = (size_t)(end - *at);

	text_trim(at, &length);
}

void
split_begin(const char **bytes, size_t *length)
{
	text_strip(bytes, length);
	if (*length >= 2 && (*bytes)[0] == '[' &&
		(*bytes)[*length - 1] == ']') {
		++*bytes;
		*length -= 2;
	}
}

bool
split_next(struct text *value, const char **at, const char *end)
{
	text_puts(value, "");
	skip_blanks(at, end);
	if (!text_comes(*at, end, '"'))
		return take_bare(value, at, end);
	if (!take_quoted(value, at, end))
		return false;
	skip_blanks(at, end);
	return *at == end || **at == ',';
}
