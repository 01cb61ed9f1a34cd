/* CSV (RFC 4180). */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

struct record;
struct text;

/*
 * Writes a header and a row. Of a message that is a table the rows are the
 * items of its list; without any, the message itself is the one row.
 */
void csv_write(struct text *out, const struct record *record);

#endif
