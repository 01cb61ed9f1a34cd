/* Damage of a store: whether there is any, and what could not be read for it.
 */
#ifndef STORE_DAMAGE_H
#define STORE_DAMAGE_H

#include <stdbool.h>

#include "store/idset.h"

/* Start with { .lost.arena = a }. */
struct damage {
	bool met; /* the store turned out to be damaged */
	/* from now on stores that are opened to read pass over the damage: one
	   record is read after the other, by its number, whatever is lost */
	bool around;
	/* the ids that may be those of records, and can't be read */
	struct idset lost;
};

/* Whether a failure was damage, so that reading around it is to begin now. */
static inline bool
damage_turn(struct damage *damage)
{
	bool turn = damage != NULL && damage->met && !damage->around;

	if (turn)
		damage->around = true;
	return turn;
}

#endif
