/* The figures of a store: how many records there are of each sort. */
#ifndef STORE_STATISTICS_H
#define STORE_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

#include "store/result.h"

struct arena;

/* What is counted, for each what records have in common. */
enum figure_kind {
	FIGURE_DAY,     /* of the creation, in UTC */
	FIGURE_COUNTRY, /* as the records have it */
	FIGURE_FORMAT,  /* that they were created in */
	FIGURE_BRAND,
	FIGURE_POS,
	FIGURE_CONSENT, /* "purpose\tyes", no or none: the current answers */
	FIGURE_REFUSED, /* fields that requests were refused for */
	FIGURE__MAX
};

struct figure {
	const char *name; /* "" where records have none */
	int64_t count;    /* 1 or more */
};

/*
 * Reads the figures of a kind, in the order of their names, into the arena. The
 * store is looked at in slices, so that no writer waits for long. On any result
 * but STORE_OK they do not count.
 */
enum store_result store_figures(struct store *store, struct arena *arena,
	enum figure_kind kind, struct figure **figures, size_t *count);

#endif
