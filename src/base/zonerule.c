/* The POSIX rule of a time zone: its offsets, its yearly changes of clocks. */
#include "base/zonerule.h"

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"

enum {
	MINUTE = 60,
	HOUR = 3600,
	USUAL_CHANGE = 2 * HOUR, /* after midnight */
	MOST_HOURS = 167,
	LAST_WEEK = 5,
	THURSDAY = 4 /* the weekday of 1970-01-01 */
};

/* The rest of a text that is being parsed. */
struct scan {
	const char *at, *end;
};

static bool
take(struct scan *scan, char byte)
{
	return text_take(&scan->at, scan->end, byte);
}

static bool
take_number(struct scan *scan, int low, int high, int *number)
{
	const char *start = scan->at;

	*number = 0;
	for (; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
		scan->at++)
		if ((*number = *number * 10 + (*scan->at - '0')) > high)
			return false;
	return scan->at > start && *number >= low;
}

/* Passes over the name of a time, CET or <+0330>. */
static bool
take_name(struct scan *scan)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz";
	bool quoted = take(scan, '<');
	const char *start = scan->at;

	while (scan->at < scan->end && *scan->at != '\0' &&
		(strchr(letters, *scan->at) != NULL ||
			(quoted && strchr("0123456789+-", *scan->at) != NULL)))
		scan->at++;
	return scan->at - start >= 3 && (!quoted || take(scan, '>'));
}

/* Takes hours, with or without minutes and seconds, as seconds. */
static bool
take_time(struct scan *scan, int64_t *seconds)
{
	bool negative = take(scan, '-');
	int hours, minutes = 0, rest = 0;

	if (!negative)
		take(scan, '+');
	if (!take_number(scan, 0, MOST_HOURS, &hours))
		return false;
	if (take(scan, ':') &&
		(!take_number(scan, 0, 59, &minutes) ||
			(take(scan, ':') && !take_number(scan, 0, 59, &rest))))
		return false;
	*seconds = (int64_t)hours * HOUR + minutes * MINUTE + rest;
	if (negative)
		*seconds = -*seconds;
	return true;
}

static bool
take_day(struct scan *scan, struct zonerule_change *change)
{
	if (take(scan, 'J')) {
		change->kind = CHANGE_JULIAN;
		return take_number(scan, 1, 365, &change->day);
	}
	if (take(scan, 'M')) {
		change->kind = CHANGE_WEEKDAY;
		return take_number(scan, 1, 12, &change->month) &&
		       take(scan, '.') &&
		       take_number(scan, 1, LAST_WEEK, &change->week) &&
		       take(scan, '.') && take_number(scan, 0, 6, &change->day);
	}
	change->kind = CHANGE_DAY;
	return take_number(scan, 0, 365, &change->day);
}

static bool
take_change(struct scan *scan, struct zonerule_change *change)
{
	change->time = USUAL_CHANGE;
	return take(scan, ',') && take_day(scan, change) &&
	       (!take(scan, '/') || take_time(scan, &change->time));
}

bool
zonerule_parse(const char *bytes, size_t length, struct zonerule *rule)
{
	struct scan scan = { bytes, bytes + length };

	*rule = (struct zonerule){ .changes = false };
	if (!take_name(&scan) || !take_time(&scan, &rule->standard))
		return false;
	rule->standard = -rule->standard;
	if (scan.at == scan.end)
		return true;
	rule->changes = true;
	rule->summer = rule->standard + HOUR;
	if (!take_name(&scan))
		return false;
	if (scan.at < scan.end && *scan.at != ',') {
		if (!take_time(&scan, &rule->summer))
			return false;
		rule->summer = -rule->summer;
	}
	return take_change(&scan, &rule->begin) &&
	       take_change(&scan, &rule->end) && scan.at == scan.end;
}

/* The day of a change, counted from 1970-01-01. */
static int64_t
change_day(const struct zonerule_change *change, int year)
{
	struct day first = { year, 1, 1 };
	int64_t start = calendar_days(first), past, next;

	if (change->kind == CHANGE_DAY)
		return start + change->day;
	if (change->kind == CHANGE_JULIAN) {
		bool leap = calendar_exists((struct day){ year, 2, 29 });

		return start + change->day - 1 + (leap && change->day > 59);
	}
	first.month = change->month;
	start = calendar_days(first);
	/* the weekday of the first, Sunday being 0 */
	past = ((start + THURSDAY) % 7 + 7) % 7;
	start += (change->day - past + 7) % 7 + (change->week - 1) * 7;
	next = change->month == 12
		       ? calendar_days((struct day){ year + 1, 1, 1 })
		       : calendar_days(
				 (struct day){ year, change->month + 1, 1 });
	return start < next ? start : start - 7;
}

/* The instant of a change; ahead is the offset of the clocks before. */
static int64_t
change_instant(const struct zonerule_change *change, int year, int64_t ahead)
{
	return change_day(change, year) * CALENDAR_DAY + change->time - ahead;
}

int64_t
zonerule_offset(const struct zonerule *rule, int64_t seconds)
{
	int year = calendar_day_of(seconds + rule->standard).year;
	int64_t begin, end;
	bool is_summer;

	if (!rule->changes)
		return rule->standard;
	begin = change_instant(&rule->begin, year, rule->standard);
	end = change_instant(&rule->end, year, rule->summer);
	is_summer = begin < end ? seconds >= begin && seconds < end
				: seconds >= begin || seconds < end;
	return is_summer ? rule->summer : rule->standard;
}
