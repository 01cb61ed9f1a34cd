/* CSV (RFC 4180): the reader and the writer of records, one in each row. */
#include "format/csv.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/jsv.h"
#include "format/read.h"
#include "format/stream.h"
#include "schema/record.h"

static bool
refuse(struct csv_scan *scan, const char *what)
{
	return read_refuse(scan->in, FAULT_MALFORMED, "CSV at line %zu: %s",
		scan->line, read_say(scan->in, what));
}

static bool
is_next(const struct csv_scan *scan, char byte)
{
	return text_comes(scan->at, scan->end, byte);
}

/* Whether a line ends here. */
static bool
is_line_end(const struct csv_scan *scan)
{
	return scan->at == scan->end || *scan->at == '\n' ||
	       (*scan->at == '\r' && scan->end - scan->at > 1 &&
		       scan->at[1] == '\n');
}

static bool
take_quoted(struct csv_scan *scan, struct csv_cell *cell)
{
	struct text text = { .arena = scan->in->intake->arena };

	text_puts(&text, "");
	do {
		const char *start = ++scan->at;

		while (scan->at < scan->end && *scan->at != '"')
			scan->line += *scan->at++ == '\n';
		if (scan->at == scan->end)
			return refuse(scan, "a quoted cell that does not end");
		text_add(&text, start, (size_t)(scan->at++ - start));
		if (is_next(scan, '"'))
			text_putc(&text, '"');
	} while (is_next(scan, '"'));
	*cell = (struct csv_cell){ text.bytes, text.length };
	if (!is_next(scan, scan->delimiter) && !is_line_end(scan))
		return refuse(scan, "text behind the closing quote of a cell");
	return true;
}

static bool
take_plain(struct csv_scan *scan, struct csv_cell *cell)
{
	cell->bytes = scan->at;
	while (!is_next(scan, scan->delimiter) && !is_line_end(scan)) {
		if (*scan->at == '"')
			return refuse(scan, "a quote in a cell that does not "
					    "begin with one");
		if (*scan->at == '\r')
			return refuse(scan,
				"a line end that is CR alone: it must be CR LF "
				"or LF");
		scan->at++;
	}
	cell->length = (size_t)(scan->at - cell->bytes);
	return true;
}

bool
csv_take_row(struct csv_scan *scan, struct csv_row *row)
{
	const char *start = scan->at;

	*row = (struct csv_row){ .line = scan->line };
	do {
		struct csv_cell cell = { 0 };

		if (row->count > 0)
			scan->at++;
		if (!(is_next(scan, '"') ? take_quoted(scan, &cell)
					 : take_plain(scan, &cell)))
			return false;
		row->cells = arena_grow(scan->in->intake->arena, row->cells,
			row->count, sizeof(*row->cells));
		row->cells[row->count++] = cell;
		if (scan->most != 0 && (size_t)(scan->at - start) > scan->most)
			return read_refuse_item(scan->in, scan->most);
	} while (is_next(scan, scan->delimiter));
	scan->at += is_next(scan, '\r');
	scan->line += is_next(scan, '\n');
	scan->at += is_next(scan, '\n');
	return true;
}

bool
csv_is_empty(const struct csv_row *row, size_t count)
{
	for (size_t i = count; i < row->count; i++) {
		struct csv_cell cell = row->cells[i];

		text_strip(&cell.bytes, &cell.length);
		if (cell.length > 0)
			return false;
	}
	return true;
}

/* Takes the next row that is not empty; one without cells is the end. */
static bool
take_next(struct csv_scan *scan, struct csv_row *row)
{
	struct arena *arena = scan->in->intake->arena;
	struct arena_mark mark = arena_mark(arena);

	while (scan->at < scan->end) {
		if (!csv_take_row(scan, row))
			return false;
		if (!csv_is_empty(row, 0))
			return true;
		arena_release(arena, mark);
	}
	*row = (struct csv_row){ .line = scan->line };
	return true;
}

