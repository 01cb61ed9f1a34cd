/* The member "components" of the OpenAPI document, which its paths refer to. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "document/headers.h"
#include "document/openapi/jsonschema.h"
#include "document/openapi/openapi.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "format/format.h"
#include "format/jsonout.h"
#include "http/response.h"
#include "schema/error.h"
#include "schema/example.h"
#include "schema/record.h"
#include "schema/rule.h"

/* Error statuses are between these. */
enum { STATUS_FIRST = 400, STATUS_END = 600 };

/* The components of a kind: a document has each name once. */
struct named {
	struct text *out;
	const struct rules *rules; /* of messages that are sent */
	const char **names;
	size_t count;
};

/* Begins the member that has the components of a kind. */
static struct named
named_begin(struct exchange *exchange, struct text *out, const char *kind)
{
	jsonout_name(out, kind);
	jsonout_open(out, '{');
	return (struct named){ .out = out, .rules = exchange->rules };
}

/* Notes a component; returns whether it was there already. */
static bool
named_has(struct named *named, const char *name)
{
	for (size_t i = 0; i < named->count; i++)
		if (strcmp(named->names[i], name) == 0)
			return true;
	named->names = arena_grow(named->out->arena, named->names, named->count,
		sizeof(*named->names));
	named->names[named->count++] = name;
	return false;
}

/* Adds a schema and all schemas that it refers to, if there is one. */
static void
write_schemas(struct named *named, const struct schema *schema, bool sent)
{
	struct text *out = named->out;
	const struct schema **schemas;
	size_t count;

	if (schema == NULL)
		return;
	schemas = rule_schemas(out->arena, schema, &count);
	for (size_t i = 0; i < count; i++) {
		const char *name = jsonschema_name(out->arena, schemas[i]);

		if (schemas[i]->plain || named_has(named, name))
			continue;
		jsonout_name(out, name);
		jsonschema_write(out, schemas[i], sent ? named->rules : NULL,
			named->rules->wcf_dates);
	}
}

/*
 * Has a function called for each message that is sent, and then for each that
 * is answered: what both refer to is described as it is sent.
 */
static void
walk_messages(const struct exchange *exchange, struct named *named,
	void (*visit)(
		struct named *named, const struct schema *schema, bool sent))
{
	const struct routes *routes = exchange->routes;
	const struct route *end = routes->rows + routes->count;

	for (const struct route *row = routes->rows; row < end; row++)
		if (row->operation != NULL) {
			visit(named, row->operation->one.request, true);
			visit(named, row->operation->many.request, true);
		}
	for (const struct route *row = routes->rows; row < end; row++) {
		const struct success *success = row->successes;

		if (row->operation != NULL) {
			visit(named, row->operation->one.response, false);
			visit(named, row->operation->many.response, false);
		}
		for (; success != NULL && success->status != 0; success++)
			visit(named, success->schema, false);
	}
}

static void
write_all_schemas(struct exchange *exchange, struct text *out)
{
	struct named named = named_begin(exchange, out, "schemas");

	walk_messages(exchange, &named, write_schemas);
	write_schemas(&named, &error_schema, false);
	jsonout_close(out, '}');
}

/* Whether a message is shown in a format, for JSON alone has all messages. */
static bool
is_shown(const struct format *format, const struct schema *schema)
{
	if (format == format_default())
		return true;
	return format->write != NULL && !format->people &&
	       !format->structured && schema->space != NULL;
}

/* Adds a record as examples: as JSON, and as the formats that are text. */
static void
write_example(struct text *out, const char *name, const char *word,
	const struct record *record)
{
	for (size_t i = 0; i < format_count; i++) {
		struct text bytes = { .arena = out->arena };

		if (!is_shown(&formats[i], record->schema))
			continue;
		formats[i].write(&bytes, record);
		jsonout_name(out, arena_printf(out->arena, "%s.%s.%s", name,
					  word, formats[i].name));
		jsonout_open(out, '{');
		jsonout_name(out, "value");
		if (formats[i].structured)
			jsonout_json(out, bytes.bytes);
		else
			jsonout_string(out, bytes.bytes);
		jsonout_close(out, '}');
	}
}

