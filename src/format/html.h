/* HTML: any record as a page of names and values, for people. */
#ifndef FORMAT_HTML_H
#define FORMAT_HTML_H

struct record;
struct stream_writer;
struct text;

/* Writes any record as a page: names and values. */
void html_write(struct text *out, const struct record *record);

/* Writes a list, record by record. */
extern const struct stream_writer html_stream;

#endif
