/* The folding of texts, so that they can be looked for. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include <stddef.h>

struct text;

/*
 * Adds UTF-8 as it is looked for: compatible forms as plain ones and letters of
 * either case as one, without accents and without what is not seen (see
 * unicode_plain()). A letter with a stroke is the letter, a ligature its
 * letters. Folding again changes nothing; what is no UTF-8 ends the text.
 */
void fold_text(struct text *out, const char *bytes, size_t length);

#endif
