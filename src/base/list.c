/* Lists in a text: words split at blanks, items at commas, lines of words. */
#include "base/list.h"

#include <string.h>

#include "base/text.h"

enum { COLUMNS = 80 };

const char *
list_word(const char **at, size_t *length)
{
	static const char blanks[] = " \t";
	const char *word = *at + strspn(*at, blanks);

	*length = strcspn(word, blanks);
	*at = word + *length;
	return *length == 0 ? NULL : word;
}

const char *
list_item(const char **at, size_t *length)
{
	const char *item = *at;

	*length = strcspn(item, ",");
	*at = item[*length] == ',' ? item + *length + 1 : NULL;
	text_trim(&item, length);
	return item;
}

void
list_wrap(struct text *out, const char *prefix, const char *words)
{
	size_t column = 0, length;
	const char *word;

	while ((word = list_word(&words, &length)) != NULL) {
		if (column > 0 && column + 1 + length <= COLUMNS) {
			text_putc(out, ' ');
			column += 1 + length;
		} else {
			text_printf(
				out, "%s%s", column == 0 ? "" : "\n", prefix);
			column = strlen(prefix) + length;
		}
		text_add(out, word, length);
	}
	text_putc(out, '\n');
}
