/* The operations GetCustomer and GetCustomerV2: customers, read by number. */
#include "operation/get.h"

#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/messages.h"
#include "exchange/asked.h"
#include "exchange/exchange.h"
#include "format/format.h"
#include "format/stream.h"
#include "http/etag.h"
#include "service/operations.h"

/* What an operation answers. */
struct shape {
	const struct schema *list; /* of a batch's answers */
	bool speaks;               /* names are in the language asked for */
	struct record *(*make)(
		struct intake *intake, const struct stored *stored);
};

static const struct shape shape_short = { &shorts_schema, false, get_short };
static const struct shape shape_whole = { &wholes_schema, true, get_whole };

/* A batch of so many customers is read at once, and answered with its length.
 */
enum { TOGETHER = 100 };

/* The numbers of a request, and their customers on their way out. */
struct run {
	struct asked asked; /* first: take() gets it back */
	struct stream stream;
	const struct shape *shape;
	int64_t *ids;
	size_t id_count;
	struct store *store;
	struct arena_mark mark;
	struct stored *together; /* all customers, or NULL: there are many */
	size_t next;             /* the index of the id that is answered next */
};

static void
take(struct asked *asked, struct record *message)
{
	struct run *run = (struct run *)asked;

	run->ids = arena_grow(asked->exchange->arena, run->ids, run->id_count,
		sizeof(*run->ids));
	run->ids[run->id_count++] = asked_id(message, GET_CUSTOMER_ID);
}

/* Refuses the request for a customer that is not there. */
static void
refuse_missing(struct run *run, size_t index)
{
	struct exchange *exchange = run->asked.exchange;

	exchange_refuse_fault(exchange,
		(struct fault){
			.kind = FAULT_NO_CUSTOMER,
			.path = run->asked.many ? arena_printf(exchange->arena,
							  "[%zu]", index)
						: "",
			.detail = "",
		});
}

/*
 * Reads the customer of that index. Refuses the request, and returns false, if
 * there is none or the store fails.
 */
static bool
read_customer(struct run *run, size_t index, struct stored *stored)
{
	struct exchange *exchange = run->asked.exchange;

	if (get_customer(run->store, &run->asked.intake, &exchange->key.bounds,
		    run->ids[index], stored) != STORE_OK)
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	else if (stored->record == NULL)
		refuse_missing(run, index);
	else
		return true;
	return false;
}

/* Whether the client has the answer of that tag. */
static bool
is_known(const struct exchange *exchange, const char *tag)
{
	const char *header = exchange->request->if_none_match;
	const char *method = exchange->request->method;

	return header != NULL && etag_is_among(tag, header) &&
	       (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0);
}

static void
answer_one(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;
	const struct language *language = NULL;
	struct stored stored;
	const char *tag;

	if (!read_customer(run, 0, &stored))
		return;
	if ((run->shape->speaks || exchange->answer.format->people) &&
		*exchange->request->accept_language != '\0')
		language = exchange_speak(exchange);
	tag = exchange_tag(exchange, stored.version, language);
	if (is_known(exchange, tag))
		exchange->response->status = 304;
	else
		exchange_answer(exchange, 200,
			run->shape->make(&run->asked.intake, &stored));
}

/*
 * Reads the next customer of many. One that is erased meanwhile ends the list,
 * broken.
 */
static void
read_next(struct run *run, struct stored *stored)
{
	struct exchange *exchange = run->asked.exchange;

	arena_release(&exchange->items, run->mark);
	run->stream.broken = get_customer(run->store, &run->asked.intake,
				     &exchange->key.bounds, run->ids[run->next],
				     stored) != STORE_OK ||
			     stored->record == NULL;
}

static const struct record *
next_customer(struct stream *stream)
{
	struct run *run =
		(struct run *)((char *)stream - offsetof(struct run, stream));
	struct stored stored;

	if (run->next == run->id_count)
		return NULL;
	if (run->together != NULL)
		stored = run->together[run->next];
	else
		read_next(run, &stored);
	run->next++;
	return stream->broken ? NULL
			      : run->shape->make(&run->asked.intake, &stored);
}

/*
 * Whether all customers of a batch are there; refuses the request if not. The
 * customers of a short one are kept.
 */
