/* The pool: memory for a library that takes and frees many small pieces. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

/*
 * malloc() of a small C library asks the kernel for little at a time and gives
 * memory back as soon as it can: a process that lives for one request pays for
 * most of its pages twice. A pool cuts pieces from a block that is a part of
 * the program, and from larger blocks when that one is used up; a piece that is
 * given back is kept for the next of its size. Large pieces are left to
 * malloc(). There is one pool, and one thread.
 */

/*
 * Brings in, in one system call, the memory that will be needed anyway; without
 * it each page costs a fault. It is a hint: a kernel that can't, won't.
 */
void pool_prepare(void);

/* Returns size bytes, aligned to 8, or NULL without memory. */
void *pool_take(int size);

/* Gives a piece back; NULL: does nothing. */
void pool_give(void *piece);

/* As realloc(): if NULL is returned the piece is as it was. */
void *pool_resize(void *piece, int size);

/* The number of bytes of a piece: its size when taken, rounded up. */
int pool_size(void *piece);

/* The number of bytes that a piece of that size would have. */
int pool_round(int size);

#endif
