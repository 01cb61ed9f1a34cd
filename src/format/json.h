/* JSON (RFC 8259): reads and writes records, and members of other formats. */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct batch;
struct record;
struct reading;
struct stream_writer;
struct text;

bool json_read(struct reading *in, struct record *into);
bool json_read_many(struct reading *in, struct batch *batch);
void json_write(struct text *out, const struct record *record);

/*
 * Reads a JSON text that is one object of at most so many bytes, and a part of
 * the body. Returns false if the text had to be refused.
 */
bool json_read_object(struct reading *in, const char *bytes, size_t length,
	size_t most, struct record *into);

/* Writes a list, record by record. */
extern const struct stream_writer json_stream;

/* Whether bytes are a JSON text that json_read_member() can read. */
bool json_valid(struct reading *in, const char *bytes, size_t length);

/*
 * Reads a JSON text as the value of one member. Returns false if the text had
 * to be refused.
 */
bool json_read_member(struct reading *in, const char *bytes, size_t length,
	struct record *into, size_t field);

#endif
