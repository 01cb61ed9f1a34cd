/* The main program of crm.cgi, which creates customers over HTTP by CGI. */
#include <stdlib.h>

#include "http/cgi.h"
#include "server/once.h"
#include "server/terminal.h"

int
main(int argc, char **argv)
{
	const char *config = getenv("CRM_CONFIG");

	cgi_start();
	return cgi_called() ? once_answer(config, argv)
			    : terminal_answer(config, argc, argv);
}
