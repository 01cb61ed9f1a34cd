/* Time zones, as the system's files describe them. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdint.h>

struct arena;
struct zone;

/* Where systems keep their files of zones. */
#define ZONE_FOLDER "/usr/share/zoneinfo"

/*
 * Reads the zone of an IANA name, such as "Europe/Rome", from a folder like
 * ZONE_FOLDER; a name leads nowhere else. Returns NULL and the zone, or what is
 * wrong, to be read behind the name: it is none, there is no such zone, or the
 * folder is missing. Both are in the arena.
 */
const char *zone_read(struct arena *arena, const char *folder, const char *name,
	const struct zone **zone);

/* Seconds that its clocks are ahead of UTC at an instant. */
int64_t zone_offset(const struct zone *zone, int64_t seconds);

#endif
