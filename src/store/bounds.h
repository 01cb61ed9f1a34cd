/* The bounds of what an API key may see: brands, and points of sale. */
#ifndef STORE_BOUNDS_H
#define STORE_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A list is words with blanks between; NULL: no bound, all is seen. Brands are
 * in upper case. A pattern of POS codes is a whole code, or the beginning of
 * codes with a * behind; case does not count in patterns and codes.
 */
struct bounds {
	const char *brands; /* "CAR IWC" */
	const char *pos;    /* "ES100:* IT200:7" */
};

/* A word of a list, not ended by a NUL. */
struct bound {
	const char *word;
	size_t length; /* without the * */
	bool open;     /* a * is behind the word */
};

/*
 * Takes the next word of a list; *list moves behind it. Returns false at the
 * end of the list.
 */
bool bounds_next(const char **list, struct bound *bound);

/*
 * Whether a record is within bounds. brand and pos_code may be NULL: such a
 * record is within lists that are NULL, and within the pattern "*".
 */
bool bounds_allow(
	const struct bounds *bounds, const char *brand, const char *pos_code);

#endif
