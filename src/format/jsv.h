/* JSV, ServiceStack's text format: reads and writes records and members. */
#ifndef FORMAT_JSV_H
#define FORMAT_JSV_H

#include <stdbool.h>
#include <stddef.h>

struct batch;
struct field;
struct record;
struct reading;
struct stream_writer;
struct text;
struct value;

bool jsv_read(struct reading *in, struct record *into);
bool jsv_read_many(struct reading *in, struct batch *batch);
void jsv_write(struct text *out, const struct record *record);

/* Writes a list, record by record. */
extern const struct stream_writer jsv_stream;

/*
 * Reads the text of a cell or a form field as the value of a member. A list
 * is JSV, or JSON if it is valid JSON; a malformed one is a fault of the
 * member. Any other value is the text itself. Returns false if the body had to
 * be refused: an item of the list has a member twice.
 */
bool jsv_read_cell(struct reading *in, const char *bytes, size_t length,
	struct record *into, size_t field);

/* Adds a given value in JSV. */
void jsv_write_value(
	struct text *out, const struct field *field, const struct value *value);

#endif
