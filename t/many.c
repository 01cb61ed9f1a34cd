/*
 * Answers many requests in one process, one after another, as t/many.py tells
 * it: the CGI program's own road, walked again and again.
 *
 *	many FOLDER ORDERS REPORTS CONFIG... <BODY >ANSWER
 *
 * BODY and ANSWER are files, ORDERS and REPORTS descriptors. An order is a
 * struct order and then as many bytes: the variables of a request, each with a
 * NUL behind it. Its body is in BODY by then; its answer is in ANSWER when
 * there is a struct report. All databases lie in FOLDER, and nothing else can
 * be opened.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/sandbox.h"
#include "customer/customer.h"
#include "format/format.h"
#include "http/cgi.h"
#include "server/setup.h"
#include "server/turn.h"
#include "store/store.h"

/* The arguments, and descriptors that are looked at. */
enum { FOLDER = 1, ORDERS, REPORTS, CONFIGS, DESCRIPTORS = 256 };

struct order {
	uint32_t config; /* the number of it on the command line, from 0 */
	uint32_t length;
};

struct report {
	uint32_t sent;        /* whether all of the answer is there */
	uint32_t descriptors; /* open ones */
	uint64_t own;         /* bytes of memory that no file has */
};

/* A request, and the variables that it comes with. */
struct many {
	struct turn turn;
	bool sent;
};

/* Reads what one CGI process for this configuration would. */
static void
read_setup(struct arena *arena, const char *config, struct setup *setup)
{
	const struct store_settings settings = {
		.config = &setup->config,
		.schema = &customer_schema,
	};
	char *argv[] = { NULL, NULL };

	setup_read(arena, config, argv, setup);
	setup->confined = true;
	setup->prepared = store_prepare(arena, &settings);
}

/* Does what no process can do any more that is confined. */
static void
confine(const char *folder)
{
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].prepare != NULL)
			formats[i].prepare();
	sandbox_enter(folder, false);
}

/* Reads so many bytes; false at the end of all orders. */
static bool
take(int orders, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t got = read(orders, at, length);

		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

/* Makes variables, each with a NUL behind it, the environment. */
static void
set_environment(struct arena *arena, char *variables, size_t length)
{
	size_t count = 0;
	char **list;

	for (size_t i = 0; i < length; i++)
		count += variables[i] == '\0';
	list = arena_array(arena, count + 1, sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		list[i] = variables;
		variables += strlen(variables) + 1;
	}
	environ = list;
}

static void
serve(void *context)
{
	struct many *many = context;
	struct turn *turn = &many->turn;

	cgi_request(&turn->arena, &turn->setup->config, &turn->request);
	turn_answer(turn);
	many->sent = cgi_respond(&turn->arena, &turn->response);
}

/* Answers a request of a setup; returns whether all of the answer is there. */
static bool
answer(const struct setup *setup)
{
	struct many many = { .sent = false };
	char incident[DIE_INCIDENT];

	turn_begin(&many.turn, setup);
	if (!die_within(serve, &many, incident)) {
		turn_fail(&many.turn, incident);
		many.sent = cgi_respond(&many.turn.arena, &many.turn.response);
	}
	turn_end(&many.turn);
	return many.sent;
}

static uint32_t
count_descriptors(void)
{
	uint32_t count = 0;

	for (int fd = 0; fd < DESCRIPTORS; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Bytes of memory that no file has, by /proc/self/statm; 0: not known. */
static uint64_t
own_memory(int statm)
{
	char text[256] = "";
	unsigned long long resident = 0, shared = 0;

	if (pread(statm, text, sizeof(text) - 1, 0) <= 0 ||
		sscanf(text, "%*u %llu %llu", &resident, &shared) != 2)
		return 0;
	return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Carries out an order; false if it can't be. */
static bool
obey(int orders, struct order order, const struct setup *setup,
	struct report *report)
{
	struct arena arena = { 0 };
	char *variables = arena_alloc(&arena, order.length);
	bool taken = take(orders, variables, order.length) &&
		     lseek(STDIN_FILENO, 0, SEEK_SET) == 0 &&
		     lseek(STDOUT_FILENO, 0, SEEK_SET) == 0 &&
		     ftruncate(STDOUT_FILENO, 0) == 0;

	if (taken) {
		set_environment(&arena, variables, order.length);
		report->sent = answer(setup);
		report->descriptors = count_descriptors();
	}
	arena_free(&arena);
	return taken;
}

int
main(int argc, char **argv)
{
	struct arena arena = { 0 };
	size_t count = argc < CONFIGS ? 0 : (size_t)(argc - CONFIGS);
	struct setup *setups = arena_array(&arena, count, sizeof(*setups));
	int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	int orders, reports;
	struct order order;
	struct report report;

	if (count == 0)
		return EXIT_FAILURE;
	orders = (int)strtol(argv[ORDERS], NULL, 10);
	reports = (int)strtol(argv[REPORTS], NULL, 10);
	cgi_start();
	for (size_t i = 0; i < count; i++)
		read_setup(&arena, argv[CONFIGS + i], &setups[i]);
	confine(argv[FOLDER]);
	while (take(orders, &order, sizeof(order))) {
		if (order.config >= count ||
			!obey(orders, order, &setups[order.config], &report))
			return EXIT_FAILURE;
		report.own = own_memory(statm);
		if (write(reports, &report, sizeof(report)) != sizeof(report))
			return EXIT_FAILURE;
	}
	arena_free(&arena);
	return EXIT_SUCCESS;
}
