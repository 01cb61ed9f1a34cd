/* The tables of a PostgreSQL database: their making and their version. */
#ifndef POSTGRESQL_MIGRATION_H
#define POSTGRESQL_MIGRATION_H

#include "store/postgresql/sql.h"

/*
 * Makes sure that the tables are those that this program knows; makes them
 * where there are none. No transaction may be begun.
 */
void migration_run(struct postgresql *store);

#endif
