/* The table of message formats: the media types, reader and writer of each. */
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
	const char *begins; /* first letters of its bodies: "{["; NULL: any */
	/*
	 * Reads the whole body into the record. Returns false if the body had
	 * to be refused, as read_refuse() noted. NULL: not read.
	 */
	bool (*read)(struct reading *in, struct record *into);
	/* Loads the libraries for reading; NULL: none. */
	void (*prepare)(void);
	/* As read, for a body with any number of records. */
	bool (*read_many)(struct reading *in, struct batch *batch);
	/* Adds the record in this format. NULL: not written. */
	void (*write)(struct text *out, const struct record *record);
	/* Writes a list record by record. Set for all formats written. */
	const struct stream_writer *stream;
	/* As stream, for a spreadsheet that people use; NULL: as stream. */
	const struct stream_writer *sheet;
	/*
	 * Adds a written record laid out for people; the reader takes it as the
	 * same record. Set for all formats that are both read and written.
	 */
	void (*lay_out)(struct text *out, const char *bytes, size_t length);
	bool form;       /* bodies are forms, which any route takes */
	bool people;     /* answers are pages for people */
	bool rows;       /* of a message that is a table, only the rows */
	bool structured; /* JSON Schema can describe its messages */
	size_t most;     /* bytes of a body, whatever is configured; 0: any */
	bool or_default; /* bodies of its name may be in the default format */
	const char *file_ending; /* answers are files to save: "csv", or NULL */
};

extern const struct format formats[];
extern const size_t format_count;

/* The format of answers when no other was asked for. */
const struct format *format_default(void);

/* The format for answers with that name, case ignored, or NULL. */
const struct format *format_named(const char *name, size_t length);

/* Whether programs both send and receive that format. */
bool format_is_both(const struct format *format);

/*
 * The format that a body of this media type ("text/csv", without parameters)
 * is read as, or NULL.
 */
const struct format *format_reading(const char *media, size_t length);

/*
 * The real format of a body: the default one if the given format has or_default
 * and the body begins, after a byte order mark and blanks, with { (with [ if
 * many). Else the given one.
 */
const struct format *format_sniff(const struct format *format,
	const char *bytes, size_t length, bool many);

/*
 * The format that a body resembles by its first letter, if that format is not
 * the reader and the reader's bodies begin with no such letter. Else NULL.
 */
const struct format *
format_resembled(const struct format *reader, const char *bytes, size_t length);

#endif
