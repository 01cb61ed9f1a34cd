/* The text of a file that is imported: read in pieces, whatever its encoding.
 */
#ifndef IMPORT_INPUT_H
#define IMPORT_INPUT_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
	INPUT_PIECE = 65536,  /* bytes of the file that are read at a time */
	INPUT_MOST = 2 << 20, /* bytes of text that are held at a time */
};

/* A file that is being read. */
struct input {
	struct arena *arena;
	const char *encoding; /* of the file */
	bool guessed;         /* the encoding */
	const char *wrong;    /* why no more can be read; NULL: all is well */
	const char *at, *end; /* the text at hand, in UTF-8 */
	bool ended;           /* there is no more behind it */
	int64_t size;         /* of the file … */
	int64_t done;         /* … and what was read of it, in bytes */

	/* internal */
	int file;
	char *bytes; /* the room for text */
	size_t room;
	iconv_t converter;
	char raw[INPUT_PIECE];
	size_t raw_length; /* of what could not be converted as yet */
};

/*
 * Opens a file in an encoding that iconv(3) knows; NULL: the encoding is
 * guessed, by a byte order mark, by the zeros of UTF-16, or as UTF-8 if all of
 * the file is that, else as Windows-1252. Returns whether the file can be read;
 * else input->wrong says why, in the arena.
 */
bool input_open(struct input *input, struct arena *arena, const char *file,
	const char *encoding);

/*
 * Reads more text behind what is at hand, which may move: the text before
 * input->at, which the caller moves on, is forgotten. Returns false at the end,
 * or if no more can be read or held.
 */
bool input_more(struct input *input);

void input_close(struct input *input);

#endif
