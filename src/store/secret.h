/* The secret that a store signs with, and secret words that count only once. */
#ifndef STORE_SECRET_H
#define STORE_SECRET_H

#include <stdbool.h>
#include <stdint.h>

#include "store/result.h"

struct arena;
struct store_settings;

enum { STORE_SECRET = 32 }; /* bytes */

/* Reads the secret, which is for secret_derive() only. */
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
 * Derives a key from the secret for one purpose, which the label names. What is
 * signed for one purpose is then worth nothing for another.
 */
void secret_derive(const unsigned char secret[STORE_SECRET], const char *label,
	unsigned char key[STORE_SECRET]);

/*
 * Notes in the transaction that a secret word was used, without keeping the
 * word itself. Returns whether the word was used before; false too after a
 * failure, which store_commit() tells.
 */
bool store_spend(struct store *store, const char *word, int64_t time);

#endif
