/* Sets of ids, each id a bit: what a search has found so far. */
#ifndef STORE_IDSET_H
#define STORE_IDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct idset_piece;

/*
 * Start with { .arena = a }. Memory is taken for pieces of the ids that are
 * there, so that a set is small whose ids are few or near each other.
 */
struct idset {
	struct arena *arena;
	struct idset_piece **pieces;
	size_t room;  /* for pieces */
	size_t count; /* of ids */
};

/* Adds an id of 0 to 2147483647, unless it is there. */
void idset_add(struct idset *set, int64_t id);

/* Takes all ids out. */
void idset_clear(struct idset *set);

bool idset_has(const struct idset *set, int64_t id);

/* Takes out of a set what is not in another one. */
void idset_keep(struct idset *set, const struct idset *other);

/* The lowest id above one that is given; 0: there is none. */
int64_t idset_next(const struct idset *set, int64_t after);

#endif
