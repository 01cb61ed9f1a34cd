/* JSON Lines: reads and writes records in JSON, one in each line. */
#ifndef FORMAT_JSONL_H
#define FORMAT_JSONL_H

#include <stdbool.h>

struct batch;
struct reading;
struct record;
struct stream_writer;
struct text;

/* Each line holds a JSON object; blank lines are passed over. */
bool jsonl_read_many(struct reading *in, struct batch *batch);

/*
 * Adds a record as JSON, without a line end; of a list, or of a message whose
 * rows are a list, each record as a line.
 */
void jsonl_write(struct text *out, const struct record *record);

/* Writes a list, record by record. */
extern const struct stream_writer jsonl_stream;

#endif
