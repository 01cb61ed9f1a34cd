/* The texts that mean a date or an instant. */
#ifndef SCHEMA_DATE_H
#define SCHEMA_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "schema/fault.h"

/* What such a text says. */
struct date {
	bool unset;        /* 0001-01-01, how .NET writes "none" */
	struct day day;    /* the calendar day: as written, or ms plus offset */
	int64_t seconds;   /* the instant, since 1970-01-01T00:00:00Z */
	char fraction[10]; /* its digits behind the seconds, up to nine */
};

/*
 * Reads 2020-12-30 or 20201230, alone or followed by T or a blank and a time
 * (ISO 8601: 10:11, 10:11:12, 10:11:12.5, then Z, +01:00, +0100, +01 or
 * nothing for UTC), or the form of WCF, /Date(ms)/ or /Date(ms+0100)/, also
 * with \/ for /. Returns FAULT_NONE, or what is wrong with it.
 */
enum fault_kind date_parse(const char *bytes, size_t length, struct date *date);

#endif
