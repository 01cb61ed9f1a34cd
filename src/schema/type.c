/* The table of value types: each type's parser and name in documents. */
#include "schema/type.h"

#include <string.h>

#include "base/arena.h"
#include "base/hex.h"
#include "base/text.h"
#include "base/unicode.h"
#include "schema/codes.h"
#include "schema/date.h"
#include "schema/value.h"

enum {
	DAY_AT_THE_EARLIEST_ZONE = 14 * 3600, /* UTC+14 has the date first */
	CLOCK_TOLERANCE = 5 * 60,
	LABEL_LETTERS = 63, /* RFC 1035 section 2.3.4 */
	GUID_LETTERS = 36, /* with hyphens */
	PHONE_LEAST = 4,
	PHONE_MOST = 15, /* ITU-T E.164 section 6.1 */
	COUNTRY_MOST = 3 /* digits of a country code, section 6.2.1 there */
};

/* Integers up to this one, 2^53, survive every client's doubles. */
static const char greatest[] = "9007199254740992";

#define PARSE_ARGUMENTS                                         \
	struct arena *arena, const struct field *field,         \
		const struct rules *rules, struct value *value, \
		const char *bytes, size_t length

/*
 * Copies a text, its characters mapped by form, which makes none longer, and
 * without format characters. Returns the length of the copy.
 */
static size_t
fold(char *out, const char *bytes, size_t length, int32_t (*form)(int32_t))
{
	const char *end = bytes + length;
	size_t count = 0;

	while (bytes < end) {
		int32_t point = utf8_next(&bytes, end);

		if (!unicode_is_format(point))
			count += utf8_put(out + count, form(point));
	}
	return count;
}

static enum fault_kind
keep(struct arena *arena, struct value *value, const char *bytes, size_t length)
{
	value->text = arena_copy(arena, bytes, length);
	value->length = length;
	return FAULT_NONE;
}

static enum fault_kind
parse_string(PARSE_ARGUMENTS)
{
	(void)rules;
	if (field->max != 0 && utf8_count(bytes, length) > field->max)
		return FAULT_TOO_LONG;
	return keep(arena, value, bytes, length);
}

static bool
has_white_space(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char *rest = bytes + i;
		size_t left = length - i;

		text_trim(&rest, &left);
		if (rest != bytes + i)
			return true;
	}
	return false;
}

static enum fault_kind
parse_token(PARSE_ARGUMENTS)
{
	if (has_white_space(bytes, length))
		return FAULT_WHITE_SPACE;
	return parse_string(arena, field, rules, value, bytes, length);
}

/* Takes the code in its listed spelling, if the list in force has the code. */
static enum fault_kind
parse_code(PARSE_ARGUMENTS)
{
	const char *list = codes_of(field, rules);
	struct code code;

	if (list == NULL)
		return parse_string(arena, field, rules, value, bytes, length);
	if (!codes_find(list, bytes, length, &code))
		return FAULT_CODE;
	return keep(arena, value, code.code, code.code_length);
}

static enum fault_kind
parse_letters(PARSE_ARGUMENTS)
{
	char *upper = arena_copy(arena, bytes, length);

	if (length != field->max)
		return FAULT_LETTERS;
	for (size_t i = 0; i < length; i++) {
		if (text_lower(bytes[i]) < 'a' || text_lower(bytes[i]) > 'z')
			return FAULT_LETTERS;
		upper[i] = (char)(bytes[i] & ~0x20);
	}
	return parse_code(arena, field, rules, value, upper, length);
}

/* Whether it is a dot-atom (RFC 5322 section 3.2.3, RFC 6531 section 3.3). */
static bool
is_local_part(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	bool piece = false;

	if (length > TYPE_LOCAL_OCTETS)
		return false;
	while (bytes < end) {
		int32_t point = utf8_next(&bytes, end);

		if (point == '.' && !piece)
			return false;
		piece = point != '.';
		if (piece && !unicode_is_word(point) &&
			(point >= 0x80 ||
				strchr("!#$%&'*+-/=?^_`{|}~", point) == NULL))
			return false;
	}
	return piece;
}

static bool
is_label(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	size_t letters = utf8_count(bytes, length);

	if (letters < 1 || letters > LABEL_LETTERS || bytes[0] == '-' ||
		end[-1] == '-')
		return false;
	while (bytes < end) {
		int32_t point = utf8_next(&bytes, end);

		if (!unicode_is_word(point) && point != '-')
			return false;
	}
	return true;
}

static bool
is_domain(const char *bytes, size_t length)
{
	size_t labels = 0;

	for (const char *end = bytes + length; bytes <= end; labels++) {
		const char *dot = memchr(bytes, '.', (size_t)(end - bytes));
		const char *label_end = dot == NULL ? end : dot;

		if (!is_label(bytes, (size_t)(label_end - bytes)))
			return false;
		bytes = label_end + 1;
	}
	return labels >= 2;
}

