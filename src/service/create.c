/* Customers in, ids out: one, or a batch that is stored all or not at all. */
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "format/format.h"
#include "schema/check.h"
#include "schema/record.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "form/spam.h"
#include "service/operations.h"
#include "form/page.h"
#include "exchange/refusal.h"

enum {
	USUAL_ROOM = 64 * 1024,
	GLANCE_TIMEOUT = 1000 /* milliseconds, for what is mostly in vain */
};

/*
 * A body on its way: each customer is checked and stored as soon as it was
 * read, so that in a batch the memory of one serves for the next.
 */
struct run {
	struct batch batch; /* first: the reader gives it back */
	struct exchange *exchange;
	bool many;
	struct intake intake;
	struct arena items;     /* what one customer needs */
	struct arena_mark mark; /* where its memory began */
	struct reading reading;
	struct faults faults;
	const char **ignored; /* paths of members that were not known */
	size_t ignored_count;
	size_t count; /* customers read */
	struct idempotency idempotency;
	struct store *store; /* NULL until a customer is to be stored */
	enum store_result result;
	enum recall recall;
	enum fault_kind fault; /* of the page that this was sent from */
	bool aside;            /* it is kept as suspect, or was */
	int64_t first;         /* the first id; the others follow */
};

static struct record *
begin(struct batch *batch)
{
	struct run *run = (struct run *)batch;
	struct record *customer;

	run->mark = arena_mark(&run->items);
	run->intake.unknown = NULL;
	run->intake.unknown_count = 0;
	customer = record_new(&run->intake, batch->schema);
	customer->in_batch = run->many;
	customer->index = run->count;
	return customer;
}

/* Keeps the paths of ignored members beyond their customer's memory. */
static void
note_ignored(struct run *run)
{
	struct arena *arena = run->exchange->arena;

	for (size_t i = 0; i < run->intake.unknown_count &&
			   run->ignored_count < BODY_IGNORED;
		i++) {
		run->ignored = arena_grow(arena, run->ignored,
			run->ignored_count, sizeof(*run->ignored));
		run->ignored[run->ignored_count++] =
			arena_printf(arena, "%s", run->intake.unknown[i]);
	}
}

/* Opens the store, and sees whether all this was done before. */
static void
open_store(struct run *run)
{
	const struct idempotency *idempotency =
		run->idempotency.key == NULL ? NULL : &run->idempotency;
	size_t count = 0;

	if (run->store != NULL || run->result != STORE_OK)
		return;
	run->result = exchange_open(run->exchange,
		run->exchange->config->lock_timeout * 1000, idempotency,
		&run->store);
	if (run->result == STORE_OK)
		run->recall = store_recall(run->store, &run->first, &count);
	run->aside = run->recall == RECALL_SAME && !run->many && count == 0;
}

/* Keeps the request itself, for somebody to look at. */
static void
set_aside(struct run *run, const struct origin *origin,
	const struct finding *finding)
{
	const struct exchange *exchange = run->exchange;
	const struct request *request = exchange->request;
	const struct suspect suspect = {
		.reason = finding->suspicion,
		.language = finding->language,
		.query = { request->query, strlen(request->query) },
		.type = { request->content_type,
			strlen(request->content_type) },
		.body = { request->body, request->length },
		.origin = *origin,
	};

	run->aside = true;
	run->result = store_set_aside(
		run->store, &suspect, exchange->config->spam_keep);
}

static void
keep(struct run *run, const struct record *customer)
{
	struct origin origin = exchange_origin(run->exchange);
	struct finding finding;
	int64_t id;

	open_store(run);
	if (run->result != STORE_OK || run->recall != RECALL_NOTHING)
		return;
	finding = spam_judge(run->exchange, run->store);
	origin.wordings = finding.wordings;
	run->fault = finding.fault;
	if (finding.fault != FAULT_NONE)
		return;
	if (finding.suspicion != NULL) {
		set_aside(run, &origin, &finding);
		return;
	}
	run->result = store_add(run->store, customer, &origin, &id);
	if (run->count == 0)
		run->first = id;
}

/* Gives up what was stored so far, and the lock. */
static void
forget(struct run *run)
{
	if (run->store != NULL)
		store_close(run->store);
	run->store = NULL;
}

/* Whether the page wants but room for one more item of a list. */
static bool
asks_for_more(const struct run *run)
{
	return run->exchange->answer.format->people && !run->many &&
	       run->reading.own[FORM_MORE] != NULL;
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
	if (!run->many)
		spam_begin(run->exchange, &run->reading, &run->idempotency);
	if (asks_for_more(run))
		return true;
	if (run->faults.count > 0)
		forget(run);
	else
		keep(run, customer);
	run->count++;
	if (run->many && faults_listed(&run->faults) == before)
		arena_release(&run->items, run->mark);
	return true;
}

