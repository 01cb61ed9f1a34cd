/* One request that is answered, with all that this takes: a process has one
 * turn, or many one after another. */
#ifndef SERVER_TURN_H
#define SERVER_TURN_H

#include "base/arena.h"
#include "exchange/exchange.h"
#include "schema/schema.h"

struct setup;

struct turn {
	const struct setup *setup;
	struct arena arena; /* of all that the request needs */
	struct rules rules;
	struct request request;
	struct response response;
	struct exchange exchange;
};

/* Begins a turn; the setup may be read later, until turn_answer(). */
void turn_begin(struct turn *turn, const struct setup *setup);

/* Answers the request in response; dies if the configuration is wrong. */
void turn_answer(struct turn *turn);

/* Answers a request that died on the way, be it before it was taken. */
void turn_fail(struct turn *turn, const char *incident);

/* Gives back all that the turn took. */
void turn_end(struct turn *turn);

#endif