static enum fault_kind
parse_email(PARSE_ARGUMENTS)
{
	char *folded = arena_alloc(arena, length + 1);
	const char *at;
	size_t local;

	(void)field;
	(void)rules;
	length = fold(folded, bytes, length, unicode_narrow);
	at = memchr(folded, '@', length);
	local = at == NULL ? 0 : (size_t)(at - folded);
	if (at == NULL || length > TYPE_EMAIL_OCTETS ||
		!is_local_part(folded, local) ||
		!is_domain(at + 1, length - local - 1))
		return FAULT_EMAIL;
	value->text = folded;
	value->length = length;
	return FAULT_NONE;
}

/*
 * The number of bytes, after the first, of a "(0)" at a location behind a
 * country code: callers from abroad leave the 0 out. Else 0.
 */
static size_t
trunk_prefix(const char *kept, size_t digits, const char *at)
{
	return kept[0] == '+' && digits >= 1 && digits <= COUNTRY_MOST &&
			       strncmp(at, "(0)", 3) == 0
		       ? 2
		       : 0;
}

/* Keeps the digits of a number, and a + before the first digit. */
static enum fault_kind
parse_phone(PARSE_ARGUMENTS)
{
	char *folded = arena_alloc(arena, length + 1);
	char *kept = arena_alloc(arena, length + 1);
	size_t count = 0, digits = 0;

	(void)field;
	(void)rules;
	fold(folded, bytes, length, unicode_dial);
	for (const char *at = folded; *at != '\0'; at++) {
		if (*at >= '0' && *at <= '9')
			digits++;
		else if (*at == '+' ? count > 0 : strchr(" .-()", *at) == NULL)
			return FAULT_PHONE;
		else if (*at != '+') {
			at += trunk_prefix(kept, digits, at);
			continue;
		}
		kept[count++] = *at;
	}
	if (digits == 0)
		return FAULT_PHONE;
	if (digits < PHONE_LEAST || digits > PHONE_MOST)
		return FAULT_PHONE_DIGITS;
	value->text = kept;
	value->length = count;
	return FAULT_NONE;
}

int
type_bool(const char *bytes, size_t length)
{
	static const char *const words[] = { "false", "true", "0", "1", "no",
		"yes", "n", "y", "f", "t", "off", "on" };

	for (int i = 0; i < (int)(sizeof(words) / sizeof(*words)); i++)
		if (text_is(bytes, length, words[i]))
			return i % 2;
	return -1;
}

static enum fault_kind
parse_bool(PARSE_ARGUMENTS)
{
	int word = type_bool(bytes, length);

	(void)arena;
	(void)field;
	(void)rules;
	if (word < 0)
		return FAULT_NO_BOOL;
	value->number = word;
	return FAULT_NONE;
}

bool
type_is_integer(const char *bytes, size_t length)
{
	const size_t longest = strlen(greatest);

	for (size_t i = 0; i < length; i++)
		if (bytes[i] < '0' || bytes[i] > '9')
			return false;
	return length < longest ||
	       (length == longest && memcmp(bytes, greatest, longest) <= 0);
}

int64_t
type_id(const char *bytes, size_t length)
{
	enum { DIGITS = 10 };
	int64_t number = 0;

	if (length > DIGITS || *bytes == '0' || !type_is_integer(bytes, length))
		return 0;
	for (size_t i = 0; i < length; i++)
		number = number * 10 + (bytes[i] - '0');
	return number <= INT32_MAX ? number : 0;
}

static enum fault_kind
parse_int(PARSE_ARGUMENTS)
{
	(void)arena;
	(void)rules;
	if (!type_is_integer(bytes, length) ||
		(field->id && type_id(bytes, length) == 0))
		return FAULT_NO_INT;
	for (size_t i = 0; i < length; i++)
		value->number = value->number * 10 + (bytes[i] - '0');
	return FAULT_NONE;
}

static enum fault_kind
parse_date(const struct field *field, const char *bytes, size_t length,
	struct date *date)
{
	enum fault_kind fault = date_parse(bytes, length, date);

	return fault == FAULT_NO_DATE && field->parameter
		       ? date_parse_printed(bytes, length, date)
		       : fault;
}

static enum fault_kind
parse_day(PARSE_ARGUMENTS)
{
	struct date date;
	enum fault_kind fault = parse_date(field, bytes, length, &date);
	char text[CALENDAR_ROOM];
	struct day day;

	if (fault != FAULT_NONE)
		return fault;
	day = date_day(&date, rules->zone);
	if (date_is_none(day)) {
		value->state = VALUE_NONE;
		return FAULT_NONE;
	}
	if (!calendar_exists(day))
		return FAULT_NO_SUCH_DAY;
	calendar_put_day(text, day);
	if (field->past && calendar_days(day) * CALENDAR_DAY >
				   rules->now + types[TYPE_DAY].ahead)
		return FAULT_FUTURE;
	if (field->from != NULL && strcmp(text, field->from) < 0)
		return FAULT_TOO_EARLY;
	return keep(arena, value, text, strlen(text));
}

