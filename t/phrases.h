/* Every phrase that is said, gathered from the tables and from the sources. */
#ifndef T_PHRASES_H
#define T_PHRASES_H

#include <stddef.h>

enum { PHRASES_MOST = 1000 };

/* In English, each once, in the order of its bytes; in the arena. */
struct phrases {
	const char *list[PHRASES_MOST];
	size_t count;
};

/*
 * Gathers what the fields, groups, lists of codes and faults say, and what
 * stands as a literal in the calls that say or mark a phrase.
 */
void phrases_gather(struct phrases *phrases);

#endif
