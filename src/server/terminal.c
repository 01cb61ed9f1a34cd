/* The program on a terminal, without a request: --check, --help, --version. */
#include "server/terminal.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "doctor/doctor.h"
#include "document/usage.h"
#include "exchange/exchange.h"
#include "server/setup.h"

/* Prints a text, closes stdout, and returns whether all of it went out. */
static bool
print(const char *text)
{
	if (fputs(text, stdout) >= 0 && fclose(stdout) == 0)
		return true;
	fputs("crm.cgi: not all could be printed\n", stderr);
	return false;
}

/* Makes the checks that need no web server. */
static int
check(const char *config, char **argv)
{
	struct arena arena = { 0 };
	struct setup setup;
	struct exchange exchange = {
		.arena = &arena,
		.rules = &setup.rules,
		.request = &request_none,
	};
	struct text out = { .arena = &arena };
	bool well, told;

	setup_read(&arena, config, argv, &setup);
	setup_tell(&setup, &exchange);
	well = doctor_print(&out, &exchange, setup.wrong);
	told = print(out.bytes);
	arena_free(&arena);
	return well && told ? 0 : 1;
}

int
terminal_answer(const char *config, int argc, char **argv)
{
	const char *option = argc == 2 ? argv[1] : "";

	/* a script that names the program is the first argument */
	if (argc == 3 && config_stub(argv) != NULL)
		option = argv[2];
	if (strcmp(option, "--check") == 0)
		return check(config, argv);
	if (strcmp(option, "--version") == 0)
		return print(usage_release) ? 0 : 1;
	if (strcmp(option, "--help") == 0)
		return print(usage_text) ? 0 : 1;
	if (*option != '\0')
		fprintf(stderr, "crm.cgi: there is no \"%s\"\n", option);
	fputs(usage_text, stderr);
	return 2;
}
