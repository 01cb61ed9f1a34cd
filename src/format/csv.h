/* CSV (RFC 4180): the reader and the writer of records, one in each row. */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include <stdbool.h>

struct batch;
struct reading;
struct record;
struct stream_writer;
struct text;

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
