/* A process that answers one request: the CGI program. */
#include "server/once.h"

#include "base/die.h"
#include "base/sandbox.h"
#include "http/cgi.h"
#include "server/setup.h"
#include "server/turn.h"

struct once {
	char **argv;
	struct setup setup;
	struct turn turn;
	bool sent; /* all of an answer */
};

/* Reads the configuration, takes the request over and answers it. */
static void
serve(void *context)
{
	struct once *once = context;
	struct turn *turn = &once->turn;
	const struct config *config = &once->setup.config;

	setup_read(&turn->arena, once->argv, &once->setup);
	log_open(config->log);
	sandbox_limit(config->max_batch_body);
	cgi_request(&turn->arena, config, &turn->request);
	turn_answer(turn);
	once->sent = cgi_respond(&turn->arena, &turn->response);
}

int
once_answer(char **argv)
{
	struct once once = { .argv = argv };
	char incident[DIE_INCIDENT];

	turn_begin(&once.turn, &once.setup);
	if (!die_within(serve, &once, incident)) {
		turn_fail(&once.turn, incident);
		once.sent = cgi_respond(&once.turn.arena, &once.turn.response);
	}
	turn_end(&once.turn);
	return once.sent ? 0 : 1;
}
