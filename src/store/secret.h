/* The secret that a store has for signing, and the secret words that count
 * once. */
#ifndef STORE_SECRET_H
#define STORE_SECRET_H

#include <stdbool.h>
#include <stdint.h>

#include "store/result.h"

struct arena;
struct store_settings;

enum { STORE_SECRET = 32 }; /* bytes */

/* Reads the secret. */
enum store_result
store_secret(struct store *store, unsigned char secret[STORE_SECRET]);

/*
 * Reads the secret without waiting for writers, as far as possible; makes the
 * store if it is missing. Begins no transaction.
 */
enum store_result
store_read_secret(struct arena *arena, const struct store_settings *settings,
	unsigned char secret[STORE_SECRET]);

/*
 * Notes that a secret word was used, in the transaction, without keeping the
 * word itself. Returns whether that was so already; false too after a failure,
 * which store_commit() tells.
 */
bool store_spend(struct store *store, const char *word, int64_t time);

#endif
