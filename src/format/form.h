/* Forms: fields by name, whatever they were packed in. */
#ifndef FORMAT_FORM_H
#define FORMAT_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct reading;
struct schema;
struct text;

/* How a form has given a member so far. */
enum form_way {
	FORM_NOT_GIVEN,
	FORM_WHOLE,   /* as one text */
	FORM_INDEXED, /* a list, item by item, as emails[0].email */
	FORM_TAKEN    /* it may not: the member was given elsewhere */
};

/* A form that is being read into a record. */
struct form {
	struct reading *in;
	struct record *into;
	size_t count;       /* the fields that came */
	const char **names; /* of those taken, members in one spelling */
	size_t name_count;
	enum form_way *ways; /* by field */
};

/* One field of a form, decoded. */
struct form_field {
	const char *name;
	size_t name_length;
	const char *value;
	size_t length;
	bool is_json; /* the value is, and not text */
};

/* The names of what a page sends for itself, by enum form_own. */
extern const char *const form_own[];

bool form_read(struct reading *in, struct record *into);
bool multipart_read(struct reading *in, struct record *into);

/*
 * Adds those urlencoded parameters that name members of a schema, and those
 * that are malformed, as they stand.
 */
void
form_select(struct text *out, const struct schema *schema, const char *query);

/*
 * Reads the urlencoded parameters that stand beside a body, in the URL: those
 * that name members fill what the record was not given, the others are not
 * for it. Returns false if they had to be refused.
 */
bool form_fill(struct reading *in, struct record *into);

/* Begins a form; what it needs is in the intake's arena. */
struct form form_begin(struct reading *in, struct record *into);

/*
 * Whether a name is that of a member, or begins with that of a list as the
 * members of its items do.
 */
bool
form_names_member(const struct schema *schema, const char *name, size_t length);

/*
 * Takes one field. Returns false if the form had to be refused: too many
 * fields, not text, a list that is given both ways or whose items are named
 * in none of the ways known.
 */
bool form_take(struct form *form, const struct form_field *field);

/* Counts a field that is not taken; returns false if they are too many. */
bool form_count(struct form *form);

/*
 * Ends a form. Returns false if it had to be refused: a field given twice, a
 * gap in a list's indices. Items in which nothing was entered are left out:
 * they are rows of a page that nobody filled in.
 */
bool form_end(struct form *form);

#endif
