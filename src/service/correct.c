/* Corrections by a person who has just created a customer with a page of ours.
 */
#include "service/correct.h"

#include "base/arena.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/face.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "form/page.h"
#include "form/pass.h"
#include "form/spam.h"
#include "format/read.h"
#include "operation/edit.h"
#include "operation/get.h"
#include "schema/record.h"
#include "service/edit.h"

/* The version of a customer that nobody has changed yet. */
static const int64_t created = 1;

/* The reason why a customer can't be corrected here any more, or none. */
static enum fault_kind
check_time(const struct exchange *exchange, const struct stored *stored)
{
	if (stored->record == NULL || stored->version != created)
		return FAULT_PASS_USED;
	return exchange->rules->now - stored->origin.time >= PASS_LASTS
		       ? FAULT_PASS_OLD
		       : FAULT_NONE;
}

/* Shows the form with what is stored. */
static void
open_form(struct exchange *exchange, const struct record *message, int64_t id)
{
	struct stored stored;
	struct store *store;
	enum store_result result = exchange_open_to_read(exchange, &store);
	enum fault_kind fault;

	if (result == STORE_OK) {
		result = get_customer(store, message->intake,
			&exchange->key.bounds, id, &stored);
		store_close(store);
	}
	fault = result == STORE_OK ? check_time(exchange, &stored)
				   : FAULT_UNAVAILABLE;
	if (fault != FAULT_NONE) {
		exchange_refuse(exchange, fault, "");
		return;
	}
	exchange->attempt = stored.record;
	page_more(exchange, NULL);
}

/* Clears what the page asks for and the person left empty. */
static void
clear_rest(const struct exchange *exchange, struct record *message)
{
	for (size_t i = 0; i < message->schema->count; i++)
		message->values[i].null =
			message->values[i].state == VALUE_NONE &&
			!face_hides(
				exchange->config, &message->schema->fields[i]);
}

/* The change, which is made once. */
static struct edit
edit_of(struct exchange *exchange, int64_t id, const struct faults *faults)
{
	struct edit edit = {
		.arena = exchange->arena,
		.kind = EDIT_PATCH,
		.settings = exchange_settings(
			exchange, exchange->config->lock_timeout * 1000),
		.idempotency = { .key = arena_printf(exchange->arena,
					 "pass\t%lld", (long long)id),
			.owner = exchange->key.id,
			.time = exchange->rules->now },
		.origin = exchange_origin(exchange),
		.bounds = &exchange->key.bounds,
		.versions = &created,
		.version_count = 1,
		.missing = { .arena = exchange->arena },
		.outside = { .arena = exchange->arena },
		.faults = *faults,
	};

	body_fingerprint(exchange, &edit.idempotency);
	return edit;
}

static void
answer(struct exchange *exchange, struct edit *edit, enum edit_result result,
	int64_t id)
{
	switch (result) {
	case EDIT_REPLAYED:
		response_header(
			exchange->response, "Idempotency-Replayed", "true");
		/* fall through */
	case EDIT_DONE:
		page_corrected(exchange, id);
		break;
	case EDIT_REUSED:
	case EDIT_MISSING:
	case EDIT_CHANGED:
		exchange_refuse(exchange, FAULT_PASS_USED, "");
		break;
	default:
		edit_refuse(exchange, edit, result);
	}
}

static void
change(struct exchange *exchange, struct record *message, int64_t id,
	const struct finding *finding, const struct faults *faults)
{
	struct edit *edit = arena_alloc(exchange->arena, sizeof(*edit));

	*edit = edit_of(exchange, id, faults);
	edit->origin.wordings = finding->wordings;
	clear_rest(exchange, message);
	edit_add(edit, id, message);
	if (edit->before != NULL &&
		check_time(exchange, edit->before) == FAULT_PASS_OLD) {
		edit_abandon(edit);
		exchange_refuse(exchange, FAULT_PASS_OLD, "");
	} else {
		answer(exchange, edit, edit_end(edit), id);
	}
}

/* The customer that the pass is for; 0 if the request was refused. */
static int64_t
read_pass(struct exchange *exchange, unsigned char secret[STORE_SECRET])
{
	int64_t timeout = exchange->config->lock_timeout * 1000, id;

	if (exchange_secret(exchange, timeout, secret) != STORE_OK) {
		exchange_refuse(exchange, FAULT_UNAVAILABLE, "");
		return 0;
	}
	id = exchange->config->form_kiosk != 0
		     ? 0
		     : pass_read(exchange->arena, exchange->pass, secret);
	if (id == 0)
		exchange_refuse(exchange, FAULT_NO_PASS, "");
	return id;
}

void
correct_answer(struct exchange *exchange, const struct reading *reading,
	struct record *message, const struct faults *faults)
{
	unsigned char secret[STORE_SECRET];
	struct finding finding;
	int64_t id;

	if (reading->own[FORM_OPEN] != NULL)
		exchange->attempt = NULL;
	id = read_pass(exchange, secret);
	if (id == 0)
		return;
	if (reading->own[FORM_OPEN] != NULL) {
		open_form(exchange, message, id);
		return;
	}
	finding = spam_judge(exchange, secret);
	if (finding.fault != FAULT_NONE)
		exchange_refuse(exchange, finding.fault, "");
	else
		change(exchange, message, id, &finding, faults);
}
