/* Maps: which of a file's columns is which member, and what its values mean. */
#include "import/map.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "import/input.h"

/* A map that is being read. */
struct reader {
	struct arena *arena;
	struct map *map;
	size_t line;
};

/* What stands between the two sides of a line. */
enum mark { MARK_NONE, MARK_VALUE, MARK_CONSTANT, MARK_COLUMN, MARK__MAX };

static const char *const marks[MARK__MAX] = {
	[MARK_VALUE] = "->",
	[MARK_CONSTANT] = ":=",
	[MARK_COLUMN] = "=",
};

/* The mark that stands at a place. */
static enum mark
mark_at(const char *at, const char *end)
{
	for (enum mark mark = MARK_VALUE; mark < MARK__MAX; mark++) {
		size_t length = strlen(marks[mark]);

		if ((size_t)(end - at) >= length &&
			memcmp(at, marks[mark], length) == 0)
			return mark;
	}
	return MARK_NONE;
}

/* Takes a side of a line, up to a mark, a comment or the end. */
static const char *
take_side(struct reader *reader, const char **at, const char *end)
{
	struct text side = { .arena = reader->arena };
	const char *begin, *bytes;
	size_t length;

	text_puts(&side, "");
	while (*at < end && (**at == ' ' || **at == '\t'))
		++*at;
	if (text_take(at, end, '"')) {
		while (*at < end &&
			(**at != '"' || text_comes(*at + 1, end, '"')))
			if (**at == '"') {
				text_putc(&side, '"');
				*at += 2;
			} else {
				text_putc(&side, *(*at)++);
			}
		text_take(at, end, '"');
		while (*at < end && (**at == ' ' || **at == '\t'))
			++*at;
		return side.bytes;
	}
	for (begin = *at;
		*at < end && **at != '#' && mark_at(*at, end) == MARK_NONE;
		++*at)
		;
	bytes = begin;
	length = (size_t)(*at - begin);
	text_trim(&bytes, &length);
	text_add(&side, bytes, length);
	return side.bytes;
}

static void
add_column(struct reader *reader, struct map_column column)
{
	struct map *map = reader->map;

	map->columns = arena_grow(
		reader->arena, map->columns, map->count, sizeof(*map->columns));
	map->columns[map->count++] = column;
}

/* Adds a value to the column of the lines above. Returns NULL or a reason. */
static const char *
add_value(struct reader *reader, struct map_value value)
{
	struct map *map = reader->map;
	struct map_column *column;

	if (map->count == 0 || map->columns[map->count - 1].theirs == NULL)
		return "a value must stand below its column";
	column = &map->columns[map->count - 1];
	column->values = arena_grow(reader->arena, column->values,
		column->value_count, sizeof(*column->values));
	column->values[column->value_count++] = value;
	return NULL;
}

/* Takes a line. Returns NULL or a reason. */
static const char *
take_line(struct reader *reader, const char *at, const char *end)
{
	const char *left = take_side(reader, &at, end), *right;
	enum mark mark = mark_at(at, end);

	if (mark == MARK_NONE)
		return *left == '\0' && (at == end || *at == '#')
			       ? NULL
			       : "there is no =, -> or := in it";
	at += strlen(marks[mark]);
	right = take_side(reader, &at, end);
	if (at < end && *at != '#')
		return "it has more than two sides";
	if (mark == MARK_VALUE)
		return add_value(reader, (struct map_value){ left, right });
	if (*left == '\0')
		return "nothing stands before the =";
	if (mark == MARK_COLUMN)
		add_column(reader,
			(struct map_column){ .theirs = left, .ours = right });
	else
		add_column(reader,
			(struct map_column){ .ours = left, .constant = right });
	return NULL;
}

/* Reads the lines of an open file. Returns NULL or a message. */
static const char *
read_lines(struct reader *reader, struct input *input)
{
	const char *wrong = NULL;

	while (input_more(input))
		;
	if (input->wrong != NULL)
		return input->wrong;
	for (; wrong == NULL && input->at < input->end; input->at++) {
		const char *line = input->at;
		size_t length = (size_t)(input->end - line);
		const char *end = memchr(line, '\n', length);

		input->at = end == NULL ? line + length : end;
		reader->line++;
		wrong = take_line(reader, line,
			input->at -
				(input->at > line && input->at[-1] == '\r'));
	}
	return wrong == NULL ? NULL
			     : arena_printf(reader->arena, "line %zu: %s",
				       reader->line, wrong);
}

const char *
map_read(struct arena *arena, const char *file, struct map *map)
{
	struct reader reader = { .arena = arena, .map = map };
	struct input *input = arena_alloc(arena, sizeof(*input));
	const char *wrong = input_open(input, arena, file, NULL)
				    ? read_lines(&reader, input)
				    : input->wrong;

	input_close(input);
	return wrong == NULL
		       ? NULL
		       : arena_printf(arena, "the map %s: %s", file, wrong);
}

const struct map_column *
map_find(const struct map *map, const char *name, size_t length)
{
	for (size_t i = 0; map != NULL && i < map->count; i++)
		if (map->columns[i].theirs != NULL &&
			text_is(name, length, map->columns[i].theirs))
			return &map->columns[i];
	return NULL;
}

const char *
map_value(const struct map_column *column, const char *value)
{
	for (size_t i = 0; column != NULL && i < column->value_count; i++)
		if (text_is(value, strlen(value), column->values[i].theirs))
			return column->values[i].ours;
	return value;
}
