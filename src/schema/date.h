/* The texts that mean a date or an instant. */
#ifndef SCHEMA_DATE_H
#define SCHEMA_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "schema/fault.h"

struct zone;

/* What such a text says. */
struct date {
	bool is_instant; /* it says when, and of no zone which day that is */
	struct day day; /* as written, or ms plus offset; of an instant UTC's */
	int64_t seconds;   /* the instant, since 1970-01-01T00:00:00Z */
	char fraction[10]; /* its digits behind the seconds, up to nine */
};

/*
 * Reads 2020-12-30 or 20201230, alone, with a zone, or followed by T or a blank
 * and a time (ISO 8601: 10:11, 10:11:12, 10:11:12.5, then Z, +01:00, +0100, +01
 * or nothing for UTC), or the form of WCF, /Date(ms)/ or /Date(ms+0100)/, also
 * with \/ for /. Returns FAULT_NONE, or what is wrong with it; day or instant
 * may still lie outside of the years 1 to 9999.
 *
 * An instant is what has a time and Z, and of WCF what has no offset or -0000.
 */
enum fault_kind date_parse(const char *bytes, size_t length, struct date *date);

/*
 * The calendar day that is meant: as written; of an instant the day in a zone,
 * or without one (NULL) that of the nearest midnight of UTC, at noon that of
 * the midnight before. An instant that is a midnight of UTC is that day
 * everywhere. The day may lie outside of the years 1 to 9999.
 */
struct day date_day(const struct date *date, const struct zone *zone);

/* Whether it is 0001-01-01, how .NET writes "none". */
bool date_is_none(struct day day);

#endif