/* Adds examples of a message, if there is one, under all their names. */
static void
write_examples(struct named *named, const struct schema *schema, bool sent)
{
	struct intake intake = { named->out->arena, named->rules, NULL, 0 };
	const struct envelope envelope = { .sent = sent };
	const char *const *word = openapi_examples(&envelope);

	if (schema == NULL || named_has(named, schema->name))
		return;
	for (bool whole = true; *word != NULL; word++, whole = false)
		write_example(named->out, schema->name, *word,
			example_record(&intake, schema, whole));
}

/* The detail in the message of an example, beyond the fault's own words. */
static const char *
detail_of(struct exchange *exchange, enum fault_kind kind)
{
	const struct config *config = exchange->config;

	switch (kind) {
	case FAULT_METHOD:
		return "GET, HEAD, OPTIONS, POST";
	case FAULT_NOT_ACCEPTABLE:
		return "json (application/json), csv (text/csv)";
	case FAULT_TIMEOUT:
		return arena_printf(exchange->arena, "%lld",
			(long long)config->body_timeout);
	case FAULT_TOO_LARGE:
		return arena_printf(
			exchange->arena, "%lld", (long long)config->max_body);
	case FAULT_SCOPE:
		return "export";
	case FAULT_INTERNAL:
		return "5f3a91c2";
	default:
		return "";
	}
}

/* The first kind of fault with a status; FAULT_NONE if there is none. */
static enum fault_kind
kind_of(int status)
{
	for (int kind = FAULT_NONE + 1; kind < FAULT__MAX; kind++)
		if (fault_status((enum fault_kind)kind) == status)
			return (enum fault_kind)kind;
	return FAULT_NONE;
}

/* The operation that the table begins with; there must be one. */
static const struct operation *
first_operation(const struct routes *routes)
{
	const struct route *route = routes->rows;

	while (route->operation == NULL)
		route++;
	return route->operation;
}

static void
write_error_example(struct exchange *exchange, struct text *out, int status)
{
	static const struct envelope answered = { .sent = false };
	const struct schema *schema =
		first_operation(exchange->routes)->one.request;
	struct faults faults = { .arena = exchange->arena };
	enum fault_kind kind = kind_of(status);
	struct fault fault = { .kind = kind, .path = "" };

	fault.detail = detail_of(exchange, kind);
	if (kind == FAULT_MISSING)
		fault.path = schema->fields[schema_required(schema)].name;
	faults_add(&faults, fault);
	write_example(out, openapi_error(out->arena, status),
		*openapi_examples(&answered), faults_record(&faults, NULL));
}

/* Adds all faults of a status, in the words of their messages. */
static const char *
words_of(struct arena *arena, int status)
{
	struct text words = { .arena = arena };

	text_printf(&words, "%s.\n", response_phrase(status));
	for (int i = FAULT_NONE + 1; i < FAULT__MAX; i++) {
		enum fault_kind kind = (enum fault_kind)i;

		if (fault_status(kind) == status)
			text_printf(&words, "\n- `%s`: %s", fault_code(kind),
				fault_phrase(kind, false));
	}
	return words.bytes;
}

static void
write_all_examples(struct exchange *exchange, struct text *out)
{
	struct named named = named_begin(exchange, out, "examples");

	walk_messages(exchange, &named, write_examples);
	for (int status = STATUS_FIRST; status < STATUS_END; status++)
		if (kind_of(status) != FAULT_NONE)
			write_error_example(exchange, out, status);
	jsonout_close(out, '}');
}

static const char *const allow[] = { "Allow", NULL };
static const char *const retry[] = { "Retry-After", NULL };
static const char *const challenge[] = { "WWW-Authenticate", NULL };
static const char *const every[] = { "X-Request-Id", NULL };

/* Whether refusals, or all answers, have the header. */
static bool
is_of_refusals(const struct header *header)
{
	return strcmp(header->name, *allow) == 0 ||
	       strcmp(header->name, *retry) == 0 ||
	       strcmp(header->name, *challenge) == 0 ||
	       strcmp(header->name, *every) == 0;
}

