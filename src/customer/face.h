/* The face of the form page: what crm.conf lets it ask, and what it presets. */
#ifndef CUSTOMER_FACE_H
#define CUSTOMER_FACE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct config;
struct field;
struct rules;

/*
 * Checks the keys of crm.conf that begin with form. and name fields. Returns
 * NULL, or a message in the arena that begins with the file and line.
 */
const char *face_check(struct arena *arena, const struct config *config,
	const struct rules *rules);

/* Whether the page is for customers themselves, who know no point of sale. */
bool face_is_open(const struct config *config);

/*
 * Whether the page does not ask for a field of a customer, or of an item of a
 * customer's lists.
 */
bool face_hides(const struct config *config, const struct field *field);

/* The value that a field of a customer has without being asked for, or NULL. */
const char *face_preset(const struct config *config, const struct field *field);

/* Whether the value of a field stays for the next customer. */
bool face_keeps(const struct config *config, const struct field *field);

/* How many items of a list are open when the page comes. */
size_t face_begins(const struct config *config, const struct field *field);

/* The codes, with commas between, that a field's list begins with, or NULL. */
const char *face_first(const struct config *config, const struct field *field);

#endif
