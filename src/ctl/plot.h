/* Plots of figures: bars in a drawing of SVG. */
#ifndef CTL_PLOT_H
#define CTL_PLOT_H

#include <stddef.h>

struct figure;
struct text;

/* Adds a whole drawing: a bar for each figure, below a title. */
void plot_write(struct text *out, const char *title,
	const struct figure *figures, size_t count);

#endif
