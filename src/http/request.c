/* What has to be read out of a request's fields. */
#include "http/request.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/token.h"

enum { KEY_LETTERS = 255 };

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

static int
hex_digit(char byte)
{
	if (isdigit((unsigned char)byte))
		return byte - '0';
	return isxdigit((unsigned char)byte)
		       ? tolower((unsigned char)byte) - 'a' + 10
		       : -1;
}

/*
 * Reads a byte of urlencoded text at *at and moves *at behind it. Returns -1
 * at a malformed escape, and at one of NUL, which no C string can hold.
 */
static int
byte_next(const char **at, const char *end)
{
	const char *here = (*at)++;
	int high, low;

	if (*here == '+')
		return ' ';
	if (*here != '%')
		return *here == '\0' ? -1 : (unsigned char)*here;
	if (end - here < 3)
		return -1;
	high = hex_digit(here[1]);
	low = hex_digit(here[2]);
	*at = here + 3;
	return high < 0 || low < 0 || high + low == 0 ? -1 : high * 16 + low;
}

static bool
is_named(const char *at, const char *end, const char *name)
{
	for (; at < end; name++)
		if (byte_next(&at, end) != (unsigned char)*name)
			return false;
	return *name == '\0';
}

static const char *
decode(struct arena *arena, const char *at, const char *end)
{
	char *value = arena_alloc(arena, (size_t)(end - at) + 1);
	size_t length = 0;

	while (at < end) {
		int byte = byte_next(&at, end);

		if (byte < 0)
			return NULL;
		value[length++] = (char)byte;
	}
	return value;
}

/* Where a byte stands first, or the end. */
static const char *
find(const char *at, const char *end, char byte)
{
	const char *found = memchr(at, byte, (size_t)(end - at));

	return found != NULL ? found : end;
}

const char *
query_find(struct arena *arena, const char *encoded, size_t length,
	const char *name)
{
	const char *end = encoded + length;

	for (const char *at = encoded, *stop; at < end;
		at = stop + (stop < end)) {
		const char *equals;

		stop = find(at, end, '&');
		equals = find(at, stop, '=');
		if (is_named(at, equals, name))
			return decode(arena, equals + (equals < stop), stop);
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
