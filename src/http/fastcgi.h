/* FastCGI (its specification, 1.0): records read and written, without I/O. */
#ifndef HTTP_FASTCGI_H
#define HTTP_FASTCGI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;

enum {
	FASTCGI_HEAD = 8,         /* the bytes before a record's content */
	FASTCGI_CONTENT = 65535,  /* the most bytes of a content … */
	FASTCGI_PADDING = 255,    /* … and behind it */
	FASTCGI_PARAMS = 1 << 20, /* the most bytes of a request's variables */
	FASTCGI_VARIABLES = 1024, /* and the most variables */
	/* the bytes that hold any record */
	FASTCGI_RECORD = FASTCGI_HEAD + FASTCGI_CONTENT + FASTCGI_PADDING
};

/* The types of records, with the numbers of the specification (section 8). */
enum fastcgi_type {
	FASTCGI_BEGIN = 1,
	FASTCGI_ABORT,
	FASTCGI_END,
	FASTCGI_PARAM,
	FASTCGI_STDIN,
	FASTCGI_STDOUT,
	FASTCGI_STDERR,
	FASTCGI_DATA,
	FASTCGI_GET_VALUES,
	FASTCGI_VALUES,
	FASTCGI_UNKNOWN
};

/* How a request ends (section 5.5). */
enum fastcgi_status {
	FASTCGI_COMPLETE,
	FASTCGI_NO_MULTIPLEX,
	FASTCGI_OVERLOADED,
	FASTCGI_NO_ROLE
};

struct fastcgi_record {
	unsigned type; /* of any number that a byte has */
	unsigned id;   /* of the request; 0: of the connection */
	const unsigned char *content;
	size_t length;
};

/*
 * Takes the record that bytes begin with. Returns the number of its bytes, 0 if
 * not all of it is there, or -1 if the bytes are no FastCGI 1.
 */
int fastcgi_take(const unsigned char *bytes, size_t length,
	struct fastcgi_record *record);

/*
 * Reads the content of FASTCGI_BEGIN. Returns false if it is malformed, or
 * another role than that of a responder is asked for; *keep says whether the
 * connection stays open afterwards.
 */
bool fastcgi_begins(const struct fastcgi_record *record, bool *keep);

struct fastcgi_variable {
	const char *name, *value;
	size_t length; /* of the name */
};

struct fastcgi_variables {
	struct fastcgi_variable *list;
	size_t count;
};

/*
 * Reads the variables of all contents of FASTCGI_PARAM (section 3.4), copied to
 * the arena. Returns false if they are malformed or too many.
 */
bool fastcgi_read_variables(struct arena *arena, const unsigned char *bytes,
	size_t length, struct fastcgi_variables *variables);

/* The value of a variable, or NULL; context: a struct fastcgi_variables. */
const char *fastcgi_find(void *context, const char *name);

/* Adds a variable to the contents of FASTCGI_PARAM. */
void fastcgi_put_variable(struct text *variables, const char *name,
	size_t name_length, const char *value);

/*
 * Writes a whole request, on a connection that ends with it: its variables as
 * fastcgi_put_variable() adds them, and its body.
 */
void fastcgi_put_request(struct text *out, unsigned id,
	const struct text *variables, const char *body, size_t length);

/* Writes bytes of FASTCGI_STDOUT in as many records as it takes; none for 0. */
void fastcgi_put(
	struct text *out, unsigned id, const char *bytes, size_t length);

/* Writes the end of FASTCGI_STDOUT, and that of the request. */
void fastcgi_put_end(struct text *out, unsigned id, enum fastcgi_status status);

/*
 * Answers a record of the connection itself (section 4): the values that are
 * asked for, if they are known, or that the type of the record is not known.
 * connections and requests are how many there may be at once.
 */
void fastcgi_put_management(struct text *out,
	const struct fastcgi_record *record, unsigned connections,
	unsigned requests);

#endif
