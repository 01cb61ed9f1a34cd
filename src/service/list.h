/* The HTTP face that the operations which read lists of customers share. */
#ifndef SERVICE_LIST_H
#define SERVICE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "operation/search.h"

struct exchange;
struct record;
struct schema;

/* An operation that answers a message with a page. */
struct listing {
	struct record *(*read)(
		struct searching *searching, struct record *asked);
	const struct schema *answers; /* to a batch */
	size_t next;                  /* the page's member of that name */
	int total; /* the page's member with the number of all, or -1 */
};

/* Reads the request, one message or many, and answers with the pages. */
void list_answer(
	struct exchange *exchange, const struct listing *listing, bool many);

#endif
