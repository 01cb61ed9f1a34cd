/* The pool: memory for a library that takes and frees many small pieces. */
#include "base/pool.h"

#include <limits.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	STEP = 16,        /* a piece with its head has a multiple of STEP */
	SMALL = 8 * 1024, /* the largest pieces that are kept for reuse */
	CLASSES = SMALL / STEP + 1,
	FIRST = 384 * 1024, /* the bytes for one customer, and some more */
	SURE = 256 * 1024,  /* the bytes that every use takes, whole pages */
	PAGE = 4096,
	BLOCK = 1024 * 1024
};

/* The head before every piece. */
union head {
	size_t room; /* bytes of the piece */
	alignas(8) char align[8];
};

/* A piece that was given back. */
struct spare {
	struct spare *next;
};

static alignas(PAGE) char first[FIRST];
static char *at = first + STEP - sizeof(union head);
static char *end = first + sizeof(first);
static struct spare *spares[CLASSES];

void
pool_prepare(void)
{
#if defined(MADV_POPULATE_WRITE)
	madvise(first, SURE, MADV_POPULATE_WRITE);
#endif
}

/* The bytes of a piece with its head: a multiple of STEP. */
static size_t
whole(int size)
{
	return ((size_t)size + sizeof(union head) + STEP - 1) / STEP * STEP;
}

static union head *
head_of(void *piece)
{
	return (union head *)piece - 1;
}

static void *
piece_of(void *memory, size_t bytes)
{
	union head *head = memory;

	head->room = bytes - sizeof(*head);
	return head + 1;
}

/* Cuts a piece off a block; the rest of a block too small is left alone. */
static void *
cut(size_t bytes)
{
	char *memory = at;

	if (bytes > (size_t)(end - at)) {
		memory = malloc(BLOCK);
		if (memory == NULL)
			return NULL;
		end = memory + BLOCK;
		memory += STEP - sizeof(union head);
	}
	at = memory + bytes;
	return piece_of(memory, bytes);
}

static void *
take_large(size_t bytes)
{
	void *memory = malloc(bytes);

	return memory == NULL ? NULL : piece_of(memory, bytes);
}

void *
pool_take(int size)
{
	size_t bytes = whole(size);
	struct spare *spare;

	if (bytes > SMALL)
		return take_large(bytes);
	spare = spares[bytes / STEP];
	if (spare == NULL)
		return cut(bytes);
	spares[bytes / STEP] = spare->next;
	return spare;
}

void
pool_give(void *piece)
{
	struct spare *spare = piece;
	size_t bytes;

	if (piece == NULL)
		return;
	bytes = head_of(piece)->room + sizeof(union head);
	if (bytes > SMALL) {
		free(head_of(piece));
		return;
	}
	spare->next = spares[bytes / STEP];
	spares[bytes / STEP] = spare;
}

void *
pool_resize(void *piece, int size)
{
	size_t room = piece == NULL ? 0 : head_of(piece)->room;
	void *other;

	if (piece != NULL && whole(size) == room + sizeof(union head))
		return piece;
	other = pool_take(size);
	if (other == NULL || piece == NULL)
		return other;
	memcpy(other, piece, room < (size_t)size ? room : (size_t)size);
	pool_give(piece);
	return other;
}

int
pool_size(void *piece)
{
	return piece == NULL ? 0 : (int)head_of(piece)->room;
}

int
pool_round(int size)
{
	return size > INT_MAX - 2 * STEP
		       ? size
		       : (int)(whole(size) - sizeof(union head));
}
