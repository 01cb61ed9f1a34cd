/* The program on a terminal, without a request: what its options ask for. */
#include "server/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/arena.h"
#include "doctor/doctor.h"
#include "document/usage.h"
#include "exchange/exchange.h"
#include "server/keeper.h"
#include "server/listen.h"
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

/* Reads a mode in octal; returns false if it is none. */
static bool
read_mode(const char *text, mode_t *mode)
{
	char *end;
	unsigned long number = strtoul(text, &end, 8);

	*mode = (mode_t)number;
	return *text >= '0' && *text <= '7' && *end == '\0' && number <= 0777;
}

/*
 * Stays, and answers at a place: --listen PLACE [--mode MODE]. The place "-" is
 * a socket that listens as descriptor 0.
 */
static int
stay(const char *config, int argc, char **argv)
{
	mode_t mode = 0660;
	const char *why;
	int fd;

	if (argc == 5 && (strcmp(argv[3], "--mode") != 0 ||
				 !read_mode(argv[4], &mode))) {
		fprintf(stderr, "crm.cgi: --mode is such as 0660\n");
		return 2;
	}
	if (strcmp(argv[2], "-") == 0 && keeper_is_asked())
		return keeper_run(STDIN_FILENO, false, config, argv);
	fd = listen_at(argv[2], mode, &why);
	if (fd < 0) {
		fprintf(stderr, "crm.cgi: --listen %s: %s\n", argv[2], why);
		return 2;
	}
	return keeper_run(fd, false, config, argv);
}

int
terminal_answer(const char *config, int argc, char **argv)
{
	const char *option = argc == 2 ? argv[1] : "";

	if ((argc == 3 || argc == 5) && strcmp(argv[1], "--listen") == 0)
		return stay(config, argc, argv);

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
