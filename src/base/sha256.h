/* SHA-256 hashes (FIPS 180-4) and HMAC signatures with them (RFC 2104). */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_BLOCK = 64 };

/* A hash under way. */
struct sha256 {
	uint32_t state[8];
	uint64_t length; /* bytes so far */
	unsigned char block[SHA256_BLOCK];
};

/* A hash of no bytes as yet. */
struct sha256 sha256_begin(void);

void sha256_add(struct sha256 *hash, const void *bytes, size_t length);

/* Ends the hash and writes it. */
void sha256_put(struct sha256 *hash, unsigned char out[SHA256_BYTES]);

/* Signs a message: writes its HMAC under a key. */
void hmac_sha256(const void *key, size_t key_length, const void *bytes,
	size_t length, unsigned char out[SHA256_BYTES]);

/*
 * Whether two hashes or signatures are the same, as bytes or as digits. The
 * time that this takes does not tell where they differ.
 */
bool sha256_same(const void *a, const void *b, size_t length);

#endif
