/* POST /customer: one customer in, its id out. */
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/format.h"
#include "schema/check.h"
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
check_body(struct exchange *exchange, const char **detail)
{
	const struct request *request = exchange->request;
	struct media_type type = media_type_parse(
		exchange->arena, request->content_type);
	int64_t most = exchange->config->max_body;

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
		*detail = print_number(
			exchange, exchange->config->body_timeout);
		return FAULT_TIMEOUT;
	}
	return request->state == BODY_SHORT ? FAULT_SHORT_BODY : FAULT_NONE;
}

/* Names the members that were ignored in a header. */
static void
name_ignored(struct exchange *exchange, const struct intake *intake)
{
	struct text names = { .arena = exchange->arena };

	for (size_t i = 0; i < intake->unknown_count && i < IGNORED_NAMED; i++)
		text_printf(&names, "%s%s", i == 0 ? "" : ", ",
			intake->unknown[i]);
	if (names.length > 0)
		response_header(
			exchange->response, "X-CRM-Ignored", names.bytes);
}

/* Reads the body into the record; an empty one has no members. */
static bool
read_body(struct exchange *exchange, struct record *into,
	struct reading *reading)
{
	struct media_type type = media_type_parse(
		exchange->arena, exchange->request->content_type);

	*reading = (struct reading){
		.intake = into->intake,
		.bytes = exchange->request->body,
		.length = exchange->request->length,
		.boundary = type.boundary,
	};
	return reading->length == 0 || exchange->body->read(reading, into);
}

static enum store_result
keep(struct exchange *exchange, const struct record *customer, int64_t *id)
{
	const struct origin origin = {
		.route = exchange->route,
		.format = exchange->body->name,
		.time = exchange->rules->now,
	};
	struct store *store;
	enum store_result result;

	result = exchange_open(
		exchange, exchange->config->lock_timeout * 1000, &store);
	if (result == STORE_OK)
		result = store_add(store, customer, &origin, id);
	else
		return result;
	if (result == STORE_OK)
		return store_commit(store);
	store_close(store);
	return result;
}

static void
answer_created(struct exchange *exchange, struct intake *intake, int64_t id)
{
	struct record *answer = record_new(intake, &response_schema);

	record_set_int(answer, RESPONSE_BOOSTER_CUSTOMER_ID, id);
	if (exchange->answer.format->people)
		page_created(exchange, id);
	else
		exchange_answer(exchange, 200, answer);
}

void
create_customer(struct exchange *exchange)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct faults faults = { .arena = exchange->arena };
	struct reading reading;
	struct record *customer;
	const char *detail;
	enum fault_kind fault = check_body(exchange, &detail);
	int64_t id;

	if (fault != FAULT_NONE) {
		exchange_refuse(exchange, fault, detail);
		return;
	}
	customer = record_new(&intake, &customer_schema);
	exchange->attempt = customer;
	if (!read_body(exchange, customer, &reading)) {
		exchange_refuse(exchange, reading.refused, reading.detail);
		return;
	}
	name_ignored(exchange, &intake);
	check_record(customer, &faults);
	if (faults.count > 0)
		exchange_fail(exchange, &faults);
	else if (keep(exchange, customer, &id) != STORE_OK)
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	else
		answer_created(exchange, &intake, id);
}
