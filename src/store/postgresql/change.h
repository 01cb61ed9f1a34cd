/* The table of changes: what is noted of each, the history, and the feed. */
#ifndef POSTGRESQL_CHANGE_H
#define POSTGRESQL_CHANGE_H

#include "store/postgresql/sql.h"

/* Notes that a record was created, changed or erased. */
void
change_made(struct postgresql *store, int64_t id, const struct origin *origin);
void change_replaced(
	struct postgresql *store, const struct replacement *replacement);
void change_dropped(struct postgresql *store, const struct stored *stored,
	const struct origin *origin);

/* As store_history(), store_walk_changes(), store_consents(), store_feed(). */
enum store_result change_list(struct store *store, struct arena *arena,
	int64_t id, struct history *history);
enum store_result
change_pass(struct store *store, struct arena *arena, struct change_walk *walk);
enum store_result change_entries(struct store *store, struct arena *arena,
	int64_t id, struct consent **consents, size_t *count);
enum store_result
change_follow(struct store *store, struct arena *arena, struct feed *feed);

#endif
