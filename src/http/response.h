/* A response: status, headers and a body, which is a value or a stream. */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <stdbool.h>

#include "base/text.h"

struct stream;

/* The most headers beyond those that every answer has. */
enum { RESPONSE_HEADERS = 16 };

struct response {
	int status;
	const char *reason;   /* the error code, or NULL for the standard's */
	const char *media;    /* Content-Type without charset */
	bool by_origin;       /* the answer depends on Origin too */
	const char *language; /* Content-Language, if Accept-Language counted */
	struct text body;     /* not sent with status 204 */
	struct stream *stream; /* the body, as it is sent; NULL: in body */
	struct {
		const char *name, *value;
	} headers[RESPONSE_HEADERS];
	size_t header_count;
	const char *id; /* X-Request-Id, or NULL: the answer has none */
	bool head; /* send all headers, but no body */
	bool sent; /* a part went out: no other answer is possible */
};

/* The standard's reason phrase of a status, "" if the status is not used. */
const char *response_phrase(int status);

/*
 * Adds a header; both strings must live as long as the response. The value's
 * bytes outside printable ASCII are sent as '?', so that no value can end its
 * line.
 */
void
response_header(struct response *response, const char *name, const char *value);

/*
 * Reads the stream of a response into the body, which has a length. Dies if the
 * stream breaks off.
 */
void response_gather(struct response *response);

/* Whether the response has a body to send, be it empty. */
bool response_has_body(const struct response *response);

/*
 * Adds the headers as a CGI program prints headers (RFC 3875 section 6):
 * Status, Content-Type with charset=utf-8, Content-Length unless the body is a
 * stream, Vary, Cache-Control, X-Content-Type-Options, X-Request-Id, the added
 * headers, a blank line.
 */
void response_print_head(struct text *out, const struct response *response);

#endif
