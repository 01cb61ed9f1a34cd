/* Runs: rows of a table, read for one id after the other in a single pass. */
#ifndef SQLITE_RUN_H
#define SQLITE_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "store/sqlite/sql.h"
#include "store/tables.h"

/*
 * A run over the rows of a table, in order of ids. Ids that are asked for must
 * ascend until run_end(); nothing may be written meanwhile. A zeroed run begins
 * with the first id.
 */
struct run {
	sqlite3_stmt *select; /* prepared at first use */
	int64_t at;           /* the id of the row; 0: nowhere as yet */
};

/* Goes on to an id; returns whether the run is at a row of that id. */
bool run_to(struct sqlite *store, struct run *run, const struct table *table,
	int64_t id);

/* Goes to the next row, of any id. */
void run_next(struct sqlite *store, struct run *run);

/* Ends a run; it may begin again. */
void run_end(struct run *run);

#endif
