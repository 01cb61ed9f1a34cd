/* The pages that begin and end a visit: signing in with a key, and out. */
#include <string.h>

#include "base/apikey.h"
#include "base/arena.h"
#include "base/text.h"
#include "desk/desk.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "format/query.h"
#include "html/html.h"
#include "language/language.h"

static const char path[] = "/desk/sign-in";

/* The page that asks for a key; refused: the key that came is none. */
static void
ask(struct desk *desk, const char *to, bool refused)
{
	struct page *page = &desk->page;

	page->exchange->key.id = 0;
	desk_open_titled(desk, refused ? 403 : 200, PHRASE("Sign in"));
	text_puts(page->out, "<p class=\"intro\">");
	label_phrase(page, "For those who look after customers, each with a "
			   "key of their own.");
	text_puts(page->out, "</p>\n");
	desk_form(desk, path, "");
	text_puts(page->out, "<input type=\"hidden\" name=\"to\"");
	html_attribute(page->out, "value", to);
	text_puts(page->out, "/><div class=\"field\"><label for=\"key\">");
	label_phrase(page, "Key");
	text_printf(page->out,
		"</label><input type=\"password\" id=\"key\" name=\"key\" "
		"autocomplete=\"current-password\" required=\"required\" "
		"autofocus=\"autofocus\"%s/>",
		refused ? " aria-invalid=\"true\" aria-describedby=\"why\""
			: "");
	if (refused) {
		text_puts(page->out, "<p class=\"fault\" id=\"why\">");
		label_phrase(page, "This key opens nothing. It may be "
				   "mistyped, expired or revoked.");
		text_puts(page->out, "</p>");
	}
	text_puts(page->out, "</div>\n<p class=\"done\">");
	desk_button(desk, "Sign in");
	text_puts(page->out, "</p></form>\n");
	desk_close(desk, path);
}

void
desk_sign_in(struct exchange *exchange)
{
	const char *query = exchange->request->query;
	const char *to =
		query_find(exchange->arena, query, strlen(query), "to");
	struct desk desk;

	desk_begin(&desk, exchange);
	ask(&desk, to == NULL ? "/desk" : desk_place(to), false);
}

/* Finds the key that was entered, with blanks about it or not. */
static enum store_result
find_entered(struct exchange *exchange)
{
	const char *key = body_entry(exchange, "key");
	size_t length = strlen(key);
	unsigned char print[SHA256_BYTES];

	text_trim(&key, &length);
	apikey_print(key, length, print);
	return visit_find_key(exchange, &(struct key_wanted){ .print = print });
}

void
desk_signed_in(struct exchange *exchange)
{
	const char *to = desk_place(body_entry(exchange, "to"));
	struct desk desk;

	desk_begin(&desk, exchange);
	exchange->key.id = 0;
	if (!visit_is_genuine(exchange, &desk.visit))
		desk_refuse(&desk, FAULT_FOREIGN, "");
	else if (find_entered(exchange) != STORE_OK)
		desk_refuse(&desk, FAULT_UNAVAILABLE, "");
	else if (exchange->key.id == 0)
		ask(&desk, to, true);
	else if (visit_begin(exchange, &desk.visit) != STORE_OK)
		desk_refuse(&desk, FAULT_UNAVAILABLE, "");
	else
		desk_lead(&desk, to);
}

void
desk_sign_out(struct exchange *exchange)
{
	struct desk desk;

	if (!desk_admit(&desk, exchange))
		return;
	if (visit_end(exchange, &desk.visit) != STORE_OK) {
		desk_refuse(&desk, FAULT_UNAVAILABLE, "");
		return;
	}
	visit_clear(exchange);
	response_header(exchange->response, "Clear-Site-Data", "\"cache\"");
	desk_lead(&desk, path);
}
