/* The text of API keys: made at random, checked, and hashed for keeping. */
#include "base/apikey.h"

#include <string.h>
#include <sys/random.h>

#include "base/crc32.h"

enum { BASE = 62, SECRET = 32, SUM = 6 };

_Static_assert(
	APIKEY_BEGIN + SECRET + SUM == APIKEY_LENGTH, "a key is its parts");

static const char beginning[] = "crm_";
static const char digits[BASE + 1] = "0123456789"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";

/* Writes the checksum of a secret. */
static void
put_sum(char out[SUM], const char *secret)
{
	uint32_t sum = crc32_of(secret, SECRET);

	for (int i = SUM; i-- > 0; sum /= BASE)
		out[i] = digits[sum % BASE];
}

/*
 * Writes digits for those of the random bytes that favour none: the largest
 * values are left out, so that a multiple of the base remains. Returns the
 * number of digits.
 */
static size_t
put_digits(char *out, size_t wanted, const unsigned char *random, size_t count)
{
	enum { FAIR = 256 / BASE * BASE };
	size_t put = 0;

	for (size_t i = 0; i < count && put < wanted; i++)
		if (random[i] < FAIR)
			out[put++] = digits[random[i] % BASE];
	return put;
}

bool
apikey_make(char out[APIKEY_ROOM])
{
	char *secret = out + APIKEY_BEGIN;
	unsigned char random[SECRET];
	size_t put = 0;

	*out = '\0';
	while (put < SECRET) {
		if (getrandom(random, sizeof(random), 0) != sizeof(random))
			return false;
		put += put_digits(
			secret + put, SECRET - put, random, sizeof(random));
	}
	memcpy(out, beginning, APIKEY_BEGIN);
	put_sum(secret + SECRET, secret);
	out[APIKEY_LENGTH] = '\0';
	return true;
}

bool
apikey_is_sound(const char *text, size_t length)
{
	char sum[SUM];

	if (length != APIKEY_LENGTH ||
		memcmp(text, beginning, APIKEY_BEGIN) != 0)
		return false;
	for (size_t i = APIKEY_BEGIN; i < APIKEY_LENGTH; i++)
		if (memchr(digits, text[i], BASE) == NULL)
			return false;
	put_sum(sum, text + APIKEY_BEGIN);
	return memcmp(sum, text + APIKEY_BEGIN + SECRET, SUM) == 0;
}

const char *
apikey_find(const char *text)
{
	while ((text = strstr(text, beginning)) != NULL &&
		!apikey_is_sound(text, strnlen(text, APIKEY_LENGTH)))
		text++;
	return text;
}

void
apikey_print(const char *key, size_t length, unsigned char out[SHA256_BYTES])
{
	struct sha256 hash = sha256_begin();

	sha256_add(&hash, key, length);
	sha256_put(&hash, out);
}
