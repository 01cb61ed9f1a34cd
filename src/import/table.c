/* Tables (CSV) of an import: the columns, and the records of the rows. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/csv.h"
#include "format/form.h"
#include "format/jsv.h"
#include "import/cell.h"
#include "import/map.h"
#include "import/source.h"
#include "schema/date.h"
#include "schema/schema.h"

enum { TITLES = 20 }; /* rows among which the names are looked for */

static const char delimiters[] = ",;\t|";

/* A column, or a constant behind the columns. */
struct column {
	const char *name; /* as the file has it; of a constant the path */
	struct cell_target target;
	const struct map_column *map; /* NULL: none */
	bool own;                     /* of a report */
};

struct table {
	struct csv_scan scan;
	struct column *columns;
	size_t names;   /* columns of the file … */
	size_t count;   /* … and constants */
	bool has_paths; /* emails[0].email */
	struct csv_row row;
};

static struct table *
table_of(const struct source *source)
{
	return source->own;
}

/* Moves the scan to the text at hand, whose beginning it has read. */
static void
look(struct source *source)
{
	struct csv_scan *scan = &table_of(source)->scan;

	scan->at = source->input.at;
	scan->end = source->input.end;
}

/* Goes to the line behind the one where a row that was refused begins. */
static void
skip_line(struct source *source, size_t line)
{
	struct table *table = table_of(source);
	const char *at = source->input.at;
	const char *end = memchr(at, '\n', (size_t)(source->input.end - at));

	table->scan.at = end == NULL ? source->input.end : end + 1;
	table->scan.line = line + 1;
}

/* Makes one cell of a line that is no row. */
static void
keep_line(struct source *source)
{
	struct csv_row *row = &table_of(source)->row;
	struct csv_cell *cell = arena_alloc(&source->items, sizeof(*cell));

	*cell = (struct csv_cell){ source->raw, source->raw_length };
	text_trim(&cell->bytes, &cell->length);
	row->cells = cell;
	row->count = 1;
}

/*
 * Takes a row, of as much text as it needs. Returns false if it was refused;
 * the row is then its first line.
 */
static bool
take_row(struct source *source)
{
	struct table *table = table_of(source);
	struct csv_scan *scan = &table->scan;
	const size_t line = scan->line;
	struct arena_mark mark = arena_mark(&source->items);
	bool taken, more = true;

	for (;;) {
		look(source);
		taken = csv_take_row(scan, &table->row);
		if (scan->end - scan->at > 1 || !more)
			break;
		more = input_more(&source->input);
		arena_release(&source->items, mark);
		scan->line = line;
	}
	if (!taken)
		skip_line(source, line);
	source->line = line;
	source->raw = source->input.at;
	source->raw_length = (size_t)(scan->at - source->raw);
	source->input.at = scan->at;
	if (!taken)
		keep_line(source);
	return taken;
}

/* The column of a name in the file. */
static struct column
find_column(struct source *source, const struct csv_cell *cell)
{
	struct csv_cell name = *cell;
	struct column column = { .target.field = -1 };

	text_strip(&name.bytes, &name.length);
	column.name = arena_copy(source->arena, name.bytes, name.length);
	column.own = source_is_own(column.name, name.length);
	column.map = map_find(source->map, column.name, name.length);
	column.target = cell_target(source->arena,
		column.map == NULL ? column.name : column.map->ours);
	return column;
}

/* How many cells of a row are names that are known. */
static size_t
count_known(struct source *source, const struct csv_row *row)
{
	size_t known = 0;

	for (size_t i = 0; i < row->count; i++) {
		const struct column column =
			find_column(source, &row->cells[i]);

		known += column.own || column.map != NULL ||
			 column.target.path != NULL;
	}
	return known;
}

/* Where the names may be. */
struct place {
	char delimiter;
	size_t known, line, rows;
};

