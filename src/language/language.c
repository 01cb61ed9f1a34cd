/* The languages of the answers: their table, and the lookup of phrases. */
#include "language/language.h"

#include <string.h>

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
