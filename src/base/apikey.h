/* The text of API keys: made at random, checked, and hashed for keeping. */
#ifndef BASE_APIKEY_H
#define BASE_APIKEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sha256.h"

/*
 * A key is "crm_", 32 letters and digits of ASCII at random, and 6 more: the
 * CRC-32 of those 32 in base 62 (0-9, A-Z, a-z), the most significant first.
 */
enum { APIKEY_BEGIN = 4, APIKEY_LENGTH = 42, APIKEY_ROOM = APIKEY_LENGTH + 1 };

/*
 * Writes a new key, with a NUL behind it: 190 random bits of the system's.
 * Returns false if the system has no random numbers; the key is then "".
 */
bool apikey_make(char out[APIKEY_ROOM]);

/*
 * Whether a text has the shape and the checksum of a key: one that was mistyped
 * has not, and need not be looked up. Case counts.
 */
bool apikey_is_sound(const char *text, size_t length);

/* The first key in a text, wherever it stands, or NULL. */
const char *apikey_find(const char *text);

/* Writes the print of a key, the only thing that is kept of it: its SHA-256. */
void
apikey_print(const char *key, size_t length, unsigned char out[SHA256_BYTES]);

#endif
