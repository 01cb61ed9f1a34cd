/* CRC-32, the checksum of IEEE 802.3, which tells text that was mistyped. */
#include "base/crc32.h"

enum { BITS = 8 };

static const uint32_t polynomial = 0xedb88320; /* its lowest term is on top */

uint32_t
crc32_of(const void *bytes, size_t length)
{
	const unsigned char *byte = bytes, *end = byte + length;
	uint32_t sum = UINT32_MAX;

	for (; byte < end; byte++) {
		sum ^= *byte;
		for (int bit = 0; bit < BITS; bit++)
			sum = sum >> 1 ^ (sum & 1 ? polynomial : 0);
	}
	return ~sum;
}
