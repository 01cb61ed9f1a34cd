/* Time zones, read from the system's files (TZif, RFC 9636). */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdint.h>

struct arena;
struct zone;

/* The folder in which systems keep the files of zones. */
#define ZONE_FOLDER "/usr/share/zoneinfo"

/*
 * Reads the zone of an IANA name, such as "Europe/Rome", from a folder like
 * ZONE_FOLDER; no name leads out of the folder. Returns NULL and the zone, or
 * an error message, to be read behind the name: the name is malformed, there is
 * no such zone, or the folder is missing. Both are in the arena.
 */
const char *zone_read(struct arena *arena, const char *folder, const char *name,
	const struct zone **zone);

/* Seconds that a zone's clocks are ahead of UTC at an instant. */
int64_t zone_offset(const struct zone *zone, int64_t seconds);

#endif
