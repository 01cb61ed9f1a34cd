/* The table of routes: what can be asked. */
#ifndef EXCHANGE_ROUTE_H
#define EXCHANGE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct exchange;
struct format;

/* How a route decides on formats, beside the suffix and ?format=. */
enum choice {
	BY_HEADERS, /* Content-Type and Accept */
	BY_PATH,    /* what the path names, for the body and the answer */
	BY_API,     /* the default or the suffix, for a body without a type */
	ONLY_PAGE,  /* pages, whatever is asked */
	ONLY_DATA,  /* the default format, whatever is asked */
	ONLY_TEXT   /* a text of its own; faults in the default format */
};

/*
 * A row for each path and method. In a path {} stands for the name of any
 * format that is both read and written.
 */
struct route {
	const char *path;
	const char *method;
	void (*answer)(struct exchange *exchange);
	enum choice choice;
	bool many;        /* a batch */
	const char *text; /* what it is for, a sentence or two */
};

extern const struct route routes[];
extern const size_t route_count;

/* What a path asks for. */
struct target {
	const struct route *route;   /* the first of its path, or NULL */
	const struct format *format; /* what {} stands for */
	const struct format *suffix; /* what the ending names */
};

/* Finds the route, ignoring case, one trailing slash and the suffix. */
struct target route_target(const char *path);

/* The row of a path as the table has it and a method, or NULL. */
const struct route *route_find(const char *path, const char *method);

/* The first route to an operation that chooses formats in that way. */
const struct route *
route_to(void (*answer)(struct exchange *exchange), enum choice choice);

/* Whether customers are sent there. */
bool route_takes_customers(const struct route *route);

/*
 * Whether a route is there for those who ask under that SCRIPT_NAME. Short URLs
 * have none: what the server configurations leave to the rest of a site is
 * reached below the program's own URL only.
 */
bool route_is_reached(const struct route *route, const char *script);

/* The methods that a path takes, as the Allow header has them. */
const char *route_allow(const char *path);

/* A path with the name of the format in the place of {}. */
const char *
route_name(struct arena *arena, const char *path, const struct format *format);

#endif