/* The columns of a table: the index of each one's field, -1 for none. */
struct header {
	struct csv_row row;
	int *fields;
	size_t known; /* the columns that are fields */
};

/* Takes the line of names. */
static bool
take_header(struct csv_scan *scan, const struct schema *schema,
	struct header *header)
{
	struct csv_row *row = &header->row;

	if (!take_next(scan, row))
		return false;
	header->known = 0;
	header->fields = arena_array(
		scan->in->intake->arena, row->count, sizeof(*header->fields));
	for (size_t i = 0; i < row->count; i++) {
		struct csv_cell *cell = &row->cells[i];

		text_strip(&cell->bytes, &cell->length);
		header->fields[i] =
			schema_find(schema, cell->bytes, cell->length);
		header->known += header->fields[i] >= 0;
	}
	return true;
}

/* Whether a delimiter splits the line of names into fields. */
static bool
splits(const struct csv_scan *scan, const struct schema *schema, char delimiter)
{
	struct reading trial = *scan->in;
	struct csv_scan other = *scan;
	struct header header;

	other.in = &trial;
	other.delimiter = delimiter;
	return take_header(&other, schema, &header) && header.known > 0;
}

bool
csv_take_separator(struct csv_scan *scan)
{
	static const char name[] = "sep=";
	size_t length = strlen(name);
	struct csv_scan line = *scan;
	bool quoted;

	while (line.at < line.end && strchr(" \t\r\n", *line.at) != NULL)
		line.line += *line.at++ == '\n';
	quoted = is_next(&line, '"');
	line.at += quoted;
	if ((size_t)(line.end - line.at) < length ||
		!text_is(line.at, length, name))
		return false;
	line.at += length;
	line.delimiter = is_line_end(&line) ? '\n' : *line.at++;
	if (quoted && !is_next(&line, '"'))
		return false;
	line.at += quoted;
	if (!is_line_end(&line))
		return false;
	*scan = line;
	return true;
}

static bool
is_delimiter(char byte)
{
	return memchr(",;|\t", byte, 4) != NULL;
}

/* Finds the delimiter between cells. */
static bool
find_delimiter(struct csv_scan *scan, const struct schema *schema)
{
	bool semicolon, tab;

	scan->delimiter = ',';
	if (csv_take_separator(scan))
		return is_delimiter(scan->delimiter) ||
		       refuse(scan,
			       "sep= must name a comma, a semicolon, a | or a "
			       "TAB");
	if (splits(scan, schema, ','))
		return true;
	semicolon = splits(scan, schema, ';');
	tab = splits(scan, schema, '\t');
	if (semicolon != tab)
		scan->delimiter = semicolon ? ';' : '\t';
	return true;
}

/* Refuses a table with a column that stands twice. */
static bool
check_columns(struct reading *in, const struct schema *schema,
	const struct csv_row *row)
{
	struct arena *arena = in->intake->arena;
	const char **names = arena_array(arena, row->count, sizeof(*names));
	const char *repeated;
	size_t count = 0;

	for (size_t i = 0; i < row->count; i++)
		if (row->cells[i].length > 0)
			names[count++] = arena_copy(arena, row->cells[i].bytes,
				row->cells[i].length);
	repeated = text_repeated(names, count);
	return repeated == NULL || read_refuse_repeated(in, schema, repeated);
}

/* Whether a row has a cell for each name, and no content without one. */
static bool
check_row(struct csv_scan *scan, const struct csv_row *names,
	const struct csv_row *row)
{
	if (!csv_is_empty(names, row->count) ||
		!csv_is_empty(row, names->count))
		return read_refuse(scan->in, FAULT_MALFORMED,
			"CSV at line %zu: a row whose number of cells (%zu) is "
			"not that of the header (%zu)",
			row->line, row->count, names->count);
	for (size_t i = 0; i < row->count && i < names->count; i++) {
		struct csv_cell cell = row->cells[i];

		text_strip(&cell.bytes, &cell.length);
		if (cell.length > 0 && names->cells[i].length == 0)
			return read_refuse(scan->in, FAULT_MALFORMED,
				"CSV at line %zu: a column with content and no "
				"name (%zu)",
				row->line, i + 1);
	}
	return true;
}

