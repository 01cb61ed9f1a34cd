/* The messages as classes, which typed clients are built with. */
#ifndef TYPES_TYPES_H
#define TYPES_TYPES_H

#include <stdbool.h>

#include "schema/schema.h"

struct exchange;
struct text;

/* What a message, or an item of its lists, becomes. */
struct class
{
	const struct schema *schema;
	const char *space;           /* the XML namespace */
	bool sent;                   /* only what is sent has rules */
	const struct schema *answer; /* to a request; NULL if it is none */
	const char *method, *path; /* of a request: how and where it is sent */
};

/*
 * How a programming language has them. A file is its beginning, every class
 * (behind those of its members) from open to close, and its end.
 */
struct syntax {
	const char *name; /* what the path ends with: "/types/typescript" */
	const char *file; /* what people keep it as */
	/* url: of the service, without a character that ends a comment */
	void (*begin)(struct text *out, const char *url, const char *space);
	void (*open)(struct text *out, const struct class *class);
	/* words: what it means, and its rules */
	void (*member)(
		struct text *out, const struct field *field, const char *words);
	void (*close)(struct text *out, const struct class *class);
	const char *end;
};

extern const struct syntax typescript; /* typescript.c */
extern const struct syntax csharp;     /* csharp.c */
extern const struct syntax python;     /* python.c */

/* GET /types/LANGUAGE: makes the classes the answer. */
void types_show(struct exchange *exchange);

/* What people call a message or an item. */
const char *types_title(const struct schema *schema);

#endif
