/* A streamed list: records written one by one, in the memory of one. */
#include "format/stream.h"

#include "base/text.h"
#include "schema/record.h"

enum stream_state
stream_next(struct stream *stream, struct text *out)
{
	const struct record *record = stream->next(stream);

	if (!stream->begun)
		stream->writer->begin(out, stream);
	stream->begun = true;
	if (stream->broken) {
		stream_break(stream, out);
		return STREAM_BROKEN;
	}
	if (record == NULL) {
		stream->writer->end(out, stream);
		return STREAM_END;
	}
	stream->writer->add(out, stream, record);
	stream->count++;
	return STREAM_MORE;
}

void
stream_break(const struct stream *stream, struct text *out)
{
	text_puts(out, stream->writer->broken);
}

void
stream_write(struct text *out, const struct stream_writer *writer,
	const struct record *list)
{
	const struct value *value = &list->values[0];
	struct stream stream = {
		.schema = list->schema,
		.language = intake_language(list->intake),
	};

	writer->begin(out, &stream);
	for (; stream.count < value->count; stream.count++)
		writer->add(out, &stream, value->items[stream.count]);
	writer->end(out, &stream);
}
