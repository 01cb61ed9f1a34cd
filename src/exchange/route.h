/* Operations and routes as data, and the lookup of the route for a path. */
#ifndef EXCHANGE_ROUTE_H
#define EXCHANGE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct exchange;
struct format;
struct schema;
struct text;

/* A route's choice of formats, beside the suffix and ?format=. */
enum choice {
	BY_HEADERS, /* Content-Type and Accept */
	BY_PATH,    /* the path's format, for body and answer */
	BY_API,     /* the default or the suffix, for a body without a type */
	ONLY_PAGE,  /* pages, whatever is asked for */
	ONLY_DATA,  /* the default format, whatever is asked for */
	BY_LIST,    /* as BY_HEADERS, but no page: a list to save */
	BY_FILE,    /* the URL alone, else CSV: a list to save */
	ONLY_TEXT   /* a text of its own; faults in the default format */
};

/* The answer to a successful request, for documents. */
struct success {
	int status;
	const char *name; /* the answer's name in documents */
	const char *text; /* the answer's meaning, in a sentence or two */
	/* the message; NULL: a page, or by the route's choice */
	const struct schema *schema;
	const char *const *headers; /* names, then NULL; NULL: none */
};

/* A kind of request, and the function that answers it. */
struct message {
	void (*answer)(struct exchange *exchange);
	const char *text; /* "Creates a customer." */
	const struct schema *request;
	const struct schema *response;   /* NULL: a page, or nothing */
	const struct success *successes; /* ends with status 0 */
};

/*
 * An operation, with a name. Clients ask for it by the route of its row and by
 * the predefined routes, alone or, if many.answer is there, in batches.
 */
struct operation {
	const char *name;    /* "CreateCustomer" */
	const char *summary; /* for its own page */
	const char *text;    /* for the list of operations */
	const char *tag;     /* the group of operations in documents */
	const char *sample;  /* the subject of a request: "A customer" … */
	const char *samples; /* … or of a batch: "Many customers" */
	bool patch;          /* a request changes what it names, and no more */
	struct message one, many;
};

/* Parts of a request beside its body, for documents. */
enum {
	TAKES_FORMAT = 1,   /* the parameter format */
	TAKES_KEY = 2,      /* the header Idempotency-Key */
	TAKES_NAME = 4,     /* the parameter op */
	TAKES_LANGUAGE = 8, /* the header Accept-Language */
	TAKES_MATCH = 16,   /* the header If-Match */
	TAKES_KNOWN = 32,   /* the header If-None-Match */
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
	const struct schema *request; /* without an operation; or NULL */
	enum choice choice;
	/* bits of enum scope: a key needs one of them; 0: no key is needed */
	unsigned scope;
	/* the scope of a key that does as well as a signed address; or 0 */
	unsigned signed_scope;
	bool own_guard;  /* has a guard of its own: no key is looked at */
	bool staff;      /* a page of the desk, which documents leave out */
	bool many;       /* a batch */
	bool below_only; /* not there where short URLs are served */
	unsigned takes;
	const struct success *successes; /* NULL: by the choice */
	const int *refusals; /* the statuses of its refusals, then 0 */
	const char *text;    /* its purpose, in a sentence or two */
};

/* The table of routes. */
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

/* The target of a path: a route, a format, and parameters. */
struct target {
	const struct route *route;   /* the first of its path, or NULL */
	const struct way *way;       /* of a predefined route, or NULL */
	const struct format *format; /* in the place of {} */
	const struct format *suffix; /* by the path's ending */
	struct parameter_value parameters[ROUTE_PARAMETERS];
	size_t parameter_count;
};

/* Finds the route, ignoring case, one trailing slash and the suffix. */
struct target route_target(const struct routes *routes, const char *path);

/* The route for a path's target and a method, in the arena, or NULL. */
const struct route *route_find(struct arena *arena, const struct routes *routes,
	const struct target *target, const char *method);

/* The methods that a path takes, as the value of the Allow header. */
const char *route_allow(struct arena *arena, const struct routes *routes,
	const struct target *target);

/*
 * All routes, the predefined ones behind the row of their operation, in the
 * arena; *count is their number.
 */
const struct route *
route_list(struct arena *arena, const struct routes *routes, size_t *count);

/* Whether a path has a parameter of that name. */
bool route_has_member(const char *path, const char *name);

/* Whether requests to a route have a body. */
bool route_has_body(const struct route *route);

/* The message of an operation's route; NULL: the route has no operation. */
const struct message *route_message(const struct route *route);

/* What a route is asked with, one by one; NULL: without parameters. */
const struct schema *route_request(const struct route *route);

/* The answers of a route to successful requests; NULL: by the choice. */
const struct success *route_successes(const struct route *route);

/* The row with an answering function; there must be one. */
const struct route *route_to(
	const struct routes *routes, void (*answer)(struct exchange *exchange));

/* The row of the operation of that name, in any case; NULL: there is none. */
const struct route *
route_named(const struct routes *routes, const char *name, size_t length);

/*
 * Whether a route is there below a path, or with short URLs. Paths that the
 * server configurations leave to the rest of a site are there only below the
 * program's own URL.
 */
bool route_is_reached(const struct route *route, bool below);

/* A path with the name of the format in the place of {}. */
const char *
route_name(struct arena *arena, const char *path, const struct format *format);

#endif
