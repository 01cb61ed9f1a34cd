/* crm.cgi: creates customers over HTTP, as a CGI program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "base/die.h"
#include "base/program.h"
#include "base/sandbox.h"
#include "customer/customer.h"
#include "http/accept.h"
#include "http/cgi.h"
#include "exchange/exchange.h"
#include "doctor/doctor.h"
#include "service/routes.h"
#include "service/service.h"
#include "service/shown.h"
#include "document/usage.h"

/* What the request that is being answered came to, for the last words. */
static struct exchange exchange;

static bool
speak_last_words(const char *incident)
{
	struct response response = { .body.arena = exchange.arena };

	if (exchange.response != NULL && exchange.response->sent)
		return cgi_break_off(exchange.arena, exchange.response);
	response.head = cgi_is_head();
	exchange.response = &response;
	service_fail(&exchange, incident);
	return cgi_respond(exchange.arena, &response);
}

/* As customer_setup(), with the configuration that is found. */
static const char *
configure(struct arena *arena, char **argv, struct config *config,
	struct rules *rules)
{
	const char *file = config_find(getenv("CRM_CONFIG"), argv);

	return customer_setup(arena, file, config, rules);
}

/* Reads the configuration and takes the request over. */
static void
take_request(struct arena *arena, char **argv, struct config *config,
	struct request *request, struct rules *rules)
{
	const char *wrong = configure(arena, argv, config, rules);

	log_open(config->log);
	sandbox_limit(config->max_batch_body);
	cgi_request(arena, config, request);
	if (wrong != NULL)
		die("%s", wrong);
	rules->language = accept_language(request->accept_language);
}

/* Sees in which folders the database must not lie, unless that is allowed. */
static void
find_shown(struct arena *arena, char **argv, const struct config *config,
	const struct request *request)
{
	static const char *const none[] = { NULL };

	exchange.shown = shown_folders(
		arena, request, config, program_file(arena), config_stub(argv));
	exchange.forbidden =
		config->allow_under_document_root != 0 ? none : exchange.shown;
}

/* Prints a text, closes stdout, and returns whether all of it went out. */
static bool
print(const char *text)
{
	if (fputs(text, stdout) >= 0 && fclose(stdout) == 0)
		return true;
	fputs("crm.cgi: not all could be printed\n", stderr);
	return false;
}

/* Checks what can be checked without a web server. */
static int
check(char **argv)
{
	static const struct request none = {
		.script = "",
		.path = "",
		.script_file = "",
		.document_root = "",
		.context_root = "",
	};
	struct arena arena = { 0 };
	struct config config;
	struct rules rules = { 0 };
	struct text out = { .arena = &arena };
	const char *wrong = configure(&arena, argv, &config, &rules);
	bool well, told;

	exchange.arena = &arena;
	exchange.config = &config;
	exchange.rules = &rules;
	exchange.request = &none;
	find_shown(&arena, argv, &config, &none);
	well = doctor_print(&out, &exchange, wrong);
	told = print(out.bytes);
	arena_free(&arena);
	return well && told ? 0 : 1;
}

/* On a terminal there is nobody to serve. */
static int
explain(int argc, char **argv)
{
	const char *option = argc == 2 ? argv[1] : "";

	/* a script that names the program is the first argument */
	if (argc == 3 && config_stub(argv) != NULL)
		option = argv[2];
	if (strcmp(option, "--check") == 0)
		return check(argv);
	if (strcmp(option, "--version") == 0)
		return print(usage_release) ? 0 : 1;
	if (strcmp(option, "--help") == 0)
		return print(usage_text) ? 0 : 1;
	if (*option != '\0')
		fprintf(stderr, "crm.cgi: there is no \"%s\"\n", option);
	fputs(usage_text, stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct config config;
	struct request request;
	struct rules rules = { 0 };
	struct response response = { .body.arena = &arena };
	bool good;

	cgi_start();
	if (!cgi_called())
		return explain(argc, argv);
	exchange.arena = &arena;
	die_last_words(speak_last_words);
	take_request(&arena, argv, &config, &request, &rules);
	exchange.config = &config;
	exchange.rules = &rules;
	exchange.request = &request;
	exchange.routes = &service_routes;
	exchange.response = &response;
	find_shown(&arena, argv, &config, &request);
	service_answer(&exchange);
	good = cgi_respond(&arena, &response);
	arena_free(&exchange.items);
	arena_free(&arena);
	return good ? 0 : 1;
}
