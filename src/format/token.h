/* Tokens, quoted strings and parameters of headers (RFC 9110 section 5.6). */
#ifndef FORMAT_TOKEN_H
#define FORMAT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/* A parameter as it stands in a field; nothing is NUL-terminated. */
struct parameter {
	const char *name, *value;
	size_t name_length, value_length;
	bool quoted; /* value was in quotes, now off; each \ is still in */
};

/* The end of the token at a position: the position itself if there is none. */
const char *token_end(const char *at);

/* The byte behind the quoted string at a position; NULL if it never ends. */
const char *quoted_end(const char *at);

/*
 * Reads the next of the parameters at *at ("; name=value") and moves *at
 * behind it. Returns false at the end of the parameters; *at is then at NUL, a
 * comma, or something malformed.
 */
bool parameter_next(const char **at, struct parameter *parameter);

#endif
