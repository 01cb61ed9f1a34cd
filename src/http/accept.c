/* Negotiation of an answer's format and language (RFC 9110 section 12). */
#include "http/accept.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/text.h"
#include "format/format.h"
#include "format/token.h"
#include "language/language.h"

enum { WEIGHT_ONE = 1000, CANDIDATES = 32 };

/* An item of the header: a media range, or a language range. */
struct range {
	const char *name; /* "text/csv", not NUL-terminated */
	size_t length;
	int weight; /* thousandths, or -1 if the item is malformed */
	bool odd;   /* the item has a malformed q */
};

/* A media type that an answer can have, and the client's preference. */
struct candidate {
	struct chosen name;
	int rank;          /* of the format among equals */
	int precision;     /* of the range that decides; 0: no range does */
	int weight;        /* thousandths */
	const char *range; /* the range, in the header */
};

/*
 * Reads a qvalue (RFC 9110 section 12.4.2); -1 if malformed. Old clients in
 * Java leave the zero of 0.2 out.
 */
static int
weight_parse(const struct parameter *q)
{
	static const int worth[] = { WEIGHT_ONE, 0, 100, 10, 1 };
	size_t bare = q->value_length > 1 && *q->value == '.';
	size_t length = q->value_length + bare;
	int weight = 0;

	if (q->quoted || length > sizeof(worth) / sizeof(*worth) ||
		(length > 1 && q->value[1 - bare] != '.'))
		return -1;
	for (size_t i = bare; i < length; i++)
		if (isdigit((unsigned char)q->value[i - bare]))
			weight += (q->value[i - bare] - '0') * worth[i];
		else if (i != 1)
			return -1;
	return weight <= WEIGHT_ONE ? weight : -1;
}

/* The next of some bytes outside of quotes, or the end of the header. */
static const char *
find_unquoted(const char *at, const char *bytes)
{
	while (at != NULL && *at != '\0' && strchr(bytes, *at) == NULL)
		at = *at == '"' ? quoted_end(at) : at + 1;
	return at != NULL ? at : "";
}

/* The beginning of the next item, or the end of the header. */
static const char *
item_begin(const char *at)
{
	while (*at == ' ' || *at == '\t' || *at == ',')
		at++;
	return at;
}

/* Reads the weight; malformed parameters are passed over. */
static void
read_weight(const char *at, struct range *range)
{
	struct parameter parameter;

	while (*at == ';') {
		while (parameter_next(&at, &parameter)) {
			int weight = weight_parse(&parameter);

			if (!text_is(
				    parameter.name, parameter.name_length, "q"))
				continue;
			if (weight >= 0)
				range->weight = weight;
			else
				range->odd = true;
		}
		at = find_unquoted(at, ";,");
	}
}

/* Reads the item at *at and moves *at behind it; false at the end. */
static bool
range_next(const char **at, struct range *range)
{
	const char *name = item_begin(*at);
	const char *end = token_end(name);

	if (*name == '\0')
		return false;
	if (*end == '/')
		end = token_end(end + 1);
	*range = (struct range){
		.name = name,
		.length = (size_t)(end - name),
		.weight = WEIGHT_ONE,
	};
	end += strspn(end, " \t");
	if (*end != '\0' && strchr(";,", *end) == NULL)
		range->weight = -1;
	else
		read_weight(end, range);
	*at = find_unquoted(end, ",");
	return true;
}

/* Whether the range is the "type/" of a media type, and an asterisk. */
static bool
range_is_type(const struct range *range, const char *media)
{
	size_t type = strcspn(media, "/") + 1;

	return range->length == type + 1 && range->name[type] == '*' &&
	       strncasecmp(range->name, media, type) == 0;
}

/* 3: the range is the media type; 2: its type; 1: any type; 0: another type. */
static int
range_precision(const struct range *range, const char *media)
{
	if (text_is(range->name, range->length, media))
		return 3;
	if (range_is_type(range, media))
		return 2;
	return text_is(range->name, range->length, "*/*");
}

/* The most precise range decides, the most generous of equally precise ones. */
static void
candidate_rate(struct candidate *candidate, const struct range *range)
{
	int precision = range_precision(range, candidate->name.media);

	if (precision == 0 || precision < candidate->precision)
		return;
	if (precision == candidate->precision &&
		range->weight <= candidate->weight)
		return;
	candidate->precision = precision;
	candidate->weight = range->weight;
	candidate->range = range->name;
}

static bool
is_better(const struct candidate *a, const struct candidate *b)
{
	if (a->weight != b->weight)
		return a->weight > b->weight;
	if (a->rank != b->rank)
		return a->rank > b->rank;
	return a->range < b->range;
}

/* Among equals, the body's format goes before the default one. */
static int
format_rank(const struct format *format, const struct format *body)
{
	if (format == body)
		return 2;
	return format == format_default();
}

/* Lists all media types of formats that can be written; returns the number. */
static size_t
candidates_list(struct candidate list[CANDIDATES], const struct format *body)
{
	size_t count = 0;

	for (size_t i = 0; i < format_count * FORMAT_MEDIA; i++) {
		const struct format *format = &formats[i / FORMAT_MEDIA];
		const char *media = format->media[i % FORMAT_MEDIA];

		if (format->write == NULL || media == NULL)
			continue;
		if (count == CANDIDATES)
			die("no room for the media type %s", media);
		list[count++] = (struct candidate){
			.name = { format, media },
			.rank = format_rank(format, body),
		};
	}
	return count;
}

struct chosen
accept_choose(const char *header, const struct format *body)
{
	struct candidate list[CANDIDATES], best = { 0 };
	size_t count = candidates_list(list, body);
	struct range range;

	if (header == NULL || *item_begin(header) == '\0')
		header = "*/*";
	while (range_next(&header, &range))
		for (size_t i = 0; range.weight >= 0 && i < count; i++)
			candidate_rate(&list[i], &range);
	for (size_t i = 0; i < count; i++)
		if (list[i].weight > 0 && is_better(&list[i], &best))
			best = list[i];
	return best.name;
}

const struct language *
accept_language(const char *header)
{
	const struct language *best = languages[0];
	struct range range;
	int weight = 0;

	while (range_next(&header, &range)) {
		const struct language *language =
			language_for(range.name, range.length);

		if (language == NULL || range.odd || range.weight <= weight)
			continue;
		best = language;
		weight = range.weight;
	}
	return best;
}
