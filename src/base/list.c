/* Lists within a text: words with blanks, and items with commas between. */
#include "base/list.h"

#include <string.h>

#include "base/text.h"

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
