/* The cards of customers: the rows that customers are found by. */
#ifndef SQLITE_CARD_H
#define SQLITE_CARD_H

#include <stddef.h>
#include <stdint.h>

#include "store/counter.h"

struct arena;
struct record;
struct sqlite;

/* The tables of cards; a part of a step of the migration. */
extern const char card_tables[];

/* The statements of cards, prepared at first use. */
struct card_statements;

/* The units of a second that instants have on cards, as .NET's DateTime. */
enum { CARD_TICKS = 10000000 };

/*
 * Writes all that a customer is found by, in the transaction: after rows_add(),
 * and after card_forget() whenever the customer changes. The times are seconds
 * since 1970-01-01T00:00:00Z. A record of another schema has no card.
 */
void card_write(struct sqlite *store, int64_t id, const struct record *customer,
	int64_t created, int64_t modified);

/*
 * Takes away all that a customer is found by, without a word left: before the
 * customer's row goes, or changes.
 */
void card_forget(struct sqlite *store, int64_t id);

/* As store_counters(). */
enum store_result card_counters(struct store *store, struct arena *arena,
	struct counter **counters, size_t *count);

/* Writes the cards of all customers that a database of version 3 has. */
void card_fill(struct sqlite *store);

/*
 * Makes the index by which customers are found by their references: those that
 * other systems know them by. A part of the step to version 5.
 */
void card_index_references(struct sqlite *store);

#endif
