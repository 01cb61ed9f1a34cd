/* The service: takes a request to its route, and answers it. */
#include "service/service.h"

#include <string.h>

#include "base/arena.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "format/format.h"
#include "format/media.h"
#include "format/query.h"
#include "http/sharing.h"
#include "service/admission.h"
#include "service/refusal.h"

/* Whether a route answers with a list to save, which is no page. */
static bool
is_list(const struct route *route)
{
	return route->choice == BY_LIST || route->choice == BY_FILE;
}

/* The formats that a route may answer in, for people. */
static const char *
list_formats(struct arena *arena, const struct route *route)
{
	struct text list = { .arena = arena };

	for (size_t i = 0; i < format_count; i++)
		if (formats[i].write != NULL &&
			!(formats[i].people && is_list(route)))
			text_printf(&list, "%s%s (%s)",
				list.length == 0 ? "" : ", ", formats[i].name,
				formats[i].media[0]);
	return list.bytes;
}

/*
 * Names the media types of bodies that may patch (RFC 5789 section 3.1), where
 * the path takes patches: all that are read, and RFC 7396's.
 */
static void
tell_patches(struct exchange *exchange, const struct target *target)
{
	const struct route *route =
		route_find(exchange->arena, exchange->routes, target, "PATCH");
	struct text types = { .arena = exchange->arena };

	if (route == NULL || route->operation == NULL ||
		!route->operation->patch)
		return;
	text_puts(&types, "application/merge-patch+json");
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].read != NULL)
			text_printf(&types, ", %s", formats[i].media[0]);
	response_header(exchange->response, "Accept-Patch", types.bytes);
}

/* The first format that is written as pages, or as data. */
static const struct format *
first_format(bool people)
{
	const struct format *format = format_default();

	while (format->people != people)
		format++;
	return format;
}

static struct chosen
choose(const struct format *format)
{
	return (struct chosen){ format,
		format == NULL ? NULL : format->media[0] };
}

/*
 * Chooses the format of a list to save, which is no page: a browser, which
 * would rather have one, gets what people can use.
 */
static struct chosen
choose_list(const struct exchange *exchange, enum choice choice,
	const struct format *asked)
{
	const struct request *request = exchange->request;
	const struct chosen csv = choose(format_named("csv", strlen("csv")));
	struct chosen chosen = csv;

	if (asked != NULL)
		return choose(asked->people ? NULL : asked);
	if (choice == BY_LIST)
		chosen = accept_choose(
			request->has_accept ? request->accept : NULL, NULL);
	if (chosen.format == NULL || !chosen.format->people)
		return chosen;
	return strstr(request->accept, "*/*") != NULL ? csv : choose(NULL);
}

/*
 * Chooses the answer's format; format NULL means that none is acceptable. A
 * format in the URL goes before the Accept header.
 */
static struct chosen
negotiate(struct exchange *exchange, const struct route *route,
	const struct target *target)
{
	const struct request *request = exchange->request;
	const char *name = query_find(exchange->arena, request->query,
		strlen(request->query), "format");
	enum choice choice = route != NULL            ? route->choice
			     : target->format != NULL ? BY_PATH
						      : BY_HEADERS;
	const struct format *asked = target->suffix;
	const struct format *only = choice == ONLY_PAGE   ? first_format(true)
				    : choice == ONLY_DATA ? first_format(false)
							  : NULL;

	if (asked == NULL && name != NULL && *name != '\0') {
		asked = format_named(name, strlen(name));
		if (asked == NULL)
			return choose(NULL);
	}
	if (only != NULL)
		return choose(asked == NULL || asked == only ? only : NULL);
	if (choice == ONLY_TEXT)
		return choose(asked == NULL ? format_default() : NULL);
	if (choice == BY_LIST || choice == BY_FILE)
		return choose_list(exchange, choice, asked);
	if (asked != NULL)
		return choose(asked);
	if (choice == BY_PATH)
		return choose(target->format);
	if (choice == BY_API)
		return choose(format_default());
	return accept_choose(
		request->has_accept ? request->accept : NULL, exchange->body);
}

/* Lets pages of configured origins read the answer, but for the desk's. */
static void
share(struct exchange *exchange, const struct route *route, const char *methods)
{
	if (route != NULL && route->staff)
		return;
	sharing_tell(exchange->config, exchange->request, exchange->response,
		methods);
}

