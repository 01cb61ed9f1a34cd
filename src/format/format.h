/* The table of formats: how a record travels. */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

struct batch;
struct reading;
struct record;
struct stream_writer;
struct text;

enum { FORMAT_MEDIA = 3 };

struct format {
	const char *name; /* suffix and ?format=, NULL if never answered in */
	const char *media[FORMAT_MEDIA]; /* the media types, default first */
	const char *media_suffix; /* "+json": reads application/…+json too */
	const char *begins; /* what its bodies begin with: "{["; NULL: any */
	/*
	 * Reads the whole body into the record. Returns false if it had to be
	 * refused, as read_refuse() noted. NULL: not read.
	 */
	bool (*read)(struct reading *in, struct record *into);
	/* Loads what reading needs; NULL: nothing. */
	void (*prepare)(void);
	/* As read, for a body that holds any number of records. */
	bool (*read_many)(struct reading *in, struct batch *batch);
	/* Adds the record as this format has it. NULL: not written. */
	void (*write)(struct text *out, const struct record *record);
	/* How a list is written record by record. Of all that is written. */
	const struct stream_writer *stream;
	/*
	 * Adds what was written as people like to read it, for the reader to
	 * take it as the same record. Of all that is both read and written.
	 */
	void (*lay_out)(struct text *out, const char *bytes, size_t length);
	bool form;       /* bodies are forms, which any route takes */
	bool people;     /* answers are pages for people */
	bool structured; /* JSON Schema can say what its messages are */
	size_t most;     /* bytes of a body, whatever is configured; 0: any */
	bool or_default; /* bodies in the default format come under its name */
	const char *file_ending; /* answers are files to save: "csv", or NULL */
};

extern const struct format formats[];
extern const size_t format_count;

/* The format that answers when nothing else was asked for. */
const struct format *format_default(void);

/* The format that answers under that name, case ignored, or NULL. */
const struct format *format_named(const char *name, size_t length);

/* Whether programs send that format and are answered in it. */
bool format_is_both(const struct format *format);

/*
 * The format that a body of this media type ("text/csv", without parameters)
 * is read as, or NULL.
 */
const struct format *format_reading(const char *media, size_t length);

/*
 * The format that a body really is in: the default one if it is sent under
 * the name of a format that allows that and begins, after a byte order mark
 * and blanks, with { (with [ if many). Else the one given.
 */
const struct format *format_sniff(const struct format *format,
	const char *bytes, size_t length, bool many);

/*
 * The format that a body looks like by its first letter, if that is not the
 * one it is read as and its bodies begin with no such letter. Else NULL.
 */
const struct format *
format_resembled(const struct format *reader, const char *bytes, size_t length);

#endif
