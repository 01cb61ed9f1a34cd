/*
 * Sends customers to a web server over many connections at once, and looks
 * whether all that were acknowledged are there.
 *
 *	load ROOM PORT CONNECTIONS SECONDS BURSTS TYPE BODY NAME...
 *
 * Each NAME is sent the body at /NAME/customer in bursts of so many seconds,
 * all in turns; its database is ROOM/NAME/crm.db. A connection sends its next
 * request when the last was answered, as a client would; where the server ends
 * a connection between two requests, the second is sent again on a new one.
 * With GET for the TYPE the BODY is a path instead, which is read with the key
 * that LOAD_KEY holds.
 * The column "factor" is how much more the first gets done, who must not fail.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS = 256, /* at most */
	CONTESTANTS = 16,
	HEAD_ROOM = 16 * 1024,
	PATIENCE = 60000 /* milliseconds for an answer */
};

static struct contestant {
	const char *name;
	char *request;
	size_t length;
	double *times; /* milliseconds, of the requests that were answered */
	size_t answered, room, failed;
	double duration; /* milliseconds of all its bursts */
	long before;     /* customers that were there */
} contestants[CONTESTANTS];

/* A connection; it is at work from a request to its answer. */
static struct connection {
	int fd; /* -1: not open */
	bool at_work;
	bool reused; /* it has brought an answer before */
	double begun;
	char answer[HEAD_ROOM];
	size_t length;
} connections[CONNECTIONS];

static int count, width, port;
static bool reads;
static const char *folder;

static void
need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static double
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* How many customers a contestant has stored. */
static long
count_customers(const struct contestant *it)
{
	char file[4096];
	sqlite3 *db;
	sqlite3_stmt *query;
	long customers;

	snprintf(file, sizeof(file), "%s/%s/crm.db", folder, it->name);
	need(sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE, NULL) ==
			SQLITE_OK,
		file);
	sqlite3_busy_timeout(db, PATIENCE);
	need(sqlite3_prepare_v2(db, "SELECT count(*)FROM customer", -1, &query,
		     NULL) == SQLITE_OK &&
			sqlite3_step(query) == SQLITE_ROW,
		file);
	customers = (long)sqlite3_column_int64(query, 0);
	sqlite3_finalize(query);
	sqlite3_close(db);
	return customers;
}

static void
open_connection(struct connection *connection)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int yes = 1;

	connection->fd = socket(AF_INET, SOCK_STREAM, 0);
	connection->reused = false;
	need(connection->fd >= 0 &&
			connect(connection->fd, (const void *)&address,
				sizeof(address)) == 0,
		"connect");
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

static void
close_connection(struct connection *connection)
{
	close(connection->fd);
	connection->fd = -1;
	connection->at_work = false;
}

static void
send_request(struct contestant *it, struct connection *connection)
{
	do {
		if (connection->fd < 0)
			open_connection(connection);
		connection->at_work = true;
		connection->length = 0;
		if (send(connection->fd, it->request, it->length,
			    MSG_NOSIGNAL) == (ssize_t)it->length)
			return;
		close_connection(connection);
	} while (connection->reused);
	it->failed++;
}

static void
note(struct contestant *it, double time)
{
	if (it->answered == it->room) {
		it->room = it->room == 0 ? 1024 : it->room * 2;
		it->times = realloc(it->times, it->room * sizeof(*it->times));
		need(it->times != NULL, "realloc");
	}
	it->times[it->answered++] = time;
}

/* The value of a header, or NULL. */
static const char *
header(const char *head, const char *name)
{
	const char *line = head;

	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (strncasecmp(line, name, strlen(name)) == 0)
			return line + strlen(name);
	}
	return NULL;
}

/* Whether an answer is there as a whole. */
static bool
is_whole(const struct connection *connection)
{
	const char *end = strstr(connection->answer, "\r\n\r\n");
	const char *length =
		end == NULL ? NULL
			    : header(connection->answer, "Content-Length:");

	return length != NULL &&
	       connection->length >= (size_t)(end + 4 - connection->answer) +
					     strtoul(length, NULL, 10);
}

/* Takes what came; an answer without its length is taken for a failure. */
static void
receive(struct contestant *it, struct connection *connection)
{
	ssize_t got =
		recv(connection->fd, connection->answer + connection->length,
			HEAD_ROOM - 1 - connection->length, 0);
	const char *how;

	if (got <= 0) {
		close_connection(connection);
		/* the server was tired of it before the request came */
		if (connection->reused && connection->length == 0)
			send_request(it, connection);
		else
			it->failed++;
		return;
	}
	connection->length += (size_t)got;
	connection->answer[connection->length] = '\0';
	if (!is_whole(connection))
		return;
	connection->at_work = false;
	connection->reused = true;
	if (strncmp(connection->answer, "HTTP/1.1 200", 12) == 0)
		note(it, milliseconds() - connection->begun);
	else
		it->failed++;
	how = header(connection->answer, "Connection:");
	if (how != NULL && strncasecmp(how, " close", 6) == 0)
		close_connection(connection);
}

