/* The spam guard of the form page: its ticket, its trap, and its suspicions. */
#include "form/spam.h"

#include <string.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "form/ticket.h"
#include "form/wording.h"
#include "format/form.h"
#include "format/format.h"
#include "format/media.h"
#include "format/query.h"
#include "format/read.h"
#include "html/html.h"
#include "language/language.h"

enum {
	SECRET_TIMEOUT =
		1000 /* milliseconds that a page waits for a database */
};

/* Hashes the texts that are shown in a language, to tell them from others. */
static void
print_wording(struct exchange *exchange, const struct language *language,
	char out[TICKET_DIGITS + 1])
{
	const char *const *shown = wording_shown(exchange, language, false);
	struct sha256 hash = sha256_begin();
	unsigned char bytes[SHA256_BYTES];

	for (size_t i = 0; i < customer_schema.count; i++) {
		const char *name = customer_schema.fields[i].name;

		if (shown[i] == NULL)
			continue;
		sha256_add(&hash, name, strlen(name) + 1);
		sha256_add(&hash, shown[i], strlen(shown[i]) + 1);
	}
	sha256_put(&hash, bytes);
	hex_put(out, bytes, TICKET_DIGITS / 2);
}

/* The age of a ticket. */
enum age {
	AGE_FINE,
	AGE_SHORT, /* nobody fills a form in as fast as this */
	AGE_LONG /* keys are remembered no longer, or the clock was set back */
};

static enum age
age_of(const struct exchange *exchange, const struct ticket *ticket)
{
	int64_t age = exchange->rules->now - ticket->time;

	if (age < 0 || age >= STORE_REMEMBERS)
		return AGE_LONG;
	return age < exchange->config->spam_fill_time ? AGE_SHORT : AGE_FINE;
}

/* Makes a ticket for a page that no request came from yet. */
static bool
ticket_new(struct exchange *exchange, struct ticket *ticket)
{
	unsigned char random[TICKET_DIGITS / 2];

	ticket->time = exchange->rules->now;
	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return false;
	hex_put(ticket->key, random, sizeof(random));
	return true;
}

/*
 * Makes a ticket for a page that is shown again. The ticket's time goes on, so
 * that the correction of a word is never too fast; the key stays until it was
 * used.
 */
static bool
ticket_next(struct exchange *exchange, const unsigned char *secret,
	struct ticket *ticket)
{
	struct ticket old;

	if (!ticket_new(exchange, ticket))
		return false;
	if (exchange->ticket == NULL)
		return true;
	/* after the message that the page is old, nothing is filled in again */
	if (!ticket_parse(exchange->ticket, &old) ||
		!ticket_is_signed(exchange->ticket, secret) ||
		age_of(exchange, &old) == AGE_LONG) {
		ticket->time -= exchange->config->spam_fill_time;
		return true;
	}
	ticket->time = old.time;
	if (!exchange->ticket_used)
		memcpy(ticket->key, old.key, sizeof(old.key));
	return true;
}

/*
 * Without the secret of a database that is away, the ticket that came goes on
 * unchanged. A page without a ticket gets an invalid one: the page comes back
 * once, as if it were old, with all that was entered.
 */
void
spam_write_ticket(struct exchange *exchange, struct text *out,
	const struct language *language)
{
	unsigned char secret[STORE_SECRET];
	struct text written = { .arena = exchange->arena };
	struct ticket ticket;

	if (exchange_secret(exchange, SECRET_TIMEOUT, secret) == STORE_OK &&
		ticket_next(exchange, secret, &ticket)) {
		print_wording(exchange, language, ticket.wording);
		strncpy(ticket.language, language->tag, TICKET_LANGUAGE);
		ticket.language[TICKET_LANGUAGE] = '\0';
		ticket_write(&written, &ticket, secret);
	} else {
		text_puts(&written,
			exchange->ticket == NULL ? "none" : exchange->ticket);
	}
	text_puts(out, "<input type=\"hidden\"");
	html_attribute(out, "name", form_own[FORM_TICKET]);
	html_attribute(out, "value", written.bytes);
	text_puts(out, "/>\n");
}

void
spam_write_mark(struct text *out)
{
	unsigned char random[8];
	char mark[2 * sizeof(random) + 1];

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return;
	hex_put(mark, random, sizeof(random));
	text_printf(out, "<input type=\"hidden\" name=\"%s.%s\" value=\"\"/>\n",
		form_own[FORM_TICKET], mark);
}

/*
 * A field that people neither see nor reach, and with a name that means nothing
 * to autofill; programs fill it in with the other fields.
 */
