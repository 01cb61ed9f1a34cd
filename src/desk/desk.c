/* The desk: what all its pages have, and who may see them. */
#include "desk/desk.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "format/query.h"
#include "html/html.h"
#include "language/language.h"
#include "schema/record.h"

void
desk_begin(struct desk *desk, struct exchange *exchange)
{
	*desk = (struct desk){
		.page = {
			.out = &exchange->response->body,
			.exchange = exchange,
			.language = exchange_speak(exchange),
			.whole = true,
		},
		.visit = visit_read(exchange),
	};
	body_confine(exchange);
}

const char *
desk_place(const char *path)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789/-";

	return strncmp(path, "/desk", strlen("/desk")) == 0 &&
			       path[strspn(path, letters)] == '\0'
		       ? path
		       : "/desk";
}

/* Leads to the sign-in, and from there back. */
static void
ask_in(struct desk *desk)
{
	struct exchange *exchange = desk->page.exchange;

	desk_lead(desk, arena_printf(exchange->arena, "/desk/sign-in?to=%s",
				desk_place(exchange->request->path)));
}

/* The reason why a person may not do this; a GET of nobody has none. */
static enum fault_kind
fault_of(struct desk *desk, bool changes)
{
	struct exchange *exchange = desk->page.exchange;
	const struct api_key *key = &exchange->key;

	if (visit_identify(exchange, &desk->visit) != STORE_OK)
		return FAULT_UNAVAILABLE;
	if (changes && key->id == 0)
		return FAULT_NO_VISIT;
	if (changes && !visit_is_genuine(exchange, &desk->visit))
		return FAULT_FOREIGN;
	if (key->id != 0 && (key->scopes & exchange->target.route->scope) == 0)
		return FAULT_SCOPE;
	return FAULT_NONE;
}

bool
desk_admit(struct desk *desk, struct exchange *exchange)
{
	enum fault_kind fault;

	desk_begin(desk, exchange);
	fault = fault_of(
		desk, strcmp(exchange->target.route->method, "GET") != 0);
	if (fault != FAULT_NONE)
		desk_refuse(desk, fault,
			scopes_names(exchange->arena,
				exchange->target.route->scope));
	else if (exchange->key.id == 0)
		ask_in(desk);
	else
		return true;
	return false;
}

/* The language that the URL asks for; NULL: none. */
static const struct language *
language_asked(const struct desk *desk)
{
	const char *query = desk->page.exchange->request->query;

	return query_find(desk->page.exchange->arena, query, strlen(query),
		       "lang") == NULL
		       ? NULL
		       : desk->page.language;
}

/* A path, in a language unless that is NULL. */
static const char *
path_in(const struct desk *desk, const char *path,
	const struct language *language)
{
	struct arena *arena = desk->page.exchange->arena;

	return language == NULL ? path
				: arena_printf(arena, "%s%clang=%s", path,
					  strchr(path, '?') == NULL ? '?' : '&',
					  language->tag);
}

const char *
desk_link(const struct desk *desk, const char *path)
{
	struct exchange *exchange = desk->page.exchange;

	return arena_printf(exchange->arena, "%s%s",
		exchange_path(exchange, ""),
		path_in(desk, path, language_asked(desk)));
}

void
desk_lead(struct desk *desk, const char *path)
{
	struct response *response = desk->page.exchange->response;

	response->status = 303;
	response->media = "text/plain";
	response_header(response, "Location", desk_link(desk, path));
}

void
desk_form(struct desk *desk, const char *path, const char *attributes)
{
	char ticket[VISIT_DIGITS + 1];

	visit_ticket(&desk->visit, ticket);
	text_printf(desk->page.out, "<form method=\"post\"%s", attributes);
	html_attribute(desk->page.out, "action", desk_link(desk, path));
	text_printf(desk->page.out,
		"><input type=\"hidden\" name=\"ticket\" value=\"%s\"/>\n",
		ticket);
}

void
desk_button(struct desk *desk, const char *phrase)
{
	text_puts(desk->page.out, "<button class=\"main\">");
	label_phrase(&desk->page, phrase);
	text_puts(desk->page.out, "</button>");
}

/* Adds the way out, with the name of the key; the web server's users have none.
 */
