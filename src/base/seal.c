/* Sealed texts, which only their maker can read, and signatures of texts. */
#include "base/seal.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { NONCE = 16, TAG = 16 };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789-_";

/* Adds bytes in base64url: six bits a digit, zeros behind the last bit. */
static void
put_digits(struct text *out, const unsigned char *bytes, size_t length)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 6; count -= 6)
			text_putc(out, digits[bits >> (count - 6) & 63]);
	}
	if (count > 0)
		text_putc(out, digits[bits << (6 - count) & 63]);
}

/*
 * Reads base64url in the one way of writing that put_digits() has. Returns the
 * bytes in the arena, or NULL.
 */
static unsigned char *
take_digits(struct arena *arena, const char *text, size_t length, size_t *count)
{
	unsigned char *bytes = arena_alloc(arena, length + 1);
	uint32_t bits = 0;
	unsigned left = 0;

	*count = 0;
	for (size_t i = 0; i < length; i++) {
		const char *digit =
			text[i] == '\0' ? NULL : strchr(digits, text[i]);

		if (digit == NULL)
			return NULL;
		bits = bits << 6 | (uint32_t)(digit - digits);
		left += 6;
		if (left < 8)
			continue;
		left -= 8;
		bytes[(*count)++] = (unsigned char)(bits >> left);
	}
	return left < 6 && (bits & ((1U << left) - 1)) == 0 ? bytes : NULL;
}

/* The key for one use, made from the key for all. */
static void
derive(const unsigned char key[SHA256_BYTES], const char *label,
	unsigned char out[SHA256_BYTES])
{
	hmac_sha256(key, SHA256_BYTES, label, strlen(label), out);
}

/* The HMAC of a purpose, with the NUL that ends a purpose, and of bytes. */
static void
sign(struct arena *arena, const unsigned char key[SHA256_BYTES],
	const char *label, const char *purpose, const void *bytes,
	size_t length, unsigned char out[SHA256_BYTES])
{
	struct text message = { .arena = arena };
	unsigned char own[SHA256_BYTES];

	derive(key, label, own);
	text_add(&message, purpose, strlen(purpose) + 1);
	text_add(&message, bytes, length);
	hmac_sha256(own, sizeof(own), message.bytes, message.length, out);
}

/* Covers bytes with the stream of a nonce, or uncovers them. */
static void
cover(const unsigned char key[SHA256_BYTES], const unsigned char nonce[NONCE],
	unsigned char *bytes, size_t length)
{
	unsigned char own[SHA256_BYTES], pad[SHA256_BYTES];
	unsigned char block[NONCE + 4];

	derive(key, "stream", own);
	memcpy(block, nonce, NONCE);
	for (size_t i = 0; i < length; i++) {
		uint32_t counter = (uint32_t)(i / SHA256_BYTES);

		for (int k = 0; i % SHA256_BYTES == 0 && k < 4; k++)
			block[NONCE + k] =
				(unsigned char)(counter >> (24 - 8 * k));
		if (i % SHA256_BYTES == 0)
			hmac_sha256(
				own, sizeof(own), block, sizeof(block), pad);
		bytes[i] ^= pad[i % SHA256_BYTES];
	}
}

void
seal_put(struct text *out, const unsigned char key[SHA256_BYTES],
	const char *purpose, const void *bytes, size_t length)
{
	struct arena *arena = out->arena;
	unsigned char *sealed = arena_alloc(arena, NONCE + length + TAG);
	unsigned char print[SHA256_BYTES];

	sign(arena, key, "nonce", purpose, bytes, length, print);
	memcpy(sealed, print, NONCE);
	if (length > 0)
		memcpy(sealed + NONCE, bytes, length);
	cover(key, sealed, sealed + NONCE, length);
	sign(arena, key, "tag", purpose, sealed, NONCE + length, print);
	memcpy(sealed + NONCE + length, print, TAG);
	put_digits(out, sealed, NONCE + length + TAG);
}

const char *
seal_open(struct arena *arena, const unsigned char key[SHA256_BYTES],
	const char *purpose, const char *sealed, size_t length, size_t *opened)
{
	unsigned char print[SHA256_BYTES];
	size_t count;
	unsigned char *bytes = take_digits(arena, sealed, length, &count);

	if (bytes == NULL || count < NONCE + TAG)
		return NULL;
	count -= TAG;
	sign(arena, key, "tag", purpose, bytes, count, print);
	if (!sha256_same(print, bytes + count, TAG))
		return NULL;
	bytes[count] = '\0';
	*opened = count - NONCE;
	cover(key, bytes, bytes + NONCE, *opened);
	return (const char *)bytes + NONCE;
}

void
seal_sign(struct text *out, const unsigned char key[SHA256_BYTES],
	const char *message)
{
	unsigned char print[SHA256_BYTES];

	sign(out->arena, key, "signature", "", message, strlen(message), print);
	put_digits(out, print, sizeof(print));
}

bool
seal_is_signed(struct arena *arena, const unsigned char key[SHA256_BYTES],
	const char *message, const char *signature)
{
	struct text own = { .arena = arena };

	seal_sign(&own, key, message);
	return strlen(signature) == own.length &&
	       sha256_same(signature, own.bytes, own.length);
}
