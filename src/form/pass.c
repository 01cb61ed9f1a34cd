/* The pass of a page of success, which lets its reader correct the customer. */
#include "form/pass.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/sha256.h"
#include "base/text.h"

/* The beginning of a pass; another shape of pass begins with another. */
static const char begin[] = "1.";

void
pass_write(
	struct text *out, int64_t id, const unsigned char secret[STORE_SECRET])
{
	struct text pass = { .arena = out->arena };
	unsigned char key[STORE_SECRET], bytes[SHA256_BYTES];
	char signature[2 * SHA256_BYTES + 1];

	text_printf(&pass, "%s%lld", begin, (long long)id);
	secret_derive(secret, "pass", key);
	hmac_sha256(key, sizeof(key), pass.bytes, pass.length, bytes);
	hex_put(signature, bytes, sizeof(bytes));
	text_printf(out, "%s.%s", pass.bytes, signature);
}

int64_t
pass_read(struct arena *arena, const char *text,
	const unsigned char secret[STORE_SECRET])
{
	const char *point = strchr(text, '.');
	int64_t id = point == NULL ? 0 : strtoll(point + 1, NULL, 10);
	struct text pass = { .arena = arena };

	pass_write(&pass, id, secret);
	return strlen(text) == pass.length &&
			       sha256_same(text, pass.bytes, pass.length)
		       ? id
		       : 0;
}