static void
write_way_out(struct desk *desk)
{
	const struct exchange *exchange = desk->page.exchange;
	struct text *out = desk->page.out;
	bool given = visit_is_given(exchange);

	if (!given)
		desk_form(desk, "/desk/sign-out", "");
	text_puts(out, "<span>");
	html_puts(out, exchange->key.name);
	text_puts(out, "</span>");
	if (given)
		return;
	text_puts(out, " <button class=\"remove\">");
	label_phrase(&desk->page, "Sign out");
	text_puts(out, "</button></form>");
}

/* Adds what leads on from any page, to those who have signed in. */
static void
write_ways(struct desk *desk)
{
	struct text *out = desk->page.out;

	text_puts(out, "<nav class=\"ways noprint\"><a");
	html_attribute(out, "href", desk_link(desk, "/desk"));
	text_putc(out, '>');
	label_phrase(&desk->page, "Customers");
	text_puts(out, "</a>\n");
	write_way_out(desk);
	text_puts(out, "</nav>\n");
}

const char *
desk_name(const struct record *record, const size_t names[DESK_NAMES],
	const char *number)
{
	struct text name = { .arena = record->intake->arena };

	for (size_t i = 0; i < DESK_NAMES; i++)
		if (record_has(record, names[i]))
			text_printf(&name, "%s%s",
				name.length == 0    ? ""
				: i == DESK_COMPANY ? ", "
						    : " ",
				record->values[names[i]].text);
	return name.length > 0 ? name.bytes : number;
}

void
desk_open(struct desk *desk, int status, const char *about, const char *title)
{
	struct exchange *exchange = desk->page.exchange;

	exchange_page(exchange, status);
	if (desk->visit.is_new)
		visit_keep(exchange, &desk->visit);
	html_open(desk->page.out, desk->page.language, about, title);
	if (exchange->key.id != 0)
		write_ways(desk);
}

void
desk_open_titled(struct desk *desk, int status, const char *title)
{
	desk_open(desk, status, NULL, title);
	html_heading(desk->page.out, desk->page.language, title);
}

void
desk_close(struct desk *desk, const char *path)
{
	struct exchange *exchange = desk->page.exchange;
	struct text *out = desk->page.out;

	text_puts(out, "<nav class=\"languages noprint\"");
	html_attribute(out, "aria-label",
		language_say(desk->page.language, "Language"));
	text_puts(out, "><ul>");
	for (size_t i = 0; i < language_count; i++) {
		const struct language *other = languages[i];
		const char *tag =
			other->lang == NULL ? other->tag : other->lang;

		text_puts(out, "<li><a");
		html_attribute(out, "href",
			exchange_path(exchange, path_in(desk, path, other)));
		html_attribute(out, "hreflang", tag);
		html_attribute(out, "lang", tag);
		if (other == desk->page.language)
			html_attribute(out, "aria-current", "true");
		text_printf(out, ">%s</a></li>", other->name);
	}
	text_puts(out, "</ul></nav>\n");
	html_end(out);
}

void
desk_refuse_faults(struct desk *desk, const struct faults *faults)
{
	struct exchange *exchange = desk->page.exchange;
	enum fault_kind kind = faults->list[0].kind;
	struct text *out = desk->page.out;

	exchange->response->reason = fault_code(kind);
	if (fault_passes(kind))
		response_header(exchange->response, "Retry-After", "1");
	desk_open_titled(
		desk, fault_status(kind), PHRASE("The request was refused"));
	for (size_t i = 0; i < faults_listed(faults); i++) {
		struct text message = { .arena = exchange->arena };

		fault_tell(&message, &faults->list[i], desk->page.language);
		text_puts(out, "<p class=\"intro\">");
		html_puts(out, message.bytes);
		text_puts(out, "</p>\n");
	}
	text_puts(out, "<p class=\"done\"><a class=\"button main\"");
	html_attribute(out, "href", desk_link(desk, "/desk"));
	text_putc(out, '>');
	label_phrase(&desk->page, "Go to the desk");
	text_puts(out, "</a></p>\n");
	html_end(out);
}

void
desk_refuse(struct desk *desk, enum fault_kind kind, const char *detail)
{
	struct faults faults = { .arena = desk->page.exchange->arena };

	faults_add(&faults,
		(struct fault){ .kind = kind, .path = "", .detail = detail });
	desk_refuse_faults(desk, &faults);
}