static bool
are_there(struct run *run)
{
	struct arena *items = &run->asked.exchange->items;
	struct stored stored;

	run->mark = arena_mark(items);
	if (run->id_count <= TOGETHER)
		run->together = arena_array(
			items, run->id_count + 1, sizeof(*run->together));
	for (size_t i = 0; i < run->id_count; i++) {
		if (!read_customer(run, i, &stored))
			return false;
		if (run->together != NULL)
			run->together[i] = stored;
		else
			arena_release(items, run->mark);
	}
	return true;
}

static void
answer_many(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;

	if (!are_there(run))
		return;
	if (run->shape->speaks)
		exchange_speak(exchange);
	exchange->completed = run->id_count;
	run->stream = (struct stream){
		.schema = run->shape->list,
		.next = next_customer,
	};
	exchange_stream(exchange, 200, &run->stream);
	if (run->together != NULL)
		response_gather(exchange->response);
}

static void
get(struct exchange *exchange, const struct shape *shape, bool many)
{
	struct run *run = arena_alloc(exchange->arena, sizeof(*run));

	*run = (struct run){
		.asked = { .exchange = exchange, .many = many, .take = take },
		.shape = shape,
	};
	if (!asked_begin(&run->asked) || !asked_read(&run->asked))
		return;
	if (exchange_open_to_read(exchange, &run->store) != STORE_OK)
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	else if (many)
		answer_many(run);
	else
		answer_one(run);
}

static void
short_one(struct exchange *exchange)
{
	get(exchange, &shape_short, false);
}

static void
short_many(struct exchange *exchange)
{
	get(exchange, &shape_short, true);
}

static void
whole_one(struct exchange *exchange)
{
	get(exchange, &shape_whole, false);
}

static void
whole_many(struct exchange *exchange)
{
	get(exchange, &shape_whole, true);
}

static const char *const headers_one[] = { "ETag", NULL };
static const char *const headers_many[] = { "X-AutoBatch-Completed", NULL };

static const struct success successes_short[] = {
	{
		.status = 200,
		.name = "Customer",
		.text = "The customer.",
		.schema = &short_schema,
		.headers = headers_one,
	},
	{
		.status = 304,
		.name = "Same",
		.text = "The customer is as the client knows it.",
		.headers = headers_one,
	},
	{ 0 },
};

static const struct success successes_shorts[] = {
	{
		.status = 200,
		.name = "Customers",
		.text = "The customers, in the order of the request.",
		.schema = &shorts_schema,
		.headers = headers_many,
	},
	{ 0 },
};

static const struct success successes_whole[] = {
	{
		.status = 200,
		.name = "WholeCustomer",
		.text = "The customer, with all that is known.",
		.schema = &whole_schema,
		.headers = headers_one,
	},
	{
		.status = 304,
		.name = "SameWhole",
		.text = "The customer is as the client knows it.",
		.headers = headers_one,
	},
	{ 0 },
};

static const struct success successes_wholes[] = {
	{
		.status = 200,
		.name = "WholeCustomers",
		.text = "The customers, in the order of the request.",
		.schema = &wholes_schema,
		.headers = headers_many,
	},
	{ 0 },
};

const struct operation get_customer_short = {
	.name = "GetCustomer",
	.summary = "Reads a customer, or many.",
	.text = "Reads a customer, or many: names, addresses of mail, "
		"telephone numbers and events.",
	.tag = "customers",
	.sample = "A number",
	.samples = "Many numbers",
	.one = {
		.answer = short_one,
		.text = "Reads a customer.",
		.request = &get_schema,
		.response = &short_schema,
		.successes = successes_short,
	},
	.many = {
		.answer = short_many,
		.text = "Reads many customers.",
		.request = &gets_schema,
		.response = &shorts_schema,
		.successes = successes_shorts,
	},
};

const struct operation get_customer_whole = {
	.name = "GetCustomerV2",
	.summary = "Reads all of a customer, or of many.",
	.text = "Reads all that is known of a customer, or of many. What is "
		"answered can be sent back with UpdateCustomer.",
	.tag = "customers",
	.sample = "A number",
	.samples = "Many numbers",
	.one = {
		.answer = whole_one,
		.text = "Reads all of a customer.",
		.request = &get_whole_schema,
		.response = &whole_schema,
		.successes = successes_whole,
	},
	.many = {
		.answer = whole_many,
		.text = "Reads all of many customers.",
		.request = &gets_whole_schema,
		.response = &wholes_schema,
		.successes = successes_wholes,
	},
};
