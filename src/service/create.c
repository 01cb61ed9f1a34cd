/* The operation CreateCustomer: customers in, ids out; batches all or none. */
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "exchange/asked.h"
#include "exchange/exchange.h"
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
#include "service/correct.h"
#include "service/operations.h"

/* Customers on their way from the request into the store. */
struct run {
	struct asked asked; /* first: take() gets it back */
	struct create create;
	struct finding finding; /* of the page that sent this request */
	struct suspect suspect;
};

/* The request itself, for a person to look at. */
static struct suspect
make_suspect(const struct run *run)
{
	const struct request *request = run->asked.exchange->request;

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

	run->finding = spam_screen(run->asked.exchange, create->store);
	/* what is set aside is told on a page; without one there must be a key
	 */
	if (run->finding.fault == FAULT_NONE &&
		run->finding.suspicion != NULL &&
		!run->asked.exchange->answer.format->people)
		run->finding.fault = FAULT_NO_KEY;
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
	return run->asked.exchange->answer.format->people && !run->asked.many &&
	       run->asked.reading.own[FORM_MORE] != NULL;
}

/* Whether a page of ours corrects what it created. */
static bool
corrects(const struct run *run)
{
	return run->asked.exchange->answer.format->people && !run->asked.many &&
	       run->asked.reading.own[FORM_PASS] != NULL;
}

/* Binds what a form sent to what a page of ours may ask for. */
static void
bind(struct asked *asked, struct record *customer, struct faults *faults)
{
	bool page = bind_is_page(asked->exchange, &asked->reading);

	bind_size(asked->exchange, &asked->reading, page, faults);
	if (!page)
		return;
	bind_customer(asked->exchange, customer, faults);
	bind_ask(asked->exchange, &asked->reading, customer, faults);
}

static void
take(struct asked *asked, struct record *customer)
{
	struct run *run = (struct run *)asked;
	struct create *create = &run->create;

	if (!asked->many) {
		spam_begin(
			asked->exchange, &asked->reading, &create->idempotency);
		bind(asked, customer, &create->faults);
	}
	if (asks_for_more(run) || corrects(run))
		return;
	if (asked->strange)
		create_skip(create);
	else
		create_add(create, customer);
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
	struct exchange *exchange = run->asked.exchange;
	const struct create *create = &run->create;
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };
	struct ids ids = {
		.stream = { .schema = &responses_schema, .next = next_id },
		.answer = record_new(&intake, &response_schema),
		.next = create->first,
		.end = create->first + (int64_t)create->count,
	};

	if (run->asked.many) {
		exchange_stream(exchange, 200, &ids.stream);
		response_gather(exchange->response);
	} else {
		exchange_answer(exchange, 200, next_id(&ids.stream));
	}
}

static void
answer_done(struct run *run, enum create_result result)
{
	struct exchange *exchange = run->asked.exchange;

	exchange->completed = run->create.count;
	if (run->create.recall == RECALL_SAME)
		response_header(
			exchange->response, "Idempotency-Replayed", "true");
	if (result == CREATE_QUARANTINED)
		page_received(exchange);
	else if (!run->asked.many && exchange->answer.format->people)
		page_created(exchange, run->create.first);
	else
		answer_ids(run);
}

static void
answer(struct run *run, enum create_result result)
{
	struct exchange *exchange = run->asked.exchange;

	/* data is never quarantined: the key's first request was a page's */
	if (result == CREATE_QUARANTINED && !exchange->answer.format->people)
		result = CREATE_REUSED;
	switch (result) {
	case CREATE_DONE:
	case CREATE_REPLAYED:
	case CREATE_QUARANTINED:
		answer_done(run, result);
		break;
	case CREATE_OUTSIDE:
		exchange_refuse_faults(exchange, &run->create.outside);
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
#if defined(CRM_POSTGRESQL)
	case CREATE_IN_DOUBT:
		exchange_refuse(exchange, FAULT_IN_DOUBT, "");
		break;
#endif
	case CREATE_UNAVAILABLE:
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	}
}

/* Reads, checks, stores and answers. */
static void
process(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;
	bool good = asked_read(&run->asked);
	const struct reading *reading = &run->asked.reading;

	if (good && asks_for_more(run)) {
		create_abandon(&run->create);
		page_more(exchange, reading->own[FORM_MORE]);
	} else if (good && corrects(run)) {
		create_abandon(&run->create);
		correct_answer(exchange, reading, exchange->attempt,
			&run->create.faults);
	} else if (good) {
		answer(run, create_end(&run->create));
	} else {
		create_abandon(&run->create);
	}
}

static void
create(struct exchange *exchange, bool many)
{
	struct run *run = arena_alloc(exchange->arena, sizeof(*run));

	*run = (struct run){
		.asked = {
			.exchange = exchange,
			.many = many,
			.personal = true,
			.keyed = true,
			.attempt = true,
			.take = take,
			.faults = &run->create.faults,
		},
		.create = {
			.arena = exchange->arena,
			.many = many,
			.suspects = exchange->config->spam_keep,
			.screen = screen,
			.context = run,
			.bounds = exchange->key.bounds,
			.faults = { .arena = exchange->arena },
			.outside = { .arena = exchange->arena },
		},
	};
	if (!asked_begin(&run->asked))
		return;
	run->create.idempotency = run->asked.idempotency;
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
	.tag = "customers",
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
