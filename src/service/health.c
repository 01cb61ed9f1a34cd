/* GET /health: the operation that reports whether customers can be stored. */
#include "exchange/exchange.h"
#include "schema/record.h"
#include "service/operations.h"

enum { HEALTH_STATUS };
enum { HEALTH_TIMEOUT = 1000 };

static const struct field health_fields[] = {
	[HEALTH_STATUS] = {
		.name = "status",
		.title = "Status",
		.text = "Whether customers could be stored: ok.",
		.example = "ok", .need = REQUIRED,
	},
};

static const struct schema health_schema = {
	.name = "Health",
	.title = "The state of the service",
	.fields = health_fields,
	.count = sizeof(health_fields) / sizeof(*health_fields),
};

const struct success health_successes[] = {
	{
		.status = 200,
		.text = "What was asked for.",
		.schema = &health_schema,
	},
	{ 0 },
};

void
health_show(struct exchange *exchange)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct record *health = record_new(&intake, &health_schema);
	struct store *store;

	if (exchange_open(exchange, HEALTH_TIMEOUT, &store) != STORE_OK) {
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
		return;
	}
	store_close(store);
	record_set_string(health, HEALTH_STATUS, "ok");
	exchange_answer(exchange, 200, health);
}
