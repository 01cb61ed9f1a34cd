/* Listings: rows of cells in columns, as wide as the terminal allows. */
#include "ctl/listing.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/unicode.h"

enum { GAP = 2, LEAST = 4 }; /* columns of a terminal */

void
listing_add(struct listing *listing, const char *cell)
{
	listing->cells = arena_grow(listing->arena, listing->cells,
		listing->count, sizeof(*listing->cells));
	listing->cells[listing->count++] = cell;
}

size_t
listing_columns(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/*
 * The columns that a text takes, counted up to "most"; *end is the first byte
 * that would not fit.
 */
static size_t
columns_of(const char *text, size_t most, const char **end)
{
	const char *last = text + strlen(text);
	size_t columns = 0;

	for (*end = text; *end < last;) {
		const char *next = *end;
		int32_t point = utf8_next(&next, last);
		size_t more = point < 0 ? 1 : (size_t)unicode_columns(point);

		if (columns + more > most)
			break;
		columns += more;
		*end = point < 0 ? *end + 1 : next;
	}
	return columns;
}

static size_t
width_of(const char *text)
{
	const char *end;

	return columns_of(text, SIZE_MAX / 2, &end);
}

/* Whether all rows fit, as wide as they are. */
static bool
fits(const size_t *widths, size_t count, size_t room)
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += widths[i] == 0 ? 0 : widths[i] + GAP;
	return sum <= room + GAP;
}

/* Takes columns off that are empty but for their heads. */
static void
leave_out(const struct listing *listing, size_t *widths)
{
	for (size_t i = 0; listing->headed && i < listing->columns; i++) {
		size_t cell = i + listing->columns;

		while (cell < listing->count && *listing->cells[cell] == '\0')
			cell += listing->columns;
		if (cell >= listing->count)
			widths[i] = 0;
	}
}

/* Takes columns off the widest ones until all fit, or none can be narrower. */
static void
fit(size_t *widths, size_t count, size_t room)
{
	for (;;) {
		size_t widest = 0;

		for (size_t i = 0; i < count; i++)
			if (widths[i] > widths[widest])
				widest = i;
		if (fits(widths, count, room) || widths[widest] <= LEAST)
			return;
		widths[widest]--;
	}
}

/* Prints a cell, cut or filled up to its width; the last is not filled. */
static void
print_cell(const char *cell, size_t width, bool last)
{
	const char *end;
	size_t columns = width_of(cell);
	bool cut = columns > width;

	columns = columns_of(cell, cut ? width - 1 : width, &end) + cut;
	printf("%.*s%s%*s", (int)(end - cell), cell, cut ? "…" : "",
		last ? 0 : (int)(width - columns) + GAP, "");
}

void
listing_print(struct listing *listing)
{
	const size_t columns = listing->columns, room = listing_columns();
	size_t *widths = arena_array(listing->arena, columns, sizeof(*widths));

	for (size_t i = 0; i < listing->count; i++) {
		size_t width = width_of(listing->cells[i]);

		if (width > widths[i % columns])
			widths[i % columns] = width;
	}
	if (room > 0 && !fits(widths, columns, room)) {
		leave_out(listing, widths);
		fit(widths, columns, room);
	}
	for (size_t i = 0; i < listing->count; i++) {
		bool last = i % columns == columns - 1;

		if (widths[i % columns] > 0)
			print_cell(
				listing->cells[i], widths[i % columns], last);
		if (last)
			putchar('\n');
	}
}

void
listing_put(const char *line)
{
	const size_t room = listing_columns();
	const char *end;

	if (room == 0 || width_of(line) <= room) {
		puts(line);
		return;
	}
	columns_of(line, room - 1, &end);
	printf("%.*s…\n", (int)(end - line), line);
}
