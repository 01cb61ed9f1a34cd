/* The table of routes, and the way of a request from route to answer. */
#include "service/service.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "customer/customer.h"
#include "format/format.h"
#include "schema/record.h"

static void go_home(struct exchange *exchange);

/* A row for each route and method. */
static const struct route {
	const char *path;
	const char *method;
	void (*answer)(struct exchange *exchange);
	const char *only; /* the one format it answers in; NULL: negotiated */
} routes[] = {
	{ "/", "GET", go_home, "html" },
	{ "/customer", "GET", page_form, "html" },
	{ "/customer", "POST", create_customer, NULL },
	{ "/health", "GET", health_show, "json" },
};

enum { ROUTES = sizeof(routes) / sizeof(*routes) };

/* What a path asks for. */
struct target {
	const char *path;            /* of a route, NULL if there is none */
	const struct format *suffix; /* the format that its ending names */
};

static const char *
find_path(const char *path)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (strcmp(path, routes[i].path) == 0)
			return routes[i].path;
	return NULL;
}

/* Finds the route, ignoring case, one trailing slash and the suffix. */
static struct target
target_find(struct arena *arena, const char *path_info)
{
	size_t length = strlen(path_info);
	char *path = arena_copy(arena, path_info, length);
	struct target target = { 0 };
	char *dot;

	for (size_t i = 0; i < length; i++)
		path[i] = (char)tolower((unsigned char)path[i]);
	if (length > 1 && path[length - 1] == '/')
		path[length - 1] = '\0';
	target.path = find_path(*path == '\0' ? "/" : path);
	dot = strrchr(path, '.');
	if (target.path != NULL || dot == NULL || strchr(dot, '/') != NULL)
		return target;
	target.suffix = format_named(dot + 1, strlen(dot + 1));
	if (target.suffix != NULL) {
		*dot = '\0';
		target.path = find_path(path);
	}
	return target;
}

static const struct route *
find_route(const char *path, const char *method)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (routes[i].path == path &&
			strcmp(routes[i].method, method) == 0)
			return &routes[i];
	return NULL;
}

/* The methods that a path takes, as the Allow header has them. */
static const char *
allowed(const char *path)
{
	bool get = find_route(path, "GET") != NULL;
	bool post = find_route(path, "POST") != NULL;

	if (get)
		return post ? "GET, HEAD, OPTIONS, POST"
			    : "GET, HEAD, OPTIONS";
	return post ? "OPTIONS, POST" : "OPTIONS";
}

/* The formats that are answered in, for people. */
static const char *
list_formats(struct arena *arena)
{
	struct text list = { .arena = arena };

	for (size_t i = 0; i < format_count; i++)
		if (formats[i].write != NULL)
			text_printf(&list, "%s%s (%s)",
				list.length == 0 ? "" : ", ", formats[i].name,
				formats[i].media[0]);
	return list.bytes;
}

/*
 * Chooses the answer's format; format NULL means that none is acceptable.
 * What the URL names goes before the Accept header.
 */
static struct chosen
negotiate(struct exchange *exchange, const struct format *suffix)
{
	const struct request *request = exchange->request;
	const char *name = query_find(exchange->arena, request->query,
		strlen(request->query), "format");
	struct chosen chosen = { .format = suffix };

	if (suffix == NULL && name != NULL && *name != '\0')
		chosen.format = format_named(name, strlen(name));
	else if (suffix == NULL)
		return accept_choose(
			request->has_accept ? request->accept : NULL,
			exchange->body);
	if (chosen.format != NULL)
		chosen.media = chosen.format->media[0];
	return chosen;
}

/* As negotiate(), for a route that answers in one format whatever is asked. */
static struct chosen
negotiate_only(struct exchange *exchange, const struct format *suffix,
	const char *only)
{
	const struct request *request = exchange->request;
	const char *name = query_find(exchange->arena, request->query,
		strlen(request->query), "format");
	const struct format *format = format_named(only, strlen(only));
	struct chosen chosen = { format, format->media[0] };

	if (suffix == NULL && name != NULL && *name != '\0')
		suffix = format_named(name, strlen(name));
	else if (suffix == NULL)
		return chosen;
	return suffix == format ? chosen : (struct chosen){ 0 };
}

