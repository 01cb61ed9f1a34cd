/* The parser of dates and instants, in ISO 8601 and in WCF's /Date(ms)/. */
#ifndef SCHEMA_DATE_H
#define SCHEMA_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "schema/fault.h"

struct zone;

/* A date or an instant, as its text gives it. */
struct date {
	bool is_instant; /* its day depends on the time zone */
	bool is_alone;   /* a day without a time, which is its beginning */
	struct day day; /* as written, or ms plus offset; an instant's in UTC */
	int64_t seconds;   /* the instant, since 1970-01-01T00:00:00Z */
	char fraction[10]; /* digits of the second's fraction, up to 9 */
};

/*
 * Reads 2020-12-30 or 20201230, alone, with a zone, or followed by T or a blank
 * and a time (ISO 8601: 10:11, 10:11:12, 10:11:12.5, then Z, +01:00, +0100, +01
 * or nothing for UTC), or the form of WCF, /Date(ms)/ or /Date(ms+0100)/, also
 * with \/ for /. Returns FAULT_NONE, or the fault of the text; day or instant
 * may still lie outside of the years 1 to 9999.
 *
 * A text with a time and Z is an instant; in the form of WCF, a text without
 * offset or with -0000.
 */
enum fault_kind date_parse(const char *bytes, size_t length, struct date *date);

/*
 * Reads a date as JavaScript prints it (ECMA-262 section 21.4.4.41.4): "Sat Jan
 * 01 2022 00:00:00 GMT+0100 (Central European Standard Time)", with or without
 * the name of the zone. Otherwise as date_parse(); the day is as written.
 */
enum fault_kind
date_parse_printed(const char *bytes, size_t length, struct date *date);

/* The milliseconds since 1970-01-01T00:00:00Z; a smaller part is cut off. */
int64_t date_ms(const struct date *date);

/*
 * The calendar day of a date: as written; for an instant, the day in a zone, or
 * with zone NULL the day of the nearest midnight of UTC, at noon that of the
 * midnight before. An instant at midnight of UTC has its day of UTC in every
 * zone. The day may lie outside of the years 1 to 9999.
 */
struct day date_day(const struct date *date, const struct zone *zone);

/* Whether a day is 0001-01-01, which .NET writes for "none". */
bool date_is_none(struct day day);

#endif
