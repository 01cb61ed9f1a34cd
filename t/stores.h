/* The stores that what any store has to do is tested with. */
#ifndef T_STORES_H
#define T_STORES_H

#include <stddef.h>

struct config;

struct furnished {
	const char *kind; /* as store_kinds has it */
	/* sets a configuration to a store of that name which is not there yet,
	   and which goes with the test's folder, or with its server */
	void (*furnish)(
		struct config *config, const char *folder, const char *name);
};

/* At least one of each kind, and one for each way in which a kind works. */
extern const struct furnished stores[];
extern const size_t stores_count;

enum { STORES_OF_FILES = 2 }; /* the first rows */

/* The rows that can be had: those of files, or of the server that is there. */
int stores_first(void);
int stores_end(void);

#endif
