/* The answers to a batch that reads, gathered one by one. */
#ifndef SERVICE_ANSWERS_H
#define SERVICE_ANSWERS_H

#include <stdbool.h>

#include "base/text.h"
#include "format/stream.h"

struct exchange;
struct record;
struct schema;

/* The bytes that the answer to a batch may have. */
enum { ANSWERS_MOST = 16 << 20 };

struct answers {
	struct exchange *exchange;
	struct stream stream;
	struct text text;
	bool too_long;
};

/* Begins a list of answers, of an array's schema. */
struct answers
answers_begin(struct exchange *exchange, const struct schema *schema);

/*
 * Adds an answer, which is not needed afterwards. If there are too many bytes
 * then, notes so and forgets them.
 */
void answers_add(struct answers *answers, const struct record *answer);

/* Makes the list the answer; refuses the request if it is too long. */
void answers_end(struct answers *answers);

#endif
