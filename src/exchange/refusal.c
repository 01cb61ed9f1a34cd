/* Answers to requests that can't be done. */
#include "exchange/refusal.h"

#include "format/format.h"
#include "exchange/exchange.h"
#include "form/page.h"

void
refusal_answer(struct exchange *exchange, const struct faults *faults)
{
	enum fault_kind kind = faults->list[0].kind;

	if (exchange->answer.format == NULL)
		exchange->answer = (struct chosen){ format_default(),
			format_default()->media[0] };
	exchange->response->reason = fault_code(kind);
	if (exchange->answer.format->people && exchange->attempt != NULL) {
		page_write(exchange, fault_status(kind), exchange->attempt,
			faults);
	} else if (exchange->answer.format->people) {
		page_refused(exchange, fault_status(kind), faults);
	} else {
		exchange_speak(exchange);
		exchange_answer(exchange, fault_status(kind),
			faults_record(faults, exchange->rules));
	}
}

void
refusal_of(struct exchange *exchange, enum fault_kind kind, const char *detail)
{
	struct faults faults = { .arena = exchange->arena };

	faults_add(&faults,
		(struct fault){ .kind = kind, .path = "", .detail = detail });
	if (fault_passes(kind))
		response_header(exchange->response, "Retry-After", "1");
	refusal_answer(exchange, &faults);
}