void
exchange_page(struct exchange *exchange, int status)
{
	struct response *response = exchange->response;

	response->status = status;
	response->media = exchange->answer.media;
	response_header(response, "Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; "
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
	response_header(response, "Referrer-Policy", "no-referrer");
}

void
exchange_answer(
	struct exchange *exchange, int status, const struct record *record)
{
	const struct format *format = exchange->answer.format;
	struct response *response = exchange->response;

	if (format->people)
		exchange_page(exchange, status);
	response->status = status;
	response->media = exchange->answer.media;
	if (format->file_ending != NULL)
		response_header(response, "Content-Disposition",
			arena_printf(exchange->arena,
				"attachment; filename=\"%s.%s\"",
				customer_schema.name, format->file_ending));
	format->write(&response->body, record);
}

void
exchange_fail(struct exchange *exchange, const struct faults *faults)
{
	enum fault_kind kind = faults->list[0].kind;

	if (exchange->answer.format == NULL)
		exchange->answer = (struct chosen){ format_default(),
			format_default()->media[0] };
	exchange->response->reason = fault_code(kind);
	if (exchange->answer.format->people && exchange->attempt != NULL) {
		exchange_page(exchange, fault_status(kind));
		page_write(exchange, exchange->attempt, faults);
	} else {
		exchange_answer(
			exchange, fault_status(kind), faults_record(faults));
	}
}

void
exchange_refuse(
	struct exchange *exchange, enum fault_kind kind, const char *detail)
{
	struct faults faults = { .arena = exchange->arena };

	faults_add(&faults,
		(struct fault){ .kind = kind, .path = "", .detail = detail });
	if (kind == FAULT_UNAVAILABLE)
		response_header(exchange->response, "Retry-After", "1");
	exchange_fail(exchange, &faults);
}

enum store_result
exchange_open(
	struct exchange *exchange, int64_t lock_timeout, struct store **store)
{
	const struct config *config = exchange->config;
	const struct store_settings settings = {
		.file = config->database,
		.journal = (enum config_journal)config->journal,
		.lock_timeout = lock_timeout,
		.schema = &customer_schema,
		.forbidden = exchange->forbidden,
	};

	return store_open(exchange->arena, &settings, store);
}

static void
go_home(struct exchange *exchange)
{
	struct text location = { .arena = exchange->arena };

	text_path(&location, exchange->request->script,
		strlen(exchange->request->script));
	text_puts(&location, "/customer");
	exchange_page(exchange, 302);
	response_header(exchange->response, "Location", location.bytes);
	text_puts(&exchange->response->body,
		"The form is at /customer, below this address.\n");
	exchange->response->media = "text/plain";
}

/* Whether a blank-separated list has that origin. */
static bool
has_origin(const char *list, const char *origin)
{
	size_t length;

	for (; list != NULL && *list != '\0'; list += length) {
		list += strspn(list, " \t");
		length = strcspn(list, " \t");
		if (length > 0 && text_is(list, length, origin))
			return true;
	}
	return false;
}

/* Lets pages of configured origins read the answer (the Fetch standard). */
static void
share(struct exchange *exchange, const char *methods)
{
	struct response *response = exchange->response;
	const struct request *request = exchange->request;

	if (exchange->config->allow_origin == NULL)
		return;
	response->vary = "Accept, Origin";
	if (!has_origin(exchange->config->allow_origin, request->origin))
		return;
	response_header(
		response, "Access-Control-Allow-Origin", request->origin);
	response_header(response, "Access-Control-Allow-Credentials", "true");
	if (methods == NULL) {
		response_header(response, "Access-Control-Expose-Headers",
			"X-CRM-Ignored");
		return;
	}
	response_header(response, "Access-Control-Allow-Methods", methods);
	response_header(response, "Access-Control-Allow-Headers",
		"Accept, Authorization, Content-Type, X-HTTP-Method-Override");
	response_header(response, "Access-Control-Max-Age", "600");
}

static void
answer_options(struct exchange *exchange, const char *methods)
{
	bool preflight = *exchange->request->cors_method != '\0';

	exchange->response->status = 204;
	response_header(exchange->response, "Allow", methods);
	share(exchange, preflight ? methods : NULL);
}

/* The format that the body's Content-Type names, or NULL. */
static const struct format *
body_format(struct exchange *exchange)
{
	struct media_type type = media_type_parse(
		exchange->arena, exchange->request->content_type);

	return format_reading(type.name, strlen(type.name));
}

void
service_answer(struct exchange *exchange)
{
	const struct request *request = exchange->request;
	struct target target = target_find(exchange->arena, request->path);
	const char *method = request->method;
	const struct route *route;

	exchange->body = body_format(exchange);
	exchange->route = target.path;
	if (target.path != NULL && strcmp(method, "OPTIONS") == 0) {
		answer_options(exchange, allowed(target.path));
		return;
	}
	share(exchange, NULL);
	exchange->response->head = strcmp(method, "HEAD") == 0;
	if (exchange->response->head)
		method = "GET";
	route = target.path == NULL ? NULL : find_route(target.path, method);
	exchange->answer = route == NULL || route->only == NULL
		? negotiate(exchange, target.suffix)
		: negotiate_only(exchange, target.suffix, route->only);
	if (target.path == NULL) {
		exchange_refuse(exchange, FAULT_NOT_FOUND, "");
	} else if (route == NULL) {
		const char *methods = allowed(target.path);

		response_header(exchange->response, "Allow", methods);
		exchange_refuse(exchange, FAULT_METHOD, methods);
	} else if (exchange->answer.format == NULL) {
		exchange_refuse(exchange, FAULT_NOT_ACCEPTABLE,
			list_formats(exchange->arena));
	} else {
		route->answer(exchange);
	}
}
