/* What the paths of the OpenAPI document refer to. */
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/format.h"
#include "format/jsonout.h"
#include "document/openapi/jsonschema.h"
#include "http/response.h"
#include "schema/example.h"
#include "schema/record.h"
#include "schema/rule.h"
#include "exchange/exchange.h"
#include "document/headers.h"
#include "document/openapi/openapi.h"
#include "service/operations.h"
#include "exchange/route.h"

/* Error statuses are between these. */
enum { STATUS_FIRST = 400, STATUS_END = 600 };

/* Adds a schema and all that it refers to; rules are NULL for answers. */
static void
write_schemas(struct text *out, const struct schema *schema,
	const struct rules *rules)
{
	size_t count;
	const struct schema **schemas =
		rule_schemas(out->arena, schema, &count);

	for (size_t i = 0; i < count; i++) {
		jsonout_name(out, schemas[i]->name);
		jsonschema_write(out, schemas[i], rules);
	}
}

static void
write_all_schemas(struct exchange *exchange, struct text *out)
{
	jsonout_name(out, "schemas");
	jsonout_open(out, '{');
	write_schemas(out, &customers_schema, exchange->rules);
	write_schemas(out, &responses_schema, NULL);
	write_schemas(out, &error_schema, NULL);
	write_schemas(out, &health_schema, NULL);
	jsonout_close(out, '}');
}

/* Whether a message is shown in a format, for JSON alone has all of them. */
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

/* Adds examples of a message, under all their names. */
static void
write_examples(struct exchange *exchange, struct text *out,
	const struct envelope *envelope)
{
	struct intake intake = { out->arena, exchange->rules, NULL, 0 };
	const char *const *word = openapi_examples(envelope);

	for (bool whole = true; *word != NULL; word++, whole = false)
		write_example(out, envelope->examples, *word,
			example_record(&intake, envelope->schema, whole));
}

/* What the message of an example says beyond its words. */
static const char *
detail_of(struct exchange *exchange, enum fault_kind kind)
{
	const struct config *config = exchange->config;

	switch (kind) {
	case FAULT_METHOD:
		return route_allow("/customer");
	case FAULT_NOT_ACCEPTABLE:
		return "json (application/json), csv (text/csv)";
	case FAULT_TIMEOUT:
		return arena_printf(exchange->arena, "%lld",
			(long long)config->body_timeout);
	case FAULT_TOO_LARGE:
		return arena_printf(
			exchange->arena, "%lld", (long long)config->max_body);
	case FAULT_INTERNAL:
		return "5f3a91c2";
	default:
		return "";
	}
}

/* The first kind of fault with that status, FAULT_NONE if there is none. */
static enum fault_kind
kind_of(int status)
{
	for (int kind = FAULT_NONE + 1; kind < FAULT__MAX; kind++)
		if (fault_status((enum fault_kind)kind) == status)
			return (enum fault_kind)kind;
	return FAULT_NONE;
}

static void
write_error_example(struct exchange *exchange, struct text *out, int status)
{
	static const struct envelope answered = { .sent = false };
	struct faults faults = { .arena = exchange->arena };
	enum fault_kind kind = kind_of(status);
	struct fault fault = { .kind = kind, .path = "" };

	fault.detail = detail_of(exchange, kind);
	if (kind == FAULT_MISSING)
		fault.path = customer_schema.fields[CUSTOMER_BRAND].name;
	faults_add(&faults, fault);
	write_example(out, openapi_error(out->arena, status),
		*openapi_examples(&answered), faults_record(&faults, NULL));
}

/* Adds all faults that a status is for, as their messages put it. */
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
	static const struct {
		const struct schema *schema;
		bool sent;
	} messages[] = {
		{ &customer_schema, true },
		{ &customers_schema, true },
		{ &response_schema, false },
		{ &responses_schema, false },
		{ &health_schema, false },
	};

	jsonout_name(out, "examples");
	jsonout_open(out, '{');
	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++)
		write_examples(exchange, out,
			&(struct envelope){ messages[i].schema,
				messages[i].schema->name, messages[i].sent });
	for (int status = STATUS_FIRST; status < STATUS_END; status++)
		if (kind_of(status) != FAULT_NONE)
			write_error_example(exchange, out, status);
	jsonout_close(out, '}');
}

