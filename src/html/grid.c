/* Tables in pages; on narrow screens each row is shown as a list. */
#include "html/grid.h"

#include "base/text.h"
#include "html/html.h"

/*
 * The roles are the elements' own: some browsers forget a role when a table is
 * no longer shown as a table.
 */
void
grid_begin(struct grid *grid, const char *content)
{
	text_puts(grid->out, "<table class=\"grid\" role=\"table\"");
	html_attribute(grid->out, "aria-label", content);
	text_puts(grid->out, "><thead role=\"rowgroup\"><tr role=\"row\">");
	for (size_t i = 0; i < grid->count; i++) {
		text_puts(
			grid->out, "<th scope=\"col\" role=\"columnheader\">");
		html_puts(grid->out, grid->names[i]);
		text_puts(grid->out, "</th>");
	}
	text_puts(grid->out, "</tr></thead><tbody role=\"rowgroup\">\n");
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
		text_puts(grid->out, "<tr role=\"row\"><th scope=\"row\" "
				     "role=\"rowheader\">");
		return;
	}
	text_puts(grid->out, "<td role=\"cell\"");
	html_attribute(grid->out, "data-name", grid->names[grid->at - 1]);
	text_putc(grid->out, '>');
}

void
grid_end(struct grid *grid)
{
	end_cell(grid);
	text_puts(grid->out, "</tbody></table>\n");
}