/* Whether an answer has a header of a name. */
static bool
has_header(const struct success *success, const char *name)
{
	const char *const *header = success->headers;

	while (header != NULL && *header != NULL && strcmp(*header, name) != 0)
		header++;
	return header != NULL && *header != NULL;
}

static bool
have_header(const struct success *success, const char *name)
{
	while (success != NULL && success->status != 0 &&
		!has_header(success, name))
		success++;
	return success != NULL && success->status != 0;
}

/* Whether a header is one of the answers that the document has. */
static bool
is_answered(const struct exchange *exchange, const struct header *header)
{
	const struct routes *routes = exchange->routes;
	bool below = exchange_is_below(exchange);

	for (size_t i = 0; i < routes->count; i++) {
		const struct route *route = &routes->rows[i];
		const struct operation *operation = route->operation;

		if (route_is_reached(route, below) &&
			have_header(route_successes(route), header->name))
			return true;
		if (operation != NULL &&
			have_header(operation->many.successes, header->name))
			return true;
	}
	return is_of_refusals(header);
}

/* Adds the headers of answers. */
static void
write_headers(struct exchange *exchange, struct text *out)
{
	jsonout_name(out, "headers");
	jsonout_open(out, '{');
	for (size_t i = 0; i < header_count; i++) {
		if (!is_answered(exchange, &headers[i]))
			continue;
		jsonout_name(out, headers[i].name);
		jsonout_open(out, '{');
		jsonout_member(out, "description", headers[i].text);
		jsonout_name(out, "schema");
		jsonout_json(out, headers[i].schema);
		jsonout_name(out, "example");
		jsonout_json(out, headers[i].example);
		jsonout_close(out, '}');
	}
	jsonout_close(out, '}');
}

static void
write_names(struct text *out, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++) {
		jsonout_name(out, *names);
		openapi_reference(out, "headers", *names);
	}
}

void
openapi_headers(struct text *out, const char *const *names)
{
	jsonout_name(out, "headers");
	jsonout_open(out, '{');
	write_names(out, names);
	write_names(out, every);
	jsonout_close(out, '}');
}

/* Adds the common parts of the answers of a kind, but not their content. */
static void
open_response(struct text *out, const char *name, const char *words,
	const char *const *names)
{
	jsonout_name(out, name);
	jsonout_open(out, '{');
	jsonout_member(out, "description", words);
	openapi_headers(out, names);
}

/*
 * Adds an answer with a name: a message, a page, or an answer without a body.
 */
static void
write_success(struct named *named, const struct success *success)
{
	const struct schema *schema = success->schema;
	struct text *out = named->out;

	if (success->name == NULL || named_has(named, success->name))
		return;
	open_response(out, success->name, success->text, success->headers);
	if (schema != NULL) {
		openapi_content(
			out, &(struct envelope){ schema, schema->name, false });
	} else if (success->status / 100 == 2 && success->status != 204) {
		jsonout_name(out, "content");
		jsonout_open(out, '{');
		openapi_media(out, "text/html", NULL, NULL);
		jsonout_close(out, '}');
	}
	jsonout_close(out, '}');
}

static void
write_successes(struct named *named, const struct success *success)
{
	for (; success != NULL && success->status != 0; success++)
		write_success(named, success);
}

/* Adds the answers of an operation, of one and of many. */
static void
write_operation(struct named *named, const struct operation *operation)
{
	write_successes(named, operation->one.successes);
	write_successes(named, operation->many.successes);
}

static void
write_error(struct text *out, int status)
{
	const char *name = openapi_error(out->arena, status);
	const struct envelope envelope = { &error_schema, name, false };
	enum fault_kind kind = kind_of(status);

	open_response(out, name, words_of(out->arena, status),
		kind == FAULT_METHOD   ? allow
		: kind == FAULT_NO_KEY ? challenge
		: fault_passes(kind)   ? retry
				       : NULL);
	openapi_content(out, &envelope);
	jsonout_close(out, '}');
}

