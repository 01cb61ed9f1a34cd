/* GET /health: whether customers could be stored now. */
#include "schema/record.h"
#include "exchange/exchange.h"
#include "service/operations.h"
#include "exchange/refusal.h"

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

const struct schema health_schema = {
	.name = "Health",
	.title = "The state of the service",
	.fields = health_fields,
	.count = sizeof(health_fields) / sizeof(*health_fields),
};

void
health_show(struct exchange *exchange)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct record *health = record_new(&intake, &health_schema);
	struct store *store;

	if (exchange_open(exchange, HEALTH_TIMEOUT, NULL, &store) != STORE_OK) {
		refusal_of(exchange, FAULT_UNAVAILABLE, "");
		return;
	}
	store_close(store);
	record_set_string(health, HEALTH_STATUS, "ok");
	exchange_answer(exchange, 200, health);
}
