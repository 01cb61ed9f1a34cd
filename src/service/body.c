/* The body of a request: whether it may be read, and what it left out. */
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/text.h"
#include "format/form.h"
#include "format/format.h"
#include "schema/record.h"
#include "service/service.h"

/* At most this many members that were not known are named in a header. */
enum { IGNORED_NAMED = 20 };

static const char *
print_number(struct exchange *exchange, int64_t number)
{
	return arena_printf(exchange->arena, "%lld", (long long)number);
}

/* What is wrong with how the body came, in the order of precedence. */
static enum fault_kind
check_body(struct exchange *exchange, int64_t most, const char **detail)
{
	const struct request *request = exchange->request;
	struct media_type type =
		media_type_parse(exchange->arena, request->content_type);

	*detail = "";
	if (request->state == BODY_NO_LENGTH)
		return FAULT_LENGTH_REQUIRED;
	if (request->state == BODY_BAD_LENGTH)
		return FAULT_BAD_LENGTH;
	if (request->state == BODY_TOO_LARGE ||
		request->length > (uint64_t)most) {
		*detail = print_number(exchange, most);
		return FAULT_TOO_LARGE;
	}
	if (request->length > 0 && exchange->body == NULL)
		*detail = "The Content-Type must be one of those that are "
			  "read, such as application/json";
	else if (request->length > 0 && *type.charset != '\0' &&
		 strcmp(type.charset, "utf-8") != 0)
		*detail = "The charset must be utf-8";
	else if (*request->content_encoding != '\0' &&
		 !text_is(request->content_encoding,
			 strlen(request->content_encoding), "identity"))
		*detail = "The body must not be compressed: send it without "
			  "Content-Encoding";
	if (**detail != '\0')
		return FAULT_MEDIA_TYPE;
	if (request->state == BODY_TIMEOUT) {
		*detail =
			print_number(exchange, exchange->config->body_timeout);
		return FAULT_TIMEOUT;
	}
	return request->state == BODY_SHORT ? FAULT_SHORT_BODY : FAULT_NONE;
}

const struct format *
body_reader(const struct exchange *exchange)
{
	return exchange->disguised ? format_default() : exchange->body;
}

bool
body_begin(struct exchange *exchange, int64_t most, struct intake *intake,
	struct reading *reading)
{
	const struct request *request = exchange->request;
	const struct format *reader = body_reader(exchange);
	const char *detail;
	enum fault_kind fault;

	if (reader != NULL && reader->most != 0 && most > (int64_t)reader->most)
		most = (int64_t)reader->most;
	fault = check_body(exchange, most, &detail);
	*reading = (struct reading){
		.intake = intake,
		.bytes = request->body,
		.length = request->length,
		.boundary =
			media_type_parse(exchange->arena, request->content_type)
				.boundary,
	};
	if (fault != FAULT_NONE)
		exchange_refuse(exchange, fault, detail);
	return fault == FAULT_NONE;
}

bool
body_fill(
	struct exchange *exchange, struct reading *reading, struct record *into)
{
	struct reading query = {
		.intake = into->intake,
		.bytes = exchange->request->query,
		.length = strlen(exchange->request->query),
	};

	if (form_fill(&query, into))
		return true;
	reading->refused = query.refused;
	reading->detail = query.detail;
	return false;
}

void
body_ignored(struct exchange *exchange, const char *const *paths, size_t count)
{
	struct text names = { .arena = exchange->arena };

	for (size_t i = 0; i < count && i < IGNORED_NAMED; i++)
		text_printf(&names, "%s%s", i == 0 ? "" : ", ", paths[i]);
	if (count > 0)
		response_header(
			exchange->response, "X-CRM-Ignored", names.bytes);
}
