/* The self-check: a page at /-/check, and the output of crm.cgi --check. */

/*
 * The page opens for a word of crm.conf, once, and not before the use of the
 * word is noted. A client without a word, or with a wrong or used word, is told
 * the same, in the same bytes. A client that the page opened for may ask again
 * for a while by the ticket in the page.
 *
 *
 * The self-check keeps files and libraries that requests for customers give up:
 * input from strangers goes no further than through body_entry().
 */
#include "doctor/doctor.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "base/text.h"
#include "config/config.h"
#include "doctor/checks.h"
#include "doctor/probe.h"
#include "doctor/script.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "form/ticket.h"
#include "html/html.h"

enum {
	PATIENCE = 2000,          /* milliseconds to note the word's use */
	TICKET_SECONDS = 15 * 60, /* to ask again after the page opened */
	TIME_DIGITS = 16          /* of a ticket, at most */
};

#define PATH "/-/check"

/* The findings, and the number of outcomes of each verdict. */
struct report {
	struct probe probe;
	const struct outcome *outcomes; /* of each check */
	size_t counts[VERDICT__MAX];
};

static void
look(struct report *report, struct exchange *exchange, const char *wrong,
	bool asked, struct claim claim)
{
	/* all else depends on the configuration, which is the first */
	static const struct outcome unsettled = { VERDICT_OPEN,
		"It waits for the configuration." };
	struct outcome *outcomes =
		arena_array(exchange->arena, check_count, sizeof(*outcomes));

	*report = (struct report){ .outcomes = outcomes };
	probe_gather(&report->probe, exchange, wrong, asked, claim);
	for (size_t i = 0; i < check_count; i++) {
		outcomes[i] = wrong != NULL && i != 0
				      ? unsettled
				      : checks[i].verdict(&report->probe);
		report->counts[outcomes[i].verdict]++;
	}
}

/* The conclusion in a sentence, in the arena. */
static const char *
conclude(const struct report *report)
{
	const size_t *counts = report->counts;
	struct text out = { .arena = report->probe.arena };

	if (counts[VERDICT_FAULT] == 0)
		text_puts(&out, "All is well");
	else
		text_printf(&out, "%zu %s", counts[VERDICT_FAULT],
			counts[VERDICT_FAULT] == 1 ? "fault" : "faults");
	if (counts[VERDICT_DOUBT] > 0)
		text_printf(&out, "; %zu to judge for yourself",
			counts[VERDICT_DOUBT]);
	if (counts[VERDICT_OPEN] > 0)
		text_printf(&out, "; %zu can't be told from here",
			counts[VERDICT_OPEN]);
	text_puts(&out, ".");
	return out.bytes;
}

/* Whether remedies are of use. */
static bool
needs_remedy(enum verdict verdict)
{
	return verdict == VERDICT_DOUBT || verdict == VERDICT_FAULT;
}

/* Text, for terminals */

/*
 * Adds lines, each behind a margin; bytes that could control a terminal as '?'.
 */
static void
print_lines(struct text *out, const char *lines)
{
	text_puts(out, "          ");
	for (; *lines != '\0'; lines++)
		if (*lines == '\n')
			text_puts(out, "\n          ");
		else
			text_putc(out,
				*lines < ' ' || *lines > '~' ? '?' : *lines);
	text_putc(out, '\n');
}

static void
print_check(struct text *out, const struct report *report, size_t index)
{
	static const char *const words[VERDICT__MAX] = {
		[VERDICT_GOOD] = "ok",
		[VERDICT_OPEN] = "open",
		[VERDICT_DOUBT] = "look",
		[VERDICT_FAULT] = "FAULT",
	};
	struct outcome outcome = report->outcomes[index];

	text_printf(
		out, "%-7s %s\n", words[outcome.verdict], checks[index].title);
	print_lines(out, outcome.text);
	for (enum setting i = 0; i < SETTING__MAX; i++) {
		const char *remedy =
			checks_remedy(&report->probe, &checks[index], i);

		if (remedy == NULL || !needs_remedy(outcome.verdict))
			continue;
		text_printf(out, "        %s%s\n",
			i == SETTING_ANY ? "What helps" : setting_title(i),
			":");
		print_lines(out, remedy);
	}
}

static void
print_report(struct text *out, const struct report *report)
{
	for (size_t i = 0; i < check_count; i++)
		print_check(out, report, i);
	text_printf(out, "\n%s\n", conclude(report));
}

bool
doctor_print(struct text *out, struct exchange *exchange, const char *wrong)
{
	struct report report;

	look(&report, exchange, wrong, false, (struct claim){ .body = "" });
	print_report(out, &report);
	return report.counts[VERDICT_FAULT] == 0;
}

