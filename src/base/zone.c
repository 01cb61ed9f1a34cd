/* Time zones, read from the system's files (TZif, RFC 9636). */
#include "base/zone.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/zonerule.h"

enum {
	FILE_MOST = 16 * 1024, /* more than any zone's file has */
	HEADER = 44,
	VERSION_AT = 4,
	COUNTS_AT = 20,
	TYPE_SIZE = 6 /* an offset, a flag, the index of a name */
};

/* The numbers of a header, in their order in the file. */
enum {
	COUNT_UT_FLAGS,
	COUNT_STANDARD_FLAGS,
	COUNT_LEAPS,
	COUNT_TIMES,
	COUNT_TYPES,
	COUNT_LETTERS,
	COUNT__MAX
};

struct zone {
	const unsigned char *times; /* of width bytes each, ascending */
	const unsigned char *kinds; /* for each time, the index of its type */
	const unsigned char *types;
	size_t count, width;
	bool goes_on; /* whether the rule holds after the last time */
	struct zonerule rule;
};

/* A big-endian number of so many bytes, in two's complement. */
static int64_t
number_at(const unsigned char *bytes, size_t width)
{
	uint64_t number = (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;

	for (size_t i = 0; i < width; i++)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

static int64_t
time_at(const struct zone *zone, size_t index)
{
	return number_at(zone->times + index * zone->width, zone->width);
}

static int64_t
type_offset(const struct zone *zone, size_t type)
{
	return number_at(zone->types + type * TYPE_SIZE, 4);
}

int64_t
zone_offset(const struct zone *zone, int64_t seconds)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t half = low + (high - low) / 2;

		if (time_at(zone, half) <= seconds)
			low = half + 1;
		else
			high = half;
	}
	if (low == zone->count && zone->goes_on)
		return zonerule_offset(&zone->rule, seconds);
	return type_offset(zone, low == 0 ? 0 : zone->kinds[low - 1]);
}

/* Bytes of a file that are still to be read. */
struct rest {
	const unsigned char *at;
	size_t length;
};

/* Returns the next length bytes, or NULL if there are fewer. */
static const unsigned char *
take(struct rest *rest, size_t length)
{
	const unsigned char *taken = rest->at;

	if (length > rest->length)
		return NULL;
	rest->at += length;
	rest->length -= length;
	return taken;
}

static bool
take_counts(struct rest *rest, size_t counts[COUNT__MAX])
{
	const unsigned char *header = take(rest, HEADER);

	if (header == NULL || memcmp(header, "TZif", VERSION_AT) != 0)
		return false;
	for (size_t i = 0; i < COUNT__MAX; i++) {
		const unsigned char *at = header + COUNTS_AT + i * 4;

		if (at[0] != 0 || at[1] != 0)
			return false;
		counts[i] = (size_t)number_at(at, 4);
	}
	return true;
}

/* Whether times are in order, each with a type that exists. */
static bool
is_in_order(const struct zone *zone, size_t types)
{
	for (size_t i = 0; i < zone->count; i++)
		if (zone->kinds[i] >= types ||
			(i > 0 && time_at(zone, i) <= time_at(zone, i - 1)))
			return false;
	return types > 0;
}

/* Takes a header and the data behind; times have width bytes. */
static bool
take_block(struct rest *rest, size_t width, struct zone *zone)
{
	size_t counts[COUNT__MAX];

	if (!take_counts(rest, counts))
		return false;
	zone->width = width;
	zone->count = counts[COUNT_TIMES];
	zone->times = take(rest, zone->count * width);
	zone->kinds = take(rest, zone->count);
	zone->types = take(rest, counts[COUNT_TYPES] * TYPE_SIZE);
	return take(rest, counts[COUNT_LETTERS] +
				  counts[COUNT_LEAPS] * (width + 4) +
				  counts[COUNT_STANDARD_FLAGS] +
				  counts[COUNT_UT_FLAGS]) != NULL &&
	       zone->times != NULL && zone->kinds != NULL &&
	       zone->types != NULL && counts[COUNT_LEAPS] == 0 &&
	       is_in_order(zone, counts[COUNT_TYPES]);
}

/* Takes the rule between two line feeds; an empty rule: nothing changes. */
static bool
take_rule(struct rest *rest, struct zone *zone)
{
	const unsigned char *feed;
	size_t length;

	if (rest->length < 2 || *take(rest, 1) != '\n')
		return false;
	feed = memchr(rest->at, '\n', rest->length);
	if (feed == NULL)
		return false;
	length = (size_t)(feed - rest->at);
	zone->goes_on = length > 0;
	return length == 0 ||
	       zonerule_parse((const char *)rest->at, length, &zone->rule);
}

/* From version 2 on the data are there twice, the second with wider times. */
static bool
parse(const unsigned char *bytes, size_t length, struct zone *zone)
{
	struct rest rest = { bytes, length };

	if (!take_block(&rest, 4, zone))
		return false;
	return bytes[VERSION_AT] == '\0' ||
	       (take_block(&rest, 8, zone) && take_rule(&rest, zone));
}

/* Whether a name has only letters, digits and + - _, with slashes between. */
static bool
is_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789+-_";
	size_t length;

	for (; (length = strspn(name, letters)) > 0; name++) {
		name += length;
		if (*name != '/')
			break;
	}
	return length > 0 && *name == '\0';
}

/* Reads a zone's file; returns its number of bytes, or -1. */
static ssize_t
load(const char *file, unsigned char *bytes, size_t room)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t length = 0;
	ssize_t got;

	if (fd < 0)
		return -1;
	while ((got = read(fd, bytes + length, room - length)) > 0)
		length += (size_t)got;
	close(fd);
	return got < 0 || length == room ? -1 : (ssize_t)length;
}

const char *
zone_read(struct arena *arena, const char *folder, const char *name,
	const struct zone **zone)
{
	struct zone *read = arena_alloc(arena, sizeof(*read));
	unsigned char *bytes;
	ssize_t length;

	*zone = read;
	if (!is_name(name))
		return "is no name such as Europe/Rome";
	if (access(folder, X_OK) != 0)
		return arena_printf(arena,
			"can't be read: %s is missing; install it (Debian: "
			"tzdata)",
			folder);
	bytes = arena_alloc(arena, FILE_MOST);
	length = load(
		arena_printf(arena, "%s/%s", folder, name), bytes, FILE_MOST);
	if (length < 0 || !parse(bytes, (size_t)length, read))
		return arena_printf(arena,
			"names no time zone that %s has; the names are such as "
			"Europe/Rome",
			folder);
	return NULL;
}
