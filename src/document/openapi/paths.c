/* The paths of the OpenAPI document, from the table of routes. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/format.h"
#include "format/jsonout.h"
#include "http/request.h"
#include "exchange/exchange.h"
#include "document/openapi/openapi.h"
#include "service/operations.h"
#include "exchange/route.h"

/* Whether a path has this route as its first. */
static bool
is_first(const struct route *route)
{
	for (const struct route *other = routes; other < route; other++)
		if (strcmp(other->path, route->path) == 0)
			return false;
	return true;
}

static bool
is_post(const struct route *route)
{
	return strcmp(route->method, "POST") == 0;
}

static const char *
tag_of(const struct route *route)
{
	if (route_takes_customers(route))
		return "customers";
	return route->choice == ONLY_PAGE ? "pages" : "service";
}

/* Adds a method and a path as a name: "post_json_reply_CreateCustomer_many". */
static void
write_id(struct text *out, const struct route *route, const char *path)
{
	struct text id = { .arena = out->arena };

	text_puts(&id, is_post(route) ? "post" : "get");
	for (const char *at = path; *at != '\0'; at++)
		if (*at == '[')
			text_puts(&id, "_many");
		else if (*at == '/' && at[1] != '\0' && at[1] != '-')
			text_putc(&id, '_');
		else if (*at == '.' || *at == '-')
			text_putc(&id, '_');
		else if (*at != ']' && *at != '/')
			text_putc(&id, *at);
	jsonout_member(out, "operationId", id.bytes);
}

/* Adds what it does: the first sentence, and all of them. */
static void
write_words(struct text *out, const struct route *route)
{
	size_t first = strcspn(route->text, ".");

	jsonout_member(
		out, "summary", arena_copy(out->arena, route->text, first));
	jsonout_member(out, "description", route->text);
}

static void
write_parameters(struct text *out, const struct route *route)
{
	jsonout_name(out, "parameters");
	jsonout_open(out, '[');
	if (route_takes_customers(route)) {
		openapi_reference(out, "parameters", "Format");
		openapi_reference(out, "parameters", "IdempotencyKey");
	}
	if (route->answer == metadata_show)
		openapi_reference(out, "parameters", "Operation");
	if (route_takes_customers(route) || route->answer == page_form)
		openapi_reference(out, "parameters", "AcceptLanguage");
	jsonout_close(out, ']');
}

static void
write_body(
	struct text *out, const struct route *route, const struct format *named)
{
	jsonout_name(out, "requestBody");
	if (route_takes_customers(route))
		openapi_reference(out, "requestBodies",
			openapi_body(
				out->arena, route->choice, route->many, named));
	else
		jsonout_json(out,
			"{\"content\":{\"application/x-www-form-urlencoded\":"
			"{\"schema\":{\"type\":\"object\"}}}}");
}

/* Adds a member that refers to an answer that several routes give. */
static void
write_answer(struct text *out, int status, const char *name)
{
	jsonout_name(out, arena_printf(out->arena, "%d", status));
	openapi_reference(out, "responses", name);
}

/* What else is answered than customers. */
static void
write_document(struct text *out, const struct route *route)
{
	const struct envelope health = { &health_schema, health_schema.name,
		false };
	const struct format *data = format_default();

	jsonout_name(out, "200");
	jsonout_open(out, '{');
	jsonout_member(out, "description", "What was asked for.");
	jsonout_name(out, "content");
	jsonout_open(out, '{');
	if (route->answer == health_show)
		openapi_media(out, data->media[0], data, &health);
	else if (route->choice == ONLY_DATA)
		jsonout_json(out, "\"application/json\":"
				  "{\"schema\":{\"type\":\"object\"}}");
	else if (route->choice == ONLY_PAGE)
		openapi_media(out, "text/html", NULL, NULL);
	else
		openapi_media(out, "text/plain", NULL, NULL);
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}

/* Whether a request to the route can have a fault of that kind. */
static bool
may_fail(const struct route *route, enum fault_kind kind)
{
	switch (kind) {
	case FAULT_NOT_FOUND:
	case FAULT_METHOD:
	case FAULT_NOT_ACCEPTABLE:
	case FAULT_INTERNAL:
		return true;
	case FAULT_UNAVAILABLE:
		return route_takes_customers(route) ||
		       route->answer == health_show;
	default:
		return route_takes_customers(route);
	}
}

static bool
may_answer(const struct route *route, int status)
{
	for (int kind = FAULT_NONE + 1; kind < FAULT__MAX; kind++)
		if (fault_status((enum fault_kind)kind) == status &&
			may_fail(route, (enum fault_kind)kind))
			return true;
	return false;
}

static void
write_answers(struct text *out, const struct route *route)
{
	jsonout_name(out, "responses");
	jsonout_open(out, '{');
	if (route_takes_customers(route))
		write_answer(out, 200, route->many ? "CreatedMany" : "Created");
	else if (route->answer == page_home)
		write_answer(out, 302, "Elsewhere");
	else
		write_document(out, route);
	if (route_takes_customers(route) && !route->many)
		write_answer(out, 202, "Received");
	for (int status = 400; status < 600; status++)
		if (may_answer(route, status))
			write_answer(
				out, status, openapi_error(out->arena, status));
	jsonout_close(out, '}');
}

/* Adds a method of a path. */
static void
write_operation(struct text *out, const struct route *route, const char *path,
	const struct format *named)
{
	jsonout_name(out, is_post(route) ? "post" : "get");
	jsonout_open(out, '{');
	write_id(out, route, path);
	jsonout_name(out, "tags");
	jsonout_open(out, '[');
	jsonout_string(out, tag_of(route));
	jsonout_close(out, ']');
	write_words(out, route);
	write_parameters(out, route);
	if (is_post(route))
		write_body(out, route, named);
	write_answers(out, route);
	jsonout_close(out, '}');
}

/* Adds a path with all its methods; named is the format that it names. */
static void
write_path(
	struct text *out, const struct route *first, const struct format *named)
{
	const char *path = route_name(out->arena, first->path, named);

	jsonout_name(out, path);
	jsonout_open(out, '{');
	for (size_t i = 0; i < route_count; i++)
		if (strcmp(routes[i].path, first->path) == 0)
			write_operation(out, &routes[i], path, named);
	jsonout_close(out, '}');
}

void
openapi_paths(struct exchange *exchange, struct text *out)
{
	const char *script = exchange->request->script;

	jsonout_name(out, "paths");
	jsonout_open(out, '{');
	for (size_t i = 0; i < route_count; i++) {
		if (!is_first(&routes[i]) ||
			!route_is_reached(&routes[i], script))
			continue;
		if (strstr(routes[i].path, "{}") == NULL) {
			write_path(out, &routes[i], NULL);
			continue;
		}
		for (size_t j = 0; j < format_count; j++)
			if (format_is_both(&formats[j]))
				write_path(out, &routes[i], &formats[j]);
	}
	jsonout_close(out, '}');
}
