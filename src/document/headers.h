/* The headers that mean something here, for documents to tell of. */
#ifndef DOCUMENT_HEADERS_H
#define DOCUMENT_HEADERS_H

#include <stddef.h>

struct header {
	const char *name;
	const char *text; /* what it says, a sentence or two */
	/* of answers: what it says as JSON Schema, and an example in JSON */
	const char *schema, *example;
};

/* By the name, those of requests first: they have no schema. */
extern const struct header headers[];
extern const size_t header_count;

/* What the header of that name, which is in the table, says. */
const char *header_text(const char *name);

#endif
