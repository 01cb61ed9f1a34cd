/* The parser of urlencoded pairs, in query strings and in bodies of forms. */
#include "format/query.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

bool
query_next(const char **at, const char *end, struct pair *pair)
{
	const char *mark, *equals;

	if (*at == end)
		return false;
	mark = memchr(*at, '&', (size_t)(end - *at));
	pair->name = *at;
	pair->length = (size_t)((mark == NULL ? end : mark) - *at);
	equals = memchr(*at, '=', pair->length);
	pair->name_length =
		equals == NULL ? pair->length : (size_t)(equals - *at);
	pair->value_length =
		equals == NULL ? 0 : pair->length - pair->name_length - 1;
	pair->value = *at + pair->length - pair->value_length;
	*at += pair->length + (mark != NULL);
	return true;
}

const char *
query_decode(
	struct arena *arena, const char *bytes, size_t length, size_t *decoded)
{
	char *text = arena_alloc(arena, length + 1);

	return text_unescape(bytes, length, text, decoded) ? text : NULL;
}

/* Decodes to a string; NULL if the bytes are malformed or stand for NUL. */
static const char *
decode(struct arena *arena, const char *bytes, size_t length)
{
	const char *text = query_decode(arena, bytes, length, &length);

	return text != NULL && strlen(text) == length ? text : NULL;
}

const char *
query_find(struct arena *arena, const char *encoded, size_t length,
	const char *name)
{
	const char *end = encoded + length;
	struct pair pair;

	while (query_next(&encoded, end, &pair)) {
		const char *found = decode(arena, pair.name, pair.name_length);

		if (found != NULL && strcmp(found, name) == 0)
			return decode(arena, pair.value, pair.value_length);
	}
	return NULL;
}
