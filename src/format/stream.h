/* A streamed list: records written one by one, in the memory of one. */
#ifndef FORMAT_STREAM_H
#define FORMAT_STREAM_H

#include <stdbool.h>
#include <stddef.h>

struct language;
struct record;
struct schema;
struct stream;
struct text;

/*
 * A format's writer of lists: of the text before the records, of each record,
 * and of the text behind. Nothing is allocated but the memory of out.
 */
struct stream_writer {
	void (*begin)(struct text *out, const struct stream *stream);
	void (*add)(struct text *out, const struct stream *stream,
		const struct record *record);
	void (*end)(struct text *out, const struct stream *stream);
	/* the text behind whole records that shows that the list breaks off;
	   "" where a list without its end shows that by itself */
	const char *broken;
};

/*
 * A list on its way out. An operation has one as the first member of the struct
 * for next(), which casts the pointer to that struct.
 */
struct stream {
	const struct schema *schema; /* of the list, which is an array */
	/*
	 * The next record, valid until the next call. NULL: there are no more
	 * or, if broken is set, the records that follow can't be read.
	 */
	const struct record *(*next)(struct stream *stream);
	bool broken;
	/* of the answer, set by exchange_stream() */
	const struct stream_writer *writer;
	const struct language *language; /* of a page; NULL: English */
	/* internal */
	bool begun;
	size_t count; /* of records before this one */
};

enum stream_state { STREAM_MORE, STREAM_END, STREAM_BROKEN };

/*
 * Adds the next piece: at most one record, and the text before or behind all
 * records. With STREAM_BROKEN, the piece shows that the list breaks off, and
 * nothing may follow.
 */
enum stream_state stream_next(struct stream *stream, struct text *out);

/* Adds the text that shows, behind whole pieces, that the list breaks off. */
void stream_break(const struct stream *stream, struct text *out);

/* Adds a whole list, a message that is an array, as its format writes it. */
void stream_write(struct text *out, const struct stream_writer *writer,
	const struct record *list);

#endif
