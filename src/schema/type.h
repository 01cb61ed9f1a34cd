/* The table of value types: each type's parser and name in documents. */
#ifndef SCHEMA_TYPE_H
#define SCHEMA_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/fault.h"
#include "schema/schema.h"

struct arena;
struct value;

/* A row of the table of types, by enum type. */
struct type_row {
	const char *name; /* in the published documents */
	/*
	 * Parses trimmed, non-empty, valid text. Sets the value's text or
	 * number and returns FAULT_NONE, or returns the fault. Sets the state
	 * to VALUE_NONE if the text means "not given". NULL where no text can
	 * be the value.
	 */
	enum fault_kind (*parse)(struct arena *arena, const struct field *field,
		const struct rules *rules, struct value *value,
		const char *bytes, size_t length);
	enum fault_kind wrong; /* the fault of a value of another kind */
	bool takes_number;     /* a JSON integer is as good as its digits */
	bool is_number;        /* the value is a number, not a text */
	/* seconds ahead of now that do not count as the future */
	int64_t ahead;
};

/* Bytes of an address of mail: in all, and before the @. */
enum {
	TYPE_EMAIL_OCTETS = 254, /* RFC 5321 section 4.5.3.1.3, without <> */
	TYPE_LOCAL_OCTETS = 64   /* RFC 5321 section 4.5.3.1.1 */
};

/* Letters of a GUID: its digits, and room for these, hyphens and a NUL. */
enum { TYPE_GUID_DIGITS = 32, TYPE_GUID_ROOM = 37 };

extern const struct type_row types[TYPE__MAX];

/* Whether a text is an integer: digits only, and at most 2^53. */
bool type_is_integer(const char *bytes, size_t length);

/* Writes a GUID, of which the digits are given, with hyphens. */
void type_put_guid(char out[TYPE_GUID_ROOM], const char *digits);

/*
 * The number of a record: digits only, without leading zeros, and at most
 * 2147483647; 0 if the text is none.
 */
int64_t type_id(const char *bytes, size_t length);

/* Reads a bool word (true yes y t on 1 …); returns 1, 0, or -1 if none. */
int type_bool(const char *bytes, size_t length);

#endif
