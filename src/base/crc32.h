/* CRC-32, the checksum of IEEE 802.3, which tells text that was mistyped. */
#ifndef BASE_CRC32_H
#define BASE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* The checksum of bytes: of the nine of "123456789" it is cbf43926. */
uint32_t crc32_of(const void *bytes, size_t length);

#endif
