/* A request's id, Idempotency-Key and method override, from its fields. */
#include "http/request.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/hex.h"
#include "format/media.h"
#include "format/query.h"

enum { KEY_LETTERS = 255 };

const struct request request_none = {
	.method = "",
	.script = "",
	.path = "",
	.query = "",
	.accept = "",
	.accept_language = "",
	.content_type = "",
	.content_encoding = "",
	.origin = "",
	.cors_method = "",
	.cors_headers = "",
	.id = "",
	.authorization = "",
	.api_key = "",
	.auth_type = "",
	.user = "",
	.fetch_site = "",
	.site = {
		.host = "",
		.https = "",
		.server_name = "",
		.server_port = "",
	},
	.uri = "",
	.remote = "",
	.server = "",
	.script_file = "",
	.document_root = "",
	.context_root = "",
	.body = "",
};

void
request_identify(const struct request *request, char id[REQUEST_ID])
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789-._~@+=:/";
	size_t length = strspn(request->id, harmless);
	/* if no random bytes are there */
	int64_t random[2] = { calendar_elapsed(), getpid() };
	ssize_t got;

	if (length > 0 && length < REQUEST_ID && request->id[length] == '\0') {
		memcpy(id, request->id, length + 1);
		return;
	}
	got = getrandom(random, sizeof(random), GRND_NONBLOCK);
	(void)got;
	hex_put(id, (const unsigned char *)random, sizeof(random));
}

/* A copy in upper case. */
static char *
copy_upper(struct arena *arena, const char *string)
{
	char *copy = arena_copy(arena, string, strlen(string));

	for (char *at = copy; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	return copy;
}

/* The override that a form asks for, or NULL. */
static const char *
form_override(struct arena *arena, const struct request *request)
{
	struct media_type type = media_type_parse(arena, request->content_type);

	if (request->state != BODY_OK ||
		strcmp(type.name, "application/x-www-form-urlencoded") != 0)
		return NULL;
	return query_find(arena, request->body, request->length, "_method");
}

void
request_override(
	struct arena *arena, struct request *request, const char *header)
{
	const char *method = header;

	if (strcmp(request->method, "POST") != 0)
		return;
	if (*method == '\0')
		method = form_override(arena, request);
	if (method != NULL && *method != '\0')
		request->method = copy_upper(arena, method);
}

const char *
idempotency_key_parse(struct arena *arena, const char *value)
{
	size_t length = strlen(value), kept = 0;
	bool quoted = length > 1 && value[0] == '"' && value[length - 1] == '"';
	char *key = arena_alloc(arena, length + 1);

	if (quoted) {
		value++;
		length -= 2;
	}
	for (size_t i = 0; i < length; i++) {
		if (value[i] == '"' || (value[i] == '\\' && !quoted))
			return NULL;
		if (value[i] == '\\' &&
			(++i == length ||
				(value[i] != '"' && value[i] != '\\')))
			return NULL;
		if (value[i] < (quoted ? ' ' : '!') || value[i] > '~')
			return NULL;
		key[kept++] = value[i];
	}
	return kept < 1 || kept > KEY_LETTERS ? NULL : key;
}
