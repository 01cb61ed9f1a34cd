/* What has to be read out of a request's fields. */
#include "http/request.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/token.h"

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

/* A copy of which each byte has been through change. */
static char *
copy_changed(struct arena *arena, const char *bytes, size_t length,
	int (*change)(int))
{
	char *copy = arena_copy(arena, bytes, length);

	for (size_t i = 0; i < length; i++)
		copy[i] = (char)change((unsigned char)copy[i]);
	return copy;
}

/* The value of a parameter, without the backslashes of quoted pairs. */
static char *
parameter_value(struct arena *arena, const struct parameter *parameter)
{
	char *value =
		arena_copy(arena, parameter->value, parameter->value_length);
	char *out = value;

	if (!parameter->quoted)
		return value;
	for (const char *in = value; *in != '\0'; in++) {
		in += *in == '\\';
		*out++ = *in;
	}
	*out = '\0';
	return value;
}

struct media_type
media_type_parse(struct arena *arena, const char *value)
{
	const char *name = value + strspn(value, " \t");
	const char *slash = token_end(name);
	const char *end = *slash == '/' ? token_end(slash + 1) : slash;
	struct media_type type = { .name = "", .charset = "" };
	const struct media_type malformed = type;
	struct parameter parameter;

	if (slash == name || end <= slash + 1)
		return malformed;
	type.name = copy_changed(arena, name, (size_t)(end - name), tolower);
	while (parameter_next(&end, &parameter)) {
		char *text = parameter_value(arena, &parameter);

		if (text_is(parameter.name, parameter.name_length, "charset"))
			type.charset = copy_changed(
				arena, text, strlen(text), tolower);
		if (text_is(parameter.name, parameter.name_length, "boundary"))
			type.boundary = text;
	}
	return *end == '\0' ? type : malformed;
}

/* Decodes urlencoded text; NULL if it is malformed or holds a NUL. */
static const char *
decode(struct arena *arena, const char *bytes, size_t length)
{
	char *text = arena_alloc(arena, length + 1);

	return text_unescape(bytes, length, text, &length) &&
			       strlen(text) == length
		       ? text
		       : NULL;
}

const char *
query_find(struct arena *arena, const char *encoded, size_t length,
	const char *name)
{
	const char *end = encoded + length;

	while (encoded < end) {
		const char *mark =
			memchr(encoded, '&', (size_t)(end - encoded));
		const char *pair_end = mark == NULL ? end : mark;
		const char *equals =
			memchr(encoded, '=', (size_t)(pair_end - encoded));
		const char *name_end = equals == NULL ? pair_end : equals;
		const char *found =
			decode(arena, encoded, (size_t)(name_end - encoded));

		if (found != NULL && strcmp(found, name) == 0)
			return equals == NULL ? ""
					      : decode(arena, equals + 1,
							(size_t)(pair_end -
								 equals - 1));
		encoded = pair_end + (mark != NULL);
	}
	return NULL;
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
		request->method =
			copy_changed(arena, method, strlen(method), toupper);
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