/* Looks for names in the first rows, as a delimiter splits these. */
static void
try_delimiter(struct source *source, char delimiter, struct place *best)
{
	struct csv_scan trial = table_of(source)->scan;
	struct csv_row row;
	size_t rows = 0;

	trial.delimiter = delimiter;
	trial.at = source->input.at;
	trial.end = source->input.end;
	while (rows < TITLES && trial.at < trial.end &&
		csv_take_row(&trial, &row)) {
		size_t known =
			csv_is_empty(&row, 0) ? 0 : count_known(source, &row);

		rows += !csv_is_empty(&row, 0);
		if (known > best->known)
			*best = (struct place){ delimiter, known, row.line,
				rows };
	}
}

/* The delimiter that makes the most cells of the first row. */
static char
most_cells(struct source *source)
{
	char best = *delimiters;
	size_t most = 0;

	for (const char *at = delimiters; *at != '\0'; at++) {
		struct csv_scan trial = table_of(source)->scan;
		struct csv_row row;

		trial.delimiter = *at;
		if (csv_take_row(&trial, &row) && row.count > most) {
			most = row.count;
			best = *at;
		}
	}
	return best;
}

/* Reads the beginning, and finds the delimiter and the line of names. */
static bool
find_names(struct source *source)
{
	struct table *table = table_of(source);
	struct place best = { .delimiter = '\0' };

	input_more(&source->input);
	look(source);
	if (csv_take_separator(&table->scan)) {
		source->input.at = table->scan.at;
		source->input.at +=
			text_comes(source->input.at, source->input.end, '\r');
		source->input.at +=
			text_comes(source->input.at, source->input.end, '\n');
		table->scan.line++;
		try_delimiter(source, table->scan.delimiter, &best);
	} else {
		for (const char *at = delimiters; *at != '\0'; at++)
			try_delimiter(source, *at, &best);
	}
	if (source->input.wrong != NULL)
		source->wrong = source->input.wrong;
	else if (best.known == 0 && source->nameless)
		best.delimiter = most_cells(source);
	else if (best.known == 0)
		source->wrong =
			"no name in its first lines is a member's: "
			"--map-template prints a map of its columns, to "
			"be filled in and given with --map";
	else if (best.rows > 1)
		source->wrong = arena_printf(source->arena,
			"the names of the columns stand in line %zu: take away "
			"the lines above, which are titles or notes",
			best.line);
	table->scan.delimiter = best.delimiter;
	return source->wrong == NULL;
}

/* Adds the members that a map has for all records. */
static void
add_constants(struct source *source)
{
	struct table *table = table_of(source);

	for (size_t i = 0; source->map != NULL && i < source->map->count; i++) {
		const struct map_column *map = &source->map->columns[i];

		if (map->constant == NULL)
			continue;
		table->columns = arena_grow(source->arena, table->columns,
			table->count, sizeof(*table->columns));
		table->columns[table->count++] = (struct column){
			.name = map->ours,
			.target = cell_target(source->arena, map->ours),
			.map = map,
		};
	}
}

/* Whether one path is of the other, or of a member of that. */
static bool
is_within(const char *one, const char *other)
{
	size_t length = strlen(one);

	return strncasecmp(one, other, length) == 0 &&
	       strchr("[.", other[length]) != NULL;
}

/* A list that a column has whole, and another one a member of; or NULL. */
static const char *
find_split(const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++)
			if (i != k && is_within(paths[i], paths[k]))
				return paths[i];
	return NULL;
}

/* Notes what is wrong with the columns. */
static void
check_columns(struct source *source)
{
	struct table *table = table_of(source);
	const char **paths =
		arena_array(source->arena, table->count, sizeof(*paths));
	struct text unknown = { .arena = source->arena };
	const char *twice;
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];

		if (column->target.path != NULL)
			paths[count++] = column->target.path;
		else if (column->map != NULL && *column->map->ours != '\0')
			source->wrong = arena_printf(source->arena,
				"the map: %s is no member; crmctl help import "
				"tells how members are named",
				column->map->ours);
		else if (column->map == NULL && !column->own &&
			 *column->name != '\0')
			text_printf(&unknown, "%s%s",
				unknown.length == 0 ? "" : ", ", column->name);
		table->has_paths |= column->target.path != NULL &&
				    column->target.field < 0 &&
				    column->target.of != &cell_consented;
	}
	source->unknown = unknown.bytes;
	twice = find_split(paths, count);
	if (twice != NULL)
		source->wrong = arena_printf(source->arena,
			"%s is there both as one column and item by item",
			twice);
	twice = text_repeated(paths, count);
	if (twice != NULL)
		source->wrong = arena_printf(
			source->arena, "two columns are the member %s", twice);
}

