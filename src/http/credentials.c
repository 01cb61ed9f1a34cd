/* Credentials: the API keys that a request has, wherever it has them. */
#include "http/credentials.h"

#include <string.h>

#include "base/apikey.h"
#include "base/arena.h"
#include "base/text.h"
#include "format/query.h"
#include "http/request.h"

#define BLANKS " \t"

/* A text of which a part is meant; bytes NULL: there is nothing. */
struct span {
	const char *bytes;
	size_t length;
};

static struct span
span_of(const char *string)
{
	struct span span = { string, strlen(string) };

	text_trim(&span.bytes, &span.length);
	return span;
}

/* The parameters whose names say that they are keys. */
static const char *const parameters[] = { "apikey", "api_key", "access_token" };

static bool
is_key_name(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++)
		if (text_is(name, length, parameters[i]))
			return true;
	return false;
}

const char credentials_leaked[] =
	"an API key came in a URL: the web server's access log may have it";

/* Looks for parameters for keys, be the keys none of this service. */
static void
look_into_url(struct arena *arena, const char *query, struct credentials *all)
{
	const char *end = query + strlen(query);
	struct pair pair;

	while (query_next(&query, end, &pair)) {
		size_t length;
		const char *value, *name = query_decode(arena, pair.name,
					   pair.name_length, &length);

		if (pair.value_length == 0 || name == NULL ||
			!is_key_name(name, length))
			continue;
		all->state = CREDENTIALS_IN_URL;
		value = query_decode(
			arena, pair.value, pair.value_length, &length);
		if (value != NULL && apikey_is_sound(value, length))
			all->leaked = true;
	}
}

/* The password; or the user's name, where the password is empty. */
static struct span
take_basic(struct arena *arena, struct span rest)
{
	struct text pair = { .arena = arena };
	const char *colon;
	size_t before;

	if (!text_unbase64(&pair, rest.bytes, rest.length) || pair.length == 0)
		return (struct span){ NULL, 0 };
	colon = memchr(pair.bytes, ':', pair.length);
	if (colon == NULL)
		return (struct span){ NULL, 0 };
	before = (size_t)(colon - pair.bytes);
	if (before + 1 == pair.length)
		return (struct span){ pair.bytes, before };
	return (struct span){ colon + 1, pair.length - before - 1 };
}

/* The schemes of Authorization that a key can come with. */
static const struct {
	const char *name;
	bool basic; /* browsers repeat it by themselves */
} schemes[] = {
	{ "Bearer", false },
	{ "Basic", true },
};

enum { SCHEMES = sizeof(schemes) / sizeof(*schemes) };

/*
 * Takes what Authorization has for a key. Returns false if it has a scheme that
 * no key comes with; but a key without a scheme is a mistake.
 */
static bool
take_authorization(struct arena *arena, struct span header, struct span *key,
	bool *ambient)
{
	size_t scheme = strcspn(header.bytes, BLANKS), i = 0;
	struct span rest = header;

	*key = (struct span){ NULL, 0 };
	if (scheme > header.length)
		scheme = header.length;
	while (i < SCHEMES && !text_is(header.bytes, scheme, schemes[i].name))
		i++;
	if (i == SCHEMES)
		return apikey_is_sound(header.bytes, scheme);
	*ambient = schemes[i].basic;
	rest.bytes += scheme;
	rest.length -= scheme;
	text_trim(&rest.bytes, &rest.length);
	*key = schemes[i].basic ? take_basic(arena, rest) : rest;
	return true;
}

static bool
is_sound(struct span key)
{
	return key.bytes != NULL && apikey_is_sound(key.bytes, key.length);
}

/* Adds a key; what is none, or another one than before, spoils all. */
static void
add_key(struct arena *arena, struct credentials *all, struct span key)
{
	if (!is_sound(key) || (all->key != NULL && memcmp(all->key, key.bytes,
							   APIKEY_LENGTH) != 0))
		all->state = CREDENTIALS_WRONG;
	else if (all->state != CREDENTIALS_WRONG) {
		all->state = CREDENTIALS_KEY;
		all->key = arena_copy(arena, key.bytes, key.length);
	}
}

/* Adds what Authorization has, unless that is the server's. */
static void
add_authorization(struct arena *arena, struct credentials *all,
	const struct request *request, bool remote_user)
{
	bool known = *request->auth_type != '\0', ambient = false;
	struct span header = span_of(request->authorization), key;

	if (header.length == 0 || (known && remote_user))
		return;
	if (!take_authorization(arena, header, &key, &ambient) ||
		(known && !is_sound(key)))
		return;
	add_key(arena, all, key);
	all->ambient = ambient;
}

struct credentials
credentials_read(
	struct arena *arena, const struct request *request, bool remote_user)
{
	struct credentials all = { .state = CREDENTIALS_NONE };
	struct span header = span_of(request->api_key);

	look_into_url(arena, request->query, &all);
	if (all.state == CREDENTIALS_IN_URL)
		return all;
	add_authorization(arena, &all, request, remote_user);
	if (remote_user && *request->auth_type != '\0' &&
		*request->user != '\0') {
		all.user = request->user;
		all.ambient = true;
		all.state = CREDENTIALS_KEY;
	}
	if (header.length > 0) {
		add_key(arena, &all, header);
		all.ambient = false;
	}
	return all;
}
