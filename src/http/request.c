/* A request, made of the variables of CGI; its id, key and method override. */
#include "http/request.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
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
	.override = "",
	.id = "",
	.authorization = "",
	.api_key = "",
	.auth_type = "",
	.user = "",
	.fetch_site = "",
	.cookie = "",
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

/* The variables of a request. */
struct variables {
	request_find *find;
	void *context;
};

/* A variable, or "". */
static const char *
text_of(const struct variables *variables, const char *name)
{
	const char *value = variables->find(variables->context, name);

	return value != NULL ? value : "";
}

/*
 * SCRIPT_NAME with one slash before the name and none behind, or "": a path
 * that began with two would lead to another host (RFC 3986 section 4.2).
 */
static const char *
script_name(struct arena *arena, const char *name)
{
	size_t length;

	name += strspn(name, "/");
	length = strlen(name);
	while (length > 0 && name[length - 1] == '/')
		length--;
	return length == 0 ? ""
			   : arena_printf(arena, "/%.*s", (int)length, name);
}

void
request_read(struct arena *arena, request_find *find, void *context,
	struct request *request)
{
	const struct variables all = { find, context };

	*request = (struct request){
		.method = find(context, "REQUEST_METHOD"),
		.head = strcmp(text_of(&all, "REQUEST_METHOD"), "HEAD") == 0,
		.script = script_name(arena, text_of(&all, "SCRIPT_NAME")),
		.path = text_of(&all, "PATH_INFO"),
		.query = text_of(&all, "QUERY_STRING"),
		.accept = text_of(&all, "HTTP_ACCEPT"),
		.has_accept = find(context, "HTTP_ACCEPT") != NULL,
		.accept_language = text_of(&all, "HTTP_ACCEPT_LANGUAGE"),
		.content_type = text_of(&all, "CONTENT_TYPE"),
		.content_encoding = text_of(&all, "HTTP_CONTENT_ENCODING"),
		.origin = text_of(&all, "HTTP_ORIGIN"),
		.cors_method = text_of(
			&all, "HTTP_ACCESS_CONTROL_REQUEST_METHOD"),
		.cors_headers = text_of(
			&all, "HTTP_ACCESS_CONTROL_REQUEST_HEADERS"),
		.override = text_of(&all, "HTTP_X_HTTP_METHOD_OVERRIDE"),
		.idempotency_key = find(context, "HTTP_IDEMPOTENCY_KEY"),
		.if_match = find(context, "HTTP_IF_MATCH"),
		.if_none_match = find(context, "HTTP_IF_NONE_MATCH"),
		.id = text_of(&all, "UNIQUE_ID"),
		.authorization = text_of(&all, "HTTP_AUTHORIZATION"),
		.api_key = text_of(&all, "HTTP_X_API_KEY"),
		.auth_type = text_of(&all, "AUTH_TYPE"),
		.user = text_of(&all, "REMOTE_USER"),
		.fetch_site = text_of(&all, "HTTP_SEC_FETCH_SITE"),
		.cookie = text_of(&all, "HTTP_COOKIE"),
		.site = {
			.host = text_of(&all, "HTTP_HOST"),
			.https = text_of(&all, "HTTPS"),
			.server_name = text_of(&all, "SERVER_NAME"),
			.server_port = text_of(&all, "SERVER_PORT"),
		},
		.uri = text_of(&all, "REQUEST_URI"),
		.remote = text_of(&all, "REMOTE_ADDR"),
		.server = text_of(&all, "SERVER_SOFTWARE"),
		.script_file = text_of(&all, "SCRIPT_FILENAME"),
		.document_root = text_of(&all, "DOCUMENT_ROOT"),
		.context_root = text_of(&all, "CONTEXT_DOCUMENT_ROOT"),
		.body = "",
	};
	if (request->method == NULL)
		die("REQUEST_METHOD is not set");
}

static bool
has_body(const char *method)
{
	return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 ||
	       strcmp(method, "PATCH") == 0;
}

/*
 * Reads a Content-Length. Returns BODY_OK, or the kind of the fault. Sets
 * *length to the number of bytes to expect, at most limit.
 */
static enum body_state
length_parse(const char *text, size_t limit, size_t *length)
{
	unsigned long long number;

	*length = 0;
	if (text == NULL)
		return BODY_NO_LENGTH;
	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return BODY_BAD_LENGTH;
	number = strtoull(text, NULL, 10);
	*length = number > limit ? limit : (size_t)number;
	return number > limit ? BODY_TOO_LARGE : BODY_OK;
}

void
request_expect(
	struct request *request, const char *content_length, size_t limit)
{
	enum body_state told =
		length_parse(content_length, limit, &request->declared);

	request->state = has_body(request->method) ? told : BODY_NONE;
}

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
request_override(struct arena *arena, struct request *request)
{
	const char *method = request->override;

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
