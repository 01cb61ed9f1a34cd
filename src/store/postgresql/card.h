/* The cards of customers in PostgreSQL: the rows that customers are found by.
 */
#ifndef POSTGRESQL_CARD_H
#define POSTGRESQL_CARD_H

#include "store/postgresql/sql.h"

struct key;

/*
 * Writes all that a customer is found by: when added, and after card_drop()
 * whenever the customer changes. The times are seconds since
 * 1970-01-01T00:00:00Z. A record of another schema has no card.
 */
void card_put(struct postgresql *store, int64_t id,
	const struct record *customer, int64_t created, int64_t modified);

/* Takes away all that a customer is found by. */
void card_drop(struct postgresql *store, int64_t id);

/* As store_counters(). */
enum store_result card_count(struct store *store, struct arena *arena,
	struct counter **counters, size_t *count);

/* The SQL kind of a key of a brand: the rows of the index "search". */
const char *
card_kind(struct arena *arena, const struct key *key, const char *brand);

#endif
