/* CGI (RFC 3875): requests from environment and stdin, responses to stdout. */
#ifndef HTTP_CGI_H
#define HTTP_CGI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct config;
struct request;
struct response;
struct text;

/*
 * Makes the process fit to serve: descriptors 0 to 2 are open, SIGPIPE and
 * SIGXFSZ are ignored, umask is 077, and there will be no core dump.
 */
void cgi_start(void);

/* Whether a web server called (GATEWAY_INTERFACE is set). */
bool cgi_called(void);

/*
 * Takes the request over. A body is read, and past max-batch-body discarded,
 * until Content-Length bytes came, stdin ended or body-timeout passed; only
 * POST, PUT and PATCH have a body. All other input is discarded, so that the
 * server can write it. Dies if REQUEST_METHOD is not set.
 */
void cgi_request(struct arena *arena, const struct config *config,
	struct request *request);

/*
 * Prints the whole response to stdout; a stream takes memory for one record and
 * a little more. Returns whether stdout took all bytes, and the stream came to
 * its end. Dies if a stream breaks off before a byte went out.
 */
bool cgi_respond(struct arena *arena, struct response *response);

/* Adds all variables, as fastcgi_put_variable() does. */
void cgi_put_variables(struct text *variables);

/* Prints bytes to stdout. Returns whether stdout took them. */
bool cgi_write(const char *bytes, size_t length);

/*
 * Lets the server know that all of the response is there, while the process
 * goes on: stdout ends. Its descriptor stays taken.
 */
void cgi_finish(void);

/*
 * Ends a response of which a part was sent and the rest can't be, so that the
 * client notices. Returns false: the response did not go out.
 */
bool cgi_break_off(struct arena *arena, const struct response *response);

#endif
