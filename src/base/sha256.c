/* SHA-256 hashes (FIPS 180-4) and HMAC signatures with them (RFC 2104). */
#include "base/sha256.h"

#include <string.h>

/* FIPS 180-4 section 4.2.2: bits of the cube roots of the first 64 primes. */
static const uint32_t constants[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf,
	0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
	0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7,
	0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
	0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
	0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
	0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c,
	0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee,
	0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2 };

struct sha256
sha256_begin(void)
{
	/* section 5.3.3: bits of the square roots of the first eight primes */
	return (struct sha256){
		.state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
			0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 },
	};
}

static uint32_t
rotate(uint32_t word, int bits)
{
	return word >> bits | word << (32 - bits);
}

/* The 64 words that a block becomes (section 6.2.2, step 1). */
static void
schedule(const unsigned char block[SHA256_BLOCK], uint32_t words[64])
{
	for (int i = 0; i < 16; i++, block += 4)
		words[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
			   (uint32_t)block[2] << 8 | (uint32_t)block[3];
	for (int i = 16; i < 64; i++) {
		uint32_t a = words[i - 15], b = words[i - 2];

		words[i] = words[i - 16] + words[i - 7] +
			   (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
			   (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

/* Adds a whole block to the state (section 6.2.2). */
static void
take_block(uint32_t state[8], const unsigned char block[SHA256_BLOCK])
{
	enum { A, B, C, D, E, F, G, H };
	uint32_t words[64], v[8];

	schedule(block, words);
	memcpy(v, state, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t one = v[H] +
			       (rotate(v[E], 6) ^ rotate(v[E], 11) ^
				       rotate(v[E], 25)) +
			       ((v[E] & v[F]) ^ (~v[E] & v[G])) + constants[i] +
			       words[i];
		uint32_t two = (rotate(v[A], 2) ^ rotate(v[A], 13) ^
				       rotate(v[A], 22)) +
			       ((v[A] & v[B]) ^ (v[A] & v[C]) ^ (v[B] & v[C]));

		memmove(v + 1, v, 7 * sizeof(*v));
		v[E] += one;
		v[A] = one + two;
	}
	for (int i = 0; i < 8; i++)
		state[i] += v[i];
}

void
sha256_add(struct sha256 *hash, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++) {
		hash->block[hash->length++ % SHA256_BLOCK] = at[i];
		if (hash->length % SHA256_BLOCK == 0)
			take_block(hash->state, hash->block);
	}
}

void
sha256_put(struct sha256 *hash, unsigned char out[SHA256_BYTES])
{
	const uint64_t bits = hash->length * 8;

	/* section 5.1.1: a bit 1, bits 0 up to the length, and the length */
	sha256_add(hash, "\x80", 1);
	while (hash->length % SHA256_BLOCK != SHA256_BLOCK - 8)
		sha256_add(hash, "", 1);
	for (int i = 56; i >= 0; i -= 8)
		sha256_add(hash, &(unsigned char){ bits >> i & 0xff }, 1);
	for (int i = 0; i < SHA256_BYTES; i++)
		out[i] = (unsigned char)(hash->state[i / 4] >>
					 (24 - 8 * (i % 4)));
}

/* The hash of a block made of the key, and a message (RFC 2104 section 2). */
static void
hash_keyed(const unsigned char key[SHA256_BLOCK], unsigned char pad,
	const void *bytes, size_t length, unsigned char out[SHA256_BYTES])
{
	struct sha256 hash = sha256_begin();

	for (int i = 0; i < SHA256_BLOCK; i++)
		sha256_add(&hash, &(unsigned char){ key[i] ^ pad }, 1);
	sha256_add(&hash, bytes, length);
	sha256_put(&hash, out);
}

void
hmac_sha256(const void *key, size_t key_length, const void *bytes,
	size_t length, unsigned char out[SHA256_BYTES])
{
	unsigned char block[SHA256_BLOCK] = { 0 };
	struct sha256 hash = sha256_begin();

	if (key_length > SHA256_BLOCK) {
		sha256_add(&hash, key, key_length);
		sha256_put(&hash, block);
	} else {
		memcpy(block, key, key_length);
	}
	hash_keyed(block, 0x36, bytes, length, out);
	hash_keyed(block, 0x5c, out, SHA256_BYTES, out);
}

bool
sha256_same(const void *a, const void *b, size_t length)
{
	const unsigned char *one = a, *other = b;
	int difference = 0;

	for (size_t i = 0; i < length; i++)
		difference |= one[i] ^ other[i];
	return difference == 0;
}
