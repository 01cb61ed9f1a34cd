/* CSV (RFC 4180). */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include <stdbool.h>

struct batch;
struct reading;
struct record;
struct stream_writer;
struct text;

/*
 * Strict where data could be lost in silence: every row has a cell for each
 * name, and no content without a name; a quote stands only where a cell is
 * quoted. Empty rows and columns are left out. What stands between cells is a
 * comma, or what else splits the header into members, or what a line sep=
 * says.
 */
bool csv_read(struct reading *in, struct record *into);
bool csv_read_many(struct reading *in, struct batch *batch);

/*
 * Writes a header and a row. Of a message that is a table the rows are the
 * items of its list; without any, the message itself is the one row.
 */
void csv_write(struct text *out, const struct record *record);

/* Writes a list, one by one. */
extern const struct stream_writer csv_stream;

#endif
