/* Guesses which member a column of a table may be, for a map to begin with. */
#ifndef IMPORT_GUESS_H
#define IMPORT_GUESS_H

#include <stddef.h>

struct arena;
struct text;

/*
 * The path of the member that a name means: ours, a title of a member in any
 * language, or a word that other programs use; NULL: it means none.
 */
const char *guess_member(struct arena *arena, const char *name);

/*
 * Adds a map of columns: each with the member that its name may mean, and below
 * them, as comments, the members that are required besides.
 */
void guess_map(struct text *out, const char *const *names, size_t count);

#endif
