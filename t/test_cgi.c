/* Tests of the gateway: a child is served as a web server would. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "config/config.h"
#include "fixture.h"
#include "http/cgi.h"
#include "http/fastcgi.h"
#include "http/request.h"
#include "http/response.h"

enum { LIMIT = 128 * 1024, VARIABLES = 16, PATIENCE_MS = 1000 };

/* What a child made of its request, as it comes through a pipe. */
struct account {
	enum body_state state;
	size_t length;
	long waited; /* milliseconds */
	size_t left; /* bytes on stdin that it did not read */
	char method[32];
	char body[32];
	bool dies; /* nothing else is known then */
};

static const struct config config = {
	.max_batch_body = LIMIT,
	.body_timeout = PATIENCE_MS / 1000,
};

static long
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static size_t
count_left(void)
{
	size_t count = 0;
	char byte;

	fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
	while (count < 10 && read(STDIN_FILENO, &byte, 1) == 1)
		count++;
	return count;
}

static void
set_environment(const char *const *variables)
{
	clearenv();
	for (; *variables != NULL; variables++)
		putenv((char *)(uintptr_t)*variables);
}

/* The child: serves stdin and accounts for it. */
static void
serve(int report)
{
	struct request request;
	struct account account = { 0 };
	long start = clock_ms();

	cgi_request(&arena, &config, &request);
	account.waited = clock_ms() - start;
	account.state = request.state;
	account.length = request.length;
	account.left = count_left();
	strncat(account.method, request.method, sizeof(account.method) - 1);
	strncat(account.body, request.body, sizeof(account.body) - 1);
	if (write(report, &account, sizeof(account)) != sizeof(account))
		leave(1);
	leave(0);
}

/* Serves a request whose body comes from that descriptor, -1 for a closed. */
static struct account
account_of(const char *const *variables, int input)
{
	struct account account;
	int report[2], status;
	pid_t child;

	ck_assert_int_eq(pipe(report), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		close(STDERR_FILENO);
		close(STDIN_FILENO);
		if (input >= 0)
			dup2(input, STDIN_FILENO);
		set_environment(variables);
		cgi_start();
		serve(report[1]);
	}
	close(report[1]);
	if (read(report[0], &account, sizeof(account)) != sizeof(account))
		account = (struct account){ .dies = true };
	close(report[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return account;
}

/* A pipe that holds those bytes; its other end stays open or is closed. */
static int
pipe_with(const char *bytes, size_t length, bool stays_open)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], bytes, length), (ssize_t)length);
	if (!stays_open)
		close(ends[1]);
	return ends[0];
}

