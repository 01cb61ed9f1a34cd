/* The member "paths" of the OpenAPI document, from the table of routes. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "document/openapi/openapi.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "format/format.h"
#include "format/jsonout.h"
#include "http/request.h"
#include "store/scope.h"

/* All routes, and the exchange that they are told in. */
struct list {
	const struct route *routes;
	size_t count;
	const struct exchange *exchange;
};

/* Whether a route is the first of its path. */
static bool
is_first(const struct list *list, const struct route *route)
{
	for (const struct route *other = list->routes; other < route; other++)
		if (strcmp(other->path, route->path) == 0)
			return false;
	return true;
}

/* The method as the document has it, in lower case. */
static const char *
method_name(struct arena *arena, const struct route *route)
{
	char *name = arena_printf(arena, "%s", route->method);

	for (char *at = name; *at != '\0'; at++)
		*at = text_lower(*at);
	return name;
}

static const char *
tag_of(const struct route *route)
{
	if (route->operation != NULL)
		return route->operation->tag;
	return route->choice == ONLY_PAGE ? "pages" : "service";
}

/* Adds a method and a path as a name: "post_json_reply_CreateCustomer_many". */
static void
write_id(struct text *out, const struct route *route, const char *path)
{
	struct text id = { .arena = out->arena };

	text_puts(&id, method_name(out->arena, route));
	for (const char *at = path; *at != '\0'; at++)
		if (*at == '[')
			text_puts(&id, "_many");
		else if (*at == '/' && at[1] != '\0' && at[1] != '-')
			text_putc(&id, '_');
		else if (*at == '.' || *at == '-')
			text_putc(&id, '_');
		else if (strchr("]/{}", *at) == NULL)
			text_putc(&id, *at);
	jsonout_member(out, "operationId", id.bytes);
}

/* Adds the meaning of a route: the first sentence, and all of them. */
static void
write_words(struct text *out, const struct route *route)
{
	size_t first = strcspn(route->text, ".");

	jsonout_member(
		out, "summary", arena_copy(out->arena, route->text, first));
	jsonout_member(out, "description", route->text);
}

/* Adds the members of a request: those in the path, and without a body all. */
static void
write_members(
	struct text *out, const struct route *route, const struct rules *rules)
{
	const struct schema *schema = route_request(route);

	if (schema == NULL || route->many)
		return;
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const char *name = schema->fields[i].name;

		if (route_has_member(route->path, name))
			openapi_parameter(out, schema, i, "path", rules);
		else if (!route_has_body(route))
			openapi_reference(out, "parameters",
				openapi_query(out->arena, schema, i));
	}
}

static void
write_parameters(
	struct text *out, const struct route *route, const struct rules *rules)
{
	static const struct {
		unsigned taken;
		const char *name;
	} parameters[] = {
		{ TAKES_FORMAT, "Format" },
		{ TAKES_KEY, "IdempotencyKey" },
		{ TAKES_NAME, "Operation" },
		{ TAKES_LANGUAGE, "AcceptLanguage" },
		{ TAKES_MATCH, "IfMatch" },
		{ TAKES_KNOWN, "IfNoneMatch" },
	};

	jsonout_name(out, "parameters");
	jsonout_open(out, '[');
	for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++)
		if (route->takes & parameters[i].taken)
			openapi_reference(
				out, "parameters", parameters[i].name);
	write_members(out, route, rules);
	jsonout_close(out, ']');
}

static void
write_body(
	struct text *out, const struct route *route, const struct format *named)
{
	jsonout_name(out, "requestBody");
	if (route->operation != NULL)
		openapi_reference(out, "requestBodies",
			openapi_body(out->arena, route, named));
	else
		jsonout_json(out,
			"{\"content\":{\"application/x-www-form-urlencoded\":"
			"{\"schema\":{\"type\":\"object\"}}}}");
}

/* Adds a member that refers to an answer of several routes. */
static void
write_answer(struct text *out, int status, const char *name)
{
	jsonout_name(out, arena_printf(out->arena, "%d", status));
	openapi_reference(out, "responses", name);
}

