/* GET /types/LANGUAGE: the messages as classes, for typed clients. */
#ifndef TYPES_TYPES_H
#define TYPES_TYPES_H

#include <stdbool.h>

#include "schema/schema.h"

struct arena;
struct exchange;
struct route;
struct text;

/* A class: a message, or an item of its lists. */
struct class
{
	const struct schema *schema;
	const char *space; /* the XML namespace */
	bool sent;         /* in a request: only requests have rules */
	/* of a request: the route and the answer, NULL if that has no body */
	const struct route *route;
	const struct schema *answer;
};

/*
 * The syntax of a programming language. A file is its beginning, every class
 * (behind the classes of its members) from open to close, and its end.
 */
struct syntax {
	const char *name; /* the end of the path: "/types/typescript" */
	const char *file; /* the name that people keep the file under */
	/* url: of the service, without a character that ends a comment */
	void (*begin)(struct text *out, const char *url, const char *space);
	void (*open)(struct text *out, const struct class *class);
	/* words: the member's meaning and rules */
	void (*member)(
		struct text *out, const struct field *field, const char *words);
	void (*close)(struct text *out, const struct class *class);
	const char *end;
};

extern const struct syntax typescript; /* typescript.c */
extern const struct syntax csharp;     /* csharp.c */
extern const struct syntax python;     /* python.c */

/*
 * The name of the interface for a request's method: "IPost"; in the arena.
 */
const char *types_verb(struct arena *arena, const struct class *class);

/*
 * The name of an answer's type, of which the pattern makes a list where the
 * answer is one: "List<%s>"; in the arena.
 */
const char *types_answer(
	struct arena *arena, const struct class *class, const char *pattern);

/* GET /types/LANGUAGE: makes the classes the answer. */
void types_show(struct exchange *exchange);

/* The name of a message or an item for people. */
const char *types_title(const struct schema *schema);

#endif
