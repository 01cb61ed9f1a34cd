/* Transactions that write: begun with a key, and done once whatever happens. */
#ifndef POSTGRESQL_TRANSACTION_H
#define POSTGRESQL_TRANSACTION_H

#include "store/postgresql/sql.h"

/*
 * Connects the link unless it is connected, and looks whether the tables are
 * there; makes them else. Returns whether all is well.
 */
bool transaction_ready(struct postgresql *store);

/*
 * Begins a transaction that writes. A link that the server closed since its
 * last use is connected again.
 */
bool transaction_begin(struct postgresql *store);

/*
 * Takes the key of the request, waiting for another process that is at work
 * under the key: STORE_AT_WORK after the patience.
 */
void transaction_take_key(struct postgresql *store);

/* Notes what was done under the key, before the commit. */
void transaction_keep_key(struct postgresql *store);

/*
 * Commits the transaction of the link: durable, or not, is what deeds tell. A
 * commit in doubt is done again until the patience ends.
 */
void transaction_commit(struct postgresql *store, const struct deeds *deeds);

#endif
