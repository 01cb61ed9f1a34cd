/* A request, as the web server handed it over: method, path, headers, body. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "http/site.h"

struct arena;
struct format;

/* The state of the body. */
enum body_state {
	BODY_NONE, /* the method has none */
	BODY_OK,
	BODY_NO_LENGTH,  /* no Content-Length */
	BODY_BAD_LENGTH, /* a Content-Length that is no number */
	BODY_SHORT,      /* stdin ended before Content-Length bytes came */
	BODY_TOO_LARGE,  /* more than max-batch-body; none of it is kept */
	BODY_TIMEOUT     /* not all came within body-timeout */
};

/*
 * Strings are NUL-terminated and never NULL: a variable that is not set is
 * "". Strings have the bytes that the server gave, of any kind; but script
 * begins with one slash and ends with none.
 */
struct request {
	const char *method; /* after any override; "post" is not POST */
	bool head; /* HEAD was sent: the client of a POST waits for a body,
		      whatever overrides the method */
	const char *script; /* SCRIPT_NAME, where the program is mounted */
	const char *path;   /* PATH_INFO, the route */
	const char *query;  /* QUERY_STRING, still encoded */
	const char *accept;
	bool has_accept;
	const char *accept_language;
	const char *content_type;
	const char *content_encoding;
	const char *origin;
	const char *cors_method;     /* Access-Control-Request-Method */
	const char *cors_headers;    /* Access-Control-Request-Headers */
	const char *override;        /* X-HTTP-Method-Override */
	const char *idempotency_key; /* NULL: no such header */
	const char *if_match;        /* likewise */
	const char *if_none_match;   /* likewise */
	const char *id;         /* UNIQUE_ID, the server's name of the request */
	const char *authorization; /* the header */
	const char *api_key;       /* the header X-Api-Key */
	const char *auth_type;     /* AUTH_TYPE: the server knows the user … */
	const char *user;          /* … by REMOTE_USER */
	const char *fetch_site;    /* the header Sec-Fetch-Site */
	const char *cookie;        /* the header, for the desk alone */
	struct site site;        /* the service's own URL, in parts */
	const char *uri;         /* REQUEST_URI, as the client sent it */
	const char *remote;      /* REMOTE_ADDR, the client's address */
	const char *server;      /* SERVER_SOFTWARE */
	const char *script_file; /* of the program, as the server says */
	const char *document_root;
	const char *context_root; /* Apache's: the home of a user's pages */
	const char *body;         /* "" unless all of it came */
	size_t length;
	size_t declared; /* Content-Length, at most max-batch-body, or 0 */
	enum body_state state;
};

/* The request of which nothing is known: no method, other strings are "". */
extern const struct request request_none;

/* The value of a variable of CGI (RFC 3875 section 4.1), or NULL. */
typedef const char *request_find(void *context, const char *name);

/*
 * Makes a request of its variables, all but the body. The strings are those
 * that find() returned, or in the arena. Dies if REQUEST_METHOD is not set.
 */
void request_read(struct arena *arena, request_find *find, void *context,
	struct request *request);

/*
 * Sets the state of a request whose body has not been read: BODY_OK and the
 * length declared, or why there will be no body. Only POST, PUT and PATCH have
 * one; content_length is CONTENT_LENGTH, NULL if it is not set.
 */
void request_expect(
	struct request *request, const char *content_length, size_t limit);

/* Room for the id of a request, with its NUL. */
enum { REQUEST_ID = 65 };

/*
 * Writes the id of a request: the server's (request->id) if it is 1 to 64
 * letters, digits and -._~@+=:/, else 32 hexadecimal digits at random.
 */
void request_identify(const struct request *request, char id[REQUEST_ID]);

/*
 * Parses an Idempotency-Key: a string of 1 to 255 printable ASCII characters
 * in quotes (RFC 9651 section 3.3.3; draft-ietf-httpapi-idempotency-key-header
 * section 2.1), or without quotes if it holds no blank, quote or backslash.
 * Returns it without quotes, in the arena, or NULL if it is malformed.
 */
const char *idempotency_key_parse(struct arena *arena, const char *value);

/*
 * Lets X-HTTP-Method-Override, else _method in an urlencoded body, replace the
 * method of a POST.
 */
void request_override(struct arena *arena, struct request *request);

#endif
