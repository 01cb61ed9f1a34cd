/* Memory that lives as long as a request, and is never freed piecemeal. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena_end;

/* All zero is an empty arena, ready for use. */
struct arena {
	struct arena_block *block;
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
 * is freed or released past them. Never NULL: without memory it dies, and what
 * the last words need then comes from a small reserve.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* As arena_alloc() for count items of size bytes; dies if that overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Returns a copy of length bytes, with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* Returns formatted text, as printf does it. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Returns an array with room for at least count + 1 items of size bytes that
 * begins with the count items of old. It grows by doubling: it is old itself
 * unless count is zero or a power of two.
 */
void *
arena_grow(struct arena *arena, const void *old, size_t count, size_t size);

/*
 * Makes a piece of old_size bytes larger; NULL and 0: there is none as yet.
 * Returns where it lies now, zeroed behind what it held. What was allocated
 * last grows without a second copy of it in memory.
 */
void *arena_resize(
	struct arena *arena, const void *old, size_t old_size, size_t size);

/* Remembers how much of the arena is in use. */
struct arena_mark arena_mark(const struct arena *arena);

/*
 * Has end(thing) called when what is allocated by now is given back, or
 * arena_settle() is called: so that a thing which is more than memory does not
 * outlive a request that died. The thing itself may lie in the arena.
 */
void arena_at_end(struct arena *arena, void (*end)(void *thing), void *thing);

/* Calls now, the latest first, all that arena_at_end() was told of. */
void arena_settle(struct arena *arena);

/* Gives back all that was allocated since the mark was taken. */
void arena_release(struct arena *arena, struct arena_mark mark);

/* Gives everything back; the arena is empty and ready again. */
void arena_free(struct arena *arena);

#endif
