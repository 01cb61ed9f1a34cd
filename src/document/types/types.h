/* GET /types/LANGUAGE: the messages as classes, for typed clients. */
#ifndef TYPES_TYPES_H
#define TYPES_TYPES_H

#include <stdbool.h>

#include "schema/schema.h"

struct exchange;
struct text;

/* A class: a message, or an item of its lists. */
struct class
{
	const struct schema *schema;
	const char *space;           /* the XML namespace */
	bool sent;                   /* a request: only requests have rules */
	const struct schema *answer; /* to a request; NULL if it is none */
	const char *method, *path; /* of a request: how and where it is sent */
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

/* GET /types/LANGUAGE: makes the classes the answer. */
void types_show(struct exchange *exchange);

/* The name of a message or an item for people. */
const char *types_title(const struct schema *schema);

#endif
