/* Lists of plain values, ["A","B"]: their items, as they come and go. */
#ifndef SCHEMA_PLAIN_H
#define SCHEMA_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record;
struct value;

/*
 * An item of such a list is a record of a schema that is plain; field 0 has the
 * value. The list was given and has no fault where values are asked for.
 */

/* The number of values; 0 if the list was not given. */
size_t plain_count(const struct record *record, size_t field);

/* A value's text, in the arena of the record. */
const char *plain_text(const struct record *record, size_t field, size_t item);

/* A value that is a number. */
int64_t plain_number(const struct record *record, size_t field, size_t item);

/*
 * Adds an item that came at that place of a list, and returns the item: its
 * field 0 is to be set. Then plain_end() takes an item off again if it was set
 * to nothing.
 */
struct record *plain_add(struct record *record, size_t field, size_t index);
void plain_end(struct record *record, size_t field);

/*
 * Puts what a list was before in front of its items. A list that is wrong, or
 * was, is wrong.
 */
void
plain_join(struct record *record, size_t field, const struct value *before);

#endif
