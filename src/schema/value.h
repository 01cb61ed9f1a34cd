/* A field's value: whether it was given, and its text, number or items. */
#ifndef SCHEMA_VALUE_H
#define SCHEMA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schema/fault.h"

struct record;

enum value_state {
	VALUE_NONE,  /* not given: absent, null or empty */
	VALUE_GIVEN, /* given, and parsed as its type */
	VALUE_WRONG  /* given, but faulty: fault is set, text is as sent */
};

struct value {
	enum value_state state;
	enum fault_kind fault;
	bool null; /* not given, and JSON said so: null */
	union {
		struct {
			const char *text; /* ends with its only NUL */
			size_t length;
		};
		int64_t number; /* of TYPE_BOOL and TYPE_INT */
		struct {
			struct record **items; /* TYPE_LIST, TYPE_RECORD */
			size_t count;
		};
	};
};

#endif
