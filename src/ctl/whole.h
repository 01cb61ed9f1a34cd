/* Files that are made whole, or not at all. */
#ifndef CTL_WHOLE_H
#define CTL_WHOLE_H

#include <stdbool.h>
#include <stdio.h>

struct arena;

/* A file on its way, under a name of its own beside the one it is to have. */
struct whole {
	const char *path, *beside;
	FILE *file;
};

/* Begins a file, which only its owner may read; complains if that fails. */
bool whole_begin(struct arena *arena, const char *path, struct whole *whole);

/*
 * Gives the file its name for good, replacing another one; or with "keep" false
 * takes it away. Returns whether it has the name; complains of failures.
 */
bool whole_end(struct whole *whole, bool keep);

#endif
