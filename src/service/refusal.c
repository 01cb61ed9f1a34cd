/* The answers to refused requests: the faults, or the form with the faults. */
#include "service/refusal.h"

#include "exchange/exchange.h"
#include "form/page.h"
#include "format/format.h"
#include "schema/error.h"

void
refusal_answer(struct exchange *exchange)
{
	const struct faults *faults = exchange->refused;
	enum fault_kind kind = faults->list[0].kind;

	if (exchange->answer.format == NULL)
		exchange->answer = (struct chosen){ format_default(),
			format_default()->media[0] };
	if (fault_passes(kind))
		response_header(exchange->response, "Retry-After", "1");
	if (fault_status(kind) == 401)
		response_header(exchange->response, "WWW-Authenticate",
			exchange->answer.format->people
				? "Basic realm=\"crm\", charset=\"UTF-8\""
				: "Bearer realm=\"crm\"");
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
