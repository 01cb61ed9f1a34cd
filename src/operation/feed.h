/* The feed: what changed or was erased since, for those who synchronise. */
#ifndef OPERATION_FEED_H
#define OPERATION_FEED_H

#include "operation/search.h"

/* Elements of an answer. */
enum { FEED_ITEMS = 500 };

/*
 * Answers GetCustomerChanges: returns the changes, a record of feed_schema in
 * the arena; or NULL, as searching_page() does. The store stays open.
 */
struct record *feed_read(struct searching *searching, struct record *asked);

#endif
