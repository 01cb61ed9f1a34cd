/* The bounds of what an API key may see: brands, and points of sale. */
#include "store/bounds.h"

#include <string.h>

#include "base/text.h"

bool
bounds_next(const char **list, struct bound *bound)
{
	const char *word = *list + strspn(*list, " ");
	size_t length = strcspn(word, " ");

	*list = word + length;
	*bound = (struct bound){ .word = word, .length = length };
	if (length > 0 && word[length - 1] == '*') {
		bound->open = true;
		bound->length--;
	}
	return length > 0;
}

/* Whether a word of a list says a value, or what the value begins with. */
static bool
is_listed(const char *list, const char *value)
{
	struct bound bound;
	size_t length;

	if (list == NULL)
		return true;
	if (value == NULL)
		value = "";
	length = strlen(value);
	while (bounds_next(&list, &bound)) {
		size_t compared = bound.open && bound.length < length
					  ? bound.length
					  : length;

		if (text_same(value, compared, bound.word, bound.length))
			return true;
	}
	return false;
}

bool
bounds_allow(
	const struct bounds *bounds, const char *brand, const char *pos_code)
{
	return is_listed(bounds->brands, brand) &&
	       is_listed(bounds->pos, pos_code);
}
