/* The table of routes: what can be asked. */
#include "exchange/route.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/format.h"
#include "service/operations.h"

const struct route routes[] = {
	{ "/", "GET", page_home, ONLY_PAGE, false,
		"Leads to the documentation." },
	{ "/customer", "GET", page_form, ONLY_PAGE, false,
		"The form, for people." },
	{ "/customer", "POST", create_customer, BY_HEADERS, false,
		"Creates a customer. The body is in the format that its "
		"Content-Type names, the answer in the one that is asked "
		"for." },
	{ "/{}/reply/CreateCustomer", "POST", create_customer, BY_PATH, false,
		"Creates a customer. Body and answer are in the format that "
		"the path names." },
	{ "/{}/oneway/CreateCustomer", "POST", create_customer, BY_PATH, false,
		"The same as reply, for clients that know it by this name." },
	{ "/api/CreateCustomer", "POST", create_customer, BY_API, false,
		"Creates a customer. The answer is in JSON, or in the format "
		"of the suffix." },
	{ "/{}/reply/CreateCustomer[]", "POST", create_batch, BY_PATH, true,
		"Creates many customers, all of them or none. Body and answer "
		"are in the format that the path names." },
	{ "/{}/oneway/CreateCustomer[]", "POST", create_batch, BY_PATH, true,
		"The same as reply, for clients that know it by this name." },
	{ "/api/CreateCustomer[]", "POST", create_batch, BY_API, true,
		"Creates many customers, all of them or none. The answer is "
		"in JSON, or in the format of the suffix." },
	{ "/metadata", "GET", metadata_list, ONLY_PAGE, false,
		"The documentation: what can be asked, and how." },
	{ "/{}/metadata", "GET", metadata_show, ONLY_PAGE, false,
		"The documentation of the operation that the parameter op "
		"names, for those who use the format that the path names." },
	{ "/health", "GET", health_show, ONLY_DATA, false,
		"Whether a customer could be stored now." },
	{ "/openapi.json", "GET", openapi_show, ONLY_DATA, false,
		"This service as a document of OpenAPI 3.1." },
	{ "/types/typescript", "GET", types_show, ONLY_TEXT, false,
		"The messages as classes of TypeScript, for typed clients." },
	{ "/types/csharp", "GET", types_show, ONLY_TEXT, false,
		"The messages as classes of C#, for typed clients." },
	{ "/types/python", "GET", types_show, ONLY_TEXT, false,
		"The messages as data classes of Python, for typed clients." },
	{ "/-/check", "GET", check_ask, ONLY_PAGE, false,
		"Asks the administrator for the word that opens the "
		"self-check." },
	{ "/-/check", "POST", check_show, ONLY_PAGE, false,
		"The self-check: what around the program is not as it should "
		"be, and what helps." },
	{ "/--help", "GET", usage_help, ONLY_TEXT, false,
		"What the program prints with the option --help." },
	{ "/--version", "GET", usage_version, ONLY_TEXT, false,
		"What the program prints with the option --version." },
};

enum { ROUTES = sizeof(routes) / sizeof(*routes) };

const size_t route_count = ROUTES;

/* Whether a path is that of a route; notes the format for which {} stands. */
static bool
matches(const char *path, size_t length, const char *pattern,
	const struct format **format)
{
	const char *mark = strstr(pattern, "{}"), *slash;
	size_t before = mark == NULL ? 0 : (size_t)(mark - pattern);

	*format = NULL;
	if (mark == NULL)
		return text_is(path, length, pattern);
	if (length < before || !text_same(path, before, pattern, before))
		return false;
	slash = memchr(path + before, '/', length - before);
	if (slash == NULL)
		return false;
	*format = format_named(path + before, (size_t)(slash - path) - before);
	return *format != NULL && (*format)->read != NULL &&
	       text_is(slash, length - (size_t)(slash - path), mark + 2);
}

static const struct route *
find_path(const char *path, size_t length, const struct format **format)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (matches(path, length, routes[i].path, format))
			return &routes[i];
	return NULL;
}

struct target
route_target(const char *path)
{
	size_t length = strlen(path);
	const char *dot = memrchr(path, '.', length);
	struct target target = { 0 };

	if (length == 0)
		return route_target("/");
	if (length > 1 && path[length - 1] == '/')
		length--;
	target.route = find_path(path, length, &target.format);
	if (target.route != NULL || dot == NULL)
		return target;
	target.suffix =
		format_named(dot + 1, length - (size_t)(dot + 1 - path));
	if (target.suffix != NULL)
		target.route =
			find_path(path, (size_t)(dot - path), &target.format);
	return target;
}

const char *
route_name(struct arena *arena, const char *path, const struct format *format)
{
	const char *mark = strstr(path, "{}");

	if (mark == NULL)
		return path;
	return arena_printf(arena, "%.*s%s%s", (int)(mark - path), path,
		format->name, mark + 2);
}

const struct route *
route_find(const char *path, const char *method)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (strcmp(routes[i].path, path) == 0 &&
			strcmp(routes[i].method, method) == 0)
			return &routes[i];
	return NULL;
}

const struct route *
route_to(void (*answer)(struct exchange *exchange), enum choice choice)
{
	const struct route *route = routes;

	while (route->answer != answer || route->choice != choice)
		route++;
	return route;
}

bool
route_takes_customers(const struct route *route)
{
	return route->answer == create_customer ||
	       route->answer == create_batch;
}

bool
route_is_reached(const struct route *route, const char *script)
{
	return *script != '\0' ||
	       (route->answer != page_home && route->answer != usage_help &&
		       route->answer != usage_version);
}

const char *
route_allow(const char *path)
{
	bool get = route_find(path, "GET") != NULL;
	bool post = route_find(path, "POST") != NULL;

	if (get)
		return post ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS";
	return post ? "OPTIONS, POST" : "OPTIONS";
}
