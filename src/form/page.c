/* The pages of the form: to fill in, to correct, and the results of sending. */
#include "form/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/face.h"
#include "exchange/exchange.h"
#include "form/group.h"
#include "form/label.h"
#include "form/pass.h"
#include "form/script.h"
#include "form/spam.h"
#include "form/summary.h"
#include "format/form.h"
#include "format/query.h"
#include "format/read.h"
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
		.told = faults == NULL ? NULL
				       : arena_array(exchange->arena,
						 faults_listed(faults) + 1,
						 sizeof(size_t)),
		.language = exchange_speak(exchange),
		.customer = customer,
	};
}

/* The address of a control on the page; brackets are encoded in it. */
static const char *
anchor_of(const struct page *page, const char *path)
{
	struct text anchor = { .arena = page->exchange->arena };

	text_putc(&anchor, '#');
	for (; *path != '\0'; path++)
		if (*path == '[')
			text_puts(&anchor, "%5B");
		else if (*path == ']')
			text_puts(&anchor, "%5D");
		else
			text_putc(&anchor, *path);
	return anchor.bytes;
}

static void
write_item(struct page *page, const struct fault *fault)
{
	text_puts(page->out, "<li>");
	if (*fault->path != '\0') {
		text_puts(page->out, "<a");
		html_attribute(page->out, "href", anchor_of(page, fault->path));
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

/* Whether customers fill the form in themselves. */
static bool
is_open(const struct page *page)
{
	return face_is_open(page->exchange->config);
}

/* Whether the page is to correct a customer. */
static bool
corrects(const struct page *page)
{
	return page->exchange->pass != NULL;
}

/* The words of the button that lets a person correct what was stored. */
static const char *
correct_of(const struct page *page)
{
	return is_open(page) ? PHRASE("Correct these details")
			     : PHRASE("Correct this customer");
}

/* The words of the button that sends the form. */
static const char *
submit_of(const struct page *page)
{
	return corrects(page)  ? PHRASE("Save the correction")
	       : is_open(page) ? PHRASE("Send")
			       : PHRASE("Create the customer");
}

/* The title of a page with faults. */
static const char again[] = PHRASE("Please look at this again");

/* Adds the faults that no control tells. */
static void
write_untold(struct page *page)
{
	for (size_t i = 0; i < faults_listed(page->faults); i++) {
		bool told = false;

		for (size_t j = 0; !told && j < page->told_count; j++)
			told = page->told[j] == i;
		if (!told)
			write_item(page, &page->faults->list[i]);
	}
}

void
page_write_faults(struct page *page, const char *phrase)
{
	text_puts(page->out,
		"<div class=\"summary\" role=\"alert\" tabindex=\"-1\" "
		"autofocus=\"autofocus\"><h2>");
	label_phrase(page, again);
	text_puts(page->out, "</h2><p>");
	label_phrase(page, phrase);
	text_puts(page->out, "</p><ul>\n");
	write_untold(page);
	for (size_t i = 0; i < page->told_count; i++)
		write_item(page, &page->faults->list[page->told[i]]);
	text_puts(page->out, "</ul></div>\n");
}

/* The language that the URL asks for, or NULL. */
static const char *
language_asked(const struct page *page)
{
	const char *query = page->exchange->request->query;

	return query_find(page->exchange->arena, query, strlen(query), "lang");
}

/* The address of the form, in a language unless NULL. */
static const char *
form_address(const struct page *page, const struct language *language)
{
	struct arena *arena = page->exchange->arena;
	const char *path = exchange_path(page->exchange, "/customer");

	return language == NULL
		       ? path
		       : arena_printf(arena, "%s?lang=%s", path, language->tag);
}

/* Adds an attribute that leads to the form. */
static void
write_address(struct page *page, const char *name)
{
	html_attribute(page->out, name,
		form_address(page,
			language_asked(page) == NULL ? NULL : page->language));
}

/* Links to the page in all languages. */
static void
write_languages(struct page *page)
{
	text_puts(page->out, "<nav class=\"languages noprint\"");
	html_attribute(page->out, "aria-label",
		language_say(page->language, "Language"));
	text_puts(page->out, "><ul>");
	for (size_t i = 0; i < language_count; i++) {
		const struct language *other = languages[i];
		const char *tag =
			other->lang == NULL ? other->tag : other->lang;

		text_puts(page->out, "<li><a");
		html_attribute(page->out, "href", form_address(page, other));
		html_attribute(page->out, "hreflang", tag);
		html_attribute(page->out, "lang", tag);
		if (other == page->language)
			html_attribute(page->out, "aria-current", "true");
		text_printf(page->out, ">%s</a></li>", other->name);
	}
	text_puts(page->out, "</ul></nav>\n");
}

/* The mark of the house, or its name. */
static void
write_house(struct page *page)
{
	const struct text *mark = page->exchange->config->form_mark;
	const char *house = shop_text(page, "house");

	if (mark == NULL && house == NULL)
		return;
	text_puts(page->out, "<p class=\"house\">");
	if (mark != NULL) {
		text_puts(page->out, "<img src=\"data:image/svg+xml;base64,");
		text_base64(page->out, mark->bytes, mark->length);
		text_putc(page->out, '"');
		html_attribute(page->out, "alt", house == NULL ? "" : house);
		text_puts(page->out, "/>");
	} else {
		html_puts(page->out, house);
	}
	text_puts(page->out, "</p>\n");
}

/* Begins a page of the form, which some may show in a frame. */
static void
begin_page(struct page *page, int status, const char *script, const char *about,
	const char *heading)
{
	exchange_page_with(page->exchange, status,
		&(struct html_rights){
			.script = script,
			.pictures = page->exchange->config->form_mark != NULL,
			.frames = page->exchange->config->allow_frame,
		});
	html_open(page->out, page->language, about, heading);
	write_house(page);
	html_heading(page->out, page->language, heading);
}

/* Links to the privacy policy, in a new window, so that no entry is lost. */
static void
write_policy(struct page *page)
{
	const char *link = shop_text(page, "privacy-link");

	if (link == NULL)
		return;
	text_puts(page->out, "<p class=\"quiet noprint\"><a target=\"_blank\" "
			     "rel=\"noopener noreferrer\"");
	html_attribute(page->out, "href", link);
	text_putc(page->out, '>');
	label_phrase(
		page, "Read the privacy policy (it opens in a new window)");
	text_puts(page->out, "</a></p>");
}

/* The heading, and the introduction of the shop. */
static void
write_opening(struct page *page, int status)
{
	const char *title = shop_text(page, "title");
	const char *introduction = shop_text(page, "introduction");

	begin_page(page, status, form_script,
		page->faults == NULL ? NULL : again,
		corrects(page)  ? correct_of(page)
		: title != NULL ? title
		: is_open(page) ? PHRASE("Your details")
				: PHRASE("New customer"));
	if (introduction == NULL)
		return;
	text_puts(page->out, "<p class=\"intro\">");
	html_puts(page->out, introduction);
	text_puts(page->out, "</p>\n");
}

/* Begins a group; one that is rare is folded until it is in use. */
static void
begin_group(struct page *page, const struct record *customer, size_t index)
{
	const struct group *group = &customer_groups[index];

	text_printf(page->out,
		"<section class=\"group%s\" role=\"group\" "
		"aria-labelledby=\"group-%zu\">",
		group->rare ? " rare" : "", index);
	if (group->rare)
		text_printf(page->out, "<details%s><summary>",
			group_is_used(page, customer, index) ? " open=\"open\""
							     : "");
	else
		text_puts(page->out, "<header>");
	text_printf(page->out, "<h2 id=\"group-%zu\">", index);
	label_phrase(page, group->title);
	text_puts(page->out, "</h2>");
	if (group->text != NULL) {
		text_puts(page->out, "<p class=\"quiet\">");
		label_phrase(page, group->text);
		text_puts(page->out, "</p>");
	}
	if (index == GROUP_CONSENTS)
		write_policy(page);
	text_puts(page->out, group->rare ? "</summary>" : "</header>");
}

static void
write_group(struct page *page, struct record *customer, size_t index)
{
	if (group_next(page, customer, index, GROUP_EDGE) == GROUP_EDGE)
		return;
	begin_group(page, customer, index);
	text_puts(page->out, "<div class=\"fields\">\n");
	group_write(page, customer, index);
	text_puts(page->out, customer_groups[index].rare
				     ? "</div></details></section>\n"
				     : "</div></section>\n");
}

void
page_write_fields(struct page *page, struct record *customer)
{
	for (size_t i = 0; i < GROUP__MAX; i++)
		write_group(page, customer, i);
}

/* Adds the words of the script. */
static void
write_words(struct page *page)
{
	static const struct {
		const char *name, *phrase;
	} words[] = {
		{ "data-added", PHRASE("Added") },
		{ "data-remove", PHRASE("Remove") },
		{ "data-removed", PHRASE("Removed") },
		{ "data-required", PHRASE("required") },
		{ "data-count", PHRASE("%s of %s characters") },
		{ "data-large", PHRASE("This is too much text to be sent. "
				       "Please shorten it.") },
		{ "data-sure", PHRASE("Empty the form? What you entered is "
				      "lost then.") },
		{ "data-idle", PHRASE("Are you still there? In a minute this "
				      "form is emptied.") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		html_attribute(page->out, words[i].name,
			language_say(page->language, words[i].phrase));
}

/* Adds a pass to a form. */
static void
write_pass(struct page *page, const char *pass)
{
	text_puts(page->out, "<input type=\"hidden\"");
	html_attribute(page->out, "name", form_own[FORM_PASS]);
	html_attribute(page->out, "value", pass);
	text_puts(page->out, "/>\n");
}

/* Begins the form, with the words and the settings of its script. */
static void
write_form(struct page *page)
{
	const struct config *config = page->exchange->config;

	/* not as multipart: a form sent again would have another boundary, and
	   be another request */
	text_puts(page->out, "<form id=\"form\" class=\"wait\" method=\"post\" "
			     "novalidate=\"novalidate\"");
	write_address(page, "action");
	write_words(page);
	text_printf(page->out, " data-bytes=\"%lld\" data-state=\"%s\"",
		(long long)(config->max_form > config->max_body
				    ? config->max_form
				    : config->max_body),
		page->faults != NULL || page->grown != NULL || corrects(page)
			? "sent"
			: "new");
	if (config->form_kiosk != 0)
		html_attribute(page->out, "data-kiosk", "true");
	if (corrects(page))
		html_attribute(page->out, "data-pass", "true");
	text_puts(page->out, ">\n");
	spam_write_mark(page->out);
	if (corrects(page))
		write_pass(page, page->exchange->pass);
	/* the Enter key presses the first button */
	text_puts(page->out, "<button class=\"unseen\" tabindex=\"-1\" "
			     "aria-hidden=\"true\">");
	label_phrase(page, submit_of(page));
	text_puts(page->out, "</button>\n");
}

void
page_sign(struct page *page)
{
	static const char *const lines[] = { PHRASE("Place and date"),
		PHRASE("Signature") };

	text_puts(page->out, "<div class=\"sign\">");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		text_puts(page->out, "<p>");
		label_phrase(page, lines[i]);
		text_puts(page->out, "</p>");
	}
	text_puts(page->out, "</div>\n");
}

/* The button that sends, and what empties the form. */
static void
write_end(struct page *page)
{
	text_puts(page->out, "<p class=\"done\"><button class=\"main\">");
	label_phrase(page, submit_of(page));
	text_puts(page->out, "</button> <a id=\"again\" class=\"button\"");
	write_address(page, "href");
	text_putc(page->out, '>');
	label_phrase(page, "Start again");
	text_puts(page->out,
		"</a></p></form>\n"
		"<p id=\"said\" class=\"unseen\" role=\"status\"></p>\n"
		"<p id=\"idle\" role=\"alert\"></p>\n");
	/* another language would show an empty form */
	if (!corrects(page))
		write_languages(page);
}

/* Writes the form; the summary of its faults, before it, is in its order. */
static void
write_page(struct page *page, int status, struct record *customer)
{
	struct text *out = page->out;
	struct text form = { .arena = page->exchange->arena };

	write_opening(page, status);
	page->out = &form;
	write_form(page);
	page_write_fields(page, customer);
	page_sign(page);
	spam_write(page->exchange, page->out, page->language);
	write_end(page);
	page->out = out;
	if (page->faults != NULL)
		page_write_faults(page,
			corrects(page) ? PHRASE("Nothing was changed yet.")
				       : PHRASE("Nothing was stored yet."));
	text_add(out, form.bytes, form.length);
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

/* Sets a field that the page asks for, and that has no value yet. */
static void
suggest(const struct exchange *exchange, struct record *customer, size_t index,
	const char *text)
{
	if (!record_has(customer, index) &&
		!face_hides(exchange->config, &customer_schema.fields[index]))
		record_set_text(customer, index, text, strlen(text));
}

/* Values that are likely, and can be changed. */
static void
suggest_likely(struct exchange *exchange, struct record *customer)
{
	char now[CALENDAR_ROOM];

	calendar_put_instant(now, exchange->rules->now, "");
	suggest(exchange, customer, CUSTOMER_REGISTRATION_DATE, now);
	if (face_is_open(exchange->config))
		suggest(exchange, customer, CUSTOMER_LANGUAGE_ID,
			exchange_speak(exchange)->code);
}

/* Takes the parameters of the URL that name fields, but for consents. */
static void
fill(struct exchange *exchange, struct record *customer)
{
	struct text query = { .arena = exchange->arena };
	struct reading in = { .intake = customer->intake };
	struct record *named = record_new(customer->intake, &customer_schema);

	if (exchange->config->refuse_query_members != 0)
		return;
	form_select(&query, &customer_schema, exchange->request->query);
	in.bytes = query.bytes;
	in.length = query.length;
	if (query.length == 0 || !form_fill(&in, named))
		return;
	for (size_t i = 0; i < customer_schema.count; i++)
		if (!customer_schema.fields[i].consent)
			customer->values[i] = named->values[i];
}

void
page_form(struct exchange *exchange)
{
	struct intake *intake = arena_alloc(exchange->arena, sizeof(*intake));
	struct record *customer;

	*intake = (struct intake){ exchange->arena, exchange->rules, NULL, 0 };
	customer = record_new(intake, &customer_schema);
	fill(exchange, customer);
	suggest_likely(exchange, customer);
	page_write(exchange, 200, customer, NULL);
}

/* Tells the script of a page of success which form is done with. */
static void
write_done(struct page *page)
{
	text_puts(page->out, "<div id=\"done\" hidden=\"hidden\"");
	html_attribute(page->out, "data-form", form_address(page, NULL));
	text_printf(page->out, "></div><script>%s</script>\n", done_script);
	html_end(page->out);
}

/* Adds a link to what comes next: an address of the shop, or an empty form. */
static void
write_next(struct page *page)
{
	const char *next = shop_text(page, "next");

	text_puts(page->out, "<a class=\"button main\"");
	if (next == NULL)
		write_address(page, "href");
	else
		html_attribute(page->out, "href", next);
	text_putc(page->out, '>');
	label_phrase(page, next != NULL    ? PHRASE("Continue")
			   : is_open(page) ? PHRASE("Fill in another form")
					   : PHRASE("Enter the next customer"));
	text_puts(page->out, "</a>\n");
}

/* The day of a page, for the paper that it may be printed on. */
static void
write_today(struct page *page)
{
	char day[CALENDAR_ROOM];

	calendar_put_day(day, calendar_day_of(page->exchange->rules->now));
	text_puts(page->out, "<p class=\"quiet\">");
	html_puts(page->out, label_day(page, day));
	text_puts(page->out, "</p>\n");
}

/* Lets the person correct what was stored, beside what comes next. */
static void
write_correct(struct page *page, int64_t id)
{
	struct exchange *exchange = page->exchange;
	struct text pass = { .arena = exchange->arena };
	unsigned char secret[STORE_SECRET];
	int64_t timeout = exchange->config->lock_timeout * 1000;

	if (exchange->config->form_kiosk != 0 ||
		exchange_secret(exchange, timeout, secret) != STORE_OK)
		return;
	pass_write(&pass, id, secret);
	write_pass(page, pass.bytes);
	spam_write_ticket(exchange, page->out, page->language);
	text_puts(page->out, "<button value=\"1\"");
	html_attribute(page->out, "name", form_own[FORM_OPEN]);
	text_putc(page->out, '>');
	label_phrase(page, correct_of(page));
	text_puts(page->out, "</button>\n");
}

/* What was stored, of the customer of a number. */
static void
write_stored(struct page *page, const char *heading, int64_t id)
{
	begin_page(page, 200, done_script, NULL,
		is_open(page) ? PHRASE("Thank you") : heading);
	text_puts(page->out, "<p class=\"intro\">");
	label_phrase(page,
		response_schema.fields[RESPONSE_BOOSTER_CUSTOMER_ID].title);
	text_printf(page->out, " <strong class=\"number\">%lld</strong></p>\n",
		(long long)id);
	write_today(page);
	summary_write(page);
	page_sign(page);
	text_puts(page->out, "<form class=\"done\" method=\"post\"");
	write_address(page, "action");
	text_puts(page->out, ">\n");
	write_next(page);
}

/* Ends a page of success. */
static void
end_stored(struct page *page)
{
	text_puts(page->out, "</form>\n");
	write_done(page);
}

void
page_created(struct exchange *exchange, int64_t id)
{
	struct page page = page_of(exchange, exchange->attempt, NULL);

	write_stored(&page, PHRASE("The customer was created"), id);
	write_correct(&page, id);
	end_stored(&page);
}

void
page_corrected(struct exchange *exchange, int64_t id)
{
	struct page page = page_of(exchange, exchange->attempt, NULL);

	write_stored(&page, PHRASE("The customer was corrected"), id);
	end_stored(&page);
}

void
page_received(struct exchange *exchange)
{
	struct page page = page_of(exchange, NULL, NULL);

	begin_page(&page, 202, done_script, NULL, PHRASE("Thank you"));
	text_puts(page.out, "<p class=\"intro\">");
	label_phrase(&page,
		"What you entered was received and is kept. It will be "
		"looked at before the customer is created.");
	text_puts(page.out, "</p>\n<p class=\"done\">");
	write_next(&page);
	text_puts(page.out, "</p>\n");
	write_done(&page);
}

void
page_refused(struct exchange *exchange, int status, const struct faults *faults)
{
	struct page page = page_of(exchange, NULL, faults);

	begin_page(
		&page, status, NULL, NULL, PHRASE("The request was refused"));
	for (size_t i = 0; i < faults_listed(faults); i++) {
		struct text message = { .arena = exchange->arena };

		fault_tell(&message, &faults->list[i], page.language);
		text_puts(page.out, "<p class=\"intro\">");
		html_puts(page.out, message.bytes);
		text_puts(page.out, "</p>\n");
	}
	text_puts(page.out, "<p class=\"done\"><a class=\"button main\"");
	write_address(&page, "href");
	text_putc(page.out, '>');
	label_phrase(&page, "Go to the form");
	text_puts(page.out, "</a></p>\n");
	html_end(page.out);
}