static void
write_responses(struct exchange *exchange, struct text *out)
{
	struct named named = named_begin(exchange, out, "responses");
	const struct routes *routes = exchange->routes;
	bool below = exchange_is_below(exchange);

	for (size_t i = 0; i < routes->count; i++)
		if (routes->rows[i].operation != NULL)
			write_operation(&named, routes->rows[i].operation);
	for (size_t i = 0; i < routes->count; i++)
		if (route_is_reached(&routes->rows[i], below))
			write_successes(&named, routes->rows[i].successes);
	for (int status = STATUS_FIRST; status < STATUS_END; status++)
		if (kind_of(status) != FAULT_NONE)
			write_error(out, status);
	jsonout_close(out, '}');
}

const char *
openapi_body(struct arena *arena, const struct route *route,
	const struct format *named)
{
	return arena_printf(arena, "%s.%s", route_message(route)->request->name,
		named != NULL             ? named->name
		: route->choice == BY_API ? "api"
					  : "any");
}

/* Whether a route takes bodies of a format. */
static bool
is_taken(const struct format *format, bool many, const struct format *named)
{
	if (many ? format->read_many == NULL : format->read == NULL)
		return false;
	return named == NULL || named == format || format->form;
}

/* Adds the bodies that routes of a kind take. */
static void
write_body(
	struct text *out, const struct route *route, const struct format *named)
{
	const struct schema *schema = route_message(route)->request;
	const struct envelope envelope = { schema, schema->name, true };

	jsonout_name(out, openapi_body(out->arena, route, named));
	jsonout_open(out, '{');
	jsonout_name(out, "required");
	jsonout_bool(out, true);
	jsonout_name(out, "content");
	jsonout_open(out, '{');
	for (size_t i = 0; i < format_count; i++)
		for (size_t j = 0; j < FORMAT_MEDIA &&
				   is_taken(&formats[i], route->many, named) &&
				   formats[i].media[j] != NULL;
			j++)
			openapi_media(out, formats[i].media[j], &formats[i],
				&envelope);
	/* as good as no media type: the body has the answer's format */
	if (route->choice == BY_API)
		openapi_media(out, "text/plain", NULL, NULL);
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}

/* Adds the bodies of a row's operation, alone or in batches. */
static void
write_bodies_of(struct text *out, const struct route *row, bool many)
{
	struct route route = { .operation = row->operation, .many = many };

	if (!many && route_has_body(row))
		write_body(out, &route, NULL);
	route.choice = BY_API;
	write_body(out, &route, NULL);
	route.choice = BY_PATH;
	for (size_t i = 0; i < format_count; i++)
		if (format_is_both(&formats[i]))
			write_body(out, &route, &formats[i]);
}

static void
write_bodies(struct text *out, const struct routes *routes)
{
	jsonout_name(out, "requestBodies");
	jsonout_open(out, '{');
	for (size_t i = 0; i < routes->count; i++) {
		const struct route *row = &routes->rows[i];

		if (row->operation == NULL)
			continue;
		write_bodies_of(out, row, false);
		if (row->operation->many.answer != NULL)
			write_bodies_of(out, row, true);
	}
	jsonout_close(out, '}');
}

/* Adds the formats of answers, by name. */
static void
write_format_parameter(struct text *out)
{
	jsonout_name(out, "Format");
	jsonout_open(out, '{');
	jsonout_member(out, "name", "format");
	jsonout_member(out, "in", "query");
	jsonout_member(out, "description",
		"The format to answer in, whatever Accept says.");
	jsonout_name(out, "schema");
	jsonout_open(out, '{');
	jsonout_member(out, "type", "string");
	jsonout_name(out, "enum");
	jsonout_open(out, '[');
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].write != NULL)
			jsonout_string(out, formats[i].name);
	jsonout_close(out, ']');
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}

