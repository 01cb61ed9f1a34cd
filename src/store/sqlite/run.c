/* Runs: rows of a table, read for one id after the other in a single pass. */
#include "store/sqlite/run.h"

#include "base/text.h"

/* The rows that are passed over before an id is looked up. */
enum { NEAR = 8 };

void
run_next(struct sqlite *store, struct run *run)
{
	run->at = sql_row(store, run->select)
			  ? sqlite3_column_int64(run->select, COLUMN_ID)
			  : INT64_MAX;
}

/* Looks an id up, or the next one. */
static void
look_up(struct sqlite *store, struct run *run, const struct table *table,
	int64_t id)
{
	struct text sql = { .arena = store->arena };

	if (run->select == NULL) {
		table_select(&sql, table, ">=?");
		run->select = sql_prepare(store, sql.bytes);
	}
	sqlite3_reset(run->select);
	sql_took(store, sqlite3_bind_int64(run->select, 1, id));
	run_next(store, run);
}

bool
run_to(struct sqlite *store, struct run *run, const struct table *table,
	int64_t id)
{
	for (int i = 0; i < NEAR && run->at != 0 && run->at < id; i++)
		run_next(store, run);
	if (run->at < id)
		look_up(store, run, table, id);
	return run->at == id;
}

void
run_end(struct run *run)
{
	sqlite3_reset(run->select);
	run->at = 0;
}