/* Reads the body; an empty one of a single customer has no members. */
static bool
read_body(struct run *run, const struct format *reader)
{
	struct record *customer;

	if (run->many)
		return reader->read_many(&run->reading, &run->batch);
	customer = begin(&run->batch);
	run->exchange->attempt = customer;
	return (run->reading.length == 0 ||
		       reader->read(&run->reading, customer)) &&
	       end(&run->batch, customer);
}

/* Makes all durable, what was done under the key before too. */
static void
commit(struct run *run)
{
	if (run->idempotency.key != NULL)
		open_store(run);
	if (run->store == NULL || run->result != STORE_OK ||
		run->recall == RECALL_OTHER || run->fault != FAULT_NONE)
		return;
	run->result = store_commit(run->store);
	run->store = NULL;
}

/*
 * Sees whether this very request was done under its key, when other rules or
 * another clock found no fault with it. Else nobody waits for a lock.
 */
static void
recall_faulty(struct run *run)
{
	if (run->idempotency.key == NULL ||
		!exchange_was_done(
			run->exchange, GLANCE_TIMEOUT, &run->idempotency))
		return;
	open_store(run);
	if (run->recall == RECALL_SAME)
		commit(run);
}

/* What is wrong when nothing is wrong with the customers. */
static enum fault_kind
world_fault(const struct run *run)
{
	if (run->fault != FAULT_NONE)
		return run->fault;
	if (run->recall == RECALL_OTHER)
		return spam_reused(run->exchange);
	/* data is never set aside, so a page was answered with then */
	if (run->aside && !run->exchange->answer.format->people)
		return FAULT_KEY_REUSED;
	if (run->result == STORE_AT_WORK)
		return FAULT_KEY_AT_WORK;
	return run->result == STORE_OK ? FAULT_NONE : FAULT_UNAVAILABLE;
}

static void
answer(struct run *run)
{
	struct exchange *exchange = run->exchange;
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct record *answers = record_new(&intake, &responses_schema);

	exchange->completed = run->count;
	if (run->recall == RECALL_SAME)
		response_header(
			exchange->response, "Idempotency-Replayed", "true");
	if (run->aside) {
		page_received(exchange);
		return;
	}
	if (!run->many && exchange->answer.format->people) {
		page_created(exchange, run->first);
		return;
	}
	record_set_list(answers, RESPONSES_ITEMS);
	for (size_t i = 0; i < run->count; i++)
		record_set_int(record_add(answers, RESPONSES_ITEMS),
			RESPONSE_BOOSTER_CUSTOMER_ID, run->first + (int64_t)i);
	exchange_answer(exchange, 200,
		run->many ? answers
			  : answers->values[RESPONSES_ITEMS].items[0]);
}

/* Reads, checks and stores; returns whether it did all of it. */
static bool
process(struct run *run)
{
	struct exchange *exchange = run->exchange;
	bool good = read_body(run, exchange_reader(exchange));
	bool more = asks_for_more(run);

	if (good && !more && run->faults.count == 0)
		commit(run);
	else if (good && !more)
		recall_faulty(run);
	forget(run);
	body_ignored(exchange, run->ignored, run->ignored_count);
	if (run->reading.refused != FAULT_NONE)
		refusal_of(exchange, run->reading.refused, run->reading.detail);
	else if (more)
		page_more(exchange, run->reading.own[FORM_MORE]);
	else if (run->faults.count > 0 && run->recall != RECALL_SAME)
		refusal_answer(exchange, &run->faults);
	else if (world_fault(run) != FAULT_NONE)
		refusal_of(exchange, world_fault(run), "");
	else
		return true;
	return false;
}

/*
 * The bytes that one customer of a batch may take: what one may take alone,
 * but not less than usual, because max-body is not about batches.
 */
static size_t
customer_room(const struct config *config)
{
	return config->max_body > USUAL_ROOM ? (size_t)config->max_body
					     : USUAL_ROOM;
}

static void
create(struct exchange *exchange, bool many)
{
	struct run run = {
		.batch = { &customer_schema, customer_room(exchange->config),
			begin, end },
		.exchange = exchange,
		.many = many,
		.intake = { .rules = exchange->rules },
		.faults = { .arena = exchange->arena },
	};

	run.intake.arena = &run.items;
	if (body_begin(exchange, many, &run.intake, &run.reading,
		    &run.idempotency) &&
		process(&run))
		answer(&run);
	arena_free(&run.items);
}

void
create_customer(struct exchange *exchange)
{
	create(exchange, false);
}

void
create_batch(struct exchange *exchange)
{
	create(exchange, true);
}
