/* The operation GetCustomerPaginated: customers that match, page by page. */
#include "customer/lists.h"
#include "exchange/exchange.h"
#include "operation/search.h"
#include "service/list.h"
#include "service/operations.h"

static const struct listing pages = {
	.read = searching_page,
	.answers = &pages_schema,
	.next = PAGE_NEXT,
	.total = PAGE_TOTAL_RESULTS,
};

static void
answer_one(struct exchange *exchange)
{
	list_answer(exchange, &pages, false);
}

static void
answer_many(struct exchange *exchange)
{
	list_answer(exchange, &pages, true);
}

static const char *const headers[] = { "Link", "X-CRM-Total", NULL };
static const char *const headers_many[] = { "X-AutoBatch-Completed", NULL };

static const struct success successes[] = {
	{
		.status = 200,
		.name = "Listed",
		.text = "A page of the customers that match.",
		.schema = &page_schema,
		.headers = headers,
	},
	{ 0 },
};

static const struct success successes_many[] = {
	{
		.status = 200,
		.name = "ListedMany",
		.text = "The pages, in the order of the request.",
		.schema = &pages_schema,
		.headers = headers_many,
	},
	{ 0 },
};

const struct operation get_customer_paginated = {
	.name = "GetCustomerPaginated",
	.tag = "customers",
	.summary = "Lists the customers that match, page by page.",
	.text = "Lists the customers that match all filters which are given, "
		"page by page, in one of four orders.",
	.sample = "A search",
	.samples = "Many searches",
	.one = {
		.answer = answer_one,
		.text = "Lists the customers that match.",
		.request = &paginated_schema,
		.response = &page_schema,
		.successes = successes,
	},
	.many = {
		.answer = answer_many,
		.text = "Makes many lists.",
		.request = &paginateds_schema,
		.response = &pages_schema,
		.successes = successes_many,
	},
};
