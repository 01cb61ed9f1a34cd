/* Sharing: what the pages of other sites may do with this service. */
#ifndef HTTP_SHARING_H
#define HTTP_SHARING_H

#include <stdbool.h>

struct arena;
struct config;
struct request;
struct response;

/*
 * Lets pages of the origins in crm.conf read the answer, headers and all (the
 * Fetch standard, section 3.3). methods is NULL; or, of the answer to a
 * preflight request, the methods that the path takes: they may be used then.
 */
void sharing_tell(const struct config *config, const struct request *request,
	struct response *response, const char *methods);

/*
 * Whether a browser says that the page of another site sends the request, which
 * is none of crm.conf's origins. Where there is an Origin that crm.conf has,
 * Sec-Fetch-Site, which can't know of that, is not looked at. False of the
 * methods GET, HEAD and OPTIONS, which change nothing.
 */
bool sharing_is_foreign(struct arena *arena, const struct config *config,
	const struct request *request);

#endif
