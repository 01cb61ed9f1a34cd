/* The turn of one request in a process: its memory, rules and response. */
#ifndef SERVER_TURN_H
#define SERVER_TURN_H

#include <stdbool.h>

#include "base/arena.h"
#include "exchange/exchange.h"
#include "schema/schema.h"

struct setup;

/* A process has one turn, or many one after another. */
struct turn {
	const struct setup *setup;
	struct arena arena; /* for all memory of the request */
	struct rules rules;
	struct request request;
	char id[REQUEST_ID]; /* of the request, or "": there is none yet */
	struct response response;
	struct exchange exchange;
};

/* Begins a turn; the setup may be read later, until turn_answer(). */
void turn_begin(struct turn *turn, const struct setup *setup);

/* Answers the request in response; dies if the configuration is wrong. */
void turn_answer(struct turn *turn);

/* Answers a request that died, be it before the request was taken over. */
void turn_fail(struct turn *turn, const char *incident);

/* Whether turn_after() has anything to do. */
bool turn_has_rest(const struct turn *turn);

/*
 * Does what may be done when the answer has gone out, so that nobody waits for
 * it.
 */
void turn_after(struct turn *turn);

/* Gives back all memory of the turn. */
void turn_end(struct turn *turn);

#endif
