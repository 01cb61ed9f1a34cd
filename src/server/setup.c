/* The set-up of a process: configuration, rules and paths for all requests. */
#include "server/setup.h"

#include <stddef.h>

#include "base/program.h"
#include "customer/customer.h"
#include "exchange/exchange.h"
#include "http/request.h"
#include "http/shown.h"
#include "service/routes.h"

void
setup_read(struct arena *arena, const char *config, char **argv,
	struct setup *setup)
{
	*setup = (struct setup){
		.program = program_file(arena),
		.stub = config_stub(argv),
	};
	setup->wrong = customer_setup(arena, config_find(config, argv),
		&setup->config, &setup->rules);
	setup->settings = shown_settings(&setup->config);
}

const char *const *
setup_exposed(const struct setup *setup, struct arena *arena)
{
	return setup->config.allow_under_document_root != 0
		       ? NULL
		       : shown_folders(arena, &request_none, setup->program,
				 setup->stub, setup->settings);
}

void
setup_tell(const struct setup *setup, struct exchange *exchange)
{
	static const char *const none[] = { NULL };
	const struct config *config = &setup->config;

	exchange->config = config;
	exchange->routes = &service_routes;
	exchange->shown = shown_folders(exchange->arena, exchange->request,
		setup->program, setup->stub, setup->settings);
	exchange->forbidden =
		config->allow_under_document_root != 0 ? none : exchange->shown;
	exchange->confined = setup->confined;
	exchange->prepared = setup->prepared;
	exchange->session = setup->session;
}
