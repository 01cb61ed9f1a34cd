/* The relay: a CGI start hands its request to the process that stays. */
#include "server/relay.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/peer.h"
#include "base/text.h"
#include "config/config.h"
#include "http/cgi.h"
#include "http/fastcgi.h"
#include "http/request.h"

enum { ID = 1 };

static bool
write_all(int fd, const struct text *text)
{
	for (size_t sent = 0; sent < text->length;) {
		ssize_t taken =
			write(fd, text->bytes + sent, text->length - sent);

		if (taken < 0 && errno == EINTR)
			continue;
		if (taken <= 0)
			return false;
		sent += (size_t)taken;
	}
	return true;
}

/* Writes the whole request as records. */
static void
put_request(struct text *out, const struct request *request)
{
	struct text variables = { .arena = out->arena };

	cgi_put_variables(&variables);
	fastcgi_put_request(
		out, ID, &variables, request->body, request->length);
}

/* An answer that is being passed on. */
struct passing {
	int fd;
	bool begun, ended, sent;
	size_t length;
	unsigned char in[FASTCGI_RECORD];
};

/* Passes on what whole records say. */
static void
pass(struct passing *passing)
{
	struct fastcgi_record record;
	size_t at = 0;
	int taken;

	while (!passing->ended &&
		(taken = fastcgi_take(passing->in + at, passing->length - at,
			 &record)) > 0) {
		at += (size_t)taken;
		passing->ended = record.type == FASTCGI_END;
		if (record.type != FASTCGI_STDOUT || record.length == 0)
			continue;
		passing->begun = true;
		passing->sent &=
			cgi_write((const char *)record.content, record.length);
	}
	passing->length -= at;
	memmove(passing->in, passing->in + at, passing->length);
}

static void
pass_all(struct passing *passing)
{
	ssize_t got = 1;

	while (got > 0 && !passing->ended) {
		do
			got = read(passing->fd, passing->in + passing->length,
				sizeof(passing->in) - passing->length);
		while (got < 0 && errno == EINTR);
		if (got > 0)
			passing->length += (size_t)got;
		pass(passing);
	}
	close(passing->fd);
}

bool
relay_answer(struct arena *arena, const struct config *config,
	const struct request *request, bool *sent)
{
	struct text out = { .arena = arena };
	struct passing *passing;
	int fd;

	if (config->relay == NULL ||
		(request->state != BODY_OK && request->state != BODY_NONE))
		return false;
	fd = peer_connect(config->relay);
	if (fd < 0)
		return false;
	passing = arena_alloc(arena, sizeof(*passing));
	passing->fd = fd;
	passing->sent = true;
	put_request(&out, request);
	write_all(fd, &out);
	pass_all(passing);
	if (!passing->begun)
		die("%s: the process there gave no answer", config->relay);
	*sent = passing->sent && passing->ended;
	return true;
}
