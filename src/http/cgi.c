/* CGI (RFC 3875): requests from environment and stdin, responses to stdout. */
#include "http/cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "config/config.h"
#include "format/stream.h"
#include "http/fastcgi.h"
#include "http/request.h"
#include "http/response.h"

enum {
	/* the first memory for a body, whatever length is declared */
	BODY_PIECE = 64 * 1024,
	/* the bytes read beyond the limit: more than the servers let through
	   that are configured as in conf */
	BODY_EXCESS = 16 * 1024 * 1024 + BODY_PIECE,
	/* the bytes written at once, if there are so many */
	TOGETHER = 16 * 1024
};

/* The values of source_read() without a byte. */
enum { SOURCE_END = 0, SOURCE_LATE = -1 };

/* Stdin, and the time to wait for input. */
struct source {
	int64_t deadline; /* milliseconds, as calendar_elapsed() counts */
	bool patient;     /* false: takes only bytes that are there now */
};

/*
 * Missing descriptors are opened read-only: writing to a stdout that was closed
 * then fails, and the loss is noticed.
 */
static void
open_missing(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
			die("/dev/null can't be opened: %s", strerror(errno));
}

void
cgi_start(void)
{
	open_missing();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	umask(077);
	sandbox_hide();
}

bool
cgi_called(void)
{
	return getenv("GATEWAY_INTERFACE") != NULL;
}

/* A variable of the environment; the context is of no use. */
static const char *
variable(void *context, const char *name)
{
	(void)context;
	return getenv(name);
}

/*
 * Reads the bytes that are there, at most room. Returns the number, SOURCE_END
 * when no more will come, or SOURCE_LATE when the deadline has passed.
 */
static ssize_t
source_read(const struct source *source, char *bytes, size_t room)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	for (;;) {
		int64_t left = source->deadline - calendar_elapsed();
		int ready;
		ssize_t got = -1;

		if (left <= 0)
			return SOURCE_LATE;
		ready = poll(&input, 1, source->patient ? (int)left : 0);
		if (ready == 0)
			return SOURCE_LATE;
		if (ready > 0)
			got = read(STDIN_FILENO, bytes, room);
		if (got >= 0)
			return got;
		if (errno != EINTR && errno != EAGAIN)
			return SOURCE_END;
	}
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
source_discard(const struct source *source, size_t most)
{
	char bytes[16 * 1024];

	while (most > 0) {
		ssize_t got = source_read(
			source, bytes, smaller(most, sizeof(bytes)));

		if (got <= 0)
			return;
		most -= (size_t)got;
	}
}

/* Reads a body of the declared length; memory grows only as bytes arrive. */
static enum body_state
body_read(struct arena *arena, const struct source *source,
	struct request *request, size_t declared)
{
	char *body = arena_alloc(arena, 1);
	size_t length = 0, room = 0;

	while (length < declared) {
		ssize_t got;

		if (length == room) {
			size_t larger = smaller(
				declared, room == 0 ? BODY_PIECE : room * 2);

			body = arena_resize(arena, body, room + 1, larger + 1);
			room = larger;
		}
		got = source_read(source, body + length, room - length);
		if (got <= 0)
			return got == SOURCE_END ? BODY_SHORT : BODY_TIMEOUT;
		length += (size_t)got;
	}
	request->body = body;
	request->length = length;
	return BODY_OK;
}

/*
 * A web server that still writes when its program ends may lose the answer: so
 * input without use is read too.
 */
static void
take_body(struct arena *arena, const struct config *config,
	struct request *request)
{
	struct source source = {
		.deadline = calendar_elapsed() + config->body_timeout * 1000,
		.patient = true,
	};
	size_t limit = (size_t)config->max_batch_body;

	request_expect(request, getenv("CONTENT_LENGTH"), limit);
	switch (request->state) {
	case BODY_OK:
		request->state =
			body_read(arena, &source, request, request->declared);
		break;
	case BODY_NONE:
		break;
	default:
		source_discard(&source, limit + BODY_EXCESS);
		return;
	}
	source.patient = false;
	source_discard(&source, limit + BODY_EXCESS);
}

void
cgi_request(struct arena *arena, const struct config *config,
	struct request *request)
{
	request_read(arena, variable, NULL, request);
	take_body(arena, config, request);
	request_override(arena, request);
}

void
cgi_put_variables(struct text *variables)
{
	for (char **at = environ; *at != NULL; at++) {
		const char *end = strchr(*at, '=');

		if (end != NULL)
			fastcgi_put_variable(variables, *at,
				(size_t)(end - *at), end + 1);
	}
}

bool
cgi_write(const char *bytes, size_t length)
{
	struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

	for (size_t sent = 0; sent < length;) {
		ssize_t taken =
			write(STDOUT_FILENO, bytes + sent, length - sent);

		if (taken > 0)
			sent += (size_t)taken;
		else if (taken < 0 && errno == EAGAIN)
			poll(&output, 1, -1);
		else if (taken == 0 || errno != EINTR)
			return false;
	}
	return true;
}

/* Writes a text. Returns whether stdout took all bytes. */
static bool
write_all(const struct text *text)
{
	return cgi_write(text->bytes, text->length);
}

/* Writes the gathered bytes, and makes room for more. */
static bool
flush(struct response *response, struct text *out)
{
	bool taken;

	response->sent = true;
	taken = write_all(out);
	out->length = 0;
	return taken;
}

/* Sends pieces as they come, small ones together. */
static bool
send_stream(struct response *response, struct text *out)
{
	enum stream_state state;

	do {
		state = stream_next(response->stream, out);
		if (state == STREAM_MORE && out->length < TOGETHER)
			continue;
		if (state == STREAM_BROKEN && !response->sent)
			die("a list that can't be had");
		if (!flush(response, out))
			return false;
	} while (state == STREAM_MORE);
	return state == STREAM_END;
}

bool
cgi_respond(struct arena *arena, struct response *response)
{
	const struct text *body = &response->body;
	struct text out = { .arena = arena };

	response_print_head(&out, response);
	if (!response_has_body(response))
		return flush(response, &out);
	if (response->stream != NULL)
		return send_stream(response, &out);
	if (out.length + body->length > TOGETHER)
		return flush(response, &out) && write_all(body);
	text_add(&out, body->bytes, body->length);
	return flush(response, &out);
}

void
cgi_finish(void)
{
	dup2(STDIN_FILENO, STDOUT_FILENO);
}

bool
cgi_break_off(struct arena *arena, const struct response *response)
{
	struct text out = { .arena = arena };

	if (response->stream != NULL && response_has_body(response)) {
		stream_break(response->stream, &out);
		write_all(&out);
	}
	return false;
}
