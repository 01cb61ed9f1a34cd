/* The arena: memory that lives as long as a request, never freed piecemeal. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena_end;

/* All zero is an empty arena, ready for use. */
struct arena {
	struct arena_block *block;
	struct arena_block *spare; /* released, to be used again */
	struct arena_end *ends;
};

/* A place in an arena to which arena_release() can return. */
struct arena_mark {
	size_t depth;
	struct arena_end *ends;
	size_t used;
};

/*
 * Returns size zeroed bytes, aligned for any type, that live until the arena
 * is freed or released past them. Never NULL: without memory the call dies, and
 * the memory for its log line then comes from a small reserve.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* As arena_alloc() for count items of size bytes; dies on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Returns a copy of length bytes, with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* Returns formatted text, as by printf(). */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Returns an array with room for at least count + 1 items of size bytes that
 * begins with the count items of old. The array grows by doubling: old itself
 * is returned unless count is zero or a power of two.
 */
void *
arena_grow(struct arena *arena, const void *old, size_t count, size_t size);

/*
 * Enlarges a piece of old_size bytes; NULL and 0: there is no piece as yet.
 * Returns the piece's new address; the bytes behind the old ones are zero. The
 * piece that was allocated last grows without a second copy in memory.
 */
void *arena_resize(
	struct arena *arena, const void *old, size_t old_size, size_t size);

/* Remembers how much of the arena is in use. */
struct arena_mark arena_mark(const struct arena *arena);

/*
 * Has end(thing) called when the memory allocated by now is given back, or
 * arena_settle() is called: so a thing that is more than memory does not
 * outlive a request that died. The thing itself may lie in the arena.
 */
void arena_at_end(struct arena *arena, void (*end)(void *thing), void *thing);

/* Calls all functions given to arena_at_end() now, the latest first. */
void arena_settle(struct arena *arena);

/*
 * Gives back all memory that was allocated since the mark was taken; small
 * pieces stay with the arena, for what is allocated next.
 */
void arena_release(struct arena *arena, struct arena_mark mark);

/* Gives everything back; the arena is empty and ready again. */
void arena_free(struct arena *arena);

#endif
