/* The pieces that header fields are made of (RFC 9110 section 5.6). */
#ifndef FORMAT_TOKEN_H
#define FORMAT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/* A parameter as it stands in a field; nothing is NUL-terminated. */
struct parameter {
	const char *name, *value;
	size_t name_length, value_length;
	bool quoted; /* value stood in quotes, which are off; \ is still in */
};

/* Where the token at that place ends: the same place if there is none. */
const char *token_end(const char *at);

/* What comes behind the quoted string at that place; NULL if it never ends. */
const char *quoted_end(const char *at);

/*
 * Reads the next of the parameters at *at ("; name=value") and moves *at
 * behind it. At the end of the parameters it returns false, and *at is at what
 * comes then: NUL or a comma, or else something malformed.
 */
bool parameter_next(const char **at, struct parameter *parameter);

#endif
