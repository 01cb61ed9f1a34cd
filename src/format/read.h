/* A body that is being read: what all formats note of it. */
#ifndef FORMAT_READ_H
#define FORMAT_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/fault.h"

struct intake;
struct record;

enum { FORMAT_DEPTH = 16, FORMAT_FIELDS = 4096 };

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

/* Takes a byte order mark off that bytes begin with. */
void read_skip_mark(const char **bytes, size_t *length);

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
