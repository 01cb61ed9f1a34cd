/* Marks: what tells whose bounds an erased record was in, and nothing else. */
#ifndef STORE_MARK_H
#define STORE_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/bounds.h"
#include "store/secret.h"

struct arena;

/*
 * A mark is a keyed hash of a record's id and of its brand, of its POS code, or
 * of a beginning of that. So two records have no mark in common, and nothing
 * can be read from a mark without the key.
 */
enum { MARK_BYTES = 16 };

/* Marks records. */
struct marker {
	unsigned char key[STORE_SECRET];
	struct text message; /* that is hashed */
};

/* Makes a marker from the secret of the store. */
struct marker
marker_new(struct arena *arena, const unsigned char secret[STORE_SECRET]);

/*
 * Adds the marks of a record of that brand and POS code; either may be NULL, if
 * the record has none.
 */
void mark_write(struct text *marks, struct marker *marker, int64_t id,
	const char *brand, const char *pos_code);

/*
 * Whether marks are of the record of that id, of a brand and within bounds;
 * bounds NULL: none.
 */
bool mark_allow(const void *marks, size_t length, struct marker *marker,
	int64_t id, const char *brand, const struct bounds *bounds);

#endif
