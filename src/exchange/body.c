/* The body of a request: its checks, fingerprint, and additions by the URL. */
#include "exchange/body.h"

#include <string.h>

#include "base/arena.h"
#include "base/sandbox.h"
#include "base/sha256.h"
#include "base/text.h"
#include "config/config.h"
#include "exchange/exchange.h"
#include "format/form.h"
#include "format/format.h"
#include "format/media.h"
#include "format/query.h"
#include "format/read.h"
#include "schema/record.h"

static const char *
print_number(struct exchange *exchange, int64_t number)
{
	return arena_printf(exchange->arena, "%lld", (long long)number);
}

/*
 * Whether a body's media type is that of a patch (RFC 6902) which no operation
 * takes, though its bytes are JSON.
 */
static bool
is_other_patch(const struct exchange *exchange, const char *type)
{
	const struct operation *operation = exchange->target.route->operation;

	return operation != NULL && operation->patch &&
	       strcmp(type, "application/json-patch+json") == 0;
}

/* The fault of the body's type, or FAULT_NONE. */
static enum fault_kind
check_type(const struct exchange *exchange, bool many)
{
	const struct request *request = exchange->request;
	const struct format *reader = exchange_reader(exchange);
	struct media_type type =
		media_type_parse(exchange->arena, request->content_type);

	if (request->state == BODY_NONE && !many)
		return FAULT_NONE;
	if (*request->content_encoding != '\0' &&
		!text_is(request->content_encoding,
			strlen(request->content_encoding), "identity"))
		return FAULT_ENCODING;
	if (many && (reader == NULL || reader->read_many == NULL))
		return FAULT_BATCH_TYPE;
	if (request->declared == 0)
		return FAULT_NONE;
	if (reader == NULL || is_other_patch(exchange, type.name))
		return FAULT_MEDIA_TYPE;
	if (*type.charset != '\0' &&
		!text_is_utf8(type.charset, strlen(type.charset)))
		return FAULT_CHARSET;
	return FAULT_NONE;
}

/* The most bytes of one message: a form's may come from a page of ours. */
static int64_t
one_most(const struct exchange *exchange, const struct format *reader)
{
	const struct config *config = exchange->config;
	bool form = reader != NULL && reader->form &&
		    exchange->answer.format->people;

	return form && config->max_form > config->max_body ? config->max_form
							   : config->max_body;
}

/* The most bytes that the body may have. */
static int64_t
most_bytes(const struct exchange *exchange, bool many)
{
	const struct format *reader = exchange_reader(exchange);
	const struct config *config = exchange->config;
	int64_t most = config->max_batch_body; /* bounds all requests */

	if (!many && most > one_most(exchange, reader))
		most = one_most(exchange, reader);
	if (reader != NULL && reader->most != 0 && most > (int64_t)reader->most)
		return (int64_t)reader->most;
	return most;
}

/* Adds a text and its end, so that no two lists of texts hash alike. */
static void
add_string(struct sha256 *print, const char *string)
{
	sha256_add(print, string, strlen(string) + 1);
}

void
body_fingerprint(
	const struct exchange *exchange, struct idempotency *idempotency)
{
	const struct request *request = exchange->request;
	struct sha256 print = sha256_begin();

	add_string(&print, request->method);
	add_string(&print, request->path);
	add_string(&print, request->query);
	add_string(&print, request->content_type);
	sha256_add(&print, request->body, request->length);
	sha256_put(&print, idempotency->print);
}

/*
 * Reads the idempotency key, if there is one. Returns false if the key is
 * malformed.
 */
static bool
idempotency_read(
	const struct exchange *exchange, struct idempotency *idempotency)
{
	const char *key = exchange->request->idempotency_key;

	*idempotency = (struct idempotency){
		.owner = exchange->key.id,
		.time = exchange->rules->now,
	};
	if (key == NULL)
		return true;
	idempotency->key = idempotency_key_parse(exchange->arena, key);
	body_fingerprint(exchange, idempotency);
	return idempotency->key != NULL;
}

/* The first fault of the body's transfer, type or key, by precedence. */
static enum fault_kind
check_body(struct exchange *exchange, bool many, const char **detail,
	struct idempotency *idempotency)
{
	const struct request *request = exchange->request;
	int64_t most = most_bytes(exchange, many);
	enum fault_kind kind = check_type(exchange, many);

