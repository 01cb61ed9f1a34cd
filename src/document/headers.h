/* The headers of requests and answers that the documentation describes. */
#ifndef DOCUMENT_HEADERS_H
#define DOCUMENT_HEADERS_H

#include <stddef.h>

struct header {
	const char *name;
	const char *text; /* its meaning, in a sentence or two */
	/* of answers: the value's JSON Schema, and an example in JSON */
	const char *schema, *example;
};

/* In order of the names, those of requests first: they have no schema. */
extern const struct header headers[];
extern const size_t header_count;

/* The meaning of a header; its name must be in the table. */
const char *header_text(const char *name);

#endif
