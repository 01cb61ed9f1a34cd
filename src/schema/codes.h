/*
 * Lists of codes. A list is one text with a line for each code:
 *
 *	CODE [TAB NAME [TAB ALIAS]] LF
 *
 * in the order in which people see it, or, if it is long, in that of the codes'
 * lower-case bytes: there one is found at once. A constant of this shape needs
 * neither relocations nor set-up, and a list from the configuration is made in
 * no time.
 */
#ifndef SCHEMA_CODES_H
#define SCHEMA_CODES_H

#include "schema/schema.h"

struct arena;
struct language;

/* One line of a list; nothing is NUL-terminated. */
struct code {
	const char *code, *name, *alias;
	size_t code_length, name_length, alias_length; /* the latter: or 0 */
};

/*
 * Reads the line at *at and moves *at to the next. Returns false at the end
 * of the list.
 */
bool codes_next(const char **at, struct code *code);

/*
 * Finds the code that a text means, by code or alias, ASCII case ignored.
 * Returns false if there is none.
 */
bool codes_find(
	const char *codes, const char *bytes, size_t length, struct code *code);

/* Puts the name in another language in the place of a code's, if it has one. */
void codes_say(const struct language *language, struct code *code);

/*
 * The list in force for a field of TYPE_CODE: the configured one, or its own.
 * NULL if any text is valid.
 */
const char *codes_of(const struct field *field, const struct rules *rules);

/* What the configuration added to the list of a field, with names, or NULL. */
const char *codes_added(const struct field *field, const struct rules *rules);

/*
 * A list with the codes of another inserted, each where its code, or its name,
 * comes in the order of the bytes, ASCII case ignored; a name that begins
 * beyond ASCII has a place of its own, which stays as it is. In the arena.
 */
const char *codes_insert(struct arena *arena, const char *codes,
	const char *added, bool by_name);

/*
 * Makes a list out of comma-separated codes ("M, F"): each is its own name.
 * Returns NULL if one is empty or holds a control character.
 */
const char *codes_parse(struct arena *arena, const char *values);

/* The codes of a list for people: "M, F", in the arena. */
const char *codes_print(struct arena *arena, const char *codes);

#endif
