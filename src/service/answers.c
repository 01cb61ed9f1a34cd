/* The answers to a batch that reads, gathered one by one. */
#include "service/answers.h"

#include "base/arena.h"
#include "exchange/exchange.h"
#include "format/format.h"

struct answers
answers_begin(struct exchange *exchange, const struct schema *schema)
{
	struct answers answers = {
		.exchange = exchange,
		.stream = {
			.schema = schema,
			.writer = exchange_writer(exchange)->stream,
			.language = exchange->rules->language,
		},
		.text = { .arena = exchange->arena },
	};

	answers.stream.writer->begin(&answers.text, &answers.stream);
	return answers;
}

void
answers_add(struct answers *answers, const struct record *answer)
{
	answers->stream.writer->add(&answers->text, &answers->stream, answer);
	answers->stream.count++;
	if (answers->text.length > ANSWERS_MOST) {
		answers->too_long = true;
		answers->text.length = 0;
	}
}

void
answers_end(struct answers *answers)
{
	struct exchange *exchange = answers->exchange;

	if (answers->too_long) {
		exchange_refuse(exchange, FAULT_LONG_ANSWER,
			arena_printf(exchange->arena, "%d", ANSWERS_MOST));
		return;
	}
	answers->stream.writer->end(&answers->text, &answers->stream);
	exchange->completed = answers->stream.count;
	exchange_stream(exchange, 200, &answers->stream);
	exchange->response->stream = NULL;
	exchange->response->body = answers->text;
}
