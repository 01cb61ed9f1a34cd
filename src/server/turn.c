/* The turn of one request in a process: its memory, rules and response. */
#include "server/turn.h"

#include <string.h>

#include "base/calendar.h"
#include "base/die.h"
#include "format/query.h"
#include "http/accept.h"
#include "language/language.h"
#include "server/setup.h"
#include "service/admission.h"
#include "service/service.h"
#include "service/tally.h"

/* The language that is asked for: the URL's lang goes before the header. */
static const struct language *
language_asked(struct turn *turn)
{
	const char *query = turn->request.query;
	const char *tag =
		query_find(&turn->arena, query, strlen(query), "lang");
	const struct language *named =
		tag == NULL ? NULL : language_for(tag, strlen(tag));

	return named != NULL ? named
			     : accept_language(turn->request.accept_language);
}

void
turn_begin(struct turn *turn, const struct setup *setup)
{
	*turn = (struct turn){
		.setup = setup,
		.request = request_none,
		.response.body.arena = &turn->arena,
		.exchange = {
			.arena = &turn->arena,
			.response = &turn->response,
		},
	};
}

/* Gives the request its id, in the answer and in the log. */
static void
identify(struct turn *turn)
{
	if (*turn->id == '\0')
		request_identify(&turn->request, turn->id);
	turn->response.id = turn->id;
	log_mark(turn->id);
}

void
turn_answer(struct turn *turn)
{
	struct exchange *exchange = &turn->exchange;

	identify(turn);
	if (turn->setup->wrong != NULL)
		die("%s", turn->setup->wrong);
	turn->rules = turn->setup->rules;
	turn->rules.now = calendar_now();
	turn->rules.language = language_asked(turn);
	exchange->rules = &turn->rules;
	exchange->request = &turn->request;
	setup_tell(turn->setup, exchange);
	service_answer(exchange);
}

void
turn_fail(struct turn *turn, const char *incident)
{
	arena_settle(&turn->arena);
	turn->response = (struct response){
		.body.arena = &turn->arena,
		.head = turn->request.head,
	};
	identify(turn);
	service_fail(&turn->exchange, incident);
}

bool
turn_has_rest(const struct turn *turn)
{
	return turn->exchange.key.id != 0 || tally_has(&turn->exchange);
}

void
turn_after(struct turn *turn)
{
	admission_note(&turn->exchange);
	if (tally_has(&turn->exchange))
		tally_note(&turn->exchange);
}

void
turn_end(struct turn *turn)
{
	log_mark("");
	arena_free(&turn->exchange.items);
	arena_free(&turn->arena);
}
