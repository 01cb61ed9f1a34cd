/* The arena: memory that lives as long as a request, never freed piecemeal. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

enum { ARENA_BLOCK = 16 * 1024 };

struct arena_block {
	struct arena_block *older;
	size_t depth; /* the number of blocks, with this one */
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

/* A function to call when memory is given back, before the older ones. */
struct arena_end {
	struct arena_end *older;
	void (*end)(void *thing);
	void *thing;
};

/* The memory for the last log line when malloc() has none left. */
static alignas(
	max_align_t) char reserve[sizeof(struct arena_block) + ARENA_BLOCK];
static bool reserve_open;

static struct arena_block *
block_new(size_t size)
{
	struct arena_block *block;

	block = malloc(sizeof(*block) + size);
	if (block == NULL && !reserve_open) {
		reserve_open = true;
		die("out of memory");
	}
	if (block == NULL) {
		block = (struct arena_block *)(void *)reserve;
		if (block->size != 0 || size > sizeof(reserve) - sizeof(*block))
			die("out of memory");
		size = sizeof(reserve) - sizeof(*block);
	}
	block->older = NULL;
	block->size = size;
	block->used = 0;
	return block;
}

static void
block_free(struct arena_block *block)
{
	if ((char *)block == reserve)
		block->size = 0;
	else
		free(block);
}

static size_t
depth_of(const struct arena_block *block)
{
	return block == NULL ? 0 : block->depth;
}

/* The bytes that a piece takes, so that the next one is aligned. */
static size_t
whole(size_t size)
{
	const size_t align = alignof(max_align_t);

	if (size > SIZE_MAX - align - sizeof(struct arena_block))
		die("a request for %zu bytes of memory", size);
	return (size + align - 1) / align * align;
}

/* A block with room for a piece: one that was released, or a new one. */
static struct arena_block *
block_take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->spare;

	if (size > ARENA_BLOCK || block == NULL)
		return block_new(size > ARENA_BLOCK ? size : ARENA_BLOCK);
	arena->spare = block->older;
	block->used = 0;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->block;
	void *memory;

	size = whole(size);
	if (block == NULL || size > block->size - block->used) {
		block = block_take(arena, size);
		block->older = arena->block;
		block->depth = depth_of(block->older) + 1;
		arena->block = block;
	}
	memory = block->bytes + block->used;
	block->used += size;
	return memset(memory, 0, size);
}

/* Resizes the newest block. Returns whether there was memory. */
static bool
block_grow(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->block;

	if ((char *)block == reserve)
		return false;
	block = realloc(block, sizeof(*block) + size);
	if (block == NULL)
		return false;
	block->size = size;
	arena->block = block;
	return true;
}

/* Enlarges the piece that was allocated last, or returns NULL. */
static void *
extend(struct arena *arena, size_t start, size_t old_size, size_t size)
{
	size_t used = start + whole(size);

	if (used > arena->block->size &&
		(start > 0 || !block_grow(arena, used)))
		return NULL;
	memset(arena->block->bytes + start + old_size, 0, size - old_size);
	arena->block->used = used;
	return arena->block->bytes + start;
}

void *
arena_resize(struct arena *arena, const void *old, size_t old_size, size_t size)
{
	const struct arena_block *block = arena->block;
	void *larger = NULL;

	if (old == NULL)
		return arena_alloc(arena, size);
	if ((const char *)old + whole(old_size) == block->bytes + block->used)
		larger = extend(arena,
			(size_t)((const char *)old - block->bytes), old_size,
			size);
	return larger != NULL ? larger
			      : memcpy(arena_alloc(arena, size), old, old_size);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		die("a request for %zu times %zu bytes of memory", count, size);
	return arena_alloc(arena, count * size);
}

char *
arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	if (length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list values, again;
	char *text;
	int length;

	va_start(values, format);
	va_copy(again, values);
	length = vsnprintf(NULL, 0, format, values);
	va_end(values);
	if (length < 0)
		die("a text that can't be formatted");
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void *
arena_grow(struct arena *arena, const void *old, size_t count, size_t size)
{
	void *grown;

	if (count != 0 && (count & (count - 1)) != 0)
		return (void *)(uintptr_t)old;
	grown = arena_array(arena, count == 0 ? 1 : count * 2, size);
	if (count != 0)
		memcpy(grown, old, count * size);
	return grown;
}

struct arena_mark
arena_mark(const struct arena *arena)
{
	return (struct arena_mark){
		.depth = depth_of(arena->block),
		.ends = arena->ends,
		.used = arena->block == NULL ? 0 : arena->block->used,
	};
}

void
arena_at_end(struct arena *arena, void (*end)(void *thing), void *thing)
{
	struct arena_end *last = arena_alloc(arena, sizeof(*last));

	*last = (struct arena_end){ arena->ends, end, thing };
	arena->ends = last;
}

/* Calls the functions newer than before (NULL: all), the latest first. */
static void
settle(struct arena *arena, const struct arena_end *before)
{
	while (arena->ends != before) {
		struct arena_end *last = arena->ends;

		arena->ends = last->older;
		last->end(last->thing);
	}
}

void
arena_settle(struct arena *arena)
{
	settle(arena, NULL);
}

void
arena_release(struct arena *arena, struct arena_mark mark)
{
	settle(arena, mark.ends);
	while (depth_of(arena->block) > mark.depth) {
		struct arena_block *block = arena->block;

		arena->block = block->older;
		if (block->size != ARENA_BLOCK) {
			block_free(block);
			continue;
		}
		block->older = arena->spare;
		arena->spare = block;
	}
	if (arena->block != NULL)
		arena->block->used = mark.used;
}

void
arena_free(struct arena *arena)
{
	arena_release(arena, (struct arena_mark){ 0 });
	while (arena->spare != NULL) {
		struct arena_block *block = arena->spare;

		arena->spare = block->older;
		block_free(block);
	}
	reserve_open = false;
}