static const struct {
	const char *method, *length, *sent;
	bool stays_open;
	enum body_state state;
	const char *body;
} bodies[] = {
	{ "POST", "3", "abc", false, BODY_OK, "abc" },
	{ "PUT", "3", "abc", true, BODY_OK, "abc" },
	{ "PATCH", "003", "abcdef", true, BODY_OK, "abc" },
	{ "POST", "0", "", true, BODY_OK, "" },
	{ "POST", "0", "abc", false, BODY_OK, "" },
	{ "POST", "3", "", false, BODY_SHORT, "" },
	{ "POST", "3", "ab", false, BODY_SHORT, "" },
	{ "POST", NULL, "abc", false, BODY_NO_LENGTH, "" },
	{ "POST", NULL, "", false, BODY_NO_LENGTH, "" },
	{ "POST", "", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", " 3", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "3 ", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "+3", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "-1", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "0x3", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "3abc", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "3,3", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "3.0", "abc", false, BODY_BAD_LENGTH, "" },
	{ "POST", "131073", "abc", false, BODY_TOO_LARGE, "" },
	{ "POST", "2147483648", "abc", false, BODY_TOO_LARGE, "" },
	{ "POST", "9223372036854775808", "abc", false, BODY_TOO_LARGE, "" },
	{ "POST", "99999999999999999999", "abc", false, BODY_TOO_LARGE, "" },
	{ "POST", "18446744073709551619", "abc", false, BODY_TOO_LARGE, "" },
	{ "GET", "3", "abc", true, BODY_NONE, "" },
	{ "HEAD", "many", "", true, BODY_NONE, "" },
	{ "DELETE", NULL, "", true, BODY_NONE, "" },
	{ "OPTIONS", "", "", true, BODY_NONE, "" },
	{ "post", "3", "abc", true, BODY_NONE, "" },
	{ "", "3", "abc", true, BODY_NONE, "" },
};

START_TEST(a_body_is_its_content_length_or_nothing)
{
	const char *variables[VARIABLES] = { arena_printf(
		&arena, "REQUEST_METHOD=%s", bodies[_i].method) };
	struct account account;

	if (bodies[_i].length != NULL)
		variables[1] = arena_printf(
			&arena, "CONTENT_LENGTH=%s", bodies[_i].length);
	account = account_of(
		variables, pipe_with(bodies[_i].sent, strlen(bodies[_i].sent),
				   bodies[_i].stays_open));
	ck_assert(!account.dies);
	ck_assert_str_eq(account.method, bodies[_i].method);
	ck_assert_int_eq(account.state, bodies[_i].state);
	ck_assert_uint_eq(account.length, strlen(bodies[_i].body));
	ck_assert_str_eq(account.body, bodies[_i].body);
	ck_assert_uint_eq(account.left, 0);
	ck_assert_int_lt(account.waited, PATIENCE_MS / 2);
}
END_TEST

static const struct {
	const char *method, *length;
	enum body_state state;
} silences[] = {
	{ "REQUEST_METHOD=POST", "CONTENT_LENGTH=4", BODY_TIMEOUT },
	{ "REQUEST_METHOD=POST", "CONTENT_LENGTH=999999", BODY_TOO_LARGE },
	{ "REQUEST_METHOD=POST", "CONTENT_LENGTH=x", BODY_BAD_LENGTH },
	{ "REQUEST_METHOD=POST", NULL, BODY_NO_LENGTH },
};

START_TEST(a_client_that_falls_silent_is_waited_for_so_long_and_no_longer)
{
	const char *variables[] = { silences[_i].method, silences[_i].length,
		NULL };
	struct account account =
		account_of(variables, pipe_with("abc", 3, true));

	ck_assert_int_eq(account.state, silences[_i].state);
	ck_assert_uint_eq(account.length, 0);
	ck_assert_int_ge(account.waited, PATIENCE_MS - 20);
	ck_assert_int_lt(account.waited, PATIENCE_MS * 2);
}
END_TEST

/* Starts a child that writes bytes one by one; returns what it writes to. */
static int
pipe_dripping(size_t count, unsigned pause_us)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	if (fork() == 0) {
		signal(SIGPIPE, SIG_DFL);
		close(ends[0]);
		for (size_t i = 0; i < count; i++) {
			if (write(ends[1], "x", 1) != 1)
				leave(1);
			usleep(pause_us);
		}
		leave(0);
	}
	close(ends[1]);
	return ends[0];
}

static const char *const post_200[] = { "REQUEST_METHOD=POST",
	"CONTENT_LENGTH=200", NULL };

START_TEST(a_body_may_come_byte_by_byte)
{
	struct account account = account_of(post_200, pipe_dripping(200, 100));

	ck_assert_int_eq(account.state, BODY_OK);
	ck_assert_uint_eq(account.length, 200);
}
END_TEST

START_TEST(the_patience_is_for_the_whole_body_not_for_each_byte)
{
	struct account account =
		account_of(post_200, pipe_dripping(200, 50000));

	ck_assert_int_eq(account.state, BODY_TIMEOUT);
	ck_assert_int_lt(account.waited, PATIENCE_MS * 2);
}
END_TEST

static const struct {
	const char *path; /* NULL: closed */
	const char *length;
	enum body_state state;
	size_t taken;
} inputs[] = {
	{ NULL, "CONTENT_LENGTH=3", BODY_SHORT, 0 },
	{ NULL, "CONTENT_LENGTH=0", BODY_OK, 0 },
	{ NULL, NULL, BODY_NO_LENGTH, 0 },
	{ "/", "CONTENT_LENGTH=3", BODY_SHORT, 0 },
	{ "/dev/null", "CONTENT_LENGTH=3", BODY_SHORT, 0 },
	{ "/dev/zero", "CONTENT_LENGTH=3", BODY_OK, 3 },
	{ "/dev/zero", "CONTENT_LENGTH=131072", BODY_OK, LIMIT },
	{ "/dev/zero", "CONTENT_LENGTH=131073", BODY_TOO_LARGE, 0 },
	{ "/dev/zero", "CONTENT_LENGTH=x", BODY_BAD_LENGTH, 0 },
	{ "/dev/zero", NULL, BODY_NO_LENGTH, 0 },
};

