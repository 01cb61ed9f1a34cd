/* crm.cgi: creates customers over HTTP, as a CGI program. */
#include "http/cgi.h"
#include "server/once.h"
#include "server/terminal.h"

int
main(int argc, char **argv)
{
	cgi_start();
	return cgi_called() ? once_answer(argv) : terminal_answer(argc, argv);
}