/* Pages */

/* Begins the form that leads to this page again. */
static void
begin_form(struct exchange *exchange, struct text *out)
{
	text_printf(out, "<form id=\"form\" method=\"post\" data-most=\"%lld\"",
		(long long)exchange->config->max_batch_body);
	html_attribute(out, "data-batch",
		exchange_path(exchange, "/json/reply/CreateCustomer[]"));
	html_attribute(out, "action", exchange_path(exchange, PATH));
	text_puts(out, ">\n");
}

/* The page that asks for the word, also after a refusal, with the reason. */
static void
ask(struct exchange *exchange, int status, const char *why)
{
	struct text *out = &exchange->response->body;

	exchange_page(exchange, status);
	html_begin(out, NULL, NULL, "Self-check");
	text_puts(out,
		"<p class=\"intro\">For the administrator of this service. "
		"Write a line check-token into crm.conf, behind it at least "
		"24 letters and digits at random, and enter them here. They "
		"count once.</p>\n");
	if (why != NULL)
		text_printf(
			out, "<p class=\"fault\" role=\"alert\">%s</p>\n", why);
	begin_form(exchange, out);
	text_puts(out,
		"<div class=\"field\"><label for=\"token\">check-token</label>"
		"<input type=\"text\" id=\"token\" name=\"token\" "
		"autocomplete=\"off\" spellcheck=\"false\" "
		"required=\"required\"/></div>\n"
		"<p class=\"done\"><button class=\"main\">Check</button></p>"
		"</form>\n");
	html_end(out);
}

void
check_ask(struct exchange *exchange)
{
	ask(exchange, 200, NULL);
}

static void
write_remedies(struct text *out, const struct report *report, size_t index)
{
	for (enum setting i = 0; i < SETTING__MAX; i++) {
		const char *remedy =
			checks_remedy(&report->probe, &checks[index], i);

		if (remedy == NULL)
			continue;
		if (i != SETTING_ANY) {
			text_puts(out, "<h3>");
			html_puts(out, setting_title(i));
			text_puts(out, "</h3>");
		}
		text_puts(out, "<pre tabindex=\"0\">");
		html_puts(out, remedy);
		text_puts(out, "</pre>\n");
	}
}

/* Adds the outcomes of a verdict under its title; nothing if there are none. */
static void
write_verdict(
	struct text *out, const struct report *report, enum verdict verdict)
{
	static const char *const titles[VERDICT__MAX] = {
		[VERDICT_GOOD] = "What is well",
		[VERDICT_OPEN] = "What can't be told from here",
		[VERDICT_DOUBT] = "To judge for yourself",
		[VERDICT_FAULT] = "What is to be put right",
	};

	if (report->counts[verdict] == 0)
		return;
	text_printf(out, "<h2>%s</h2>\n<dl>\n", titles[verdict]);
	for (size_t i = 0; i < check_count; i++) {
		if (report->outcomes[i].verdict != verdict)
			continue;
		text_printf(out, "<dt id=\"%s\">", checks[i].name);
		html_puts(out, checks[i].title);
		text_puts(out, "</dt><dd>");
		html_puts(out, report->outcomes[i].text);
		if (needs_remedy(verdict))
			write_remedies(out, report, i);
		text_puts(out, "</dd>\n");
	}
	text_puts(out, "</dl>\n");
}

/* A signature with the word of crm.conf, as digits. */
static void
sign(const struct exchange *exchange, const char *text,
	char out[2 * SHA256_BYTES + 1])
{
	const char *word = exchange->config->check_token;
	unsigned char bytes[SHA256_BYTES];

	hmac_sha256(word, strlen(word), text, strlen(text), bytes);
	hex_put(out, bytes, sizeof(bytes));
}

/* The ticket of a time; without a word there is none. */
static const char *
ticket_of(const struct exchange *exchange, int64_t time)
{
	char digits[2 * SHA256_BYTES + 1];
	const char *text =
		arena_printf(exchange->arena, "check %lld", (long long)time);

	sign(exchange, text, digits);
	return arena_printf(
		exchange->arena, "%lld.%s", (long long)time, digits);
}

