/* The properties of characters beyond ASCII in Unicode, from libutf8proc. */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a code point is a format character (category Cf), one that is not
 * seen, such as a mark of direction or a space without width.
 */
bool unicode_is_format(int32_t point);

/* Whether a code point is a letter, mark or decimal digit (L, M, Nd). */
bool unicode_is_word(int32_t point);

/* The columns of a terminal that a code point takes: 0, 1 or 2. */
int unicode_columns(int32_t point);

/* The ASCII character of a full-width form; any other code point is itself. */
int32_t unicode_narrow(int32_t point);

/*
 * The digit, plus, hyphen, parenthesis or blank of ASCII that a code point
 * stands for: as another form, a decimal digit of another script, any dash, the
 * minus sign, a space of another width. Any other code point is itself.
 */
int32_t unicode_dial(int32_t point);

/* The canonical combining class: of a mark its place, of others mostly 0. */
int unicode_class(int32_t point);

enum { UNICODE_PLAIN = 32 }; /* more than a code point becomes; 18 so far */

/*
 * The code points that a code point becomes without case, width and other forms
 * (NFKD and full case folding), without accents, and without what is not seen.
 * Returns their number, which may be 0. Marks that are no accents, such as the
 * vowels of India, are left.
 */
int unicode_plain(int32_t point, int32_t plain[UNICODE_PLAIN]);

#endif
