/* crm.cgi: creates customers over HTTP, as a CGI program. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/config.h"
#include "base/die.h"
#include "customer/customer.h"
#include "http/accept.h"
#include "http/gateway.h"
#include "service/exchange.h"
#include "service/refusal.h"
#include "service/service.h"
#include "service/usage.h"

/* On a terminal there is nobody to serve. */
static int
explain(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return fputs(usage_release, stdout) < 0;
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(usage_text, stdout) < 0;
	fputs(usage_text, stderr);
	return 2;
}

/* The folder of a file, in the arena; NULL if there is no file. */
static const char *
folder_of(struct arena *arena, const char *file)
{
	const char *slash = file == NULL ? NULL : strrchr(file, '/');

	return slash == NULL ? NULL
			     : arena_copy(arena, file, (size_t)(slash - file));
}

/* What the request that is being answered came to, for the last words. */
static struct exchange exchange;

static bool
speak_last_words(const char *incident)
{
	struct response response = { .body.arena = exchange.arena };

	response.head = gateway_is_head();
	exchange.response = &response;
	exchange.attempt = NULL;
	refusal_of(&exchange, FAULT_INTERNAL, incident);
	return gateway_respond(exchange.arena, &response);
}

/* Reads the configuration and takes the request over. */
static void
take_request(struct arena *arena, char **argv, struct config *config,
	struct request *request, struct rules *rules)
{
	const char *wrong = config_read(arena, config, config_find(argv));

	if (wrong == NULL)
		wrong = customer_configure(arena, config->codes, rules);
	if (wrong == NULL)
		wrong = customer_consents(arena, config->consent);
	if (wrong != NULL)
		config_read(arena, config, NULL);
	log_open(config->log);
	gateway_request(arena, config, request);
	if (wrong != NULL)
		die("%s", wrong);
	rules->language = accept_language(request->accept_language);
	rules->now = calendar_now();
	rules->max_items = (size_t)config->max_items;
	rules->reject_unknown = config->reject_unknown != 0;
}

/* The program's own file, in the arena; NULL if it can't be told. */
static const char *
own_file(struct arena *arena)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));

	return length <= 0 ? NULL : arena_copy(arena, path, (size_t)length);
}

/* Folders whose files a web server may hand out, unless that is allowed. */
static const char *const *
find_shown(struct arena *arena, char **argv, const struct request *request,
	bool allowed)
{
	const char **shown = arena_array(arena, 4, sizeof(*shown));
	size_t count = 0;

	if (allowed)
		return shown;
	if (*request->document_root != '\0')
		shown[count++] = request->document_root;
	shown[count] = folder_of(arena, own_file(arena));
	count += shown[count] != NULL;
	shown[count] = folder_of(arena, config_stub(argv));
	return shown;
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

	gateway_start();
	if (!gateway_called())
		return explain(argc, argv);
	exchange.arena = &arena;
	die_last_words(speak_last_words);
	take_request(&arena, argv, &config, &request, &rules);
	exchange.config = &config;
	exchange.rules = &rules;
	exchange.request = &request;
	exchange.response = &response;
	exchange.forbidden = find_shown(
		&arena, argv, &request, config.allow_under_document_root != 0);
	service_answer(&exchange);
	good = gateway_respond(&arena, &response);
	arena_free(&arena);
	return good ? 0 : 1;
}
