/* Maps: which of a file's columns is which member, and what its values mean. */
#ifndef IMPORT_MAP_H
#define IMPORT_MAP_H

#include <stddef.h>

struct arena;
struct text;

/* A value of theirs, and of ours. */
struct map_value {
	const char *theirs, *ours;
};

/* A column, or with theirs NULL a member that is the same in all records. */
struct map_column {
	const char *theirs;
	const char *ours; /* the member's path; "": the column is left out */
	const char *constant;
	struct map_value *values;
	size_t value_count;
};

struct map {
	struct map_column *columns;
	size_t count;
};

/*
 * Reads a map from a file of lines: "their column = our member", with lines
 * "their value -> our value" below; "our member := constant"; comments behind
 * #. Names and values with blanks at their ends, with = or with -> stand in
 * double quotes, a quote inside twice. Returns NULL, or a message in the arena.
 */
const char *map_read(struct arena *arena, const char *file, struct map *map);

/* The column of that name, in any case; NULL: the map has none. */
const struct map_column *
map_find(const struct map *map, const char *name, size_t length);

/* Our value for theirs, in any case; theirs, if the map has none. */
const char *map_value(const struct map_column *column, const char *value);

#endif
