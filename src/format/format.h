/* The table of formats: how a record travels. */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/fault.h"

struct intake;
struct record;
struct text;

/* What a form page sends for itself, beside the members. */
enum form_own { FORM_TICKET, FORM_TRAP, FORM_MORE, FORM_OWN };

/* A body that is being read. */
struct reading {
	struct intake *intake;
	const char *bytes; /* the body, not NUL-terminated */
	size_t length;
	const char *boundary;      /* of multipart/form-data, else NULL */
	const char *own[FORM_OWN]; /* of a form; NULL: not sent */
	/* why it was refused, as read_fault() tells */
	enum fault_kind refused;
	const char *path; /* of the member at fault; NULL or empty: the body */
	const char *detail;
};

/*
 * Where the records of a batch go, one after the other. The reader calls
 * begin, fills the record it got and calls end; when end returns false it
 * stops at once and returns false as well.
 */
struct batch {
	const struct schema *schema; /* of every record */
	size_t most;                 /* bytes of the body that one may take */
	struct record *(*begin)(struct batch *batch);
	bool (*end)(struct batch *batch, struct record *record);
};

enum { FORMAT_MEDIA = 3, FORMAT_DEPTH = 16, FORMAT_FIELDS = 4096 };

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

/*
 * Refuses a body: notes the fault and the detail that its message ends with,
 * in the language of the intake. Always returns false.
 */
bool read_refuse(struct reading *in, enum fault_kind kind, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/* A phrase in the language of the intake, to be part of a detail. */
const char *read_say(const struct reading *in, const char *english);

/* Takes a leading byte order mark off a body. */
void read_mark(struct reading *in);

/*
 * Refuses a body unless it is UTF-8 text in the Char range of XML 1.0, and
 * takes a leading byte order mark off. Returns whether it may be read.
 */
bool read_text(struct reading *in);

/* Refuses a batch of which one record takes more than that many bytes. */
bool read_refuse_item(struct reading *in, size_t most);

/*
 * Refuses a body in which a member stands twice; its name is the path as yet.
 * A schema that is NULL knows no members. Always returns false.
 */
bool read_refuse_repeated(
	struct reading *in, const struct schema *schema, const char *name);

/*
 * What is refused because of a member is told with its path, which is made
 * from the inside out: each says that it stands within a member, an item of a
 * list, or a record whose place is known. No harm if it has no path. They
 * return false.
 */
bool
read_within(struct reading *in, const struct schema *schema, const char *name);
bool read_within_item(struct reading *in, size_t index);
bool read_within_record(struct reading *in, const struct record *record);

/*
 * Notes a member that a record's schema does not know, and whether it holds
 * members, by the text that was given for it.
 */
void read_unknown(struct record *into, const char *name, size_t length,
	const char *value, size_t value_length);

/*
 * Refuses a body as malformed because of one member of a record whose place
 * is known. Always returns false.
 */
bool read_refuse_member(struct reading *in, const struct record *record,
	const char *name, size_t length, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* What a body was refused for. */
struct fault read_fault(const struct reading *in);

#endif