/* Adds the headers of answers. */
static void
write_headers(struct text *out)
{
	jsonout_name(out, "headers");
	jsonout_open(out, '{');
	for (size_t i = 0; i < header_count; i++) {
		if (headers[i].schema == NULL)
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

/* Adds what the answers of a kind have in common, but their content. */
static void
open_response(struct text *out, const char *name, const char *words,
	const char *const *names)
{
	jsonout_name(out, name);
	jsonout_open(out, '{');
	jsonout_member(out, "description", words);
	if (*names == NULL)
		return;
	jsonout_name(out, "headers");
	jsonout_open(out, '{');
	for (; *names != NULL; names++) {
		jsonout_name(out, *names);
		openapi_reference(out, "headers", *names);
	}
	jsonout_close(out, '}');
}

static void
write_created(struct text *out, const char *name, const struct schema *schema,
	const char *words, const char *const *names)
{
	const struct envelope envelope = { schema, schema->name, false };

	open_response(out, name, words, names);
	openapi_content(out, &envelope);
	jsonout_close(out, '}');
}

/* Adds what is answered when nothing is wrong. */
static void
write_successes(struct text *out)
{
	static const char *const one[] = { "Idempotency-Replayed",
		"X-CRM-Ignored", NULL };
	static const char *const many[] = { "Idempotency-Replayed",
		"X-AutoBatch-Completed", "X-CRM-Ignored", NULL };
	static const char *const location[] = { "Location", NULL };

	write_created(out, "Created", &response_schema,
		"The customer was created; this is its number.", one);
	write_created(out, "CreatedMany", &responses_schema,
		"All customers were created; these are their numbers, in the "
		"order of the request.",
		many);
	open_response(out, "Received",
		"What came from the form page will be looked at.", one + 2);
	jsonout_name(out, "content");
	jsonout_open(out, '{');
	openapi_media(out, "text/html", NULL, NULL);
	jsonout_close(out, '}');
	jsonout_close(out, '}');
	open_response(
		out, "Elsewhere", "It goes on at another address.", location);
	jsonout_close(out, '}');
}

static void
write_error(struct text *out, int status)
{
	static const char *const allow[] = { "Allow", NULL };
	static const char *const retry[] = { "Retry-After", NULL };
	const char *name = openapi_error(out->arena, status);
	const struct envelope envelope = { &error_schema, name, false };
	enum fault_kind kind = kind_of(status);

	open_response(out, name, words_of(out->arena, status),
		kind == FAULT_METHOD ? allow
		: fault_passes(kind) ? retry
				     : allow + 1);
	openapi_content(out, &envelope);
	jsonout_close(out, '}');
}

static void
write_responses(struct text *out)
{
	jsonout_name(out, "responses");
	jsonout_open(out, '{');
	write_successes(out);
	for (int status = STATUS_FIRST; status < STATUS_END; status++)
		if (kind_of(status) != FAULT_NONE)
			write_error(out, status);
	jsonout_close(out, '}');
}

const char *
openapi_body(struct arena *arena, enum choice choice, bool many,
	const struct format *named)
{
	return arena_printf(arena, "%s.%s",
		many ? customers_schema.name : customer_schema.name,
		named != NULL      ? named->name
		: choice == BY_API ? "api"
				   : "any");
}

/* Whether a route takes bodies of that format. */
static bool
is_taken(const struct format *format, bool many, const struct format *named)
{
	if (many ? format->read_many == NULL : format->read == NULL)
		return false;
	return named == NULL || named == format || format->form;
}

/* Adds the bodies that routes of a kind take. */
static void
write_body(struct text *out, enum choice choice, bool many,
	const struct format *named)
{
	const struct schema *schema =
		many ? &customers_schema : &customer_schema;
	const struct envelope envelope = { schema, schema->name, true };

	jsonout_name(out, openapi_body(out->arena, choice, many, named));
	jsonout_open(out, '{');
	jsonout_name(out, "required");
	jsonout_bool(out, true);
	jsonout_name(out, "content");
	jsonout_open(out, '{');
	for (size_t i = 0; i < format_count; i++)
		for (size_t j = 0; is_taken(&formats[i], many, named) &&
				   formats[i].media[j] != NULL;
			j++)
			openapi_media(out, formats[i].media[j], &formats[i],
				&envelope);
	/* the same as none at all: in the format that is answered in */
	if (choice == BY_API)
		openapi_media(out, "text/plain", NULL, NULL);
	jsonout_close(out, '}');
	jsonout_close(out, '}');
}

static void
write_bodies(struct text *out)
{
	jsonout_name(out, "requestBodies");
	jsonout_open(out, '{');
	write_body(out, BY_HEADERS, false, NULL);
	for (int many = 0; many < 2; many++) {
		write_body(out, BY_API, many, NULL);
		for (size_t i = 0; i < format_count; i++)
			if (format_is_both(&formats[i]))
				write_body(out, BY_PATH, many, &formats[i]);
	}
	jsonout_close(out, '}');
}

/* Adds the formats that are answered in, by name. */
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

/* Adds the operation whose documentation is asked for: there is one. */
static void
write_operation_parameter(struct text *out)
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
	jsonout_member(out, "example", customer_schema.name);
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

static void
write_parameters(struct text *out)
{
	jsonout_name(out, "parameters");
	jsonout_open(out, '{');
	write_format_parameter(out);
	write_operation_parameter(out);
	write_header_parameter(out, "AcceptLanguage", "Accept-Language", NULL,
		"fr-CH, fr;q=0.9, en;q=0.5");
	write_header_parameter(out, "IdempotencyKey", "Idempotency-Key",
		"^(?:\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255}\"|"
		"[!#-\\[\\]-~]{1,255})$",
		"\"order-4711\"");
	jsonout_close(out, '}');
}

void
openapi_components(struct exchange *exchange, struct text *out)
{
	jsonout_name(out, "components");
	jsonout_open(out, '{');
	write_all_schemas(exchange, out);
	write_parameters(out);
	write_bodies(out);
	write_headers(out);
	write_responses(out);
	write_all_examples(exchange, out);
	jsonout_close(out, '}');
}
