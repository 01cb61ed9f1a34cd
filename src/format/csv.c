/* CSV (RFC 4180). */
#include "format/csv.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/format.h"
#include "format/jsv.h"
#include "schema/record.h"

/* A body that is being taken apart. */
struct scan {
	struct reading *in;
	const char *at, *end;
	size_t line; /* for messages, from 1 */
	size_t most; /* bytes of a row of a batch; 0: it is none */
};

/* One cell, decoded. */
struct cell {
	const char *bytes;
	size_t length;
};

/* One line of cells. */
struct row {
	struct cell *cells;
	size_t count;
	size_t line;
};

static bool
refuse(struct scan *scan, const char *what)
{
	return read_refuse(scan->in, FAULT_MALFORMED, "CSV at line %zu: %s",
		scan->line, read_say(scan->in, what));
}

static bool
is_next(const struct scan *scan, char byte)
{
	return scan->at < scan->end && *scan->at == byte;
}

/* Whether a line ends here. */
static bool
is_line_end(const struct scan *scan)
{
	return scan->at == scan->end || *scan->at == '\n' ||
	       (*scan->at == '\r' && scan->end - scan->at > 1 &&
		       scan->at[1] == '\n');
}

static bool
take_quoted(struct scan *scan, struct cell *cell)
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
	*cell = (struct cell){ text.bytes, text.length };
	if (!is_next(scan, ',') && !is_line_end(scan))
		return refuse(scan, "text behind the closing quote of a cell");
	return true;
}

static bool
take_plain(struct scan *scan, struct cell *cell)
{
	cell->bytes = scan->at;
	while (!is_next(scan, ',') && !is_line_end(scan)) {
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

/* Leaves out the line ends that a table ends with. */
static const char *
trim_lines(const char *bytes, const char *end)
{
	while (end > bytes && end[-1] == '\n')
		end -= end - bytes > 1 && end[-2] == '\r' ? 2 : 1;
	return end;
}

/* Takes a line of cells and its end. */
static bool
take_row(struct scan *scan, struct row *row)
{
	const char *start = scan->at;

	*row = (struct row){ .line = scan->line };
	do {
		struct cell cell = { 0 };

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
	} while (is_next(scan, ','));
	scan->at += is_next(scan, '\r');
	scan->line += is_next(scan, '\n');
	scan->at += is_next(scan, '\n');
	return true;
}

/* Takes the header: which field each column is, -1 for none. */
static bool
take_header(struct scan *scan, const struct schema *schema, struct row *header,
	int **fields)
{
	struct arena *arena = scan->in->intake->arena;
	const char **names;

	if (!take_row(scan, header))
		return false;
	names = arena_array(arena, header->count, sizeof(*names));
	*fields = arena_array(arena, header->count, sizeof(**fields));
	for (size_t i = 0; i < header->count; i++) {
		struct cell *cell = &header->cells[i];

		text_trim(&cell->bytes, &cell->length);
		names[i] = arena_copy(arena, cell->bytes, cell->length);
		(*fields)[i] = schema_find(schema, cell->bytes, cell->length);
	}
	if (text_repeats(names, header->count))
		return read_refuse_repeated(scan->in);
	return true;
}

static bool
read_row(struct scan *scan, const struct row *header, const int *fields,
	struct record *into)
{
	struct row row;

	if (!take_row(scan, &row))
		return false;
	if (row.count != header->count)
		return read_refuse(scan->in, FAULT_MALFORMED,
			"CSV at line %zu: a row whose number of cells (%zu) is "
			"not that of the header (%zu)",
			row.line, row.count, header->count);
	for (size_t i = 0; i < row.count; i++) {
		const struct cell *cell = &row.cells[i];

		if (fields[i] < 0)
			record_unknown(into, header->cells[i].bytes,
				header->cells[i].length);
		else
			jsv_read_cell(scan->in, cell->bytes, cell->length, into,
				(size_t)fields[i]);
	}
	return true;
}

/* Reads a header and its rows: exactly one into a record, or a batch. */
static bool
read_table(struct reading *in, struct record *only, struct batch *batch)
{
	struct scan scan = { .in = in, .line = 1 };
	const struct schema *schema =
		only != NULL ? only->schema : batch->schema;
	struct row header;
	int *fields;
	size_t rows = 0;

	if (!read_text(in))
		return false;
	if (in->length == 0)
		return refuse(&scan, "a line of names is missing");
	if (batch != NULL)
		scan.most = batch->most;
	scan.at = in->bytes;
	scan.end = trim_lines(in->bytes, in->bytes + in->length);
	if (!take_header(&scan, schema, &header, &fields))
		return false;
	for (; scan.at < scan.end; rows++) {
		struct record *into = only;

		if (only != NULL && rows == 1)
			return refuse(&scan, "more than one row of values");
		if (only == NULL)
			into = batch->begin(batch);
		if (!read_row(&scan, &header, fields, into) ||
			(only == NULL && !batch->end(batch, into)))
			return false;
	}
	if (only != NULL && rows == 0)
		return refuse(&scan, "a row of values is missing");
	return true;
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

static void
write_cell(struct text *out, const char *bytes, size_t length)
{
	bool quoted = false;

	for (size_t i = 0; i < length && !quoted; i++)
		quoted = strchr("\",\r\n", bytes[i]) != NULL;
	text_puts(out, quoted ? "\"" : "");
	for (size_t i = 0; i < length; i++) {
		text_puts(out, bytes[i] == '"' ? "\"" : "");
		text_putc(out, bytes[i]);
	}
	text_puts(out, quoted ? "\"" : "");
}

static void
write_value(
	struct text *out, const struct field *field, const struct value *value)
{
	struct text cell = { .arena = out->arena };

	if (value->state != VALUE_GIVEN)
		return;
	switch (field->type) {
	case TYPE_BOOL:
	case TYPE_INT:
	case TYPE_LIST:
	case TYPE_RECORD:
		jsv_write_value(&cell, field, value);
		write_cell(out, cell.bytes, cell.length);
		break;
	default:
		write_cell(out, value->text, value->length);
	}
}

static void
write_header(struct text *out, const struct schema *schema)
{
	for (size_t i = 0; i < schema->count; i++)
		text_printf(
			out, "%s%s", i == 0 ? "" : ",", schema->fields[i].name);
	text_puts(out, "\r\n");
}

/* The record as a row of the columns that a schema has. */
static void
write_row(struct text *out, const struct schema *columns,
	const struct record *record)
{
	for (size_t i = 0; i < columns->count; i++) {
		const char *name = columns->fields[i].name;
		int field = schema_find(record->schema, name, strlen(name));

		text_puts(out, i == 0 ? "" : ",");
		if (field >= 0)
			write_value(out, &record->schema->fields[field],
				&record->values[field]);
	}
	text_puts(out, "\r\n");
}

/* The field that holds a table's rows, or -1. */
static int
rows_of(const struct schema *schema)
{
	for (size_t i = 0; i < schema->count; i++)
		if (schema->fields[i].rows)
			return (int)i;
	return -1;
}

void
csv_write(struct text *out, const struct record *record)
{
	int rows = rows_of(record->schema);
	const struct schema *columns = record->schema;
	const struct value *value;

	if (rows < 0) {
		write_header(out, columns);
		write_row(out, columns, record);
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
		write_row(out, columns, value->items[i]);
	if (value->count == 0 && !record->schema->array)
		write_row(out, columns, record);
}
