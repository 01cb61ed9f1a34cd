/* Scopes: the sorts of work that an API key can be good for. */
#ifndef STORE_SCOPE_H
#define STORE_SCOPE_H

#include <stdbool.h>

struct arena;

/* Bits: a set of scopes is an unsigned with the bits of each. */
enum scope {
	SCOPE_CREATE = 1 << 0,
	SCOPE_READ = 1 << 1,
	SCOPE_WRITE = 1 << 2,
	SCOPE_ERASE = 1 << 3,
	SCOPE_EXPORT = 1 << 4,
	SCOPE_ALL = (1 << 5) - 1
};

struct scope_row {
	enum scope scope;
	const char *name;   /* "create"; for people, programs and the store */
	const char *allows; /* the work, for documents, in English */
};

/* One row for each scope, in the order of the bits, ended by a NULL name. */
extern const struct scope_row scope_rows[];

/*
 * Reads blank-separated names of any case. Returns NULL and sets *scopes; or
 * returns the first name that is no scope's, in the arena, "" if there is no
 * name at all.
 */
const char *
scopes_read(struct arena *arena, const char *names, unsigned *scopes);

/* The names of a set of scopes, blank-separated, in the arena. */
const char *scopes_names(struct arena *arena, unsigned scopes);

#endif