static void
answer_options(struct exchange *exchange, const struct target *target)
{
	const char *methods =
		route_allow(exchange->arena, exchange->routes, target);
	bool preflight = *exchange->request->cors_method != '\0';

	exchange->response->status = 204;
	response_header(exchange->response, "Allow", methods);
	tell_patches(exchange, target);
	share(exchange, target->route, preflight ? methods : NULL);
}

/*
 * Chooses the format that the body is read in. A format in the route's path
 * goes before the Content-Type, but for forms.
 */
static void
choose_body(struct exchange *exchange, const struct route *route,
	const struct target *target)
{
	const struct request *request = exchange->request;
	struct media_type type =
		media_type_parse(exchange->arena, request->content_type);
	const struct format *named =
		format_reading(type.name, strlen(type.name));
	const struct format *fixed = NULL;

	if (route != NULL && route->choice == BY_PATH &&
		(named == NULL || !named->form))
		fixed = target->format;
	else if (route != NULL && route->choice == BY_API &&
		 (*type.name == '\0' || strcmp(type.name, "text/plain") == 0))
		fixed = target->suffix == NULL ? format_default()
					       : target->suffix;
	exchange->body = fixed == NULL ? named : fixed;
	if (exchange->body != NULL && exchange->body->read == NULL)
		exchange->body = NULL;
	exchange->mislabelled =
		named == exchange->body &&
		format_sniff(named, request->body, request->length,
			route != NULL && route->many) != named;
}

/* Lets the operation, or the page, of a route answer. */
static void
call(struct exchange *exchange, const struct route *route)
{
	const struct message *message = route_message(route);

	if (message == NULL)
		route->answer(exchange);
	else
		message->answer(exchange);
}

/* Answers a request to a path of the table. */
static void
answer_route(struct exchange *exchange, const struct route *route,
	const struct target *target)
{
	struct response *response = exchange->response;

	if (route == NULL) {
		const char *methods =
			route_allow(exchange->arena, exchange->routes, target);

		response_header(response, "Allow", methods);
		exchange_refuse(exchange, FAULT_METHOD, methods);
	} else if (exchange->answer.format == NULL) {
		exchange_refuse(exchange, FAULT_NOT_ACCEPTABLE,
			list_formats(exchange->arena, route));
	} else if (admission_decide(exchange, route, target)) {
		exchange->route = route_name(
			exchange->arena, route->path, target->format);
		exchange->target = *target;
		exchange->target.route = route;
		call(exchange, route);
	}
	if (exchange->refused != NULL)
		refusal_answer(exchange);
	if (response->status == 415)
		tell_patches(exchange, target);
	if (route != NULL && route->many)
		response_header(response, "X-AutoBatch-Completed",
			arena_printf(
				exchange->arena, "%zu", exchange->completed));
}

void
service_answer(struct exchange *exchange)
{
	const struct request *request = exchange->request;
	struct response *response = exchange->response;
	struct arena *arena = exchange->arena;
	struct target target = route_target(exchange->routes, request->path);
	const struct route *route = NULL;

	if (target.route != NULL && strcmp(request->method, "OPTIONS") == 0) {
		answer_options(exchange, &target);
		return;
	}
	share(exchange, target.route, NULL);
	/* the client of a POST waits for a body, whatever overrides POST */
	response->head = request->head;
	if (target.route != NULL)
		route = route_find(arena, exchange->routes, &target,
			strcmp(request->method, "HEAD") == 0 ? "GET"
							     : request->method);
	choose_body(exchange, route, &target);
	exchange->answer = negotiate(exchange, route, &target);
	if (target.route != NULL) {
		answer_route(exchange, route, &target);
		return;
	}
	exchange_refuse(exchange, FAULT_NOT_FOUND, "");
	refusal_answer(exchange);
}

void
service_fail(struct exchange *exchange, const char *incident)
{
	exchange->attempt = NULL;
	/* what died may have been before the configuration was read */
	if (exchange->config != NULL && exchange->request != NULL)
		share(exchange, NULL, NULL);
	exchange_refuse(exchange, FAULT_INTERNAL, incident);
	refusal_answer(exchange);
}
