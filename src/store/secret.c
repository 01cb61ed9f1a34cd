/* The keys that are derived from the secret of a store. */
#include "store/secret.h"

#include <string.h>

#include "base/sha256.h"

void
secret_derive(const unsigned char secret[STORE_SECRET], const char *label,
	unsigned char key[STORE_SECRET])
{
	hmac_sha256(secret, STORE_SECRET, label, strlen(label), key);
}
