/* Lists of codes, such as countries: lookup, merging, parsing and printing. */
/*
 * A list is one text with a line for each code:
 *
 *	CODE [TAB NAME [TAB ALIAS]] LF
 *
 * in the order in which people see the codes. A long list is in the order of
 * the codes' lower-case bytes, which makes lookups fast. A constant of this
 * shape needs neither relocations nor set-up, and a list from the configuration
 * is made in no time.
 */
#ifndef SCHEMA_CODES_H
#define SCHEMA_CODES_H

#include "schema/schema.h"

struct arena;
struct language;

/* One line of a list; nothing is NUL-terminated. */
struct code {
	const char *code, *name, *alias;
	size_t code_length, name_length, alias_length; /* alias: or 0 */
};

/*
 * Reads the line at *at and moves *at to the next. Returns false at the end
 * of the list.
 */
bool codes_next(const char **at, struct code *code);

/*
 * Finds the line whose code or alias equals a text, ASCII case ignored.
 * Returns false if there is none.
 */
bool codes_find(
	const char *codes, const char *bytes, size_t length, struct code *code);

/*
 * As codes_find(), for a code as it is listed, in a list of any order: fast in
 * a long list too.
 */
bool codes_find_line(
	const char *codes, const char *bytes, size_t length, struct code *code);

/* Replaces a code's name by the language's, if the language has one. */
void codes_say(const struct language *language, struct code *code);

/*
 * The list in force for a field of TYPE_CODE: the configured one, or the
 * field's own. NULL if any text is valid.
 */
const char *codes_of(const struct field *field, const struct rules *rules);

/* The codes, with names, that the configuration added to a list, or NULL. */
const char *codes_added(const struct field *field, const struct rules *rules);

/*
 * A list with the codes of another inserted, each in the byte order of codes,
 * or of names, ASCII case ignored. A listed name that begins beyond ASCII stays
 * in its position. In the arena.
 */
const char *codes_insert(struct arena *arena, const char *codes,
	const char *added, bool by_name);

/*
 * Makes a list out of comma-separated codes ("M, F"): each is its own name.
 * Returns NULL if a code is empty or holds a control character.
 */
const char *codes_parse(struct arena *arena, const char *values);

/* The codes of a list for people: "M, F", in the arena. */
const char *codes_print(struct arena *arena, const char *codes);

#endif
