/* One customer in, its id out. */
#include "base/arena.h"
#include "base/config.h"
#include "customer/customer.h"
#include "format/format.h"
#include "schema/check.h"
#include "schema/record.h"
#include "service/service.h"

/* Stores one customer, in a transaction of its own. */
static enum store_result
keep(struct exchange *exchange, const struct record *customer, int64_t *id)
{
	const struct origin origin = exchange_origin(exchange);
	struct store *store;
	enum store_result result = exchange_open(
		exchange, exchange->config->lock_timeout * 1000, &store);

	if (result != STORE_OK)
		return result;
	result = store_add(store, customer, &origin, id);
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

/* Reads the customer; an empty body has no members. */
static bool
read_customer(struct exchange *exchange, struct reading *reading,
	struct record *customer)
{
	if (reading->length > 0 &&
		!body_reader(exchange)->read(reading, customer))
		return false;
	return body_fill(exchange, reading, customer);
}

void
create_customer(struct exchange *exchange)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct faults faults = { .arena = exchange->arena };
	struct reading reading;
	struct record *customer = record_new(&intake, &customer_schema);
	int64_t id;

	if (!body_begin(
		    exchange, exchange->config->max_body, &intake, &reading))
		return;
	exchange->attempt = customer;
	if (!read_customer(exchange, &reading, customer)) {
		exchange_refuse(exchange, reading.refused, reading.detail);
		return;
	}
	body_ignored(exchange, intake.unknown, intake.unknown_count);
	check_record(customer, &faults);
	if (faults.count > 0)
		exchange_fail(exchange, &faults);
	else if (keep(exchange, customer, &id) != STORE_OK)
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	else
		answer_created(exchange, &intake, id);
}