START_TEST(stdin_may_be_anything)
{
	const char *variables[] = { "REQUEST_METHOD=POST", inputs[_i].length,
		NULL };
	int input =
		inputs[_i].path == NULL ? -1 : open(inputs[_i].path, O_RDONLY);
	struct account account = account_of(variables, input);

	ck_assert(!account.dies);
	ck_assert_int_eq(account.state, inputs[_i].state);
	ck_assert_uint_eq(account.length, inputs[_i].taken);
	ck_assert_int_lt(account.waited, PATIENCE_MS / 2);
}
END_TEST

START_TEST(a_stdin_that_does_not_block_is_waited_for)
{
	int input = pipe_dripping(200, 1000);

	fcntl(input, F_SETFL, O_NONBLOCK);
	ck_assert_int_eq(account_of(post_200, input).state, BODY_OK);
}
END_TEST

START_TEST(without_a_method_there_is_no_request)
{
	const char *variables[] = { "PATH_INFO=/customer", NULL };

	ck_assert(account_of(variables, -1).dies);
}
END_TEST

START_TEST(an_override_replaces_the_method_but_not_how_the_body_is_read)
{
	const char *variables[] = { "REQUEST_METHOD=POST", "CONTENT_LENGTH=3",
		"HTTP_X_HTTP_METHOD_OVERRIDE=delete", NULL };
	struct account account =
		account_of(variables, pipe_with("abc", 3, false));

	ck_assert_str_eq(account.method, "DELETE");
	ck_assert_str_eq(account.body, "abc");
}
END_TEST

START_TEST(each_variable_goes_where_it_belongs)
{
	const char *variables[] = { "REQUEST_METHOD=GET",
		"SCRIPT_NAME=/cgi-bin/crm.cgi", "PATH_INFO=/customer",
		"QUERY_STRING=format=csv", "HTTP_ACCEPT=", "CONTENT_TYPE=a/b",
		"HTTP_CONTENT_ENCODING=gzip", "HTTP_ORIGIN=https://example.com",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST",
		"HTTP_ACCESS_CONTROL_REQUEST_HEADERS=content-type",
		"HTTP_AUTHORIZATION=Basic YTpi", "HTTP_X_API_KEY=b",
		"AUTH_TYPE=Basic", "REMOTE_USER=ana",
		"HTTP_SEC_FETCH_SITE=none", "UNIQUE_ID=Zx1",
		"REQUEST_URI=/customer?a=%62",
		"REMOTE_ADDR=192.0.2.1", "SERVER_SOFTWARE=Example/1", NULL };
	struct request request;

	set_environment(variables);
	cgi_request(&arena, &config, &request);
	ck_assert(!cgi_called());
	ck_assert_str_eq(request.script, "/cgi-bin/crm.cgi");
	ck_assert_str_eq(request.path, "/customer");
	ck_assert_str_eq(request.query, "format=csv");
	ck_assert_str_eq(request.accept, "");
	ck_assert(request.has_accept);
	ck_assert_str_eq(request.content_type, "a/b");
	ck_assert_str_eq(request.content_encoding, "gzip");
	ck_assert_str_eq(request.origin, "https://example.com");
	ck_assert_str_eq(request.cors_method, "POST");
	ck_assert_str_eq(request.cors_headers, "content-type");
	ck_assert_str_eq(request.authorization, "Basic YTpi");
	ck_assert_str_eq(request.api_key, "b");
	ck_assert_str_eq(request.auth_type, "Basic");
	ck_assert_str_eq(request.user, "ana");
	ck_assert_str_eq(request.fetch_site, "none");
	ck_assert_str_eq(request.id, "Zx1");
	ck_assert_str_eq(request.uri, "/customer?a=%62");
	ck_assert_str_eq(request.remote, "192.0.2.1");
	ck_assert_str_eq(request.server, "Example/1");
	ck_assert(!request.head);
	ck_assert_str_eq(request.document_root, "");
	ck_assert_str_eq(request.context_root, "");
	ck_assert_str_eq(request.body, "");
	unsetenv("HTTP_ACCEPT");
	setenv("HTTP_AUTHORIZATION", "", 1);
	setenv("REQUEST_METHOD", "HEAD", 1);
	setenv("GATEWAY_INTERFACE", "", 1);
	cgi_request(&arena, &config, &request);
	ck_assert(cgi_called());
	ck_assert_str_eq(request.accept, "");
	ck_assert(!request.has_accept);
	ck_assert_str_eq(request.authorization, "");
	ck_assert(request.head);
}
END_TEST

