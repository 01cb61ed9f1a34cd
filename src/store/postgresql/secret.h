/* The secret that a store signs with, and secret words that count only once. */
#ifndef POSTGRESQL_SECRET_H
#define POSTGRESQL_SECRET_H

#include "store/postgresql/sql.h"

/* Reads the secret, transaction or none. */
enum store_result
secret_fetch(struct postgresql *store, unsigned char secret[STORE_SECRET]);

/* As store_secret() and store_spend(). */
enum store_result
secret_tell(struct store *store, unsigned char secret[STORE_SECRET]);
bool secret_use(struct store *store, const char *word, int64_t time);

#endif
