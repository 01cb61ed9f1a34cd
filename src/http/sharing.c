/* Sharing: what the pages of other sites may do with this service. */
#include "http/sharing.h"

#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"
#include "config/config.h"
#include "http/request.h"
#include "http/response.h"
#include "http/site.h"

/* The headers of answers that scripts may read, beyond the common ones. */
static const char exposed[] =
	"ETag, Idempotency-Replayed, Link, Retry-After, X-AutoBatch-Completed, "
	"X-CRM-Ignored, X-CRM-Total, X-Request-Id";

/* The headers of requests that scripts may set. */
static const char allowed[] =
	"Accept, Accept-Language, Authorization, Content-Type, "
	"Idempotency-Key, If-Match, If-None-Match, X-Api-Key, "
	"X-HTTP-Method-Override, X-Requested-With";

/* Whether a blank-separated list has an origin. */
static bool
has_origin(const char *list, const char *origin)
{
	const char *one;
	size_t length;

	while (list != NULL && (one = list_word(&list, &length)) != NULL)
		if (text_is(one, length, origin))
			return true;
	return false;
}

void
sharing_tell(const struct config *config, const struct request *request,
	struct response *response, const char *methods)
{
	if (config->allow_origin == NULL)
		return;
	response->by_origin = true;
	if (!has_origin(config->allow_origin, request->origin))
		return;
	response_header(
		response, "Access-Control-Allow-Origin", request->origin);
	response_header(response, "Access-Control-Allow-Credentials", "true");
	if (methods == NULL) {
		response_header(
			response, "Access-Control-Expose-Headers", exposed);
		return;
	}
	response_header(response, "Access-Control-Allow-Methods", methods);
	response_header(response, "Access-Control-Allow-Headers", allowed);
	response_header(response, "Access-Control-Max-Age", "600");
}

/* Whether a URL has an origin: scheme, host and port. */
static bool
is_of(const char *origin, const char *url)
{
	size_t begin = strcspn(url, ":"), length;

	begin += strspn(url + begin, ":/");
	length = begin + strcspn(url + begin, "/");
	return text_same(origin, strlen(origin), url, length);
}

/*
 * Whether an origin is this service's. Where a proxy speaks TLS the service
 * may take its scheme for http; a page that came by TLS is no worse.
 */
static bool
is_own(struct arena *arena, const struct config *config,
	const struct request *request)
{
	static const char plain[] = "http://";
	const char *url = site_url(arena, &request->site);

	if (config->url != NULL && is_of(request->origin, config->url))
		return true;
	if (is_of(request->origin, url))
		return true;
	return strncmp(url, plain, strlen(plain)) == 0 &&
	       is_of(request->origin,
		       arena_printf(arena, "https://%s", url + strlen(plain)));
}

/* Whether a method changes nothing (RFC 9110 section 9.2.1). */
static bool
is_safe(const char *method)
{
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ||
	       strcmp(method, "OPTIONS") == 0;
}

bool
sharing_is_foreign(struct arena *arena, const struct config *config,
	const struct request *request)
{
	const char *site = request->fetch_site, *origin = request->origin;

	if (is_safe(request->method))
		return false;
	if (*origin != '\0' && has_origin(config->allow_origin, origin))
		return false;
	if (text_is(site, strlen(site), "cross-site") ||
		text_is(site, strlen(site), "same-site"))
		return true;
	return *origin != '\0' && !is_own(arena, config, request);
}
