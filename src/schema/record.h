/* A message in memory: its schema, and one value for each of its fields. */
#ifndef SCHEMA_RECORD_H
#define SCHEMA_RECORD_H

#include "schema/schema.h"
#include "schema/value.h"

struct arena;

/* The data that all records of a request share. */
struct intake {
	struct arena *arena;
	const struct rules *rules;
	/* paths of members that no schema knows, in the order met */
	const char **unknown;
	size_t unknown_count; /* met, kept or not */
};

/* At most this many paths of unknown members are kept. */
enum { UNKNOWN_LISTED = 1000 };

struct record {
	const struct schema *schema;
	struct intake *intake;
	const struct record *parent; /* NULL at the top */
	size_t field;                /* its index in the parent … */
	size_t index;                /* … and in the list; or in the batch */
	bool in_batch;
	bool known;            /* a member that the schema knows was named */
	const char *wrapper;   /* the first unknown member that holds members */
	bool touched;          /* of a form's item: a value was entered */
	struct value values[]; /* schema->count of them */
};

/* Makes an empty record, in the intake's arena. */
struct record *record_new(struct intake *intake, const struct schema *schema);

/*
 * Sets a member from text: the text is stripped, parsed as the field's type,
 * and copied. A text that can't be parsed becomes VALUE_WRONG with the fault.
 * Empty text is not given. Setting again replaces. A list of plain values may
 * be a text, A,B or [A,B].
 */
void record_set_text(
	struct record *record, size_t field, const char *bytes, size_t length);

/* Sets a member that is at fault, whatever its type is, to what was sent. */
void record_set_wrong(struct record *record, size_t field,
	enum fault_kind fault, const char *bytes, size_t length);

/* Sets a member to nothing, as a null in JSON says: the member is not given. */
void record_set_null(struct record *record, size_t field);

/* Sets a member that came as true or false, not as text. */
void record_set_bool(struct record *record, size_t field, bool value);

/*
 * Sets a member that came as a JSON number, whose literal text is given: plain
 * digits up to 2^53 are taken by text types and TYPE_INT, 0 and 1 by bools.
 */
void record_set_number(
	struct record *record, size_t field, const char *bytes, size_t length);

/* Sets a number of our own, for TYPE_BOOL and TYPE_INT. */
void record_set_int(struct record *record, size_t field, int64_t number);

/* Sets a string of our own as it is, not checked, not copied. */
void record_set_string(struct record *record, size_t field, const char *string);

/* Sets an instant of our own, in seconds since 1970-01-01T00:00:00Z. */
void record_set_time(struct record *record, size_t field, int64_t seconds);

/*
 * Sets a member that came as a list, without items as yet. If the field is no
 * list, the value becomes VALUE_WRONG. Returns whether items may come.
 */
bool record_set_list(struct record *record, size_t field);

/*
 * Sets a member that came as a record. Returns the record; or NULL, with
 * VALUE_WRONG, if the field takes none.
 */
struct record *record_set_record(struct record *record, size_t field);

/* Adds an empty item to a list and returns it. */
struct record *record_add(struct record *record, size_t field);

/*
 * Returns the item of that index. A missing item is added, to a new list if the
 * member was none; items skipped on the way are NULL.
 */
struct record *record_item(struct record *record, size_t field, size_t index);

/* Adds an item that came as no record: a fault. */
void record_add_wrong(struct record *record, size_t field);

/* Whether the member was given with any value, a faulty one included. */
bool record_has(const struct record *record, size_t field);

/* Whether a null in JSON said that the member has no value. */
bool record_is_null(const struct record *record, size_t field);

/*
 * Whether two records of one schema say the same in a member: it is not given
 * in both, or given with the same value. A list without items is not given.
 */
bool record_agrees(
	const struct record *one, const struct record *other, size_t field);

/* Whether a bool is given and true. */
bool record_is_true(const struct record *record, size_t field);

/* Whether a text is given and equals the string. */
bool record_is(const struct record *record, size_t field, const char *string);

/*
 * The index of the member of that name; -1 if the schema does not know the
 * name. Notes the member as known or unknown.
 */
int record_member(struct record *record, const char *name, size_t length);

/* Notes a member that the schema does not know, by its name_shown(). */
void record_unknown(struct record *record, const char *name, size_t length);

/* Notes that the last unknown member noted holds members itself. */
void record_wraps(struct record *record);

/*
 * A member's name for messages to clients, in the arena: the schema's spelling
 * if the schema knows the name, else up to 64 letters of the name as it came.
 * An unknown name with other than ASCII letters, digits, _ . [ ] - is "?". A
 * schema that is NULL knows no names.
 */
const char *name_shown(struct arena *arena, const struct schema *schema,
	const char *name, size_t length);

/* The language of messages about the records of an intake; NULL: English. */
const struct language *intake_language(const struct intake *intake);

/*
 * The path of a field for messages to clients, "emails[0].email", or with field
 * -1 the path of the record itself, "emails[0]"; in the arena.
 */
const char *record_path(const struct record *record, int field);

/*
 * A value other than a list as text, in the arena or the record: a given value
 * as it was parsed, a wrong one as it was sent.
 */
const char *
record_text(struct arena *arena, const struct record *record, size_t field);

#endif
