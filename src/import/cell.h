/* Cells of a table: the member that a column is, and habits of spreadsheets. */
#ifndef IMPORT_CELL_H
#define IMPORT_CELL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct field;
struct map_column;

/* The member that a column is. */
struct cell_target {
	const char *path; /* "emails[0].email"; NULL: it is none */
	int field;        /* of a customer; -1: a member of a list's item */
	const struct field *of; /* that the value is of */
};

/* A value as it came. */
struct cell_value {
	const char *bytes;
	size_t length;
	bool day_first; /* 31.12.1990 is a day */
};

/*
 * What is no member, but the time at which the person of a record gave all
 * consents of the record: an instant.
 */
extern const struct field cell_consented;

/* The member of a name, in any case and notation of forms, in the arena. */
struct cell_target cell_target(struct arena *arena, const char *name);

/* Replaces a value by that which a map has for it. */
void cell_map(struct arena *arena, const struct map_column *column,
	struct cell_value *value);

/*
 * Takes off the ' before a text that would be a formula, and turns a day-first
 * day around. Returns NULL, or what is wrong with the value: the spreadsheet
 * has rounded a telephone number, or a day can't be told.
 */
const char *cell_clean(struct arena *arena, const struct cell_target *target,
	struct cell_value *value);

#endif
