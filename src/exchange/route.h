/* What can be asked: operations and routes as data, and how a path finds one.
 */
#ifndef EXCHANGE_ROUTE_H
#define EXCHANGE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct exchange;
struct format;
struct schema;
struct text;

/* How a route decides on formats, beside the suffix and ?format=. */
enum choice {
	BY_HEADERS, /* Content-Type and Accept */
	BY_PATH,    /* what the path names, for the body and the answer */
	BY_API,     /* the default or the suffix, for a body without a type */
	ONLY_PAGE,  /* pages, whatever is asked */
	ONLY_DATA,  /* the default format, whatever is asked */
	ONLY_TEXT   /* a text of its own; faults in the default format */
};

/* An answer to what could be done, for documents. */
struct success {
	int status;
	const char *name; /* by which documents refer to the answer */
	const char *text; /* what the answer means, a sentence or two */
	/* the message; NULL: a page, or what the choice of the route says */
	const struct schema *schema;
	const char *const *headers; /* names, then NULL; NULL: none */
};

/* A request of one kind, and what answers it. */
struct message {
	void (*answer)(struct exchange *exchange);
	const char *text; /* "Creates a customer." */
	const struct schema *request, *response;
	const struct success *successes; /* then one of status 0 */
};

/*
 * An operation: known by a name, to be asked for by the route of its row and
 * by the predefined routes, alone or, if many.answer is there, in batches.
 */
struct operation {
	const char *name;    /* "CreateCustomer" */
	const char *summary; /* for its own page */
	const char *text;    /* for the list of operations */
	const char *sample;  /* what a request is about: "A customer" … */
	const char *samples; /* … or a batch: "Many customers" */
	struct message one, many;
};

/* What documents say that a request may have beside its body. */
enum {
	TAKES_FORMAT = 1,   /* the parameter format */
	TAKES_KEY = 2,      /* the header Idempotency-Key */
	TAKES_NAME = 4,     /* the parameter op */
	TAKES_LANGUAGE = 8, /* the header Accept-Language */
};

/*
 * A row for each path and method. In a path {} stands for the name of any
 * format that is both read and written, and {name} for a parameter: a piece
 * without slashes.
 */
struct route {
	const char *path;
	const char *method;
	const struct operation *operation; /* or, of pages and documents, … */
	void (*answer)(struct exchange *exchange);
	enum choice choice;
	bool many;       /* a batch */
	bool below_only; /* where short URLs are served, it is not there */
	unsigned takes;
	const struct success *successes; /* NULL: as the choice says */
	const int *refusals; /* the statuses that it may be refused with, 0 */
	const char *text;    /* what it is for, a sentence or two */
};

/* A table of rows. */
struct routes {
	const struct route *rows;
	size_t count;
};

enum { ROUTE_PARAMETERS = 2 };

/* A piece of the path that a parameter stands for; not NUL-terminated. */
struct parameter_value {
	const char *name, *value;
	size_t name_length, length;
};

/* What a path asks for. */
struct target {
	const struct route *route;   /* the first of its path, or NULL */
	const struct way *way;       /* of a predefined route, or NULL */
	const struct format *format; /* what {} stands for */
	const struct format *suffix; /* what the ending names */
	struct parameter_value parameters[ROUTE_PARAMETERS];
	size_t parameter_count;
};

/* Finds the route, ignoring case, one trailing slash and the suffix. */
struct target route_target(const struct routes *routes, const char *path);

/* The route to what a path asks for with a method, in the arena, or NULL. */
const struct route *route_find(struct arena *arena, const struct routes *routes,
	const struct target *target, const char *method);

/* The methods that the path takes, as the Allow header has them. */
const char *route_allow(struct arena *arena, const struct routes *routes,
	const struct target *target);

/*
 * All routes, the predefined ones behind the row of their operation, in the
 * arena; *count is their number.
 */
const struct route *
route_list(struct arena *arena, const struct routes *routes, size_t *count);

/* What a route of an operation takes and answers; NULL: it has none. */
const struct message *route_message(const struct route *route);

/* What is answered when nothing is wrong; NULL: as the choice says. */
const struct success *route_successes(const struct route *route);

/* The row that a function answers; there must be one. */
const struct route *route_to(
	const struct routes *routes, void (*answer)(struct exchange *exchange));

/* The row of the operation of that name, in any case; NULL: there is none. */
const struct route *
route_named(const struct routes *routes, const char *name, size_t length);

/*
 * Whether a route is there below a path, or with short URLs:
 * what the server configurations leave to the rest of a site is reached below
 * the program's own URL only.
 */
bool route_is_reached(const struct route *route, bool below);

/* A path with the name of the format in the place of {}. */
const char *
route_name(struct arena *arena, const char *path, const struct format *format);

#endif
