/* CSV (RFC 4180): the reader and the writer of records, one in each row. */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct batch;
struct reading;
struct record;
struct stream_writer;
struct text;

/* A table that is being taken apart, row by row. */
struct csv_scan {
	struct reading *in; /* of refusals, and of the memory of rows */
	const char *at, *end;
	size_t line; /* for messages, from 1 */
	char delimiter;
	size_t most; /* bytes of a row of a batch; 0: it is none */
};

/* One cell, decoded. */
struct csv_cell {
	const char *bytes;
	size_t length;
};

/* One line of cells. */
struct csv_row {
	struct csv_cell *cells;
	size_t count;
	size_t line;
};

/*
 * Takes a line of cells and its end. Returns false if it had to be refused. The
 * cells are where the table is, or in the memory of the reading.
 */
bool csv_take_row(struct csv_scan *scan, struct csv_row *row);

/* Whether all cells of a row behind the first count are empty. */
bool csv_is_empty(const struct csv_row *row, size_t count);

/*
 * Takes the line that tells Excel the delimiter: sep= and one letter, in quotes
 * as other programs write the line, or without. Returns whether there is one.
 */
bool csv_take_separator(struct csv_scan *scan);

/*
 * Adds a text as a cell, in quotes if need be: also for a delimiter other than
 * the comma.
 */
void csv_put_cell(struct text *out, const char *text, char delimiter);

/*
 * Readers, strict where data could be lost in silence: every row has a cell for
 * each name, and no content without a name; a quote stands only where a cell is
 * quoted. Empty rows and columns are left out. The delimiter is a comma, or
 * another that splits the header into members, or the one of a line sep=.
 */
bool csv_read(struct reading *in, struct record *into);
bool csv_read_many(struct reading *in, struct batch *batch);

/*
 * Writes a header and a row. Of a message that is a table the rows are the
 * items of its list; without any, the message itself is the one row.
 */
void csv_write(struct text *out, const struct record *record);

/* Writes a list, record by record. */
extern const struct stream_writer csv_stream;

/*
 * As csv_stream, for people to open in a spreadsheet: with a byte order mark,
 * and with ' before a text that would be a formula there, = + - @.
 */
extern const struct stream_writer csv_sheet_stream;

#endif
