/* A record that is no customer, to test stores with. */
#ifndef T_BOAT_H
#define T_BOAT_H

#include "schema/schema.h"

struct origin;
struct record;

/*
 * A boat has a field for each type; some of its columns are words of SQL. The
 * bounds of API keys are flags, and names in the place of POS codes.
 */
enum {
	BOAT_NAME,
	BOAT_KIND,
	BOAT_MAST,
	BOAT_FLAG,
	BOAT_PAINT,
	BOAT_PORT,
	BOAT_MAIL,
	BOAT_RADIO,
	BOAT_BUILT,
	BOAT_SEEN,
	BOAT_INSURED,
	BOAT_LISTED,
	BOAT_CREW,
	BOAT__MAX
};
enum { CREW_ORDER, CREW_SKIPPER, CREW__MAX };

extern const struct schema boat_schema;

/* How boats come: at noon of the fixture, nobody being shown anything. */
extern const struct origin boat_origin;

/* A boat with a name of at most ten letters, which is not insured. */
struct record *boat_new(const char *name);

/* A boat with all its fields, and a crew of three. */
struct record *boat_whole(void);

#endif
