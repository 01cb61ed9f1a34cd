/* The operation CreateCustomer: customers in, ids out; batches all or none. */
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "exchange/guess.h"
#include "exchange/route.h"
#include "form/bind.h"
#include "form/page.h"
#include "form/spam.h"
#include "format/form.h"
#include "format/format.h"
#include "format/read.h"
#include "format/stream.h"
#include "operation/create.h"
#include "schema/record.h"
#include "service/operations.h"

enum { USUAL_ROOM = 64 * 1024 };

/*
 * A body on its way: each customer is checked and stored as soon as it is read,
 * so that in a batch the memory of one customer serves for the next.
 */
struct run {
	struct batch batch; /* first: the reader gives it back */
	struct exchange *exchange;
	bool many;
	struct intake intake;
	struct arena_mark mark; /* where a customer's memory began */
	struct reading reading;
	const char **ignored; /* paths of unknown members */
	size_t ignored_count;
	struct create create;
	struct finding finding; /* of the page that sent this request */
	struct suspect suspect;
};

static struct record *
begin(struct batch *batch)
{
	struct run *run = (struct run *)batch;
	struct record *customer;

	run->mark = arena_mark(&run->exchange->items);
	run->intake.unknown = NULL;
	run->intake.unknown_count = 0;
	customer = record_new(&run->intake, batch->schema);
	customer->in_batch = run->many;
	customer->index = run->create.count;
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

/* The request itself, for a person to look at. */
static struct suspect
make_suspect(const struct run *run)
{
	const struct request *request = run->exchange->request;

	return (struct suspect){
		.reason = run->finding.suspicion,
		.language = run->finding.language,
		.query = { request->query, strlen(request->query) },
		.type = { request->content_type,
			strlen(request->content_type) },
		.body = { request->body, request->length },
		.origin = run->create.origin,
	};
}

/* Lets the guard of the form page look at the request. */
static struct screening
screen(struct create *create, void *context)
{
	struct run *run = context;
	struct screening screening = { 0 };

	run->finding = spam_screen(run->exchange, create->store);
	screening.stop = run->finding.fault != FAULT_NONE;
	screening.wordings = run->finding.wordings;
	if (screening.stop || run->finding.suspicion == NULL)
		return screening;
	run->suspect = make_suspect(run);
	run->suspect.origin.wordings = run->finding.wordings;
	screening.suspect = &run->suspect;
	return screening;
}

/* Whether the form only asks for room for one more item of a list. */
static bool
asks_for_more(const struct run *run)
{
	return run->exchange->answer.format->people && !run->many &&
	       run->reading.own[FORM_MORE] != NULL;
}

/* Binds what a page of ours sent to what the page may ask for. */
static void
bind_page(struct run *run, struct record *customer)
{
	bind_customer(run->exchange, customer, &run->create.faults);
	bind_ask(run->exchange, &run->reading, customer, &run->create.faults);
}

static bool
end(struct batch *batch, struct record *customer)
{
	struct run *run = (struct run *)batch;
	struct create *create = &run->create;
	bool strange;

	if (!body_fill(run->exchange, &run->reading, customer))
		return false;
	if (create->count == 0 &&
		!body_check_url(run->exchange, &run->reading, &create->faults))
		return false;
	note_ignored(run);
	if (!run->many && !body_check_form(run->exchange, &run->reading,
				  bind_is_page(run->exchange, &run->reading)))
		return false;
	strange = guess_strange(run->exchange, customer, &create->faults);
	if (!run->many)
		spam_begin(run->exchange, &run->reading, &create->idempotency);
	if (!run->many && bind_is_page(run->exchange, &run->reading))
		bind_page(run, customer);
	if (asks_for_more(run))
		return true;
	if (strange)
		create_skip(create);
	else
		create_add(create, customer);
	if (run->many)
		arena_release(&run->exchange->items, run->mark);
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

/* The ids of a batch on their way out; they are consecutive. */
struct ids {
	struct stream stream; /* first: next_id() gets it */
	struct record *answer;
	int64_t next, end;
};

static const struct record *
next_id(struct stream *stream)
{
	struct ids *ids = (struct ids *)stream;

	if (ids->next == ids->end)
		return NULL;
	record_set_int(ids->answer, RESPONSE_BOOSTER_CUSTOMER_ID, ids->next++);
	return ids->answer;
}

static void
answer_ids(struct run *run)
{
	struct exchange *exchange = run->exchange;
	const struct create *create = &run->create;
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct ids ids = {
		.stream = { .schema = &responses_schema, .next = next_id },
		.answer = record_new(&intake, &response_schema),
		.next = create->first,
		.end = create->first + (int64_t)create->count,
	};

	if (run->many) {
		exchange_stream(exchange, 200, &ids.stream);
		response_gather(exchange->response);
	} else {
		exchange_answer(exchange, 200, next_id(&ids.stream));
	}
}

static void
answer_done(struct run *run, enum create_result result)
{
	struct exchange *exchange = run->exchange;

	exchange->completed = run->create.count;
	if (run->create.recall == RECALL_SAME)
		response_header(
			exchange->response, "Idempotency-Replayed", "true");
	if (result == CREATE_QUARANTINED)
		page_received(exchange);
	else if (!run->many && exchange->answer.format->people)
		page_created(exchange, run->create.first);
	else
		answer_ids(run);
}

static void
answer(struct run *run, enum create_result result)
{
	struct exchange *exchange = run->exchange;

	/* data is never quarantined: the key's first request was a page's */
	if (result == CREATE_QUARANTINED && !exchange->answer.format->people)
		result = CREATE_REUSED;
	switch (result) {
	case CREATE_DONE:
	case CREATE_REPLAYED:
	case CREATE_QUARANTINED:
		answer_done(run, result);
		break;
	case CREATE_FAULTY:
		exchange_refuse_faults(exchange, &run->create.faults);
		break;
	case CREATE_STOPPED:
		exchange_refuse(exchange, run->finding.fault, "");
		break;
	case CREATE_REUSED:
		exchange_refuse(exchange, spam_reused(exchange), "");
		break;
	case CREATE_AT_WORK:
		exchange_refuse(exchange, FAULT_KEY_AT_WORK, "");
		break;
	case CREATE_UNAVAILABLE:
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	}
}

/* Reads, checks, stores and answers. */
static void
process(struct run *run)
{
	struct exchange *exchange = run->exchange;
	bool good = read_body(run, exchange_reader(exchange));
	bool more = asks_for_more(run);
	enum create_result result = CREATE_FAULTY;

	if (good && !more)
		result = create_end(&run->create);
	else
		create_abandon(&run->create);
	body_ignored(exchange, run->ignored, run->ignored_count);
	if (run->reading.refused != FAULT_NONE)
		exchange_refuse_fault(
			exchange, guess_refused(exchange, &run->reading));
	else if (more)
		page_more(exchange, run->reading.own[FORM_MORE]);
	else
		answer(run, result);
}

/*
 * The bytes that one customer of a batch may take: those of a single customer,
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
	struct run *run = arena_alloc(exchange->arena, sizeof(*run));

	*run = (struct run){
		.batch = { &customer_schema, customer_room(exchange->config),
			begin, end },
		.exchange = exchange,
		.many = many,
		.intake = { .arena = &exchange->items,
			.rules = exchange->rules },
		.create = {
			.arena = exchange->arena,
			.many = many,
			.suspects = exchange->config->spam_keep,
			.screen = screen,
			.context = run,
			.faults = { .arena = exchange->arena },
		},
	};
	if (!body_begin(exchange, many, &run->intake, &run->reading,
		    &run->create.idempotency))
		return;
	run->create.origin = exchange_origin(exchange);
	run->create.settings = exchange_settings(
		exchange, exchange->config->lock_timeout * 1000);
	process(run);
}

static void
create_one(struct exchange *exchange)
{
	create(exchange, false);
}

static void
create_many(struct exchange *exchange)
{
	create(exchange, true);
}

static const char *const headers_one[] = { "Idempotency-Replayed",
	"X-CRM-Ignored", NULL };
static const char *const headers_many[] = { "Idempotency-Replayed",
	"X-AutoBatch-Completed", "X-CRM-Ignored", NULL };

static const struct success successes_one[] = {
	{
		.status = 200,
		.name = "Created",
		.text = "The customer was created; this is its number.",
		.schema = &response_schema,
		.headers = headers_one,
	},
	{
		.status = 202,
		.name = "Received",
		.text = "What came from the form page will be looked at.",
	},
	{ 0 },
};

static const struct success successes_many[] = {
	{
		.status = 200,
		.name = "CreatedMany",
		.text = "All customers were created; these are their numbers, "
			"in the order of the request.",
		.schema = &responses_schema,
		.headers = headers_many,
	},
	{ 0 },
};

const struct operation create_customer = {
	.name = "CreateCustomer",
	.summary = "Creates a customer, or many.",
	.text = "Creates a customer, or many: what is acknowledged is stored. "
		"Whatever is wrong is answered member by member, and then "
		"nothing is stored.",
	.sample = "A customer",
	.samples = "Many customers",
	.one = {
		.answer = create_one,
		.text = "Creates a customer.",
		.request = &customer_schema,
		.response = &response_schema,
		.successes = successes_one,
	},
	.many = {
		.answer = create_many,
		.text = "Creates many customers, all of them or none.",
		.request = &customers_schema,
		.response = &responses_schema,
		.successes = successes_many,
	},
};
