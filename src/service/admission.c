/* Admission: whether a request has the API key that its route needs. */
#include "service/admission.h"

#include <stddef.h>
#include <string.h>

#include "base/apikey.h"
#include "base/die.h"
#include "config/config.h"
#include "exchange/exchange.h"
#include "exchange/route.h"
#include "form/spam.h"
#include "format/format.h"
#include "http/credentials.h"
#include "http/sharing.h"

/* Finds the key that the client sent by its print; else id 0. */
static enum store_result
find_sent(struct store *store, const struct credentials *credentials,
	int64_t now, struct api_key *key)
{
	unsigned char print[SHA256_BYTES];

	if (credentials->key == NULL)
		return STORE_OK;
	apikey_print(credentials->key, strlen(credentials->key), print);
	return store_find_key(
		store, &(struct key_wanted){ .print = print }, now, key);
}

/* Finds the key that is named like the server's user; else id 0. */
static enum store_result
find_named(struct store *store, const struct credentials *credentials,
	int64_t now, struct api_key *key)
{
	if (credentials->user == NULL)
		return STORE_OK;
	return store_find_key(store,
		&(struct key_wanted){ .name = credentials->user }, now, key);
}

/*
 * Decides between a key that was sent and one of the server's user. A user
 * without a key is nobody; two keys must be the same.
 */
static enum fault_kind
settle(struct exchange *exchange, const struct credentials *credentials,
	const struct api_key *sent, const struct api_key *named)
{
	if (credentials->key != NULL && sent->id == 0)
		return FAULT_NO_KEY;
	if (sent->id != 0 && named->id != 0 && sent->id != named->id)
		return FAULT_NO_KEY;
	if (sent->id != 0)
		exchange->key = *sent;
	else if (named->id != 0)
		exchange->key = *named;
	return FAULT_NONE;
}

/* Looks up what the request has for a key. */
static enum fault_kind
look_up(struct exchange *exchange, const struct credentials *credentials)
{
	const int64_t now = exchange->rules->now;
	const struct store_settings settings = exchange_settings(
		exchange, exchange->config->lock_timeout * 1000);
	struct api_key sent = { 0 }, named = { 0 };
	enum store_result result;
	struct store *store;

	if (store_open_to_read(exchange->arena, &settings, &store) != STORE_OK)
		return FAULT_UNAVAILABLE;
	result = find_sent(store, credentials, now, &sent);
	if (result == STORE_OK)
		result = find_named(store, credentials, now, &named);
	store_close(store);
	return result == STORE_OK ? settle(exchange, credentials, &sent, &named)
				  : FAULT_UNAVAILABLE;
}

/* Who the client is. */
static enum fault_kind
identify(struct exchange *exchange, const struct credentials *credentials)
{
	switch (credentials->state) {
	case CREDENTIALS_IN_URL:
		return FAULT_KEY_IN_URL;
	case CREDENTIALS_WRONG:
		return FAULT_NO_KEY;
	case CREDENTIALS_KEY:
		return look_up(exchange, credentials);
	case CREDENTIALS_NONE:
		break;
	}
	return FAULT_NONE;
}

/* Lets in what a page of this service sends, where crm.conf says so. */
static enum fault_kind
take_ticket(struct exchange *exchange, const struct route *route,
	const struct target *target)
{
	if (exchange->config->open != OPEN_FORM ||
		route->scope != SCOPE_CREATE || route->many ||
		target->way != NULL)
		return FAULT_NO_KEY;
	if (spam_has_ticket(exchange, &exchange->by_ticket) != STORE_OK)
		return FAULT_UNAVAILABLE;
	return exchange->by_ticket ? FAULT_NONE : FAULT_NO_KEY;
}

static enum fault_kind
decide(struct exchange *exchange, const struct route *route,
	const struct target *target, const struct credentials *credentials)
{
	const struct request *request = exchange->request;
	enum fault_kind fault = identify(exchange, credentials);

	if (fault != FAULT_NONE)
		return fault;
	if (!exchange_is_open(exchange, route)) {
		if (exchange->key.id == 0)
			fault = take_ticket(exchange, route, target);
		else if ((exchange->key.scopes & route->scope) == 0)
			fault = FAULT_SCOPE;
	}
	if (fault == FAULT_NONE && exchange->key.id != 0 &&
		credentials->ambient &&
		sharing_is_foreign(exchange->arena, exchange->config, request))
		fault = FAULT_FOREIGN;
	return fault;
}

bool
admission_decide(struct exchange *exchange, const struct route *route,
	const struct target *target)
{
	struct credentials credentials;
	enum fault_kind fault;

	exchange->key = (struct api_key){ .scopes = SCOPE_ALL };
	if (route->own_guard)
		return true;
	credentials = credentials_read(exchange->arena, exchange->request,
		exchange->config->remote_user != 0);
	if (credentials.leaked)
		log_line("%s", credentials_leaked);
	fault = decide(exchange, route, target, &credentials);
	if (fault != FAULT_NONE)
		exchange_refuse(exchange, fault,
			fault == FAULT_SCOPE
				? scopes_names(exchange->arena, route->scope)
				: "");
	return fault == FAULT_NONE;
}

void
admission_note(struct exchange *exchange)
{
	const struct store_settings settings = exchange_settings(exchange, 0);

	if (exchange->key.id != 0)
		store_use_key(exchange->arena, &settings, &exchange->key,
			exchange->rules->now);
}
