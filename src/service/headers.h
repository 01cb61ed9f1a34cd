/* The headers that mean something here, for documents to tell of. */
#ifndef SERVICE_HEADERS_H
#define SERVICE_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

struct header {
	const char *name;
	bool answered;    /* it is of answers, not of requests */
	const char *text; /* what it says, a sentence or two */
};

extern const struct header headers[];
extern const size_t header_count;

#endif