	*detail = "";
	if (request->state == BODY_NO_LENGTH)
		return FAULT_LENGTH_REQUIRED;
	if (request->state == BODY_BAD_LENGTH)
		return FAULT_BAD_LENGTH;
	if (request->state == BODY_SHORT)
		return FAULT_SHORT_BODY;
	if (request->state == BODY_TOO_LARGE ||
		(request->state != BODY_NONE &&
			request->declared > (uint64_t)most)) {
		*detail = print_number(exchange, most);
		return FAULT_TOO_LARGE;
	}
	if (kind != FAULT_NONE)
		return kind;
	if (idempotency != NULL && !idempotency_read(exchange, idempotency))
		return FAULT_BAD_KEY;
	if (request->state == BODY_TIMEOUT) {
		*detail =
			print_number(exchange, exchange->config->body_timeout);
		return FAULT_TIMEOUT;
	}
	return FAULT_NONE;
}

void
body_confine(struct exchange *exchange)
{
	const struct store_settings settings = exchange_settings(exchange, 0);
	const struct format *reader = exchange_reader(exchange);

	if (exchange->confined)
		return;
	if (exchange->prepared == NULL)
		exchange->prepared = store_prepare(exchange->arena, &settings);
	if (reader != NULL && reader->prepare != NULL)
		reader->prepare();
	sandbox_enter(exchange->prepared->reach, exchange->prepared->connects);
}

/* What the route's operation is asked with. */
static const struct schema *
message_of(const struct exchange *exchange)
{
	return route_request(exchange->target.route);
}

bool
body_begin(struct exchange *exchange, bool many, struct intake *intake,
	struct reading *reading, struct idempotency *idempotency)
{
	const struct request *request = exchange->request;
	const char *detail;
	enum fault_kind fault =
		check_body(exchange, many, &detail, idempotency);

	*reading = (struct reading){
		.intake = intake,
		.bytes = request->body,
		.length = request->length,
		.boundary =
			media_type_parse(exchange->arena, request->content_type)
				.boundary,
	};
	exchange->fill.arena = exchange->arena;
	form_select(&exchange->fill, message_of(exchange), request->query);
	if (fault != FAULT_NONE)
		exchange_refuse(exchange, fault, detail);
	else
		body_confine(exchange);
	return fault == FAULT_NONE;
}

bool
body_fill(
	struct exchange *exchange, struct reading *reading, struct record *into)
{
	struct reading query = {
		.intake = into->intake,
		.bytes = exchange->fill.bytes,
		.length = exchange->fill.length,
	};

	if (query.length == 0 || form_fill(&query, into))
		return true;
	reading->refused = query.refused;
	reading->path = query.path;
	reading->detail = query.detail;
	return false;
}

bool
body_check_url(struct exchange *exchange, struct reading *reading,
	struct faults *faults)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	const struct schema *schema = message_of(exchange);
	struct record *named;

	if (exchange->config->refuse_query_members == 0)
		return true;
	named = record_new(&intake, schema);
	if (!body_fill(exchange, reading, named))
		return false;
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		if (record_has(named, i) && !schema->fields[i].id)
			faults_add(
				faults, (struct fault){
						.kind = FAULT_IN_URL,
						.path = schema->fields[i].name,
						.detail = "",
					});
	return true;
}

void
body_ignored(struct exchange *exchange, const char *const *paths, size_t count)
{
	struct text names = { .arena = exchange->arena };

	for (size_t i = 0; i < count && i < BODY_IGNORED; i++)
		text_printf(&names, "%s%s", i == 0 ? "" : ", ", paths[i]);
	if (count > 0 && !exchange->rules->reject_unknown)
		response_header(
			exchange->response, "X-CRM-Ignored", names.bytes);
}

const char *
body_entry(const struct exchange *exchange, const char *name)
{
	const struct request *request = exchange->request;
	struct media_type type =
		media_type_parse(exchange->arena, request->content_type);
	const char *found = NULL;

	if (strcmp(type.name, "application/x-www-form-urlencoded") == 0)
		found = query_find(
			exchange->arena, request->body, request->length, name);
	return found == NULL ? "" : found;
}
