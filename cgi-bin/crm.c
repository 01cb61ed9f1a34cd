/* The main program of crm.cgi, which creates customers over HTTP by CGI or FastCGI. */
#include <stdlib.h>
#include <string.h>

#include "http/cgi.h"
#include "server/keeper.h"
#include "server/once.h"
#include "server/terminal.h"

int
main(int argc, char **argv)
{
	const char *config = getenv("CRM_CONFIG");

	cgi_start();
	if (cgi_called())
		return once_answer(config, argv);
	if (keeper_is_asked() &&
		(argc < 2 || strcmp(argv[1], "--listen") != 0))
		return keeper_run(0, true, config, argv);
	return terminal_answer(config, argc, argv);
}
