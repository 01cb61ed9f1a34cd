/* The HTTP face that the operations which read lists of customers share. */
#include "service/list.h"

#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "exchange/asked.h"
#include "exchange/exchange.h"
#include "format/format.h"
#include "format/query.h"
#include "schema/record.h"
#include "service/answers.h"

/* A request on its way. */
struct run {
	struct asked asked; /* first: take() gets it */
	const struct listing *listing;
	struct searching searching;
	struct answers answers; /* to a batch */
	struct record *page;    /* the only one */
};

/* Adds a parameter as it came, with nothing that could end an address. */
static void
add_pair(struct text *url, const struct pair *pair)
{
	for (size_t i = 0; i < pair->length; i++)
		if (pair->name[i] == '%')
			text_putc(url, '%');
		else
			text_path(url, pair->name + i, 1);
	text_putc(url, '&');
}

/*
 * The address of the page that follows: this one's with another place to go on.
 */
static const char *
next_url(const struct exchange *exchange, const char *after)
{
	const char *at = exchange->request->query, *end = at + strlen(at);
	struct text url = { .arena = exchange->arena };
	struct pair pair;

	text_puts(&url, exchange_url(exchange));
	text_path(
		&url, exchange->request->path, strlen(exchange->request->path));
	text_putc(&url, '?');
	while (query_next(&at, end, &pair)) {
		if (pair.length == 0 ||
			text_is(pair.name, pair.name_length, "after") ||
			text_is(pair.name, pair.name_length, "page"))
			continue;
		add_pair(&url, &pair);
	}
	text_printf(&url, "after=%s", after);
	return url.bytes;
}

/* Tells in headers what a table of the elements alone has no room for. */
static void
tell(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;
	const struct listing *listing = run->listing;
	const struct record *page = run->page;

	if (!exchange_writer(exchange)->rows)
		return;
	if (listing->total >= 0 && record_has(page, (size_t)listing->total))
		response_header(exchange->response, "X-CRM-Total",
			record_text(
				exchange->arena, page, (size_t)listing->total));
	if (record_has(page, listing->next))
		response_header(exchange->response, "Link",
			arena_printf(exchange->arena, "<%s>; rel=\"next\"",
				next_url(exchange,
					page->values[listing->next].text)));
}

static void
take(struct asked *asked, struct record *message)
{
	struct run *run = (struct run *)asked;

	if (run->searching.unavailable || run->answers.too_long)
		return;
	run->page = run->listing->read(&run->searching, message);
	if (asked->many && run->page != NULL)
		answers_add(&run->answers, run->page);
}

/* Answers a request that could be read. */
static void
answer(struct run *run)
{
	struct exchange *exchange = run->asked.exchange;

	if (run->searching.unavailable) {
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
	} else if (run->searching.faults.count > 0) {
		exchange_refuse_faults(exchange, &run->searching.faults);
	} else if (run->asked.many) {
		answers_end(&run->answers);
	} else {
		tell(run);
		exchange_answer(exchange, 200, run->page);
	}
}

void
list_answer(struct exchange *exchange, const struct listing *listing, bool many)
{
	struct run *run = arena_alloc(exchange->arena, sizeof(*run));

	*run = (struct run){
		.asked = {
			.exchange = exchange,
			.many = many,
			.strict = true,
			.take = take,
		},
		.listing = listing,
		.searching = {
			.arena = exchange->arena,
			.items = &exchange->items,
			.bounds = &exchange->key.bounds,
			.faults = { .arena = exchange->arena },
		},
	};
	if (!asked_begin(&run->asked))
		return;
	run->searching.settings = exchange_settings(
		exchange, exchange->config->lock_timeout * 1000);
	if (many)
		run->answers = answers_begin(exchange, listing->answers);
	if (asked_read(&run->asked))
		answer(run);
	searching_end(&run->searching);
}
