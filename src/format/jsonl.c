/* JSON Lines: reads and writes records in JSON, one in each line. */
#include "format/jsonl.h"

#include <string.h>

#include "base/text.h"
#include "format/json.h"
#include "format/read.h"
#include "format/stream.h"
#include "schema/record.h"

static bool
is_blank(const char *bytes, size_t length)
{
	while (length > 0 && memchr(" \t\r", bytes[length - 1], 3) != NULL)
		length--;
	return length == 0;
}

/* Reads a line, unless the line is blank. */
static bool
read_line(struct reading *in, const char *bytes, size_t length,
	struct batch *batch)
{
	struct record *into;

	if (is_blank(bytes, length))
		return true;
	into = batch->begin(batch);
	return json_read_object(in, bytes, length, batch->most, into) &&
	       batch->end(batch, into);
}

bool
jsonl_read_many(struct reading *in, struct batch *batch)
{
	const char *at, *end;

	if (!read_text(in))
		return false;
	end = in->bytes + in->length;
	for (at = in->bytes; at < end; at++) {
		const char *line = at;

		at = memchr(line, '\n', (size_t)(end - line));
		if (at == NULL)
			at = end;
		if (!read_line(in, line, (size_t)(at - line), batch))
			return false;
	}
	return true;
}

/* Nothing stands before the first line, nor behind the last. */
static void
add_nothing(struct text *out, const struct stream *stream)
{
	(void)stream;
	text_puts(out, "");
}

static void
add_line(struct text *out, const struct stream *stream,
	const struct record *record)
{
	(void)stream;
	json_write(out, record);
	text_putc(out, '\n');
}

const struct stream_writer jsonl_stream = {
	.begin = add_nothing,
	.add = add_line,
	.end = add_nothing,
	.broken = "{", /* begins an object that never ends */
};

void
jsonl_write(struct text *out, const struct record *record)
{
	const struct schema *schema = record->schema;
	int rows = schema_rows(schema);
	const struct value *value;

	if (rows < 0 || schema->fields[rows].type != TYPE_LIST) {
		json_write(out, record);
		return;
	}
	value = &record->values[rows];
	add_nothing(out, NULL);
	for (size_t i = 0; i < value->count; i++)
		add_line(out, NULL, value->items[i]);
}
