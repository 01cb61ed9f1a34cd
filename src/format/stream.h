/* A list of records that is written one by one, with memory for one. */
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
 * How a format writes a list: what stands before its records, each of them,
 * and what stands behind. Nothing is allocated but what out holds.
 */
struct stream_writer {
	void (*begin)(struct text *out, const struct stream *stream);
	void (*add)(struct text *out, const struct stream *stream,
		const struct record *record);
	void (*end)(struct text *out, const struct stream *stream);
	/* behind whole records it shows that the list breaks off; "" where a
	   list without its end shows that by itself */
	const char *broken;
};

/*
 * A list on its way out. An operation has one as the first member of what
 * next() needs, which next() makes of the pointer.
 */
struct stream {
	const struct schema *schema; /* of the list, which is an array */
	/*
	 * The next record, good until the next call. NULL: there is no more,
	 * or, once broken is set, what follows can't be had.
	 */
	const struct record *(*next)(struct stream *stream);
	bool broken;
	/* of the answer, which exchange_stream() sets */
	const struct stream_writer *writer;
	const struct language *language; /* of a page; NULL: English */
	/* its own */
	bool begun;
	size_t count; /* of records before this one */
};

enum stream_state { STREAM_MORE, STREAM_END, STREAM_BROKEN };

/*
 * Adds the next piece: at most one record, and what stands before or behind
 * all of them. With STREAM_BROKEN, what was added says so, and nothing may
 * follow.
 */
enum stream_state stream_next(struct stream *stream, struct text *out);

/* Adds what says, behind whole pieces, that there will be no more. */
void stream_break(const struct stream *stream, struct text *out);

/* Adds a whole list, a message that is an array, as its format writes it. */
void stream_write(struct text *out, const struct stream_writer *writer,
	const struct record *list);

#endif