static bool
take_names(struct source *source)
{
	struct table *table = table_of(source);

	do
		if (!take_row(source)) {
			source->wrong = table->scan.in->detail;
			return false;
		}
	while (csv_is_empty(&table->row, 0));
	table->names = table->count = table->row.count;
	for (size_t i = 0; i < table->count; i++) {
		table->columns = arena_grow(source->arena, table->columns, i,
			sizeof(*table->columns));
		table->columns[i] = find_column(source, &table->row.cells[i]);
	}
	add_constants(source);
	check_columns(source);
	return source->wrong == NULL;
}

/* Says what was found out about the file. */
static void
tell(struct source *source)
{
	const char delimiter = table_of(source)->scan.delimiter;

	source->told = arena_printf(source->arena,
		"its encoding is %s%s; its cells are separated by %s",
		source->input.encoding,
		source->input.guessed ? ", as it seems" : "",
		delimiter == ','    ? "commas"
		: delimiter == ';'  ? "semicolons"
		: delimiter == '\t' ? "tabs"
				    : "|");
}

const char *const *
source_names(struct source *source, size_t *count)
{
	const struct table *table = table_of(source);
	const char **names;

	*count = source->format == &table_source ? table->names : 0;
	names = arena_array(source->arena, *count, sizeof(*names));
	for (size_t i = 0; i < *count; i++)
		names[i] = table->columns[i].name;
	return names;
}

static bool
open_table(struct source *source)
{
	struct table *table = arena_alloc(source->arena, sizeof(*table));

	source->own = table;
	table->scan = (struct csv_scan){ .in = &source->reading, .line = 1 };
	if (!find_names(source) || !take_names(source))
		return false;
	tell(source);
	return true;
}

/* Takes the time of consents. */
static void
take_consented(struct source *source, const struct cell_value *value)
{
	struct date date;

	if (value->length == 0)
		return;
	if (date_parse(value->bytes, value->length, &date) != FAULT_NONE ||
		date.seconds > source->rules->now)
		source_note(source, cell_consented.name,
			"it must be a day or a time that has been");
	else
		source->consented = date.seconds;
}

/* Sets a member to a cell, and notes what is wrong with the cell. */
static bool
set_member(struct source *source, struct form *form,
	const struct column *column, const struct csv_cell *cell)
{
	struct cell_value value = {
		.bytes = cell->bytes,
		.length = cell->length,
		.day_first = source->day_first,
	};
	const char *wrong;

	if (column->map != NULL)
		cell_map(&source->items, column->map, &value);
	wrong = cell_clean(&source->items, &column->target, &value);
	if (wrong != NULL)
		source_note(source, column->target.path, wrong);
	if (column->target.of == &cell_consented) {
		take_consented(source, &value);
		return true;
	}
	if (column->target.field >= 0)
		return jsv_read_cell(&source->reading, value.bytes,
			value.length, source->record,
			(size_t)column->target.field);
	return form_take(
		form, &(struct form_field){
			      .name = column->target.path,
			      .name_length = strlen(column->target.path),
			      .value = value.bytes,
			      .length = value.length,
		      });
}

/* Whether a row has no content without a name. */
static bool
fits(struct source *source)
{
	const struct table *table = table_of(source);
	const struct csv_row *row = &table->row;

	if (!csv_is_empty(row, table->names))
		return false;
	for (size_t i = 0; i < row->count && i < table->names; i++) {
		struct csv_cell cell = row->cells[i];

		text_strip(&cell.bytes, &cell.length);
		if (cell.length > 0 && *table->columns[i].name == '\0')
			return false;
	}
	return true;
}

