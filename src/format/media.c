/* The parser of Content-Type: a media type, its charset and boundary. */
#include "format/media.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/token.h"

/* A copy in lower case. */
static char *
copy_lower(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_copy(arena, bytes, length);

	for (size_t i = 0; i < length; i++)
		copy[i] = text_lower(copy[i]);
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
	type.name = copy_lower(arena, name, (size_t)(end - name));
	while (parameter_next(&end, &parameter)) {
		char *text = parameter_value(arena, &parameter);

		if (text_is(parameter.name, parameter.name_length, "charset"))
			type.charset = copy_lower(arena, text, strlen(text));
		if (text_is(parameter.name, parameter.name_length, "boundary"))
			type.boundary = text;
	}
	return *end == '\0' ? type : malformed;
}
