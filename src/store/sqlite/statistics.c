/* The figures of a database, counted slice by slice. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/sqlite/sql.h"
#include "store/tables.h"

enum { SLICE = 20000 }; /* records that are looked at at a time */

/*
 * The queries: of customers by their ids, in a slice; or of all,
 * where the database keeps counts.
 */
static const struct {
	const char *sql;
	bool whole;
} queries[FIGURE__MAX] = {
	[FIGURE_DAY] = { "SELECT substr(created,1,10),count(*) FROM customer"
			 " WHERE id>? AND id<=? GROUP BY 1",
		false },
	[FIGURE_COUNTRY] = { "SELECT countryId,count(*) FROM customer"
			     " WHERE id>? AND id<=? GROUP BY 1",
		false },
	[FIGURE_FORMAT] = { "SELECT format,count(*) FROM customer"
			    " WHERE id>? AND id<=? GROUP BY 1",
		false },
	[FIGURE_BRAND] = { "SELECT brand,sum(count) FROM counter"
			   " GROUP BY 1",
		true },
	[FIGURE_POS] = { "SELECT pos,sum(count) FROM counter GROUP BY 1",
		true },
	/* of an aggregate's only max() the other columns are of that row */
	[FIGURE_CONSENT] = { "SELECT purpose||char(9)||"
			     "CASE granted WHEN 1 THEN 'yes' WHEN 0 THEN 'no'"
			     " ELSE 'none' END,count(*) FROM(SELECT purpose,"
			     "granted,max(version)FROM consent WHERE"
			     " customer>? AND customer<=?"
			     " GROUP BY customer,purpose) GROUP BY 1",
		false },
	[FIGURE_REFUSED] = { "SELECT field,sum(count) FROM refusal GROUP BY 1",
		true },
};

/* Figures that are being counted. */
struct counting {
	struct arena *arena;
	struct figure *list;
	size_t count;
};

static void
add(struct counting *counting, const char *name, int64_t count)
{
	size_t i = 0;

	while (i < counting->count && strcmp(counting->list[i].name, name) != 0)
		i++;
	if (i == counting->count) {
		counting->list = arena_grow(counting->arena, counting->list,
			counting->count, sizeof(*counting->list));
		counting->list[counting->count++] = (struct figure){ name, 0 };
	}
	counting->list[i].count += count;
}

static void
count_slice(
	struct sqlite *store, struct counting *counting, sqlite3_stmt *query)
{
	while (sql_row(store, query))
		add(counting, sql_string(store, counting->arena, query, 0),
			sqlite3_column_int64(query, 1));
	sqlite3_reset(query);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct figure *)a)->name,
		((const struct figure *)b)->name);
}

enum store_result
statistics_figures(struct store *base, struct arena *arena,
	enum figure_kind kind, struct figure **figures, size_t *count)
{
	struct sqlite *store = sqlite_of(base);
	struct counting counting = { .arena = arena };
	sqlite3_stmt *query = sql_prepare(store, queries[kind].sql);
	int64_t last =
		queries[kind].whole
			? 0
			: sql_query(store, "SELECT max(id) FROM customer");

	if (queries[kind].whole)
		count_slice(store, &counting, query);
	for (int64_t after = 0; after < last; after += SLICE) {
		sql_bind_number(store, query, 1, after);
		sql_bind_number(store, query, 2, after + SLICE);
		count_slice(store, &counting, query);
	}
	sql_finish(store, query);
	if (counting.count > 0)
		qsort(counting.list, counting.count, sizeof(*counting.list),
			compare);
	*figures = counting.list;
	*count = counting.count;
	return store->result;
}
