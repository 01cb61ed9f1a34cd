/* The pages of the form: to fill in, to correct, and the results of sending. */
#include "form/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "exchange/exchange.h"
#include "form/group.h"
#include "form/label.h"
#include "form/script.h"
#include "form/spam.h"
#include "form/summary.h"
#include "html/html.h"
#include "language/language.h"
#include "schema/record.h"

static struct page
page_of(struct exchange *exchange, const struct record *customer,
	const struct faults *faults)
{
	return (struct page){
		.out = &exchange->response->body,
		.exchange = exchange,
		.faults = faults,
		.language = exchange_speak(exchange),
		.customer = customer,
	};
}

static void
write_item(struct page *page, const struct fault *fault)
{
	text_puts(page->out, "<li>");
	if (*fault->path != '\0') {
		text_puts(page->out, "<a");
		html_attribute(page->out, "href",
			arena_printf(
				page->exchange->arena, "#%s", fault->path));
		text_putc(page->out, '>');
	}
	label_fault(page, fault);
	text_puts(page->out, *fault->path == '\0' ? "</li>\n" : "</a></li>\n");
}

/* A text of the shop from crm.conf, or NULL. */
static const char *
shop_text(const struct page *page, const char *name)
{
	return config_text_find(
		page->exchange->config->form, name, page->language->tag);
}

/* The title of a page with faults. */
static const char again[] = PHRASE("Please look at this again");

/* All faults at the top, each with a link to its control. */
static void
write_summary(struct page *page)
{
	text_puts(page->out,
		"<div class=\"summary\" role=\"alert\" tabindex=\"-1\" "
		"autofocus=\"autofocus\"><h2>");
	label_phrase(page, again);
	text_puts(page->out, "</h2><p>");
	label_phrase(page, "Nothing was stored yet.");
	text_puts(page->out, "</p><ul>\n");
	for (size_t i = 0; i < faults_listed(page->faults); i++)
		write_item(page, &page->faults->list[i]);
	text_puts(page->out, "</ul></div>\n");
}

/* Adds an attribute that leads to the form. */
static void
write_address(struct page *page, const char *name)
{
	html_attribute(
		page->out, name, exchange_path(page->exchange, "/customer"));
}

/* Links to the privacy policy, in a new window, so that no entry is lost. */
static void
write_policy(struct page *page)
{
	const char *link = shop_text(page, "privacy-link");

	if (link == NULL)
		return;
	text_puts(page->out, "<p class=\"quiet\"><a target=\"_blank\" "
			     "rel=\"noopener noreferrer\"");
	html_attribute(page->out, "href", link);
	text_putc(page->out, '>');
	label_phrase(
		page, "Read the privacy policy (it opens in a new window)");
	text_puts(page->out, "</a></p>");
}

/* The heading, and the introduction of the shop. */
static void
write_opening(struct page *page)
{
	const char *title = shop_text(page, "title");
	const char *introduction = shop_text(page, "introduction");

	html_begin(page->out, page->language,
		page->faults == NULL ? NULL : again,
		title == NULL ? PHRASE("New customer") : title);
	if (introduction == NULL)
		return;
	text_puts(page->out, "<p class=\"intro\">");
	html_puts(page->out, introduction);
	text_puts(page->out, "</p>\n");
}

static void
write_group(struct page *page, struct record *customer, size_t index)
{
	const struct group *group = &customer_groups[index];

	text_printf(page->out,
		"<section class=\"group\" role=\"group\" "
		"aria-labelledby=\"group-%zu\"><header><h2 id=\"group-%zu\">",
		index, index);
	label_phrase(page, group->title);
	text_puts(page->out, "</h2>");
	if (group->text != NULL) {
		text_puts(page->out, "<p class=\"quiet\">");
		label_phrase(page, group->text);
		text_puts(page->out, "</p>");
	}
	if (index == GROUP_CONSENTS)
		write_policy(page);
	text_puts(page->out, "</header><div class=\"fields\">\n");
	group_write(page, customer, index);
	text_puts(page->out, "</div></section>\n");
}

