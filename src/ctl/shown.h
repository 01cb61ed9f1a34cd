/* Customers as the operator sees them: their members, and the formats. */
#ifndef CTL_SHOWN_H
#define CTL_SHOWN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct ctl;
struct format;
struct record;
struct stream;
struct text;

/* Prints every member that is given, behind its path, a line each. */
void shown_members(struct ctl *ctl, const struct record *record);

/* Prints a record as an object of JSON, on a line. */
void shown_json(struct ctl *ctl, const struct record *record);

/* An instant, as 2020-12-30T10:11:12Z, in the arena. */
const char *shown_instant(struct ctl *ctl, int64_t seconds);

/* What a list of customers can be printed as. */
enum shown_kind { SHOWN_TEXT, SHOWN_FORMAT, SHOWN_VCARD };

/* The format of an option, and what is asked for. */
struct shown_format {
	enum shown_kind kind;
	const struct format *format; /* SHOWN_FORMAT */
};

/*
 * Reads the name of a format: one that programs send and receive, "text" where
 * there is a text, or "vcard" where there is one. NULL is text, or JSON lines
 * if the operator asked for JSON, or CSV where there is no text. Returns
 * whether there is such a format; complains else.
 */
bool shown_read(struct ctl *ctl, const char *name, bool text, bool vcard,
	struct shown_format *into);

/* Writes all of a stream; returns whether it came to its end. */
bool shown_stream(struct ctl *ctl, FILE *out, struct stream *stream);

#endif
