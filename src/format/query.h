/* The parser of urlencoded pairs, in query strings and in bodies of forms. */
#ifndef FORMAT_QUERY_H
#define FORMAT_QUERY_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A pair name=value, still encoded; without = the pair is a name. */
struct pair {
	const char *name, *value;
	size_t name_length, value_length;
	size_t length; /* of the pair, from the name on */
};

/* Reads the pair at *at, moves *at behind its &; returns false at the end. */
bool query_next(const char **at, const char *end, struct pair *pair);

/*
 * Decodes a name or a value (the URL standard's urlencoded parser). Returns the
 * decoded text in the arena, with a NUL behind *decoded bytes, or NULL at a
 * malformed escape.
 */
const char *query_decode(
	struct arena *arena, const char *bytes, size_t length, size_t *decoded);

/*
 * Finds the first parameter of that name (exact case) in a query string or an
 * urlencoded body. Returns its decoded value in the arena, or NULL if there
 * is none or its escapes are malformed or stand for NUL.
 */
const char *query_find(struct arena *arena, const char *encoded, size_t length,
	const char *name);

#endif
