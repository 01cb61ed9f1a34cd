/* Resemblance: which of many names somebody may have meant by a word. */
#ifndef CTL_RESEMBLE_H
#define CTL_RESEMBLE_H

#include <stddef.h>

/* Start with { .word = w }. */
struct resemblance {
	const char *word;
	const char *name; /* the most like so far; NULL: none is like it */
	size_t distance;  /* of that one */
};

/*
 * Compares the word with a name, and remembers the name if none before was as
 * like: letters left out, too many, wrong or swapped count, one for three
 * letters of the word; case does not. The beginning of a name is like it.
 */
void resemble(struct resemblance *best, const char *name);

#endif
