/* The reading of a body: the state and the refusals common to all formats. */
#ifndef FORMAT_READ_H
#define FORMAT_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/fault.h"

struct intake;
struct record;

enum { FORMAT_DEPTH = 16, FORMAT_FIELDS = 4096 };

/* A form page's own fields, beside the members. */
enum form_own {
	FORM_TICKET,
	FORM_TRAP,
	FORM_MORE,
	FORM_ASKED,
	FORM_PASS,
	FORM_OPEN,
	FORM_OWN
};

/* A body that is being read. */
struct reading {
	struct intake *intake;
	const char *bytes; /* the body, not NUL-terminated */
	size_t length;
	const char *boundary;      /* of multipart/form-data, else NULL */
	const char *own[FORM_OWN]; /* of a form; NULL: not sent */
	/* the reason of a refusal, for read_fault() */
	enum fault_kind refused;
	const char *path; /* of the member at fault; NULL or empty: the body */
	const char *detail;
};

/*
 * The receiver of a batch's records, one after the other. The reader calls
 * begin, fills the record returned and calls end; when end returns false the
 * reader stops at once and returns false as well.
 */
struct batch {
	const struct schema *schema; /* of every record */
	size_t most;                 /* bytes of the body for one record */
	struct record *(*begin)(struct batch *batch);
	bool (*end)(struct batch *batch, struct record *record);
};

/*
 * Refuses a body: notes the fault, and the detail at the end of its message, in
 * the language of the intake. Always returns false.
 */
bool read_refuse(struct reading *in, enum fault_kind kind, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/* A phrase in the language of the intake, for a detail. */
const char *read_say(const struct reading *in, const char *english);

/* Takes a leading byte order mark off a body. */
void read_mark(struct reading *in);

/* Takes a leading byte order mark off bytes. */
void read_skip_mark(const char **bytes, size_t *length);

/*
 * Refuses a body unless it is UTF-8 text in the Char range of XML 1.0, and
 * takes a leading byte order mark off. Returns whether it may be read.
 */
bool read_text(struct reading *in);

/* Refuses a batch with a record of more than that many bytes. */
bool read_refuse_item(struct reading *in, size_t most);

/*
 * Refuses a body with a repeated member; the member's name is the path as yet.
 * A schema that is NULL knows no members. Always returns false.
 */
bool read_refuse_repeated(
	struct reading *in, const struct schema *schema, const char *name);

/*
 * Prepend to the path of the refused member, which is made from the inside out:
 * the name of a member, the index of a list's item, or the path of a record.
 * Without a path nothing happens. Always return false.
 */
bool
read_within(struct reading *in, const struct schema *schema, const char *name);
bool read_within_item(struct reading *in, size_t index);
bool read_within_record(struct reading *in, const struct record *record);

/*
 * Notes a member that a record's schema does not know, and whether the member
 * holds members, by its text.
 */
void read_unknown(struct record *into, const char *name, size_t length,
	const char *value, size_t value_length);

/*
 * Refuses a body as malformed because of one member of a record, whose path is
 * known. Always returns false.
 */
bool read_refuse_member(struct reading *in, const struct record *record,
	const char *name, size_t length, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* The fault that a body was refused for. */
struct fault read_fault(const struct reading *in);

#endif