static enum fault_kind
parse_instant(PARSE_ARGUMENTS)
{
	struct date date;
	enum fault_kind fault = parse_date(field, bytes, length, &date);
	char text[CALENDAR_ROOM];
	struct day day;

	if (fault != FAULT_NONE)
		return fault;
	if (date_is_none(date.day)) {
		value->state = VALUE_NONE;
		return FAULT_NONE;
	}
	day = calendar_day_of(date.seconds);
	if (!calendar_exists(day) || date_is_none(day))
		return FAULT_NO_SUCH_DAY;
	if (field->until && date.is_alone)
		date.seconds += CALENDAR_DAY - 1;
	if (field->past &&
		date.seconds > rules->now + types[TYPE_INSTANT].ahead)
		return FAULT_FUTURE;
	calendar_put_instant(text, date.seconds, date.fraction);
	return keep(arena, value, text, strlen(text));
}

/* The digits before which the hyphens of a GUID stand (RFC 9562 section 4). */
static bool
has_hyphen(size_t digits)
{
	return digits == 8 || digits == 12 || digits == 16 || digits == 20;
}

static enum fault_kind
parse_guid(PARSE_ARGUMENTS)
{
	const bool hyphens = length == GUID_LETTERS;
	char *kept = arena_alloc(arena, TYPE_GUID_DIGITS + 1);
	size_t digits = 0;

	(void)field;
	(void)rules;
	if (!hyphens && length != TYPE_GUID_DIGITS)
		return FAULT_NO_GUID;
	for (size_t i = 0; i < length; i++)
		if (hyphens && has_hyphen(digits) && bytes[i] == '-' &&
			bytes[i - 1] != '-')
			continue;
		else if (hex_value(bytes[i]) < 0 || digits == TYPE_GUID_DIGITS)
			return FAULT_NO_GUID;
		else
			kept[digits++] = text_lower(bytes[i]);
	value->text = kept;
	value->length = digits;
	return FAULT_NONE;
}

void
type_put_guid(char out[TYPE_GUID_ROOM], const char *digits)
{
	for (size_t i = 0; i < TYPE_GUID_DIGITS; i++) {
		if (has_hyphen(i))
			*out++ = '-';
		*out++ = digits[i];
	}
	*out = '\0';
}

const struct type_row types[TYPE__MAX] = {
    [TYPE_STRING] =
        {
            .name = "string",
            .parse = parse_string,
            .wrong = FAULT_NO_TEXT,
            .takes_number = true,
        },
    [TYPE_TOKEN] =
        {
            .name = "string",
            .parse = parse_token,
            .wrong = FAULT_NO_TEXT,
            .takes_number = true,
        },
    [TYPE_LETTERS] =
        {
            .name = "string",
            .parse = parse_letters,
            .wrong = FAULT_NO_TEXT,
            .takes_number = true,
        },
    [TYPE_CODE] =
        {
            .name = "string",
            .parse = parse_code,
            .wrong = FAULT_NO_TEXT,
            .takes_number = true,
        },
    [TYPE_EMAIL] =
        {
            .name = "string",
            .parse = parse_email,
            .wrong = FAULT_NO_TEXT,
            .takes_number = true,
        },
    [TYPE_PHONE] =
        {
            .name = "string",
            .parse = parse_phone,
            .wrong = FAULT_NO_TEXT,
            .takes_number = true,
        },
    [TYPE_BOOL] =
        {
            .name = "bool",
            .parse = parse_bool,
            .wrong = FAULT_NO_BOOL,
            .is_number = true,
        },
    [TYPE_INT] =
        {
            .name = "int",
            .parse = parse_int,
            .wrong = FAULT_NO_INT,
            .takes_number = true,
            .is_number = true,
        },
    [TYPE_DAY] =
        {
            .name = "DateTime",
            .parse = parse_day,
            .wrong = FAULT_NO_DATE,
            .ahead = DAY_AT_THE_EARLIEST_ZONE,
        },
    [TYPE_INSTANT] =
        {
            .name = "DateTime",
            .parse = parse_instant,
            .wrong = FAULT_NO_DATE,
            .ahead = CLOCK_TOLERANCE,
        },
    [TYPE_GUID] =
        {
            .name = "Guid",
            .parse = parse_guid,
            .wrong = FAULT_NO_GUID,
        },
    [TYPE_LIST] = {.name = "List", .wrong = FAULT_NO_LIST},
    [TYPE_RECORD] = {.name = "record", .wrong = FAULT_NO_RECORD},
};
