/* The operation GetCustomerChanges: what changed or was erased since. */
#include "customer/lists.h"
#include "exchange/exchange.h"
#include "operation/feed.h"
#include "service/list.h"
#include "service/operations.h"

static const struct listing feeds = {
	.read = feed_read,
	.answers = &feeds_schema,
	.next = FEED_NEXT,
	.total = -1,
};

static void
answer_one(struct exchange *exchange)
{
	list_answer(exchange, &feeds, false);
}

static void
answer_many(struct exchange *exchange)
{
	list_answer(exchange, &feeds, true);
}

static const char *const headers[] = { "Link", NULL };
static const char *const headers_many[] = { "X-AutoBatch-Completed", NULL };

static const struct success successes[] = {
	{
		.status = 200,
		.name = "Changes",
		.text = "What was created, changed or erased, oldest first; "
			"without elements there is nothing as yet.",
		.schema = &feed_schema,
		.headers = headers,
	},
	{ 0 },
};

static const struct success successes_many[] = {
	{
		.status = 200,
		.name = "ChangesMany",
		.text = "The lists of changes, in the order of the request.",
		.schema = &feeds_schema,
		.headers = headers_many,
	},
	{ 0 },
};

const struct operation get_customer_changes = {
	.name = "GetCustomerChanges",
	.tag = "customers",
	.summary = "Tells what changed or was erased since.",
	.text = "Tells which customers were created, changed or erased since, "
		"for those who keep a copy.",
	.sample = "A place to go on from",
	.samples = "Many places to go on from",
	.one = {
		.answer = answer_one,
		.text = "Tells what changed or was erased since.",
		.request = &changes_schema,
		.response = &feed_schema,
		.successes = successes,
	},
	.many = {
		.answer = answer_many,
		.text = "Tells what changed or was erased since many places.",
		.request = &changeses_schema,
		.response = &feeds_schema,
		.successes = successes_many,
	},
};
