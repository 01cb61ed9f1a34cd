/* Sealed texts, which only their maker can read, and signatures of texts. */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/sha256.h"

struct arena;
struct text;

/*
 * A key is SHA256_BYTES of a secret that nothing else uses. Keys for the
 * stream, the nonce and the tag are made from the key, by HMAC-SHA256 and a
 * label.
 */

/*
 * Adds a sealed message in base64url (RFC 4648 section 5) without padding: a
 * nonce, the message under a stream of HMAC-SHA256 in counter mode, and the
 * HMAC-SHA256 of both and of the purpose, shortened to 16 bytes (RFC 2104
 * section 5). The nonce is the HMAC of purpose and message: the same message is
 * sealed alike, and another one under another stream. What is sealed for one
 * purpose can't be opened for another one. The length of the message shows.
 */
void seal_put(struct text *out, const unsigned char key[SHA256_BYTES],
	const char *purpose, const void *bytes, size_t length);

/*
 * Opens what seal_put() made. Returns the message in the arena, with a NUL
 * behind *opened bytes; or NULL if the text was not sealed with this key for
 * this purpose.
 */
const char *
seal_open(struct arena *arena, const unsigned char key[SHA256_BYTES],
	const char *purpose, const char *sealed, size_t length, size_t *opened);

/* Adds the HMAC-SHA256 of a message, in base64url without padding. */
void seal_sign(struct text *out, const unsigned char key[SHA256_BYTES],
	const char *message);

/*
 * Whether a signature is the one that seal_sign() makes of a message. The time
 * that this takes does not tell where they differ.
 */
bool seal_is_signed(struct arena *arena, const unsigned char key[SHA256_BYTES],
	const char *message, const char *signature);

#endif
