/* The HTTP face that the operations which change customers have in common. */
#include "service/edit.h"

#include "base/arena.h"
#include "config/config.h"
#include "exchange/asked.h"
#include "exchange/exchange.h"
#include "http/etag.h"

/* Messages on their way to the changes that they ask for. */
struct run {
	struct asked asked; /* first: take() gets it back */
	struct edit edit;
	size_t id; /* the field with the customer's number */
};

static void
take(struct asked *asked, struct record *message)
{
	struct run *run = (struct run *)asked;

	edit_add(&run->edit, asked_id(message, run->id), message);
}

/* Reads If-Match. Returns false if the request was refused for it. */
static bool
read_match(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;
	const char *header = exchange->request->if_match;
	struct etag_match match;

	if (header == NULL)
		return true;
	if (run->asked.many) {
		exchange_refuse(exchange, FAULT_BATCH_MATCH, "");
		return false;
	}
	if (!etag_match(exchange->arena, header, &match)) {
		exchange_refuse(exchange, FAULT_BAD_MATCH, "");
		return false;
	}
	if (!match.any) {
		run->edit.versions = match.versions;
		run->edit.version_count = match.count;
	}
	return true;
}

static void
answer_done(struct run *run, enum edit_result result)
{
	struct exchange *exchange = run->asked.exchange;
	const struct edit *edit = &run->edit;

	exchange->completed = edit->count;
	exchange->response->status = 204;
	if (result == EDIT_REPLAYED)
		response_header(
			exchange->response, "Idempotency-Replayed", "true");
	if (!run->asked.many && edit->kind != EDIT_ERASE && edit->version > 0)
		exchange_tag(exchange, edit->version, NULL);
}

void
edit_refuse(struct exchange *exchange, const struct edit *edit,
	enum edit_result result)
{
	switch (result) {
	case EDIT_REUSED:
		exchange_refuse(exchange, FAULT_KEY_REUSED, "");
		break;
	case EDIT_AT_WORK:
		exchange_refuse(exchange, FAULT_KEY_AT_WORK, "");
		break;
	case EDIT_MISSING:
		exchange_refuse_faults(exchange, &edit->missing);
		break;
	case EDIT_OUTSIDE:
		exchange_refuse_faults(exchange, &edit->outside);
		break;
	case EDIT_CHANGED:
		exchange_refuse(exchange, FAULT_CHANGED, "");
		break;
	case EDIT_FAULTY:
		exchange_refuse_faults(exchange, &edit->faults);
		break;
#if defined(CRM_POSTGRESQL)
	case EDIT_IN_DOUBT:
		exchange_refuse(exchange, FAULT_IN_DOUBT, "");
		break;
#endif
	case EDIT_DONE: /* these two are no refusals */
	case EDIT_REPLAYED:
	case EDIT_UNAVAILABLE:
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	}
}

static void
answer(struct run *run, enum edit_result result)
{
	if (result == EDIT_DONE || result == EDIT_REPLAYED)
		answer_done(run, result);
	else
		edit_refuse(run->asked.exchange, &run->edit, result);
}

/* Changes, once the request may be read. */
static void
process(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;
	struct edit *edit = &run->edit;

	edit->settings = exchange_settings(
		exchange, exchange->config->lock_timeout * 1000);
	edit->idempotency = run->asked.idempotency;
	edit->origin = exchange_origin(exchange);
	if (asked_read(&run->asked))
		answer(run, edit_end(edit));
	else
		edit_abandon(edit);
}

void
edit_answer(
	struct exchange *exchange, enum edit_kind kind, size_t id, bool many)
{
	struct run *run = arena_alloc(exchange->arena, sizeof(*run));

	*run = (struct run){
		.asked = {
			.exchange = exchange,
			.many = many,
			.personal = kind != EDIT_ERASE,
			.keyed = kind == EDIT_PATCH,
			.take = take,
		},
		.edit = {
			.arena = exchange->arena,
			.kind = kind,
			.bounds = &exchange->key.bounds,
			.missing = { .arena = exchange->arena },
			.outside = { .arena = exchange->arena },
			.faults = { .arena = exchange->arena },
		},
		.id = id,
	};
	if (asked_begin(&run->asked) && read_match(run))
		process(run);
}

static const char *const headers_one[] = { "ETag", "X-CRM-Ignored", NULL };
static const char *const headers_keyed[] = { "ETag", "Idempotency-Replayed",
	"X-CRM-Ignored", NULL };
static const char *const headers_many[] = { "X-AutoBatch-Completed",
	"X-CRM-Ignored", NULL };
static const char *const headers_keyed_many[] = { "Idempotency-Replayed",
	"X-AutoBatch-Completed", "X-CRM-Ignored", NULL };
static const char *const headers_erased[] = { "X-CRM-Ignored", NULL };

const struct success edit_replaced[] = {
	{
		.status = 204,
		.name = "Changed",
		.text = "The customer is now as the request says.",
		.headers = headers_one,
	},
	{ 0 },
};

const struct success edit_patched[] = {
	{
		.status = 204,
		.name = "Patched",
		.text = "The customer is now as the request says.",
		.headers = headers_keyed,
	},
	{ 0 },
};

const struct success edit_erased[] = {
	{
		.status = 204,
		.name = "Erased",
		.text = "The customer is no more.",
		.headers = headers_erased,
	},
	{ 0 },
};

const struct success edit_many[] = {
	{
		.status = 204,
		.name = "ChangedMany",
		.text = "All is done that the request asks for.",
		.headers = headers_many,
	},
	{ 0 },
};

const struct success edit_patched_many[] = {
	{
		.status = 204,
		.name = "PatchedMany",
		.text = "All is done that the request asks for.",
		.headers = headers_keyed_many,
	},
	{ 0 },
};
