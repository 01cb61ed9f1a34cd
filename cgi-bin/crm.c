/* The main program of crm.cgi, which creates customers over HTTP by CGI or FastCGI. */
#include <stdlib.h>

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
	return keeper_is_asked() ? keeper_run(0, true, config, argv)
				 : terminal_answer(config, argc, argv);
}
