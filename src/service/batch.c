/* Many customers in, many ids out: all or nothing, in one transaction. */
#include "base/arena.h"
#include "base/config.h"
#include "customer/customer.h"
#include "format/format.h"
#include "schema/check.h"
#include "schema/record.h"
#include "service/service.h"

/*
 * A batch on its way: each customer is checked and stored as soon as it was
 * read, so that the memory of one serves for the next.
 */
struct run {
	struct batch batch; /* first: the reader gives it back */
	struct exchange *exchange;
	struct intake intake;
	struct arena items;     /* what one customer needs */
	struct arena_mark mark; /* where its memory began */
	struct store *store;    /* NULL until a customer is to be stored */
	enum store_result result;
	struct faults faults;
	struct reading reading;
	int64_t *ids;
	size_t count; /* customers read */
	const char **ignored;
	size_t ignored_count;
};

static struct record *
begin(struct batch *batch)
{
	struct run *run = (struct run *)batch;
	struct record *customer;

	run->mark = arena_mark(&run->items);
	run->intake.unknown = NULL;
	run->intake.unknown_count = 0;
	customer = record_new(&run->intake, &customer_schema);
	customer->in_batch = true;
	customer->index = run->count;
	return customer;
}

/* Keeps the paths of ignored members beyond their customer's memory. */
static void
note_ignored(struct run *run)
{
	struct arena *arena = run->exchange->arena;

	for (size_t i = 0; i < run->intake.unknown_count &&
			   run->ignored_count < UNKNOWN_LISTED;
		i++) {
		run->ignored = arena_grow(arena, run->ignored,
			run->ignored_count, sizeof(*run->ignored));
		run->ignored[run->ignored_count++] =
			arena_printf(arena, "%s", run->intake.unknown[i]);
	}
}

static void
keep(struct run *run, const struct record *customer)
{
	const struct origin origin = exchange_origin(run->exchange);
	int64_t id;

	if (run->store == NULL)
		run->result = exchange_open(run->exchange,
			run->exchange->config->lock_timeout * 1000,
			&run->store);
	if (run->result == STORE_OK)
		run->result = store_add(run->store, customer, &origin, &id);
	if (run->result != STORE_OK)
		return;
	run->ids = arena_grow(
		run->exchange->arena, run->ids, run->count, sizeof(*run->ids));
	run->ids[run->count] = id;
}

/* Gives up what was stored so far, and the lock. */
static void
forget(struct run *run)
{
	if (run->store != NULL)
		store_close(run->store);
	run->store = NULL;
}

static bool
end(struct batch *batch, struct record *customer)
{
	struct run *run = (struct run *)batch;
	size_t before = faults_listed(&run->faults);

	if (!body_fill(run->exchange, &run->reading, customer))
		return false;
	note_ignored(run);
	check_record(customer, &run->faults);
	if (run->faults.count > 0)
		forget(run);
	else
		keep(run, customer);
	run->count++;
	if (faults_listed(&run->faults) == before)
		arena_release(&run->items, run->mark);
	return run->result == STORE_OK;
}

/* Makes all that was stored durable; an empty batch stores nothing. */
static void
commit(struct run *run)
{
	if (run->store != NULL)
		run->result = store_commit(run->store);
	run->store = NULL;
}

static void
answer(struct run *run)
{
	struct exchange *exchange = run->exchange;
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct record *answers = record_new(&intake, &responses_schema);

	record_set_list(answers, RESPONSES_ITEMS);
	for (size_t i = 0; i < run->count; i++)
		record_set_int(record_add(answers, RESPONSES_ITEMS),
			RESPONSE_BOOSTER_CUSTOMER_ID, run->ids[i]);
	exchange_answer(exchange, 200, answers);
}

/* Reads, checks and stores; whatever was wrong becomes the answer. */
static bool
process(struct run *run)
{
	struct exchange *exchange = run->exchange;
	const struct format *reader = body_reader(exchange);

	if (!body_begin(exchange, exchange->config->max_batch_body,
		    &run->intake, &run->reading))
		return false;
	if (reader == NULL || reader->read_many == NULL) {
		exchange_refuse(exchange, FAULT_MEDIA_TYPE,
			"A batch must be in a format that has lists, such as "
			"application/json");
		return false;
	}
	if (reader->read_many(&run->reading, &run->batch) &&
		run->faults.count == 0)
		commit(run);
	forget(run);
	body_ignored(exchange, run->ignored, run->ignored_count);
	if (run->result != STORE_OK)
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	else if (run->reading.refused != FAULT_NONE)
		exchange_refuse(
			exchange, run->reading.refused, run->reading.detail);
	else if (run->faults.count > 0)
		exchange_fail(exchange, &run->faults);
	else
		return true;
	return false;
}

void
create_batch(struct exchange *exchange)
{
	struct run run = {
		.batch = { &customer_schema, begin, end },
		.exchange = exchange,
		.intake = { .rules = exchange->rules },
		.faults = { .arena = exchange->arena },
	};
	bool good;

	run.intake.arena = &run.items;
	good = process(&run);
	if (good)
		answer(&run);
	response_header(exchange->response, "X-AutoBatch-Completed",
		arena_printf(exchange->arena, "%zu", good ? run.count : 0));
	arena_free(&run.items);
}
