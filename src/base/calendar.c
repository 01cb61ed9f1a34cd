/* Days and instants of the proleptic Gregorian calendar, without time zones. */
#include "base/calendar.h"

#include <string.h>
#include <time.h>

enum { DAYS_IN_400_YEARS = 146097, FRACTION_DIGITS = 9 };

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
calendar_exists(struct day day)
{
	return day.year >= 1 && day.year <= 9999 && day.month >= 1 &&
	       day.month <= 12 && day.day >= 1 &&
	       day.day <= days_in_month(day.year, day.month);
}

/* Quotient and remainder that round down, for days and years before zero. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* The days before a year, counted from the year 1. */
static int64_t
days_before_year(int64_t year)
{
	int64_t past = year - 1;

	return past * 365 + floor_div(past, 4) - floor_div(past, 100) +
	       floor_div(past, 400);
}

int64_t
calendar_days(struct day day)
{
	int64_t days = days_before_year(day.year) - days_before_year(1970);

	for (int month = 1; month < day.month; month++)
		days += days_in_month(day.year, month);
	return days + day.day - 1;
}

struct day
calendar_day(int64_t days)
{
	int64_t since = days + days_before_year(1970);
	int64_t year = 1 + floor_div(since * 400, DAYS_IN_400_YEARS);
	struct day day = { .month = 1 };

	while (days_before_year(year + 1) <= since)
		year++;
	since -= days_before_year(year);
	day.year = (int)year;
	while (since >= days_in_month(day.year, day.month))
		since -= days_in_month(day.year, day.month++);
	day.day = (int)since + 1;
	return day;
}

struct day
calendar_day_of(int64_t seconds)
{
	return calendar_day(floor_div(seconds, CALENDAR_DAY));
}

int64_t
calendar_now(void)
{
	return (int64_t)time(NULL);
}

int64_t
calendar_elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Writes a number in so many digits; returns the end of the digits. */
static char *
put(char *out, int number, int digits)
{
	for (int i = digits; i > 0; i--) {
		out[i - 1] = (char)('0' + number % 10);
		number /= 10;
	}
	return out + digits;
}

static char *
put_day(char *out, struct day day)
{
	out = put(out, day.year, 4);
	*out++ = '-';
	out = put(out, day.month, 2);
	*out++ = '-';
	return put(out, day.day, 2);
}

void
calendar_put_day(char out[CALENDAR_ROOM], struct day day)
{
	*put_day(out, day) = '\0';
}

void
calendar_put_instant(
	char out[CALENDAR_ROOM], int64_t seconds, const char *fraction)
{
	int64_t days = floor_div(seconds, CALENDAR_DAY);
	int rest = (int)(seconds - days * CALENDAR_DAY);
	char *at = put_day(out, calendar_day(days));
	size_t digits = strnlen(fraction, FRACTION_DIGITS);

	*at++ = 'T';
	at = put(at, rest / 3600, 2);
	*at++ = ':';
	at = put(at, rest / 60 % 60, 2);
	*at++ = ':';
	at = put(at, rest % 60, 2);
	if (digits > 0)
		*at++ = '.';
	memcpy(at, fraction, digits);
	at += digits;
	*at++ = 'Z';
	*at = '\0';
}