static bool
read_row(struct csv_scan *scan, const struct header *header,
	const struct csv_row *row, struct record *into)
{
	const struct csv_row *names = &header->row;

	if (!check_row(scan, names, row))
		return false;
	for (size_t i = 0; i < row->count && i < names->count; i++) {
		const struct csv_cell *name = &names->cells[i];
		const struct csv_cell *cell = &row->cells[i];
		int field = header->fields[i];

		if (field >= 0 && !jsv_read_cell(scan->in, cell->bytes,
					  cell->length, into, (size_t)field))
			return false;
		if (field < 0 && name->length > 0)
			read_unknown(into, name->bytes, name->length,
				cell->bytes, cell->length);
	}
	into->known = header->known > 0;
	return true;
}

/* Reads the rows of a table: exactly one into a record, or a batch. */
static bool
read_rows(struct csv_scan *scan, const struct header *header,
	struct record *only, struct batch *batch)
{
	struct csv_row row;
	size_t rows = 0;

	for (;; rows++) {
		struct record *into = only != NULL ? only : batch->begin(batch);

		if (!take_next(scan, &row))
			return false;
		if (row.count == 0)
			return only == NULL || rows > 0 ||
			       refuse(scan, "a row of values is missing");
		if (only != NULL && rows > 0) {
			scan->line = row.line;
			return refuse(scan, "more than one row of values");
		}
		if (!read_row(scan, header, &row, into) ||
			(only == NULL && !batch->end(batch, into)))
			return false;
	}
}

/* Reads a header and its rows. */
static bool
read_table(struct reading *in, struct record *only, struct batch *batch)
{
	struct csv_scan scan = { .in = in, .line = 1 };
	const struct schema *schema =
		only != NULL ? only->schema : batch->schema;
	struct header header;

	if (!read_text(in))
		return false;
	if (batch != NULL)
		scan.most = batch->most;
	scan.at = in->bytes;
	scan.end = in->bytes + in->length;
	if (!find_delimiter(&scan, schema) ||
		!take_header(&scan, schema, &header))
		return false;
	if (header.row.count == 0 && schema->count == 0)
		return true; /* a message without members says no more */
	if (header.row.count == 0)
		return refuse(&scan, "a line of names is missing");
	return check_columns(in, schema, &header.row) &&
	       read_rows(&scan, &header, only, batch);
}

bool
csv_read(struct reading *in, struct record *into)
{
	return read_table(in, into, NULL);
}

bool
csv_read_many(struct reading *in, struct batch *batch)
{
	return read_table(in, NULL, batch);
}

/*
 * Makes one cell of the text in out from start on; quotes it if it has one of
 * the special letters.
 */
static void
quote(struct text *out, size_t start, const char *special)
{
	size_t quotes = 0, from = out->length, to;

	if (strpbrk(out->bytes + start, special) == NULL)
		return;
	for (size_t i = start; i < from; i++)
		quotes += out->bytes[i] == '"';
	for (size_t i = 0; i < quotes + 2; i++)
		text_putc(out, '"');
	to = out->length - 1;
	while (from > start) {
		char byte = out->bytes[--from];

		out->bytes[--to] = byte;
		if (byte == '"')
			out->bytes[--to] = '"';
	}
	out->bytes[start] = '"';
}

