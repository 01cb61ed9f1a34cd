/* The tables of the quarantine, and of the texts that people were shown. */
#ifndef POSTGRESQL_QUARANTINE_H
#define POSTGRESQL_QUARANTINE_H

#include "store/postgresql/sql.h"

/* The id of a text that was shown to a person; the text is kept once. */
int64_t wording_number(struct postgresql *store, const char *text);

/* As store_quarantine(), store_suspect() and the functions that drop them. */
enum store_result quarantine_put(
	struct store *store, const struct suspect *suspect, int64_t most);
enum store_result
quarantine_get(struct store *store, int64_t after, struct suspect *suspect);
enum store_result quarantine_drop_one(struct store *store, int64_t id);
enum store_result quarantine_drop_some(
	struct store *store, int64_t after, int64_t to, int64_t *last);

#endif
