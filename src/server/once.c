/* The process of the CGI program, which answers one request. */
#include "server/once.h"

#include <signal.h>

#include "base/die.h"
#include "base/sandbox.h"
#include "http/cgi.h"
#include "server/relay.h"
#include "server/setup.h"
#include "server/turn.h"

struct once {
	const char *config; /* the path of the file, or NULL */
	char **argv;
	struct setup setup;
	struct turn turn;
	bool sent; /* whether an answer went out */
};

/* Reads the configuration, takes the request over and answers it. */
static void
serve(void *context)
{
	struct once *once = context;
	struct turn *turn = &once->turn;
	const struct config *config = &once->setup.config;

	setup_read(&turn->arena, once->config, once->argv, &once->setup);
	log_open(config->log);
	sandbox_limit(config->max_batch_body);
	cgi_request(&turn->arena, config, &turn->request);
	if (relay_answer(&turn->arena, config, &turn->request, &once->sent))
		return;
	turn_answer(turn);
	once->sent = cgi_respond(&turn->arena, &turn->response);
}

/* Answers a request that died; an answer that was sent in part is ended. */
static bool
fail(struct turn *turn, const char *incident)
{
	if (turn->response.sent)
		return cgi_break_off(&turn->arena, &turn->response);
	turn_fail(turn, incident);
	return cgi_respond(&turn->arena, &turn->response);
}

/*
 * Does what nobody waits for: the server has the whole answer, and its end. Some
 * servers (lighttpd) then send SIGTERM, which is not to leave half a change.
 */
static void
rest(void *context)
{
	struct once *once = context;

	signal(SIGTERM, SIG_IGN);
	cgi_finish();
	turn_after(&once->turn);
}

int
once_answer(const char *config, char **argv)
{
	struct once once = { .config = config, .argv = argv };
	char incident[DIE_INCIDENT];

	turn_begin(&once.turn, &once.setup);
	if (!die_within(serve, &once, incident))
		once.sent = fail(&once.turn, incident);
	/* a failure there is in the log, and is no failure of the answer */
	if (once.sent && turn_has_rest(&once.turn))
		die_within(rest, &once, incident);
	turn_end(&once.turn);
	return once.sent ? 0 : 1;
}
