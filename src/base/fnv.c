/* FNV-1a with 128 bits. */
#include "base/fnv.h"

struct fnv
fnv_begin(void)
{
	/* the offset basis, 0x6c62272e07bb014262b821756295c58d */
	return (struct fnv){
		{ 0x6295c58d, 0x62b82175, 0x07bb0142, 0x6c62272e },
	};
}

/* Multiplies by the prime, 2^88 + 0x13b. */
static void
multiply(uint32_t limbs[4])
{
	const uint32_t low = limbs[0], next = limbs[1];
	uint64_t carry = 0;

	for (int i = 0; i < 4; i++) {
		carry += (uint64_t)limbs[i] * 0x13b;
		if (i == 2)
			carry += (uint64_t)(low << 24);
		if (i == 3)
			carry += (uint64_t)(next << 24 | low >> 8);
		limbs[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

void
fnv_add(struct fnv *fnv, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++) {
		fnv->limbs[0] ^= at[i];
		multiply(fnv->limbs);
	}
}

void
fnv_put(const struct fnv *fnv, unsigned char out[FNV_BYTES])
{
	for (int i = 0; i < FNV_BYTES; i++)
		out[i] = (unsigned char)(fnv->limbs[3 - i / 4] >>
					 (24 - 8 * (i % 4)));
}
