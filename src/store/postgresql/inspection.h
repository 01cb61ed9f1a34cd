/* The inspection of a PostgreSQL database for the self-check. */
#ifndef POSTGRESQL_INSPECTION_H
#define POSTGRESQL_INSPECTION_H

#include "store/postgresql/sql.h"

/* As store_try(). */
enum store_result inspect_try(struct store *store);

/* As store_inspect(), of a store that is open to read. */
void inspect_look(struct postgresql *store, struct store_view *view);

#endif