/* Begins the form, with the words of its script. */
static void
write_form(struct page *page)
{
	static const struct {
		const char *name, *phrase;
	} words[] = {
		{ "data-added", PHRASE("Added") },
		{ "data-remove", PHRASE("Remove") },
		{ "data-removed", PHRASE("Removed") },
		{ "data-required", PHRASE("required") },
	};

	/* not as multipart: a form sent again would have another boundary, and
	   be another request */
	text_puts(page->out, "<form id=\"form\" method=\"post\" "
			     "novalidate=\"novalidate\"");
	write_address(page, "action");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		html_attribute(page->out, words[i].name,
			language_say(page->language, words[i].phrase));
	/* the Enter key presses the first button */
	text_puts(page->out, ">\n<button class=\"unseen\" tabindex=\"-1\" "
			     "aria-hidden=\"true\">");
	label_phrase(page, "Create the customer");
	text_puts(page->out, "</button>\n");
}

static void
write_page(struct page *page, int status, struct record *customer)
{
	exchange_page_with(page->exchange, status, form_script, false);
	write_opening(page);
	if (page->faults != NULL)
		write_summary(page);
	write_form(page);
	for (size_t i = 0; i < GROUP__MAX; i++)
		write_group(page, customer, i);
	spam_write(page->exchange, page->out, page->language);
	text_puts(page->out, "<p class=\"done\"><button class=\"main\">");
	label_phrase(page, "Create the customer");
	text_puts(page->out,
		"</button></p></form>\n"
		"<p id=\"said\" class=\"unseen\" role=\"status\"></p>\n");
	text_printf(page->out, "<script>%s</script>\n", form_script);
	html_end(page->out);
}

void
page_write(struct exchange *exchange, int status, struct record *customer,
	const struct faults *faults)
{
	struct page page = page_of(exchange, customer, faults);

	write_page(&page, status, customer);
}

void
page_more(struct exchange *exchange, const char *list)
{
	struct page page = page_of(exchange, exchange->attempt, NULL);

	page.grown = list;
	write_page(&page, 200, exchange->attempt);
}

void
page_form(struct exchange *exchange)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };

	page_write(exchange, 200, record_new(&intake, &customer_schema), NULL);
}

/* Adds the link to an empty form. */
static void
write_next(struct page *page, const char *phrase)
{
	text_puts(page->out, "<p class=\"done\"><a class=\"button main\"");
	write_address(page, "href");
	text_putc(page->out, '>');
	label_phrase(page, phrase);
	text_puts(page->out, "</a></p>\n");
}

void
page_created(struct exchange *exchange, int64_t id)
{
	struct page page = page_of(exchange, exchange->attempt, NULL);

	exchange_page(exchange, 200);
	html_begin(page.out, page.language, NULL,
		PHRASE("The customer was created"));
	text_puts(page.out, "<p class=\"intro\">");
	label_phrase(&page,
		response_schema.fields[RESPONSE_BOOSTER_CUSTOMER_ID].title);
	text_printf(page.out, " <strong class=\"number\">%lld</strong></p>\n",
		(long long)id);
	summary_write(&page);
	write_next(&page, PHRASE("Enter the next customer"));
	html_end(page.out);
}

void
page_received(struct exchange *exchange)
{
	struct page page = page_of(exchange, NULL, NULL);

	exchange_page(exchange, 202);
	html_begin(page.out, page.language, NULL, PHRASE("Thank you"));
	text_puts(page.out, "<p class=\"intro\">");
	label_phrase(&page,
		"What you entered was received and is kept. It will be "
		"looked at before the customer is created.");
	text_puts(page.out, "</p>\n");
	write_next(&page, PHRASE("Enter the next customer"));
	html_end(page.out);
}

void
page_refused(struct exchange *exchange, int status, const struct faults *faults)
{
	struct page page = page_of(exchange, NULL, faults);

	exchange_page(exchange, status);
	html_begin(page.out, page.language, NULL,
		PHRASE("The request was refused"));
	for (size_t i = 0; i < faults_listed(faults); i++) {
		struct text message = { .arena = exchange->arena };

		fault_message(&message, &faults->list[i], page.language);
		text_puts(page.out, "<p class=\"intro\">");
		html_puts(page.out, message.bytes);
		text_puts(page.out, "</p>\n");
	}
	write_next(&page, PHRASE("Go to the form"));
	html_end(page.out);
}
