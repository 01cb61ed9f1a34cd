/* What a process knows before it takes a request. */
#include "server/setup.h"

#include <stddef.h>

#include "base/program.h"
#include "customer/customer.h"
#include "exchange/exchange.h"
#include "http/shown.h"
#include "service/routes.h"

/*
 * Reads the configuration. Returns NULL, or what is wrong with it: then all is
 * as without one.
 */
static const char *
configure(struct arena *arena, char **argv, struct config *config,
	struct rules *rules)
{
	const char *wrong = config_read(arena, config, config_find(argv));

	if (wrong == NULL)
		wrong = customer_rules(arena, config, rules);
	if (wrong == NULL)
		return NULL;
	config_read(arena, config, NULL);
	customer_rules(arena, config, rules);
	return wrong;
}

void
setup_read(struct arena *arena, char **argv, struct setup *setup)
{
	*setup = (struct setup){
		.program = program_file(arena),
		.stub = config_stub(argv),
	};
	setup->wrong = configure(arena, argv, &setup->config, &setup->rules);
}

void
setup_tell(const struct setup *setup, struct exchange *exchange)
{
	static const char *const none[] = { NULL };
	const struct config *config = &setup->config;

	exchange->config = config;
	exchange->routes = &service_routes;
	exchange->shown = shown_folders(exchange->arena, exchange->request,
		config, setup->program, setup->stub);
	exchange->forbidden =
		config->allow_under_document_root != 0 ? none : exchange->shown;
	exchange->confined = setup->confined;
	exchange->folder = setup->folder;
	exchange->no_database = setup->confined && setup->folder == NULL;
}