/* Adds the answers of a route of pages or documents. */
static void
write_document(struct text *out, const struct route *route)
{
	const struct success *success = route->successes;
	const struct format *data = format_default();

	jsonout_name(out, "200");
	jsonout_open(out, '{');
	jsonout_member(out, "description", "What was asked for.");
	openapi_headers(out, NULL);
	jsonout_name(out, "content");
	jsonout_open(out, '{');
	if (success != NULL)
		openapi_media(out, data->media[0], data,
			&(struct envelope){ success->schema,
				success->schema->name, false });
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

static void
write_answers(struct text *out, const struct route *route)
{
	const struct success *success = route_successes(route);

	jsonout_name(out, "responses");
	jsonout_open(out, '{');
	if (success == NULL || success->name == NULL)
		write_document(out, route);
	for (; success != NULL && success->name != NULL; success++)
		write_answer(out, success->status, success->name);
	for (const int *status = route->refusals; *status != 0; status++)
		write_answer(out, *status, openapi_error(out->arena, *status));
	jsonout_close(out, '}');
}

/* Adds the ways to send a key, each with the scopes that would do. */
static void
write_security(struct text *out, const struct exchange *exchange,
	const struct route *route)
{
	unsigned scope = route->scope | route->signed_scope;

	jsonout_name(out, "security");
	jsonout_open(out, '[');
	if (scope != 0 && exchange_is_open(exchange, route))
		jsonout_json(out, "{}");
	for (size_t i = 0; scope != 0 && i < openapi_scheme_count; i++) {
		jsonout_open(out, '{');
		jsonout_name(out, openapi_schemes[i].name);
		jsonout_open(out, '[');
		for (const struct scope_row *row = scope_rows;
			scope != SCOPE_ALL && row->name != NULL; row++)
			if (scope & row->scope)
				jsonout_string(out, row->name);
		jsonout_close(out, ']');
		jsonout_close(out, '}');
	}
	jsonout_close(out, ']');
}

/* Adds a method of a path. */
static void
write_operation(struct text *out, const struct list *list,
	const struct route *route, const char *path, const struct format *named)
{
	jsonout_name(out, method_name(out->arena, route));
	jsonout_open(out, '{');
	write_id(out, route, path);
	jsonout_name(out, "tags");
	jsonout_open(out, '[');
	jsonout_string(out, tag_of(route));
	jsonout_close(out, ']');
	write_words(out, route);
	write_security(out, list->exchange, route);
	write_parameters(out, route, list->exchange->rules);
	if (route_has_body(route))
		write_body(out, route, named);
	write_answers(out, route);
	jsonout_close(out, '}');
}

/* Adds a path with all its methods; named is the format that it names. */
static void
write_path(struct text *out, const struct list *list, const struct route *first,
	const struct format *named)
{
	const char *path = route_name(out->arena, first->path, named);

	jsonout_name(out, path);
	jsonout_open(out, '{');
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->routes[i].path, first->path) == 0)
			write_operation(
				out, list, &list->routes[i], path, named);
	jsonout_close(out, '}');
}

void
openapi_paths(struct exchange *exchange, struct text *out)
{
	struct list list = { .exchange = exchange };
	bool below = exchange_is_below(exchange);

	list.routes =
		route_list(exchange->arena, exchange->routes, &list.count);
	jsonout_name(out, "paths");
	jsonout_open(out, '{');
	for (size_t i = 0; i < list.count; i++) {
		const struct route *route = &list.routes[i];

		if (!is_first(&list, route) || route->staff ||
			!route_is_reached(route, below))
			continue;
		if (strstr(route->path, "{}") == NULL) {
			write_path(out, &list, route, NULL);
			continue;
		}
		for (size_t j = 0; j < format_count; j++)
			if (format_is_both(&formats[j]))
				write_path(out, &list, route, &formats[j]);
	}
	jsonout_close(out, '}');
}