static void
write_report(struct exchange *exchange, const struct report *report)
{
	struct text *out = &exchange->response->body;

	exchange_page_with(exchange, 200,
		&(struct html_rights){ .script = doctor_script, .asks = true });
	html_begin(out, NULL, NULL, "Self-check");
	text_puts(out, "<p class=\"intro\" role=\"status\">");
	html_puts(out, conclude(report));
	text_puts(out, "</p>\n");
	for (size_t i = VERDICT__MAX; i-- > 0;)
		write_verdict(out, report, (enum verdict)i);
	begin_form(exchange, out);
	text_printf(out,
		"<input type=\"hidden\" name=\"ticket\" value=\"%s\"/>\n"
		"<p class=\"done\"><button class=\"main\">Check again</button> "
		"<button type=\"button\" id=\"probe\" hidden=\"hidden\">"
		"Send what can't be told yet</button></p></form>\n"
		"<p class=\"quiet\">This page can be asked again for %d "
		"minutes. When all is well, take check-token out of crm.conf."
		"</p>\n",
		ticket_of(exchange, exchange->rules->now), TICKET_SECONDS / 60);
	text_printf(out, "<script>%s</script>\n", doctor_script);
	html_end(out);
}

/* Permission */

/* Writes the hash of a text. */
static void
hash_of(const char *text, unsigned char out[SHA256_BYTES])
{
	struct sha256 hash = sha256_begin();

	sha256_add(&hash, text, strlen(text));
	sha256_put(&hash, out);
}

/* Whether two texts are the same; the time taken tells nothing of b. */
static bool
is_same(const char *a, const char *b)
{
	unsigned char one[SHA256_BYTES], other[SHA256_BYTES];

	hash_of(a, one);
	hash_of(b, other);
	return sha256_same(one, other, SHA256_BYTES);
}

/* Whether a ticket was issued, and not long ago. */
static bool
is_ticket(const struct exchange *exchange, const char *ticket)
{
	size_t digits = strspn(ticket, "0123456789");
	int64_t time, age;

	if (digits > TIME_DIGITS || ticket[digits] != '.')
		return false;
	time = strtoll(ticket, NULL, 10);
	age = exchange->rules->now - time;
	return age >= 0 && age < TICKET_SECONDS &&
	       is_same(ticket, ticket_of(exchange, time));
}

/*
 * Notes that the word of crm.conf was used. Returns FAULT_NONE if the word was
 * not used before; then it never can be again.
 */
static enum fault_kind
spend_word(struct exchange *exchange)
{
	struct store *store;

	if (exchange_open(exchange, PATIENCE, &store) != STORE_OK)
		return FAULT_UNAVAILABLE;
	if (store_spend(store, exchange->config->check_token,
		    exchange->rules->now)) {
		store_close(store);
		return FAULT_NOT_FOUND;
	}
	return store_commit(store) == STORE_OK ? FAULT_NONE : FAULT_UNAVAILABLE;
}

/* The fault of a client without permission; FAULT_NONE with permission. */
static enum fault_kind
check_asker(struct exchange *exchange)
{
	const char *word = exchange->config->check_token;

	if (word == NULL)
		return FAULT_NOT_FOUND;
	if (is_ticket(exchange, body_entry(exchange, "ticket")))
		return FAULT_NONE;
	return is_same(body_entry(exchange, "token"), word)
		       ? spend_word(exchange)
		       : FAULT_NOT_FOUND;
}

/* Shows only the form with the reason, to a client without permission. */
static void
refuse(struct exchange *exchange, enum fault_kind fault)
{
	struct response *response = exchange->response;

	response->reason = fault_code(fault);
	if (fault_passes(fault))
		response_header(response, "Retry-After", "1");
	ask(exchange, fault_status(fault),
		fault == FAULT_NOT_FOUND
			? "This opens nothing: it is not what crm.conf has, or "
			  "was used before."
			: "This opens nothing now: the database can't note "
			  "that it was used. The log tells why, and so does "
			  "crm.cgi --check on a terminal.");
}

/* The client's claim of the headers and the body that it sent. */
static struct claim
read_claim(const struct exchange *exchange)
{
	const char *body = body_entry(exchange, "body");

	return (struct claim){
		.headers = strcmp(body_entry(exchange, "sent"), "headers") == 0,
		.body = strspn(body, "0123456789") == strlen(body) &&
					strlen(body) <= 3
				? body
				: "",
	};
}

void
check_show(struct exchange *exchange)
{
	struct response *response = exchange->response;
	enum fault_kind fault;
	struct report report;

	if (exchange->request->state == BODY_NO_LENGTH) {
		exchange_refuse(exchange, FAULT_LENGTH_REQUIRED, "");
		return;
	}
	fault = check_asker(exchange);
	if (fault != FAULT_NONE) {
		refuse(exchange, fault);
		return;
	}
	look(&report, exchange, NULL, true, read_claim(exchange));
	if (strcmp(body_entry(exchange, "view"), "text") != 0) {
		write_report(exchange, &report);
		return;
	}
	response->status = 200;
	response->media = "text/plain";
	print_report(&response->body, &report);
}
