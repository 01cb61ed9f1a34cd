/* The languages of the answers: their table, and the lookup of phrases. */
#include "language/language.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

const struct language *const languages[] = {
	&in_english,
	&in_german,
	&in_french,
	&in_italian,
	&in_japanese,
	&in_chinese,
};

const size_t language_count = sizeof(languages) / sizeof(*languages);

const struct language *
language_for(const char *range, size_t length)
{
	while (length > 0) {
		const char *cut;

		for (size_t i = 0; i < language_count; i++)
			if (text_is(range, length, languages[i]->tag))
				return languages[i];
		cut = memrchr(range, '-', length);
		length = cut == NULL ? 0 : (size_t)(cut - range);
	}
	return NULL;
}

/* Less than 0 if a phrase comes before a line's phrase, 0 if they are equal. */
static int
compare(const char *english, size_t length, const char *line)
{
	int order = strncmp(english, line, length);

	return order != 0 ? order : '\t' - (unsigned char)line[length];
}

const char *
language_find(
	const struct language *language, const char *english, size_t length)
{
	const char *low, *high;

	if (language == NULL || language->phrases == NULL)
		return NULL;
	low = language->phrases;
	high = low + language->length;
	while (low < high) {
		size_t half = (size_t)(high - low) / 2;
		const char *end = memrchr(low, '\0', half);
		const char *line = end == NULL ? low : end + 1;
		int order = compare(english, length, line);

		if (order == 0)
			return line + length + 1;
		if (order < 0)
			high = line;
		else
			low = line + strlen(line) + 1;
	}
	return NULL;
}

const char *
language_say(const struct language *language, const char *english)
{
	const char *found = language_find(language, english, strlen(english));

	return found != NULL ? found : english;
}

void
language_put_number(
	struct text *out, const struct language *language, const char *digits)
{
	size_t length = strspn(digits, "0123456789");
	bool grouped = digits[length] == '\0' && length >= language->grouped;

	for (; *digits != '\0'; digits++, length--) {
		text_putc(out, *digits);
		if (grouped && length > 1 && length % 3 == 1)
			text_puts(out, language->group);
	}
}

void
language_put_size(
	struct text *out, const struct language *language, const char *digits)
{
	const char *at = language->units;
	unsigned long long tenths = strtoull(digits, NULL, 10) * 10;
	size_t length;
	const char *unit = list_word(&at, &length);

	while (tenths >= 10240 && *at != '\0') {
		tenths /= 1024;
		unit = list_word(&at, &length);
	}
	language_put_number(
		out, language, arena_printf(out->arena, "%llu", tenths / 10));
	if (tenths % 10 > 0)
		text_printf(out, "%s%llu", language->point, tenths % 10);
	text_puts(out, "\u00A0");
	text_add(out, unit, length);
}

/* Adds the name of a month; its number where the language has no names. */
static void
put_month(struct text *out, const struct language *language, const char *digits)
{
	const char *at = language->months, *name = NULL;
	long month = strtol(digits, NULL, 10);
	size_t length = 0;

	if (at == NULL) {
		text_number(out, month);
		return;
	}
	for (; month > 0; month--)
		name = list_word(&at, &length);
	text_add(out, name, length);
}

void
language_put_day(
	struct text *out, const struct language *language, const char *text)
{
	for (const char *at = language->day; *at != '\0'; at++)
		if (*at != '%')
			text_putc(out, *at);
		else if (*++at == 'm')
			put_month(out, language, text + strlen("2020-"));
		else
			text_number(out,
				strtol(*at == 'd' ? text + strlen("2020-12-")
						  : text,
					NULL, 10));
	if (text[strlen("2020-12-30")] == 'T')
		text_printf(out, "%s%.5s UTC",
			language->months == NULL ? " " : ", ",
			text + strlen("2020-12-30T"));
}
