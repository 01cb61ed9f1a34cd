/* Tables in pages; on narrow screens each row is shown as a list. */
#ifndef HTML_GRID_H
#define HTML_GRID_H

#include <stddef.h>

struct text;

/* A table that is being written; start with out, names and count. */
struct grid {
	struct text *out;
	const char *const *names; /* of the columns; the first names the row */
	size_t count;
	size_t at; /* the column whose cell is open, from 1; 0: none */
};

/* Begins the table; content is its name for people that don't see the page. */
void grid_begin(struct grid *grid, const char *content);

/* Ends a cell and begins the next, of a new row behind the last column. */
void grid_cell(struct grid *grid);

/* Ends a table whose rows are whole. */
void grid_end(struct grid *grid);

#endif
