/* The export by GET, and ExportCustomer, which orders an export. */
#include "operation/export.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "config/config.h"
#include "customer/lists.h"
#include "customer/messages.h"
#include "exchange/asked.h"
#include "exchange/exchange.h"
#include "format/csv.h"
#include "operation/filters.h"
#include "operation/task.h"
#include "service/export.h"
#include "service/operations.h"

/* The only message of a request. */
struct only {
	struct asked asked; /* first: take() gets it */
	struct record *message;
};

static void
take(struct asked *asked, struct record *message)
{
	((struct only *)asked)->message = message;
}

struct record *
export_asked(struct exchange *exchange, bool strict, struct idempotency *key)
{
	struct only *only = arena_alloc(exchange->arena, sizeof(*only));

	only->asked = (struct asked){
		.exchange = exchange,
		.strict = strict,
		.keyed = key != NULL,
		.take = take,
	};
	if (!asked_begin(&only->asked) || !asked_read(&only->asked))
		return NULL;
	if (key != NULL)
		*key = only->asked.idempotency;
	return only->message;
}

/* What the list is called as a file, by its brand and the day. */
static const char *
file_name(const struct exchange *exchange, const char *brand)
{
	char day[CALENDAR_ROOM];

	calendar_put_day(day, calendar_day_of(exchange->rules->now));
	return arena_printf(exchange->arena, "customers-%s-%s", brand, day);
}

void
export_answer(
	struct exchange *exchange, const struct search *search, bool people)
{
	struct exporting *exporting =
		arena_alloc(exchange->arena, sizeof(*exporting));

	*exporting = (struct exporting){
		.arena = exchange->arena,
		.items = &exchange->items,
		.rules = exchange->rules,
		.settings = exchange_settings(
			exchange, exchange->config->lock_timeout * 1000),
		.search = *search,
	};
	if (!export_begin(exporting)) {
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
		return;
	}
	exchange->file = file_name(exchange, search->brand);
	exchange_speak(exchange);
	response_header(exchange->response, "X-CRM-Total",
		arena_printf(
			exchange->arena, "%lld", (long long)exporting->total));
	exchange_stream(exchange, 200, &exporting->stream);
	if (people && exporting->stream.writer == &csv_stream)
		exporting->stream.writer = &csv_sheet_stream;
}

void
export_show(struct exchange *exchange)
{
	struct record *asked = export_asked(exchange, true, NULL);
	struct faults *faults;
	struct search search;

	if (asked == NULL)
		return;
	faults = arena_alloc(exchange->arena, sizeof(*faults));
	faults->arena = exchange->arena;
	if (filters_read(asked, &exchange->key.bounds, &search, faults))
		export_answer(
			exchange, &search, record_is_true(asked, LIST_PEOPLE));
	else
		exchange_refuse_faults(exchange, faults);
}

/* Answers an order that was kept. */
static void
answer_order(struct exchange *exchange, const struct order *order, bool again)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct record *answer = record_new(&intake, &ordered_schema);

	record_set_string(answer, ORDERED_ASYNC_TASK_ID, order->task.id);
	if (again)
		response_header(
			exchange->response, "Idempotency-Replayed", "true");
	exchange_answer(exchange, 200, answer);
}

static void
answer(struct exchange *exchange, const struct order *order,
	enum order_result result)
{
	static const enum fault_kind kinds[] = {
		[ORDER_REUSED] = FAULT_KEY_REUSED,
		[ORDER_OTHER] = FAULT_TASK_REUSED,
		[ORDER_CROWDED] = FAULT_MANY_TASKS,
		[ORDER_AT_WORK] = FAULT_KEY_AT_WORK,
		[ORDER_UNAVAILABLE] = FAULT_UNAVAILABLE,
	};

	if (result == ORDER_DONE || result == ORDER_REPLAYED)
		answer_order(exchange, order, result == ORDER_REPLAYED);
	else if (result == ORDER_FAULTY)
		exchange_refuse_faults(exchange, &order->faults);
	else
		exchange_refuse(exchange, kinds[result],
			result == ORDER_CROWDED
				? arena_printf(exchange->arena, "%d", TASK_MOST)
				: "");
}

static void
order(struct exchange *exchange)
{
	struct order *order = arena_alloc(exchange->arena, sizeof(*order));
	struct idempotency idempotency;
	struct record *asked = export_asked(exchange, true, &idempotency);

	if (asked == NULL)
		return;
	*order = (struct order){
		.arena = exchange->arena,
		.settings = exchange_settings(
			exchange, exchange->config->lock_timeout * 1000),
		.idempotency = &idempotency,
		.key = &exchange->key,
		.now = exchange->rules->now,
		.faults = { .arena = exchange->arena },
	};
	answer(exchange, order, order_export(order, asked));
}

static const char *const headers[] = { "Content-Disposition", "X-CRM-Total",
	NULL };
static const char *const headers_order[] = { "Idempotency-Replayed", NULL };

const struct success export_successes[] = {
	{
		.status = 200,
		.name = "Exported",
		.text = "All customers that match, in the order of their "
			"numbers.",
		.schema = &wholes_schema,
		.headers = headers,
	},
	{ 0 },
};

static const struct success successes[] = {
	{
		.status = 200,
		.name = "Ordered",
		.text = "The export is a task now, which has the address of "
			"the list.",
		.schema = &ordered_schema,
		.headers = headers_order,
	},
	{ 0 },
};

const struct operation export_customer = {
	.name = "ExportCustomer",
	.tag = "exports",
	.summary = "Orders a list of all customers that match.",
	.text = "Orders a list of all customers that match. The list is made "
		"when it is fetched.",
	.sample = "An order",
	.one = {
		.answer = order,
		.text = "Orders a list of all customers that match.",
		.request = &order_schema,
		.response = &ordered_schema,
		.successes = successes,
	},
};