/* Fills the record at hand with the row. */
static bool
fill(struct source *source)
{
	const struct table *table = table_of(source);
	struct form form = { 0 };

	if (table->has_paths)
		form = form_begin(&source->reading, source->record);
	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		struct csv_cell cell = { "", 0 };

		if (column->target.path == NULL)
			continue;
		if (i < table->names && i < table->row.count)
			cell = table->row.cells[i];
		else if (i >= table->names)
			cell = (struct csv_cell){ column->map->constant,
				strlen(column->map->constant) };
		if (!set_member(source, &form, column, &cell))
			return false;
	}
	source->record->known = true;
	return !table->has_paths || form_end(&form);
}

static bool
next_row(struct source *source)
{
	bool taken;

	do {
		if (source->input.at == source->input.end &&
			!input_more(&source->input))
			return false;
		taken = take_row(source);
		if (source->input.wrong != NULL)
			return false;
	} while (taken && csv_is_empty(&table_of(source)->row, 0));
	if (taken && !utf8_valid(source->raw, source->raw_length))
		source_note(source, "",
			"it is not UTF-8 text, or holds a control character");
	else if (taken && !fits(source))
		source_note(source, "",
			"it has a value in a column without a name");
	else if (!taken || !fill(source))
		source_refused(source);
	return true;
}

static const char *
place_of(struct source *source, const char *path)
{
	const struct table *table = table_of(source);

	for (size_t i = 0; i < table->names; i++) {
		const struct column *column = &table->columns[i];
		const char *own = column->target.path;

		if (own != NULL &&
			(is_within(own, path) || is_within(path, own)))
			return arena_printf(&source->items, "column %zu (%s)",
				i + 1, column->name);
	}
	return NULL;
}

/* Adds the cells of a report that stand behind those of the file. */
static void
put_own(struct source *source, struct text *out,
	const char *const cells[SOURCE_OWN])
{
	const char delimiter = table_of(source)->scan.delimiter;

	for (size_t i = 0; i < SOURCE_OWN; i++) {
		text_putc(out, delimiter);
		csv_put_cell(out, cells[i], delimiter);
	}
	text_puts(out, "\r\n");
}

static void
begin_report(struct source *source, struct text *out)
{
	const struct table *table = table_of(source);
	bool first = true;

	text_puts(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < table->names; i++) {
		if (table->columns[i].own)
			continue;
		if (!first)
			text_putc(out, table->scan.delimiter);
		first = false;
		csv_put_cell(
			out, table->columns[i].name, table->scan.delimiter);
	}
	put_own(source, out, source_own);
}

/* Adds the cells of the row at hand, but for those of a report. */
static void
put_row(struct source *source, struct text *out)
{
	const struct table *table = table_of(source);
	bool first = true;

	for (size_t i = 0; i < table->names; i++) {
		if (table->columns[i].own)
			continue;
		if (!first)
			text_putc(out, table->scan.delimiter);
		first = false;
		if (i < table->row.count)
			csv_put_cell(out,
				arena_copy(&source->items,
					table->row.cells[i].bytes,
					table->row.cells[i].length),
				table->scan.delimiter);
	}
}

static void
report_row(struct source *source, struct text *out,
	const struct source_outcome *outcome)
{
	char id[24] = "";
	const char *const cells[SOURCE_OWN] = {
		[SOURCE_STATUS] = outcome->status,
		[SOURCE_ID] = id,
		[SOURCE_FAULTS] = outcome->faults,
	};

	if (outcome->id != 0)
		snprintf(id, sizeof(id), "%lld", (long long)outcome->id);
	put_row(source, out);
	put_own(source, out, cells);
}

static void
end_report(struct source *source, struct text *out)
{
	(void)source;
	text_puts(out, "");
}

const struct source_format table_source = {
	.name = "csv",
	.endings = ".csv .txt .tsv .tab",
	.open = open_table,
	.next = next_row,
	.place = place_of,
	.report_begin = begin_report,
	.report = report_row,
	.report_end = end_report,
};
