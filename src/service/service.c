/* The table of routes, and the way of a request from route to answer. */
#include "service/service.h"

#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "customer/customer.h"
#include "format/format.h"
#include "schema/record.h"

static void go_home(struct exchange *exchange);

/* How a route decides on formats, beside the suffix and ?format=. */
enum choice {
	BY_HEADERS, /* Content-Type and Accept */
	BY_PATH,    /* what the path names, for the body and the answer */
	BY_API,     /* the default or the suffix, for a body without a type */
	ONLY_PAGE,  /* pages, whatever is asked */
	ONLY_DATA   /* the default format, whatever is asked */
};

/*
 * A row for each route and method. In a path {} stands for the name of any
 * format that is both read and written.
 */
static const struct route {
	const char *path;
	const char *method;
	void (*answer)(struct exchange *exchange);
	enum choice choice;
} routes[] = {
	{ "/", "GET", go_home, ONLY_PAGE },
	{ "/customer", "GET", page_form, ONLY_PAGE },
	{ "/customer", "POST", create_customer, BY_HEADERS },
	{ "/{}/reply/CreateCustomer", "POST", create_customer, BY_PATH },
	{ "/{}/oneway/CreateCustomer", "POST", create_customer, BY_PATH },
	{ "/api/CreateCustomer", "POST", create_customer, BY_API },
	{ "/{}/reply/CreateCustomer[]", "POST", create_batch, BY_PATH },
	{ "/{}/oneway/CreateCustomer[]", "POST", create_batch, BY_PATH },
	{ "/api/CreateCustomer[]", "POST", create_batch, BY_API },
	{ "/health", "GET", health_show, ONLY_DATA },
};

enum { ROUTES = sizeof(routes) / sizeof(*routes) };

/* What a path asks for. */
struct target {
	const struct route *route;   /* the first of its path, or NULL */
	const struct format *format; /* what {} stands for */
	const struct format *suffix; /* what the ending names */
};

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

/* Finds the route, ignoring case, one trailing slash and the suffix. */
static struct target
find_target(const char *path)
{
	size_t length = strlen(path);
	const char *dot = memrchr(path, '.', length);
	struct target target = { 0 };

	if (length == 0)
		return find_target("/");
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

/* The path of a route, with the name of the format in the place of {}. */
static const char *
route_name(struct exchange *exchange, const char *path,
	const struct format *format)
{
	const char *mark = strstr(path, "{}");

	if (mark == NULL)
		return path;
	return arena_printf(exchange->arena, "%.*s%s%s", (int)(mark - path),
		path, format->name, mark + 2);
}

static const struct route *
find_route(const char *path, const char *method)
{
	for (size_t i = 0; i < ROUTES; i++)
		if (strcmp(routes[i].path, path) == 0 &&
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
		return post ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS";
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
 * Chooses the answer's format; format NULL means that none is acceptable.
 * What the URL names goes before the Accept header.
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
	if (asked != NULL)
		return choose(asked);
	if (choice == BY_PATH)
		return choose(target->format);
	if (choice == BY_API)
		return choose(format_default());
	return accept_choose(
		request->has_accept ? request->accept : NULL, exchange->body);
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
	if (exchange->disguised && format == exchange->body)
		format = format_default();
	format->write(&response->body, record);
}

void
exchange_fail(struct exchange *exchange, const struct faults *faults)
{
	enum fault_kind kind = faults->list[0].kind;

	if (exchange->answer.format == NULL)
		exchange->answer = choose(format_default());
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
	if (kind == FAULT_UNAVAILABLE || kind == FAULT_KEY_AT_WORK)
		response_header(exchange->response, "Retry-After", "1");
	exchange_fail(exchange, &faults);
}

struct origin
exchange_origin(const struct exchange *exchange)
{
	return (struct origin){
		.route = exchange->route,
		.format = body_reader(exchange) == NULL
				  ? "query"
				  : body_reader(exchange)->name,
		.time = exchange->rules->now,
	};
}

enum store_result
exchange_open(struct exchange *exchange, int64_t lock_timeout,
	const struct once *once, struct store **store)
{
	const struct config *config = exchange->config;
	const struct store_settings settings = {
		.file = config->database,
		.journal = (enum config_journal)config->journal,
		.lock_timeout = lock_timeout,
		.schema = &customer_schema,
		.once = once,
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
			"Idempotency-Replayed, X-AutoBatch-Completed, "
			"X-CRM-Ignored");
		return;
	}
	response_header(response, "Access-Control-Allow-Methods", methods);
	response_header(response, "Access-Control-Allow-Headers",
		"Accept, Authorization, Content-Type, Idempotency-Key, "
		"X-HTTP-Method-Override");
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

/*
 * Decides what the body is read as. What a route's path names goes before the
 * Content-Type, but for forms.
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
		(named == NULL || named->write != NULL))
		fixed = target->format;
	else if (route != NULL && route->choice == BY_API &&
		 (*type.name == '\0' || strcmp(type.name, "text/plain") == 0))
		fixed = target->suffix == NULL ? format_default()
					       : target->suffix;
	exchange->body = fixed == NULL ? named : fixed;
	if (exchange->body != NULL && exchange->body->read == NULL)
		exchange->body = NULL;
	exchange->disguised =
		format_sniff(named, request->body, request->length,
			route != NULL && route->answer == create_batch) !=
		named;
	if (exchange->disguised)
		exchange->body = named;
}

/* Answers a request to a path of the table. */
static void
answer_route(struct exchange *exchange, const struct route *route,
	const struct target *target)
{
	struct response *response = exchange->response;
	const char *path = target->route->path;

	if (route == NULL) {
		response_header(response, "Allow", allowed(path));
		exchange_refuse(exchange, FAULT_METHOD, allowed(path));
	} else if (exchange->answer.format == NULL) {
		exchange_refuse(exchange, FAULT_NOT_ACCEPTABLE,
			list_formats(exchange->arena));
	} else {
		exchange->route = route_name(exchange, path, target->format);
		route->answer(exchange);
	}
	if (route != NULL && route->answer == create_batch)
		response_header(response, "X-AutoBatch-Completed",
			arena_printf(
				exchange->arena, "%zu", exchange->completed));
}

void
service_answer(struct exchange *exchange)
{
	const struct request *request = exchange->request;
	struct response *response = exchange->response;
	struct target target = find_target(request->path);
	const char *path = target.route == NULL ? NULL : target.route->path;
	const struct route *route = NULL;

	if (path != NULL && strcmp(request->method, "OPTIONS") == 0) {
		answer_options(exchange, allowed(path));
		return;
	}
	share(exchange, NULL);
	response->head = strcmp(request->method, "HEAD") == 0;
	if (path != NULL)
		route = find_route(
			path, response->head ? "GET" : request->method);
	choose_body(exchange, route, &target);
	exchange->answer = negotiate(exchange, route, &target);
	if (path == NULL)
		exchange_refuse(exchange, FAULT_NOT_FOUND, "");
	else
		answer_route(exchange, route, &target);
}