/* Adds the parameter that names an operation. */
static void
write_operation_parameter(struct text *out, const char *example)
{
	jsonout_name(out, "Operation");
	jsonout_open(out, '{');
	jsonout_member(out, "name", "op");
	jsonout_member(out, "in", "query");
	jsonout_member(out, "description",
		"The operation; without it all are listed.");
	jsonout_name(out, "schema");
	jsonout_open(out, '{');
	jsonout_member(out, "type", "string");
	jsonout_close(out, '}');
	jsonout_member(out, "example", example);
	jsonout_close(out, '}');
}

/* Adds a header of requests; the pattern may be NULL. */
static void
write_header_parameter(struct text *out, const char *name, const char *header,
	const char *pattern, const char *example)
{
	jsonout_name(out, name);
	jsonout_open(out, '{');
	jsonout_member(out, "name", header);
	jsonout_member(out, "in", "header");
	jsonout_member(out, "description", header_text(header));
	jsonout_name(out, "schema");
	jsonout_open(out, '{');
	jsonout_member(out, "type", "string");
	if (pattern != NULL)
		jsonout_member(out, "pattern", pattern);
	jsonout_close(out, '}');
	jsonout_member(out, "example", example);
	jsonout_close(out, '}');
}

/* Adds the members of a request without a body. */
static void
write_members(
	struct text *out, const struct route *row, const struct rules *rules)
{
	const struct schema *schema = route_request(row);

	if (schema == NULL || route_has_body(row))
		return;
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		/* an operation has predefined routes, too */
		if (row->operation == NULL &&
			route_has_member(row->path, schema->fields[i].name))
			continue;
		jsonout_name(out, openapi_query(out->arena, schema, i));
		openapi_parameter(out, schema, i, "query", rules);
	}
}

static void
write_parameters(struct exchange *exchange, struct text *out)
{
	const struct routes *routes = exchange->routes;

	jsonout_name(out, "parameters");
	jsonout_open(out, '{');
	write_format_parameter(out);
	write_operation_parameter(out, first_operation(routes)->name);
	write_header_parameter(out, "AcceptLanguage", "Accept-Language", NULL,
		"fr-CH, fr;q=0.9, en;q=0.5");
	write_header_parameter(out, "IdempotencyKey", "Idempotency-Key",
		"^(?:\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255}\"|"
		"[!#-\\[\\]-~]{1,255})$",
		"\"order-4711\"");
	write_header_parameter(out, "IfMatch", "If-Match", NULL, "\"7-json\"");
	write_header_parameter(
		out, "IfNoneMatch", "If-None-Match", NULL, "\"7-json\"");
	for (size_t i = 0; i < routes->count; i++)
		write_members(out, &routes->rows[i], exchange->rules);
	jsonout_close(out, '}');
}

const struct openapi_scheme openapi_schemes[] = {
	{ "bearer", "{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":"
		    "\"An API key, as the administrator of the service gives "
		    "it.\"}" },
	{ "apiKey", "{\"type\":\"apiKey\",\"in\":\"header\",\"name\":"
		    "\"X-Api-Key\",\"description\":\"The same key, in a header "
		    "of its own.\"}" },
	{ "basic", "{\"type\":\"http\",\"scheme\":\"basic\",\"description\":"
		   "\"The same key, as the password with any name.\"}" },
};

const size_t openapi_scheme_count =
	sizeof(openapi_schemes) / sizeof(*openapi_schemes);

static void
write_schemes(struct text *out)
{
	jsonout_name(out, "securitySchemes");
	jsonout_open(out, '{');
	for (size_t i = 0; i < openapi_scheme_count; i++) {
		jsonout_name(out, openapi_schemes[i].name);
		jsonout_json(out, openapi_schemes[i].json);
	}
	jsonout_close(out, '}');
}

void
openapi_components(struct exchange *exchange, struct text *out)
{
	jsonout_name(out, "components");
	jsonout_open(out, '{');
	write_all_schemas(exchange, out);
	write_parameters(exchange, out);
	write_bodies(out, exchange->routes);
	write_headers(exchange, out);
	write_schemes(out);
	write_responses(exchange, out);
	write_all_examples(exchange, out);
	jsonout_close(out, '}');
}
