/* Tables in pages; on narrow screens each row is shown as a list. */
#include "html/grid.h"

#include "base/text.h"
#include "html/html.h"

void
grid_begin(struct grid *grid, const char *content)
{
	text_puts(grid->out, "<table class=\"grid\"");
	html_attribute(grid->out, "aria-label", content);
	text_puts(grid->out, "><thead><tr>");
	for (size_t i = 0; i < grid->count; i++) {
		text_puts(grid->out, "<th scope=\"col\">");
		html_puts(grid->out, grid->names[i]);
		text_puts(grid->out, "</th>");
	}
	text_puts(grid->out, "</tr></thead><tbody>\n");
}

static void
end_cell(struct grid *grid)
{
	if (grid->at > 0)
		text_puts(grid->out, grid->at == 1 ? "</th>" : "</td>");
	if (grid->at == grid->count)
		text_puts(grid->out, "</tr>\n");
}

void
grid_cell(struct grid *grid)
{
	end_cell(grid);
	grid->at = grid->at % grid->count + 1;
	if (grid->at == 1) {
		text_puts(grid->out, "<tr><th scope=\"row\">");
		return;
	}
	text_puts(grid->out, "<td");
	html_attribute(grid->out, "data-name", grid->names[grid->at - 1]);
	text_putc(grid->out, '>');
}

void
grid_end(struct grid *grid)
{
	end_cell(grid);
	text_puts(grid->out, "</tbody></table>\n");
}
