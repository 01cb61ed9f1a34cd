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
	const char **names; /* all that were given */
	size_t count;
	enum form_way *ways; /* by field */
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
 * Takes one field, decoded. Returns false if the form had to be refused: too
 * many fields, not text, a list that is given both ways.
 */
bool form_field(struct form *form, const char *name, size_t name_length,
	const char *value, size_t length);

/*
 * Ends a form. Returns false if it had to be refused: a field given twice, a
 * gap in a list's indices. Items in which nothing was entered are left out:
 * they are rows of a page that nobody filled in.
 */
bool form_end(struct form *form);

#endif
