/* Forms: the reader of fields by name, urlencoded or from multipart parts. */
#ifndef FORMAT_FORM_H
#define FORMAT_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct reading;
struct schema;
struct text;

/* The way in which a form has given a member so far. */
enum form_way {
	FORM_NOT_GIVEN,
	FORM_WHOLE,   /* as one text */
	FORM_INDEXED, /* a list, item by item, as emails[0].email */
	FORM_TAKEN    /* ignored: the member was given elsewhere */
};

/* The fields that a day may come in, in the order of its text. */
enum form_part { FORM_YEAR, FORM_MONTH, FORM_DAY, FORM_PARTS };

/* A day in three fields, such as birthDate.year. */
struct form_day {
	const char *name;              /* of the member or the item's member */
	const char *parts[FORM_PARTS]; /* NULL: none came */
};

/* A form that is being read into a record. */
struct form {
	struct reading *in;
	struct record *into;
	size_t count;       /* the fields that came */
	const char **names; /* of the fields taken; members in one spelling */
	size_t name_count;
	enum form_way *ways; /* by field */
	struct form_day *days;
	size_t day_count;
};

/* One field of a form, decoded. */
struct form_field {
	const char *name;
	size_t name_length;
	const char *value;
	size_t length;
	bool is_json; /* the value is JSON, not text */
};

/* The names of a page's own fields, by enum form_own. */
extern const char *const form_own[];

/* The ends of the names of a day's fields, by enum form_part. */
extern const char *const form_parts[];

bool form_read(struct reading *in, struct record *into);
bool multipart_read(struct reading *in, struct record *into);

/*
 * Adds the urlencoded parameters that name members of a schema, parts of days
 * such as birthDate.year among them, and malformed ones, as they stand.
 */
void
form_select(struct text *out, const struct schema *schema, const char *query);

/*
 * Reads the urlencoded parameters of a URL, beside a body: parameters that name
 * members set those not given so far; other parameters are not for the record.
 * Returns false if the parameters had to be refused.
 */
bool form_fill(struct reading *in, struct record *into);

/* Begins a form; its memory is in the intake's arena. */
struct form form_begin(struct reading *in, struct record *into);

/*
 * Whether a name is a member's, or begins with a list's as the names of its
 * items' members do.
 */
bool
form_names_member(const struct schema *schema, const char *name, size_t length);

/*
 * Takes one field; a day may come in three, as birthDate.year, .month and .day.
 * Returns false if the form had to be refused: too many fields, not text, a
 * list given in both ways, or items named in no known notation.
 */
bool form_take(struct form *form, const struct form_field *field);

/* Counts a field that is not taken; returns false if there are too many. */
bool form_count(struct form *form);

/*
 * Ends a form. Returns false if it had to be refused: a field given twice, a
 * gap in a list's indices. Items without any value are left out: they are rows
 * of a page that were not filled in.
 */
bool form_end(struct form *form);

#endif