/* Answers with so many bytes in a child whose stdout that is; -1: closed. */
static pid_t
respond(int output, size_t length)
{
	pid_t child = fork();
	struct response response = {
		.status = 200,
		.media = "text/csv",
		.body = { .arena = &arena },
	};

	ck_assert_int_ge(child, 0);
	if (child != 0)
		return child;
	close(STDOUT_FILENO);
	if (output >= 0)
		dup2(output, STDOUT_FILENO);
	cgi_start();
	while (response.body.length < length)
		text_putc(&response.body, 'x');
	leave(cgi_respond(&arena, &response) ? 0 : 1);
}

static int
status_of(pid_t child)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(a_response_is_written_whole_however_little_stdout_takes_at_once)
{
	const size_t length = 300000;
	int ends[2];
	size_t total = 0;
	ssize_t got;
	char piece[5000];
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	if (_i == 1)
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
	child = respond(ends[1], length);
	close(ends[1]);
	while ((got = read(ends[0], piece, sizeof(piece))) > 0) {
		total += (size_t)got;
		usleep(500);
	}
	ck_assert_int_eq(status_of(child), 0);
	ck_assert_uint_gt(total, length);
	ck_assert_int_eq(piece[0], 'x');
}
END_TEST

START_TEST(a_stdout_that_takes_nothing_is_noticed)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);
	ck_assert_int_eq(status_of(respond(ends[1], 1)), 1);
	ck_assert_int_eq(status_of(respond(open("/dev/full", O_WRONLY), 1)), 1);
	ck_assert_int_eq(status_of(respond(-1, 1)), 1);
}
END_TEST

START_TEST(no_file_gets_a_descriptor_of_the_standard_streams)
{
	struct rlimit core;

	for (int fd = 0; fd <= 2; fd++)
		close(fd);
	cgi_start();
	ck_assert_int_gt(open("/dev/null", O_RDONLY), 2);
	ck_assert_int_eq(umask(022), 077);
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &core), 0);
	ck_assert_uint_eq(core.rlim_cur, 0);
}
END_TEST

START_TEST(a_variable_without_a_value_is_handed_to_nobody)
{
	char *odd[] = { (char[]){ "NOTHING" }, (char[]){ "NAME=value" }, NULL };
	struct text given = { .arena = &arena }, wanted = { .arena = &arena };
	char **before = environ;

	environ = odd;
	cgi_put_variables(&given);
	environ = before;
	fastcgi_put_variable(&wanted, "NAME", strlen("NAME"), "value");
	ck_assert_uint_eq(given.length, wanted.length);
	ck_assert_mem_eq(given.bytes, wanted.bytes, wanted.length);
}
END_TEST

Suite *
cgi_suite(void)
{
	Suite *suite = suite_create("cgi");
	TCase *tcase = fixture_case(suite, "cgi");

	tcase_add_loop_test(tcase, a_body_is_its_content_length_or_nothing, 0,
		COUNT(bodies));
	tcase_add_loop_test(tcase,
		a_client_that_falls_silent_is_waited_for_so_long_and_no_longer,
		0, COUNT(silences));
	tcase_add_test(tcase, a_body_may_come_byte_by_byte);
	tcase_add_test(
		tcase, the_patience_is_for_the_whole_body_not_for_each_byte);
	tcase_add_loop_test(tcase, stdin_may_be_anything, 0, COUNT(inputs));
	tcase_add_test(tcase, a_stdin_that_does_not_block_is_waited_for);
	tcase_add_test(tcase, without_a_method_there_is_no_request);
	tcase_add_test(tcase,
		an_override_replaces_the_method_but_not_how_the_body_is_read);
	tcase_add_test(tcase, each_variable_goes_where_it_belongs);
	tcase_add_test(tcase, a_variable_without_a_value_is_handed_to_nobody);
	tcase_add_loop_test(tcase,
		a_response_is_written_whole_however_little_stdout_takes_at_once,
		0, 2);
	tcase_add_test(tcase, a_stdout_that_takes_nothing_is_noticed);
	tcase_add_test(
		tcase, no_file_gets_a_descriptor_of_the_standard_streams);
	return suite;
}
