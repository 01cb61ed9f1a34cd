/* Lists in a text: words split at blanks, items at commas, lines of words. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>

struct text;

/*
 * Returns the next word of *at, which spaces and tabs end, and its length, and
 * moves *at behind the word; NULL if there is no word.
 */
const char *list_word(const char **at, size_t *length);

/*
 * Returns the next item of *at, which a comma ends, without outer white space,
 * and its length, which may be 0; moves *at behind the comma. A list has one
 * item more than commas: behind the last *at is NULL.
 */
const char *list_item(const char **at, size_t *length);

/* Adds words in lines of at most 80 columns, each line behind the prefix. */
void list_wrap(struct text *out, const char *prefix, const char *words);

#endif
