/* The POSIX rule of a time zone: its offsets, its yearly changes of clocks. */
#ifndef BASE_ZONERULE_H
#define BASE_ZONERULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The yearly time of a change of the clocks, in one of POSIX's three forms. */
struct zonerule_change {
	enum { CHANGE_WEEKDAY, CHANGE_JULIAN, CHANGE_DAY } kind;
	int month, week, day; /* Mm.w.d, Jd from 1, or d from 0 */
	int64_t time;         /* seconds from the midnight of that day */
};

/* Offsets are seconds ahead of UTC. */
struct zonerule {
	int64_t standard, summer;
	bool changes; /* whether there is a summer time */
	struct zonerule_change begin, end;
};

/*
 * Reads the value of a TZ variable, "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX.1-2017
 * section 8.3, with the hours of RFC 9636 section 3.3.2), of that length.
 * Returns false if the value is malformed, or has no times of the changes.
 */
bool zonerule_parse(const char *bytes, size_t length, struct zonerule *rule);

/* The offset at an instant. */
int64_t zonerule_offset(const struct zonerule *rule, int64_t seconds);

#endif
