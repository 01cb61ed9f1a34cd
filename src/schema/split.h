/* Lists of plain values as a text, A,B or [A,B]: takes the values out. */
#ifndef SCHEMA_SPLIT_H
#define SCHEMA_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* Takes the blanks and the brackets around a list off: moves both. */
void split_begin(const char **bytes, size_t *length);

/*
 * Adds the next value, without quotes that are as in JSV, and moves *at to the
 * comma behind the value, or to the end. Returns false if a bracket or a quote
 * is out of place.
 */
bool split_next(struct text *value, const char **at, const char *end);

#endif
