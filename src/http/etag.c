/* Entity tags (RFC 9110 section 8.8.3), which begin with a version's number. */
#include "http/etag.h"

#include <string.h>

#include "base/arena.h"

/* A tag of a list, without its quotes; not NUL-terminated. */
struct tag {
	const char *bytes;
	size_t length;
};

/* Reads the tag at *at and moves *at behind it; false at the end. */
static bool
tag_next(const char **at, struct tag *tag)
{
	const char *from = *at + strspn(*at, " \t,");
	bool quoted;

	if (from[0] == 'W' && from[1] == '/')
		from += 2;
	quoted = *from == '"';
	from += quoted;
	*tag = (struct tag){ from, strcspn(from, quoted ? "\"" : " \t,") };
	*at = from + tag->length;
	*at += quoted && **at == '"';
	return quoted || tag->length > 0;
}

/* The number at the beginning of a tag, or 0. */
static int64_t
version_of(const struct tag *tag)
{
	enum { DIGITS = 18 };
	int64_t version = 0;
	size_t i = 0;

	for (; i < tag->length && tag->bytes[i] >= '0' && tag->bytes[i] <= '9';
		i++)
		if (i < DIGITS)
			version = version * 10 + (tag->bytes[i] - '0');
	if (i > DIGITS)
		version = INT64_MAX;
	return i == tag->length || tag->bytes[i] == '-' ? version : 0;
}

static bool
is_any(const struct tag *tag)
{
	return tag->length == 1 && *tag->bytes == '*';
}

bool
etag_match(struct arena *arena, const char *header, struct etag_match *match)
{
	struct tag tag;

	*match = (struct etag_match){ 0 };
	while (tag_next(&header, &tag)) {
		int64_t version = version_of(&tag);

		match->any |= is_any(&tag);
		if (version == 0)
			continue;
		match->versions = arena_grow(arena, match->versions,
			match->count, sizeof(*match->versions));
		match->versions[match->count++] = version;
	}
	return match->any || match->count > 0;
}

/* Whether a tag is another one, or that one with a compression's name. */
static bool
tag_is(const struct tag *tag, const char *bytes, size_t length)
{
	static const char *const ends[] = { "", "-gzip", "-br", "-deflate",
		"-zstd" };

	if (tag->length < length || memcmp(tag->bytes, bytes, length) != 0)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (tag->length - length == strlen(ends[i]) &&
			memcmp(tag->bytes + length, ends[i], strlen(ends[i])) ==
				0)
			return true;
	return false;
}

bool
etag_is_among(const char *tag, const char *header)
{
	struct tag own, other;

	tag_next(&tag, &own);
	while (tag_next(&header, &other))
		if (is_any(&other) || tag_is(&other, own.bytes, own.length))
			return true;
	return false;
}
