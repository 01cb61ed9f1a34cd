/* The tally: which fields of customers requests were refused for. */
#ifndef SERVICE_TALLY_H
#define SERVICE_TALLY_H

#include <stdbool.h>

struct exchange;

/* Whether a request that was answered is to be counted as refused. */
bool tally_has(const struct exchange *exchange);

/* Counts it, by the names of the fields; waits for nobody. */
void tally_note(struct exchange *exchange);

#endif
