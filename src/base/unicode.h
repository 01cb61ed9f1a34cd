/* What Unicode says of characters beyond ASCII. */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a code point is a format character (category Cf): one that has no
 * look of its own, such as a mark of direction or a space without width.
 */
bool unicode_is_format(int32_t point);

/* Whether it is a letter, a mark or a decimal digit (categories L, M, Nd). */
bool unicode_is_word(int32_t point);

/* The character of ASCII that a full-width form stands for, else itself. */
int32_t unicode_narrow(int32_t point);

/*
 * The digit, plus, hyphen, parenthesis or blank of ASCII whose twin it is:
 * another form of it, a decimal digit of another script, any dash, the minus
 * sign, a space of another width. Else itself.
 */
int32_t unicode_dial(int32_t point);

#endif
