/* Resemblance: which of many names somebody may have meant by a word. */
#include "ctl/resemble.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

enum { LONGEST = 40 }; /* letters of a name or word that is compared */

static bool
same(char a, char b)
{
	return text_lower(a) == text_lower(b);
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The letters left out, too many, wrong or swapped between two words, as
 * Damerau and Levenshtein count. */
static size_t
distance(const char *a, size_t from, const char *b, size_t to)
{
	size_t rows[LONGEST + 1][LONGEST + 1];

	for (size_t i = 0; i <= from; i++)
		for (size_t k = 0; k <= to; k++) {
			if (i == 0 || k == 0) {
				rows[i][k] = i + k;
				continue;
			}
			rows[i][k] = least(rows[i - 1][k], rows[i][k - 1]) + 1;
			rows[i][k] = least(rows[i][k],
				rows[i - 1][k - 1] + !same(a[i - 1], b[k - 1]));
			if (i > 1 && k > 1 && same(a[i - 1], b[k - 2]) &&
				same(a[i - 2], b[k - 1]))
				rows[i][k] = least(
					rows[i][k], rows[i - 2][k - 2] + 1);
		}
	return rows[from][to];
}

void
resemble(struct resemblance *best, const char *name)
{
	size_t from = strlen(best->word), to = strlen(name), far;

	if (from == 0 || from > LONGEST || to > LONGEST)
		return;
	far = from < to && distance(best->word, from, name, from) == 0
		      ? 1
		      : distance(best->word, from, name, to);
	if (far > from / 3 + (from < 3) || far >= to ||
		(best->name != NULL && far >= best->distance))
		return;
	best->name = name;
	best->distance = far;
}
