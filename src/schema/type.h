/* How each kind of value is read from text, and what documents call it. */
#ifndef SCHEMA_TYPE_H
#define SCHEMA_TYPE_H

#include "schema/fault.h"
#include "schema/schema.h"

struct arena;
struct value;

/* A row of the table of types, by enum type. */
struct type_row {
	const char *name; /* as the published documents call it */
	/*
	 * Makes a value of trimmed, non-empty, valid text. Sets the value's
	 * text or number and returns FAULT_NONE, or returns the fault. Sets
	 * the state to VALUE_NONE if the text means "not given". NULL where no
	 * text can be the value.
	 */
	enum fault_kind (*parse)(struct arena *arena, const struct field *field,
		const struct rules *rules, struct value *value,
		const char *bytes, size_t length);
	enum fault_kind wrong; /* the fault of a value of another kind */
	bool takes_number;     /* a JSON integer is as good as its digits */
	bool is_number;        /* the value is a number, not a text */
	/* what must not be in the future may be so many seconds ahead */
	int64_t ahead;
};

/* Bytes of an address of mail: in all, and before the @. */
enum {
	TYPE_EMAIL_OCTETS = 254, /* RFC 5321 section 4.5.3.1.3, without <> */
	TYPE_LOCAL_OCTETS = 64   /* RFC 5321 section 4.5.3.1.1 */
};

extern const struct type_row types[TYPE__MAX];

/* Whether it is nothing but digits, and at most 2^53. */
bool type_is_integer(const char *bytes, size_t length);

/* Reads a bool word (true yes y t on 1 …); returns 1, 0, or -1 if none. */
int type_bool(const char *bytes, size_t length);

#endif
