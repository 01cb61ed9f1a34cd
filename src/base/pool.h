/* Memory for a library that takes and gives back many small pieces. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

/*
 * malloc() of a small C library asks the kernel for little at a time and gives
 * it back as soon as it can: a process that lives for one request has paid for
 * most of its pages twice by then. A pool cuts pieces from a block that is a
 * part of the program, and from larger ones when that is used up; what is
 * given back is kept for the next of its size. What is large anyway is left to
 * malloc(). There is one pool, and one thread.
 */

/* Returns size bytes, aligned to 8, or NULL without memory. */
void *pool_take(int size);

/* Gives a piece back; NULL is none. */
void pool_give(void *piece);

/* As realloc(): on NULL the piece is as it was. */
void *pool_resize(void *piece, int size);

/* How many bytes a piece has: what it was taken with, rounded up. */
int pool_size(void *piece);

/* How many bytes a piece of that size would have. */
int pool_round(int size);

#endif
