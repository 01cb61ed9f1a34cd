/* Hexadecimal digits: their values, and bytes written in them. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>

/* The value of a digit, in any case, or -1. */
int hex_value(char digit);

/* Writes bytes as 2 * count digits in lower case, with a NUL behind them. */
void hex_put(char *out, const unsigned char *bytes, size_t count);

#endif
