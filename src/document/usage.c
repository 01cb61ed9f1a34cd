/* The answers to --help and --version, on a terminal and below the URL. */
#include "document/usage.h"

#include "exchange/exchange.h"

const char usage_text[] =
	"Usage: crm.cgi [--check | --help | --version]\n"
	"       crm.cgi --listen PLACE [--mode MODE]\n"
	"\n"
	"Creates customers over HTTP. A web server starts this program for\n"
	"each request; customers are sent with POST to /customer, where\n"
	"people find a form too. All that can be asked is at /metadata.\n"
	"Started with a listening socket as its input, or with --listen, it\n"
	"stays, and answers by FastCGI.\n"
	"\n"
	"  --check    check what is around the program: see that all is well\n"
	"  --help     print this text\n"
	"  --listen   stay, and answer by FastCGI at PLACE: the path of a\n"
	"             socket, made with MODE (0660), 127.0.0.1:PORT,\n"
	"             [::1]:PORT, or - for the socket that is the input\n"
	"  --version  print the version\n"
	"\n"
	"The configuration is the file that CRM_CONFIG names, else the one\n"
	"that started the program with #! in its first line, "
	"else\n" CRM_CONFDIR "/crm.conf. See crm.cgi(8) and crm.conf(5).\n";

const char usage_release[] =
	"crm.cgi (crm-cgi) " CRM_VERSION "\n"
	"Copyright (c) 2026 the crm-cgi authors\n"
	"License: ISC. There is no warranty, to the extent permitted by "
	"law.\n";

/* The GNU coding standards let a CGI program be asked in PATH_INFO too. */
static void
answer(struct exchange *exchange, const char *text)
{
	exchange->response->status = 200;
	exchange->response->media = "text/plain";
	text_puts(&exchange->response->body, text);
}

void
usage_help(struct exchange *exchange)
{
	answer(exchange, usage_text);
}

void
usage_version(struct exchange *exchange)
{
	answer(exchange, usage_release);
}