/* Waits until something comes, and takes it. */
static void
take_answers(struct contestant *it)
{
	struct pollfd polled[CONNECTIONS];

	for (int i = 0; i < width; i++)
		polled[i] = (struct pollfd){
			.fd = connections[i].at_work ? connections[i].fd : -1,
			.events = POLLIN,
		};
	need(poll(polled, (nfds_t)width, PATIENCE) > 0, "no answer");
	for (int i = 0; i < width; i++)
		if (polled[i].revents != 0)
			receive(it, &connections[i]);
}

static int
at_work(void)
{
	int working = 0;

	for (int i = 0; i < width; i++)
		working += connections[i].at_work;
	return working;
}

static void
send_burst(struct contestant *it, double seconds)
{
	double begin = milliseconds(), end = begin + seconds * 1e3;

	while (milliseconds() < end) {
		for (int i = 0; i < width; i++)
			if (!connections[i].at_work) {
				connections[i].begun = milliseconds();
				send_request(it, &connections[i]);
			}
		take_answers(it);
	}
	while (at_work() > 0)
		take_answers(it);
	it->duration += milliseconds() - begin;
	for (int i = 0; i < width; i++)
		if (connections[i].fd >= 0)
			close_connection(&connections[i]);
}

static void
make_request(struct contestant *it, const char *type, const char *file)
{
	FILE *in = reads ? NULL : fopen(file, "r");
	char *body = NULL, *head = NULL;
	size_t length = 0;
	ssize_t got = -1;

	if (reads) {
		need(asprintf(&it->request,
			     "GET /%s%s HTTP/1.1\r\n"
			     "Host: 127.0.0.1\r\n"
			     "Accept: application/json\r\n"
			     "X-Api-Key: %s\r\n\r\n",
			     it->name, file, getenv("LOAD_KEY")) > 0,
			file);
		it->length = strlen(it->request);
		return;
	}
	need(in != NULL, file);
	got = getdelim(&body, &length, EOF, in);
	fclose(in);
	need(got > 0 && asprintf(&head,
				"POST /%s/customer HTTP/1.1\r\n"
				"Host: 127.0.0.1\r\n"
				"Accept: application/json\r\n"
				"Content-Type: %s\r\n"
				"Content-Length: %zd\r\n\r\n",
				it->name, type, got) > 0,
		file);
	it->length = strlen(head) + (size_t)got;
	it->request = realloc(head, it->length);
	need(it->request != NULL, "realloc");
	memcpy(it->request + it->length - got, body, (size_t)got);
	free(body);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
rate(const struct contestant *it)
{
	return (double)it->answered * 1e3 / it->duration;
}

/*
 * Prints how one did; returns whether it kept all that it acknowledged, and
 * nothing twice: what failed may have been stored or not.
 */
static bool
report(struct contestant *it)
{
	long lost =
		reads ? 0
		      : it->before + (long)it->answered - count_customers(it);
	bool good = lost <= 0 && -lost <= (long)it->failed;
	double median = 0, p99 = 0;

	if (lost < 0)
		lost = 0;
	qsort(it->times, it->answered, sizeof(*it->times), compare);
	if (it->answered > 0) {
		median = it->times[it->answered / 2];
		p99 = it->times[it->answered * 99 / 100];
	}
	printf("%-14s %8zu %6ld %6zu %9.0f %9.1f %8.1f %11.1f %7.2f\n",
		it->name, it->answered, lost, it->failed, rate(it), median, p99,
		median > 0 ? p99 / median : 0, rate(contestants) / rate(it));
	if (!good)
		fprintf(stderr,
			"load: %s lost customers, or stored some twice\n",
			it->name);
	return good;
}

int
main(int argc, char **argv)
{
	bool good = true;

	width = argc > 3 ? atoi(argv[3]) : 0;
	count = argc - 8;
	if (count <= 0 || count > CONTESTANTS || width <= 0 ||
		width > CONNECTIONS) {
		fprintf(stderr,
			"usage: %s ROOM PORT CONNECTIONS SECONDS BURSTS TYPE"
			" BODY NAME...\n",
			argv[0]);
		return 2;
	}
	folder = argv[1];
	reads = strcmp(argv[6], "GET") == 0;
	port = atoi(argv[2]);
	for (int i = 0; i < width; i++)
		connections[i].fd = -1;
	for (int i = 0; i < count; i++) {
		contestants[i].name = argv[8 + i];
		make_request(&contestants[i], argv[6], argv[7]);
		contestants[i].before = count_customers(&contestants[i]);
	}
	for (int burst = 0; burst < atoi(argv[5]); burst++)
		for (int i = 0; i < count; i++)
			send_burst(&contestants[i], atof(argv[4]));
	printf("%-14s %8s %6s %6s %9s %9s %8s %11s %7s\n", "", "answered",
		"lost", "failed", "a second", "median ms", "p99 ms",
		"p99/median", "factor");
	for (int i = 0; i < count; i++)
		good &= report(&contestants[i]);
	if (contestants->failed > 0)
		fprintf(stderr, "load: %s failed\n", contestants->name);
	good &= contestants->failed == 0;
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
