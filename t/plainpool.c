/*
 * In the place of src/base/pool.c, in a program for the tests alone: every
 * piece comes from malloc(), so that any of them can fail.
 */
#include <malloc.h>
#include <stdlib.h>

#include "base/pool.h"

void
pool_prepare(void)
{
}

void *
pool_take(int size)
{
	return malloc((size_t)size);
}

void
pool_give(void *piece)
{
	free(piece);
}

void *
pool_resize(void *piece, int size)
{
	return realloc(piece, (size_t)size);
}

int
pool_size(void *piece)
{
	return (int)malloc_usable_size(piece);
}

int
pool_round(int size)
{
	return (size + 7) & ~7;
}
