/* The relay: a CGI start hands its request to the process that stays. */
#ifndef SERVER_RELAY_H
#define SERVER_RELAY_H

#include <stdbool.h>

struct arena;
struct config;
struct request;

/*
 * Has the process that stays at the socket of crm.conf (relay) answer a request
 * that was taken over whole, and prints the answer. Returns false if nothing
 * was handed over: no such key, nobody there, or another user's process; or a
 * request that is refused without a store. Dies if the other process took the
 * request and gave no answer. *sent: whether stdout took all of it.
 */
bool relay_answer(struct arena *arena, const struct config *config,
	const struct request *request, bool *sent);

#endif