static void
write_trap(struct text *out, const struct language *language)
{
	text_printf(out,
		"<div class=\"trap\" aria-hidden=\"true\">"
		"<label for=\"%s\">%s</label>"
		"<input type=\"text\" id=\"%s\" name=\"%s\" tabindex=\"-1\""
		" autocomplete=\"off\" value=\"\"/></div>\n",
		form_own[FORM_TRAP],
		language_say(language, "Please leave this empty"),
		form_own[FORM_TRAP], form_own[FORM_TRAP]);
}

void
spam_write(struct exchange *exchange, struct text *out,
	const struct language *language)
{
	spam_write_ticket(exchange, out, language);
	if (exchange->asked)
		text_printf(out,
			"<input type=\"hidden\" name=\"%s\" value=\"1\"/>\n",
			form_own[FORM_ASKED]);
	if (exchange->config->spam_trap != 0)
		write_trap(out, language);
}

/* Lets a request be done once. The key has a tab, as no client's key can. */
static void
set_key(struct exchange *exchange, struct idempotency *idempotency,
	const char *kind, const char *key)
{
	idempotency->key = arena_printf(exchange->arena, "%s\t%s", kind, key);
	body_fingerprint(exchange, idempotency);
}

void
spam_begin(struct exchange *exchange, const struct reading *reading,
	struct idempotency *idempotency)
{
	const char *trap = reading->own[FORM_TRAP];
	struct ticket ticket;
	char print[2 * SHA256_BYTES + 1];

	if (!exchange->answer.format->people && !exchange->by_ticket)
		return;
	exchange->ticket = reading->own[FORM_TICKET];
	exchange->pass = reading->own[FORM_PASS];
	exchange->trap_filled = exchange->config->spam_trap != 0 &&
				trap != NULL && *trap != '\0';
	if (idempotency->key != NULL && !exchange->by_ticket)
		return;
	if (exchange->ticket != NULL &&
		ticket_parse(exchange->ticket, &ticket)) {
		set_key(exchange, idempotency, "form", ticket.key);
	} else if (exchange->trap_filled) {
		body_fingerprint(exchange, idempotency);
		hex_put(print, idempotency->print, SHA256_BYTES);
		set_key(exchange, idempotency, "trap", print);
	}
}

/* The ticket in the body of an urlencoded form, or NULL. */
static const char *
ticket_in(struct exchange *exchange)
{
	const struct request *request = exchange->request;
	struct media_type type =
		media_type_parse(exchange->arena, request->content_type);

	if (request->state != BODY_OK ||
		strcmp(type.name, "application/x-www-form-urlencoded") != 0)
		return NULL;
	return query_find(exchange->arena, request->body, request->length,
		form_own[FORM_TICKET]);
}

enum store_result
spam_has_ticket(struct exchange *exchange, bool *genuine)
{
	const char *text = ticket_in(exchange);
	unsigned char secret[STORE_SECRET];
	enum store_result result;
	struct ticket ticket;

	*genuine = false;
	if (text == NULL || !ticket_parse(text, &ticket))
		return STORE_OK;
	result = exchange_secret(
		exchange, exchange->config->lock_timeout * 1000, secret);
	*genuine = result == STORE_OK && ticket_is_signed(text, secret);
	return result;
}

struct finding
spam_judge(struct exchange *exchange, const unsigned char *secret)
{
	struct finding finding = { .language = "" };
	const struct language *language;
	char wording[TICKET_DIGITS + 1];
	struct ticket ticket;
	enum age age;

	if (exchange->trap_filled)
		finding.suspicion = "trap";
	if (exchange->ticket == NULL || secret == NULL)
		return finding;
	finding.fault = FAULT_PAGE_OLD;
	if (!ticket_parse(exchange->ticket, &ticket) ||
		!ticket_is_signed(exchange->ticket, secret))
		return finding;
	age = age_of(exchange, &ticket);
	if (age == AGE_LONG)
		return finding;
	finding.fault = FAULT_PAGE_CHANGED;
	language = language_for(ticket.language, strlen(ticket.language));
	if (language == NULL)
		return finding;
	print_wording(exchange, language, wording);
	if (strcmp(wording, ticket.wording) != 0)
		return finding;
	finding.fault = FAULT_NONE;
	finding.language = language->tag;
	finding.wordings = wording_shown(exchange, language, false);
	if (age == AGE_SHORT && finding.suspicion == NULL)
		finding.suspicion = "haste";
	return finding;
}

struct finding
spam_screen(struct exchange *exchange, struct store *store)
{
	unsigned char secret[STORE_SECRET];

	return spam_judge(exchange,
		store_secret(store, secret) == STORE_OK ? secret : NULL);
}

enum fault_kind
spam_reused(struct exchange *exchange)
{
	exchange->ticket_used =
		exchange->ticket != NULL &&
		(exchange->by_ticket ||
			exchange->request->idempotency_key == NULL);
	return exchange->ticket_used ? FAULT_PAGE_SENT : FAULT_KEY_REUSED;
}
