/* Plots of figures: bars in a drawing of SVG. */
#include "ctl/plot.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "store/statistics.h"

enum { WIDTH = 800, HEIGHT = 300, LEFT = 60, TOP = 40, BOTTOM = 260 };

static void
add_label(struct text *out, int x, int y, const char *anchor, const char *label)
{
	text_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y,
		anchor);
	text_xml(out, label, strlen(label));
	text_puts(out, "</text>\n");
}

static int64_t
largest(const struct figure *figures, size_t count)
{
	int64_t most = 1;

	for (size_t i = 0; i < count; i++)
		if (figures[i].count > most)
			most = figures[i].count;
	return most;
}

/* Adds a bar, with what it stands for as its title. */
static void
add_bar(struct text *out, const struct figure *figure, size_t at, size_t count,
	int64_t most)
{
	double room = (double)(WIDTH - LEFT) / (double)count;
	double height =
		(double)(BOTTOM - TOP) * (double)figure->count / (double)most;

	text_printf(out,
		"<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\">"
		"<title>",
		LEFT + room * (double)at, BOTTOM - height, room * 0.8, height);
	text_xml(out, figure->name, strlen(figure->name));
	text_printf(out, ": %" PRId64 "</title></rect>\n", figure->count);
}

void
plot_write(struct text *out, const char *title, const struct figure *figures,
	size_t count)
{
	struct text most = { .arena = out->arena };

	text_printf(&most, "%" PRId64, largest(figures, count));
	text_printf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d "
		"%d\" role=\"img\" font-family=\"sans-serif\" "
		"font-size=\"12\" fill=\"#1f4e79\">\n<title>",
		WIDTH, HEIGHT);
	text_xml(out, title, strlen(title));
	text_puts(out, "</title>\n");
	add_label(out, LEFT, TOP / 2, "start", title);
	add_label(out, LEFT - 8, TOP + 4, "end", most.bytes);
	add_label(out, LEFT - 8, BOTTOM, "end", "0");
	for (size_t i = 0; i < count; i++)
		add_bar(out, &figures[i], i, count, largest(figures, count));
	if (count > 0) {
		add_label(out, LEFT, BOTTOM + 20, "start", figures[0].name);
		add_label(out, WIDTH, BOTTOM + 20, "end",
			figures[count - 1].name);
	}
	text_puts(out, "</svg>\n");
}
