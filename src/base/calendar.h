/* Days and instants of the proleptic Gregorian calendar, without time zones. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/* Room for an instant as text: a date, a time, nine digits, Z and NUL. */
#define CALENDAR_ROOM 40

enum { CALENDAR_DAY = 24 * 60 * 60 }; /* seconds */

struct day {
	int year, month, day;
};

/* Whether the day exists, in the years 1 to 9999. */
bool calendar_exists(struct day day);

/* The number of days from 1970-01-01 to a day, negative before 1970. */
int64_t calendar_days(struct day day);

/* The day at a number of days from 1970-01-01. */
struct day calendar_day(int64_t days);

/* The day, in UTC, of an instant in seconds since 1970-01-01T00:00:00Z. */
struct day calendar_day_of(int64_t seconds);

/* Seconds since 1970-01-01T00:00:00Z now, by the system's clock. */
int64_t calendar_now(void);

/* Milliseconds by the monotonic clock, for durations. */
int64_t calendar_elapsed(void);

/* Writes 2020-12-30; years have four digits. */
void calendar_put_day(char out[CALENDAR_ROOM], struct day day);

/* Writes 2020-12-30T10:11:12Z; fraction, if not empty, goes before the Z. */
void calendar_put_instant(
	char out[CALENDAR_ROOM], int64_t seconds, const char *fraction);

#endif
