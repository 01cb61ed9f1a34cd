/* The parser of dates and instants, in ISO 8601 and in WCF's /Date(ms)/. */
#include "schema/date.h"

#include <string.h>

#include "base/text.h"
#include "base/zone.h"

enum { MINUTE = 60, HOUR = 3600, FARTHEST_ZONE = 14 * HOUR };

/* Text that is being taken apart. */
struct scan {
	const char *at, *end;
};

static bool
take(struct scan *scan, char byte)
{
	return text_take(&scan->at, scan->end, byte);
}

static bool
take_any(struct scan *scan, const char *bytes)
{
	if (scan->at == scan->end || *scan->at == '\0' ||
		strchr(bytes, *scan->at) == NULL)
		return false;
	scan->at++;
	return true;
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Takes exactly count digits. */
static bool
take_digits(struct scan *scan, int count, int *number)
{
	*number = 0;
	if (scan->end - scan->at < count)
		return false;
	for (int i = 0; i < count; i++) {
		if (!is_digit(scan->at[i]))
			return false;
		*number = *number * 10 + (scan->at[i] - '0');
	}
	scan->at += count;
	return true;
}

/* Takes an offset such as +01:00, +0100 or +01, as seconds east of UTC. */
static bool
take_offset(struct scan *scan, int64_t *offset)
{
	bool west = text_comes(scan->at, scan->end, '-');
	int hours, minutes = 0;

	if (!take_any(scan, "+-") || !take_digits(scan, 2, &hours))
		return false;
	if (take(scan, ':') || (scan->at < scan->end && is_digit(*scan->at)))
		if (!take_digits(scan, 2, &minutes) || minutes > 59)
			return false;
	*offset = hours * HOUR + minutes * MINUTE;
	if (*offset > FARTHEST_ZONE)
		return false;
	if (west)
		*offset = -*offset;
	return true;
}

static bool
take_fraction(struct scan *scan, char fraction[10])
{
	size_t count = 0;

	for (; scan->at < scan->end && is_digit(*scan->at); scan->at++) {
		if (count == 9)
			return false;
		fraction[count++] = *scan->at;
	}
	fraction[count] = '\0';
	return count > 0;
}

/* Takes the time of day, as seconds since midnight. */
static bool
take_time(struct scan *scan, int64_t *seconds, char fraction[10])
{
	int hour, minute, second = 0;
	bool extended;

	if (!take_digits(scan, 2, &hour))
		return false;
	extended = take(scan, ':');
	if (!take_digits(scan, 2, &minute))
		return false;
	if (extended ? take(scan, ':')
		     : scan->at < scan->end && is_digit(*scan->at)) {
		if (!take_digits(scan, 2, &second))
			return false;
		if (take_any(scan, ".,") && !take_fraction(scan, fraction))
			return false;
	}
	*seconds = hour * HOUR + minute * MINUTE + second;
	return hour < 24 && minute < 60 && second < 60;
}

/* Parses /Date(ms±hhmm)/ of WCF's JSON: ms since 1970 in UTC. */
static enum fault_kind
parse_wcf(struct scan *scan, struct date *date)
{
	static const int64_t farthest = INT64_C(400000000000000);
	bool negative = take(scan, '-');
	int64_t ms = 0, offset = 0;
	bool is_ahead;

	if (scan->at == scan->end || !is_digit(*scan->at))
		return FAULT_NO_DATE;
	for (; scan->at < scan->end && is_digit(*scan->at); scan->at++)
		if ((ms = ms * 10 + (*scan->at - '0')) > farthest)
			return FAULT_NO_SUCH_DAY;
	is_ahead = text_comes(scan->at, scan->end, '+');
	if (scan->at < scan->end && *scan->at != ')' &&
		!take_offset(scan, &offset))
		return FAULT_NO_DATE;
	date->is_instant = !is_ahead && offset == 0;
	if (!take(scan, ')') || (take(scan, '\\'), !take(scan, '/')) ||
		scan->at != scan->end)
		return FAULT_NO_DATE;
	if (negative)
		ms = -ms;
	date->seconds = ms / 1000 - (ms % 1000 < 0);
	ms -= date->seconds * 1000;
	if (ms != 0)
		memcpy(date->fraction,
			(char[4]){ (char)('0' + ms / 100),
				(char)('0' + ms / 10 % 10),
				(char)('0' + ms % 10), '\0' },
			4);
	date->day = calendar_day_of(date->seconds + offset);
	return FAULT_NONE;
}

/* Takes Z or an offset, if there is any. */
static bool
take_zone(struct scan *scan, bool *is_utc, int64_t *offset)
{
	*is_utc = take_any(scan, "Zz");
	return *is_utc || scan->at == scan->end || take_offset(scan, offset);
}

static enum fault_kind
parse_iso(struct scan *scan, struct date *date)
{
	int64_t time = 0, offset = 0;
	bool extended, is_timed, is_utc;

	if (!take_digits(scan, 4, &date->day.year))
		return FAULT_NO_DATE;
	extended = take(scan, '-');
	if (!take_digits(scan, 2, &date->day.month) ||
		extended != take(scan, '-') ||
		!take_digits(scan, 2, &date->day.day))
		return FAULT_NO_DATE;
	is_timed = take_any(scan, "Tt ");
	if ((is_timed && !take_time(scan, &time, date->fraction)) ||
		!take_zone(scan, &is_utc, &offset) || scan->at != scan->end)
		return FAULT_NO_DATE;
	if (!calendar_exists(date->day))
		return FAULT_NO_SUCH_DAY;
	date->is_instant = is_timed && is_utc;
	date->is_alone = !is_timed;
	date->seconds = calendar_days(date->day) * CALENDAR_DAY + time - offset;
	return FAULT_NONE;
}

/* Whether a text looks like 30/12/2020 or 12.30.20, of ambiguous order. */
static bool
is_ambiguous(struct scan scan)
{
	int digits;

	for (int part = 0; part < 2; part++) {
		digits = 0;
		while (scan.at < scan.end && is_digit(*scan.at)) {
			scan.at++;
			digits++;
		}
		if (digits < 1 || digits > 2 || !take_any(&scan, "/.- "))
			return false;
	}
	return scan.at < scan.end && is_digit(*scan.at);
}

enum fault_kind
date_parse(const char *bytes, size_t length, struct date *date)
{
	struct scan scan = { bytes, bytes + length };

	memset(date, 0, sizeof(*date));
	if (is_ambiguous(scan))
		return FAULT_AMBIGUOUS_DATE;
	take(&scan, '\\');
	if (length <= 6 || !take(&scan, '/'))
		return parse_iso(&scan, date);
	if (scan.end - scan.at < 5 || memcmp(scan.at, "Date(", 5) != 0)
		return FAULT_NO_DATE;
	scan.at += 5;
	return parse_wcf(&scan, date);
}

/* Takes one of several words of three letters; the index of the word, or -1. */
static int
take_word(struct scan *scan, const char *words)
{
	for (int i = 0; scan->end - scan->at >= 3 && words[3 * i] != '\0'; i++)
		if (memcmp(scan->at, words + 3 * i, 3) == 0) {
			scan->at += 3;
			return i;
		}
	return -1;
}

/* Takes the day that JavaScript prints: Sat Jan 01 2022 */
static bool
take_printed_day(struct scan *scan, struct day *day)
{
	int weekday = take_word(scan, "SunMonTueWedThuFriSat");

	if (weekday < 0 || !take(scan, ' '))
		return false;
	day->month = take_word(scan, "JanFebMarAprMayJunJulAugSepOctNovDec");
	day->month++;
	return day->month > 0 && take(scan, ' ') &&
	       take_digits(scan, 2, &day->day) && take(scan, ' ') &&
	       take_digits(scan, 4, &day->year) && take(scan, ' ');
}

/* Takes the name of a zone in parentheses, up to the end. */
static bool
take_zone_name(struct scan *scan)
{
	if (scan->at == scan->end)
		return true;
	if (!take(scan, ' ') || !take(scan, '(') || scan->end[-1] != ')')
		return false;
	scan->at = scan->end;
	return true;
}

enum fault_kind
date_parse_printed(const char *bytes, size_t length, struct date *date)
{
	struct scan scan = { bytes, bytes + length };
	int64_t time, offset;

	memset(date, 0, sizeof(*date));
	if (!take_printed_day(&scan, &date->day) ||
		!take_time(&scan, &time, date->fraction) || !take(&scan, ' ') ||
		take_word(&scan, "GMT") < 0 || !take_offset(&scan, &offset) ||
		!take_zone_name(&scan))
		return FAULT_NO_DATE;
	if (!calendar_exists(date->day))
		return FAULT_NO_SUCH_DAY;
	date->seconds = calendar_days(date->day) * CALENDAR_DAY + time - offset;
	return FAULT_NONE;
}

int64_t
date_ms(const struct date *date)
{
	int64_t ms = 0;
	size_t count = strlen(date->fraction);

	for (size_t i = 0; i < 3; i++)
		ms = ms * 10 + (i < count ? date->fraction[i] - '0' : 0);
	return date->seconds * 1000 + ms;
}

struct day
date_day(const struct date *date, const struct zone *zone)
{
	int64_t days = calendar_days(date->day);
	int64_t past = date->seconds - days * CALENDAR_DAY;
	bool has_fraction = date->fraction[strspn(date->fraction, "0")] != '\0';

	if (!date->is_instant || (past == 0 && !has_fraction))
		return date->day;
	if (zone != NULL)
		return calendar_day_of(
			date->seconds + zone_offset(zone, date->seconds));
	if (past > CALENDAR_DAY / 2 ||
		(past == CALENDAR_DAY / 2 && has_fraction))
		days++;
	return calendar_day(days);
}

bool
date_is_none(struct day day)
{
	return day.year == 1 && day.month == 1 && day.day == 1;
}
