/* Listings: rows of cells in columns, as wide as the terminal allows. */
#ifndef CTL_LISTING_H
#define CTL_LISTING_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Start with { .arena = a, .columns = n }. */
struct listing {
	struct arena *arena;
	size_t columns;
	const char **cells; /* row by row */
	size_t count;       /* of the cells */
	bool headed;        /* the first row has the heads of the columns */
};

/*
 * Adds a cell: the next of its row, or the first of the next row. The text must
 * be harmless to a terminal, as ctl_show() makes it, and stay.
 */
void listing_add(struct listing *listing, const char *cell);

/*
 * Prints all rows on stdout. Where that is a terminal, the widest columns are
 * cut until the rows fit, and columns that have a head only are left out;
 * elsewhere nothing is cut.
 */
void listing_print(struct listing *listing);

/* Prints a line on stdout, cut where that is a terminal that is narrower. */
void listing_put(const char *line);

/* The columns of the terminal that stdout is, or 0 if it is none. */
size_t listing_columns(void);

#endif
