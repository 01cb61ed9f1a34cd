/* FNV-1a with 128 bits: tells texts apart, but not from somebody who means to
 * mistake them (Fowler, Noll and Vo; draft-eastlake-fnv). */
#ifndef BASE_FNV_H
#define BASE_FNV_H

#include <stddef.h>
#include <stdint.h>

enum { FNV_BYTES = 16 };

/* A hash under way. */
struct fnv {
	uint32_t limbs[4]; /* the least significant first */
};

/* The hash of nothing. */
struct fnv fnv_begin(void);

void fnv_add(struct fnv *fnv, const void *bytes, size_t length);

/* Writes the hash, most significant byte first. */
void fnv_put(const struct fnv *fnv, unsigned char out[FNV_BYTES]);

#endif