static void
write_cell(struct text *out, const struct field *field,
	const struct value *value, bool for_people)
{
	size_t start = out->length;

	if (value->state != VALUE_GIVEN)
		return;
	switch (field->type) {
	case TYPE_BOOL:
	case TYPE_INT:
	case TYPE_LIST:
	case TYPE_RECORD:
		jsv_write_value(out, field, value);
		break;
	default:
		if (for_people && value->length > 0 &&
			strchr("=+-@", *value->text) != NULL)
			text_putc(out, '\'');
		text_add(out, value->text, value->length);
	}
	quote(out, start, "\",\r\n");
}

void
csv_put_cell(struct text *out, const char *text, char delimiter)
{
	const char special[] = { '"', delimiter, '\r', '\n', '\0' };
	size_t start = out->length;

	text_puts(out, text);
	quote(out, start, special);
}

static void
write_header(struct text *out, const struct schema *schema)
{
	const char *comma = "";

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		text_printf(out, "%s%s", comma, schema->fields[i].name);
		comma = ",";
	}
	text_puts(out, "\r\n");
}

/* The index of a record's member that is a column of a schema, or -1. */
static int
in_column(const struct record *record, const struct schema *columns, size_t i)
{
	const char *name = columns->fields[i].name;

	return record->schema == columns
		       ? (int)i
		       : schema_find(record->schema, name, strlen(name));
}

/* Writes a record as a row with the columns of a schema. */
static void
write_row(struct text *out, const struct schema *columns,
	const struct record *record, bool for_people)
{
	const char *comma = "";

	for (size_t i = schema_first(columns); i < columns->count;
		i = schema_next(columns, i)) {
		int field = in_column(record, columns, i);

		text_puts(out, comma);
		if (field >= 0)
			write_cell(out, &record->schema->fields[field],
				&record->values[field], for_people);
		comma = ",";
	}
	text_puts(out, "\r\n");
}

/* Whether a record has a member that is a column. */
static bool
has_column(const struct schema *columns, const struct record *record)
{
	for (size_t i = schema_first(columns); i < columns->count;
		i = schema_next(columns, i))
		if (in_column(record, columns, i) >= 0)
			return true;
	return false;
}

static void
begin_list(struct text *out, const struct stream *stream)
{
	write_header(out, stream->schema->fields[0].item);
}

static void
add_item(struct text *out, const struct stream *stream,
	const struct record *record)
{
	write_row(out, stream->schema->fields[0].item, record, false);
}

/* Nothing stands behind the last row. */
static void
end_list(struct text *out, const struct stream *stream)
{
	(void)out;
	(void)stream;
}

const struct stream_writer csv_stream = {
	.begin = begin_list,
	.add = add_item,
	.end = end_list,
	.broken = "\"", /* begins a cell that never ends */
};

/* Without a byte order mark, spreadsheets take UTF-8 for something else. */
static void
begin_sheet(struct text *out, const struct stream *stream)
{
	text_puts(out, "\xEF\xBB\xBF");
	begin_list(out, stream);
}

static void
add_sheet_item(struct text *out, const struct stream *stream,
	const struct record *record)
{
	write_row(out, stream->schema->fields[0].item, record, true);
}

const struct stream_writer csv_sheet_stream = {
	.begin = begin_sheet,
	.add = add_sheet_item,
	.end = end_list,
	.broken = "\"",
};

void
csv_write(struct text *out, const struct record *record)
{
	const struct schema *columns = record->schema;
	int rows = schema_rows(columns);
	const struct value *value;

	if (columns->array) {
		stream_write(out, &csv_stream, record);
		return;
	}
	if (rows < 0) {
		write_header(out, columns);
		write_row(out, columns, record, false);
		return;
	}
	value = &record->values[rows];
	if (columns->fields[rows].type == TYPE_RECORD) {
		csv_write(out, value->items[0]);
		return;
	}
	columns = columns->fields[rows].item;
	write_header(out, columns);
	for (size_t i = 0; i < value->count; i++)
		write_row(out, columns, value->items[i], false);
	if (value->count == 0 && has_column(columns, record))
		write_row(out, columns, record, false);
}
