/* The form page, written from the table of fields. */
#include "service/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/html.h"
#include "schema/codes.h"
#include "schema/record.h"
#include "service/exchange.h"
#include "service/guard.h"
#include "service/operations.h"

/* A text that may be longer than this gets several lines. */
enum { LONG_TEXT = 250 };

/* The page under construction. */
struct page {
	struct text *out;
	struct exchange *exchange;
	const struct faults *faults; /* NULL: the first time */
};

/* A control: a field of a record, by the name that it is sent under. */
struct control {
	const struct field *field;
	const struct value *value;
	const char *name;
};

static struct control
control_of(const struct record *record, size_t field)
{
	return (struct control){
		&record->schema->fields[field],
		&record->values[field],
		record_path(record, (int)field),
	};
}

/* The value as text, as it was entered or as it was understood. */
static const char *
value_text(const struct control *control)
{
	const struct value *value = control->value;

	if (value->state == VALUE_NONE)
		return "";
	if (value->state == VALUE_GIVEN && control->field->type == TYPE_BOOL)
		return value->number != 0 ? "true" : "false";
	return value->text;
}

static void
write_option(struct page *page, const struct code *code, bool selected)
{
	text_puts(page->out, "<option value=\"");
	text_xml(page->out, code->code, code->code_length);
	text_puts(page->out, selected ? "\" selected=\"selected\">" : "\">");
	text_xml(page->out, code->name, code->name_length);
	text_puts(page->out, "</option>");
}

/* All codes; what was entered stays an option if it is none of them. */
static void
write_options(struct page *page, const char *codes, const char *entered)
{
	size_t length = strlen(entered);
	bool found = length == 0;
	struct code code;

	while (codes_next(&codes, &code)) {
		bool selected = text_is(code.code, code.code_length, entered);

		write_option(page, &code, selected);
		found = found || selected;
	}
	code = (struct code){ entered, entered, NULL, length, length, 0 };
	if (!found)
		write_option(page, &code, true);
}

/* The attributes that every control has. */
static void
write_attributes(struct page *page, const struct control *control)
{
	text_puts(page->out, " id=\"");
	html_puts(page->out, control->name);
	text_puts(page->out, "\" name=\"");
	html_puts(page->out, control->name);
	text_puts(page->out, "\" aria-describedby=\"");
	html_puts(page->out, control->name);
	text_puts(page->out, "-help\"");
	if (control->field->need == REQUIRED)
		text_puts(page->out, " aria-required=\"true\"");
	if (control->value->state == VALUE_WRONG)
		text_puts(page->out, " aria-invalid=\"true\"");
}

static void
write_select(
	struct page *page, const struct control *control, const char *codes)
{
	text_puts(page->out, "<select");
	write_attributes(page, control);
	text_puts(page->out, "><option value=\"\"></option>");
	write_options(page, codes, value_text(control));
	text_puts(page->out, "</select>");
}

static void
write_input(struct page *page, const struct control *control)
{
	static const char *const kinds[TYPE__MAX] = {
		[TYPE_EMAIL] = "email",
		[TYPE_PHONE] = "tel",
		[TYPE_DAY] = "date",
	};
	const struct field *field = control->field;
	bool is_long = field->type == TYPE_STRING && field->max > LONG_TEXT;

	if (is_long)
		text_puts(page->out, "<textarea rows=\"4\"");
	else
		text_printf(page->out, "<input type=\"%s\"",
			kinds[field->type] != NULL &&
					control->value->state != VALUE_WRONG
				? kinds[field->type]
				: "text");
	write_attributes(page, control);
	if (field->max != 0)
		text_printf(page->out, " maxlength=\"%u\"", field->max);
	text_puts(page->out, is_long ? ">" : " value=\"");
	html_puts(page->out, value_text(control));
	text_puts(page->out, is_long ? "</textarea>" : "\"/>");
}

/* The messages about one control. */
static void
write_faults(struct page *page, const char *name)
{
	if (page->faults == NULL)
		return;
	for (size_t i = 0; i < faults_listed(page->faults); i++) {
		const struct fault *fault = &page->faults->list[i];
		struct text message = { .arena = page->exchange->arena };

		if (strcmp(fault->path, name) != 0)
			continue;
		fault_message(&message, fault);
		text_puts(page->out, "<p class=\"fault\">");
		html_puts(page->out, message.bytes);
		text_puts(page->out, "</p>");
	}
}

static void
write_control(struct page *page, const struct record *record, size_t index)
{
	static const char yes_no[] = "true\tYes\nfalse\tNo\n";
	struct control control = control_of(record, index);
	const struct field *field = control.field;
	const char *codes = field->type == TYPE_CODE
				    ? codes_of(field, page->exchange->rules)
				    : NULL;

	text_puts(page->out, "<label for=\"");
	html_puts(page->out, control.name);
	text_puts(page->out, "\">");
	html_puts(page->out, field->title);
	if (field->need == REQUIRED)
		text_puts(page->out, " <small>(required)</small>");
	text_puts(page->out, "</label>");
	if (field->type == TYPE_BOOL)
		write_select(page, &control, yes_no);
	else if (codes != NULL)
		write_select(page, &control, codes);
	else
		write_input(page, &control);
	text_puts(page->out, "<span class=\"help\" id=\"");
	html_puts(page->out, control.name);
	text_puts(page->out, "-help\">");
	html_puts(page->out, field->text);
	text_puts(page->out, "</span>");
	write_faults(page, control.name);
	text_putc(page->out, '\n');
}

static void write_controls(struct page *page, struct record *record);

/* The items that a list has, as far as it may, and an empty one to fill in. */
static void
write_list(struct page *page, struct record *record, size_t field)
{
	struct value *value = &record->values[field];
	size_t most = page->exchange->rules->max_items;

	text_puts(page->out, "<fieldset><legend>");
	html_puts(page->out, record->schema->fields[field].title);
	text_puts(page->out, "</legend>\n");
	write_faults(page, record_path(record, (int)field));
	if (value->state != VALUE_GIVEN || value->count < most)
		record_item(record, field,
			value->state == VALUE_GIVEN ? value->count : 0);
	for (size_t i = 0; i < value->count && i < most; i++)
		if (value->items[i] != NULL)
			write_controls(page, value->items[i]);
	text_puts(page->out, "</fieldset>\n");
}

static void
write_controls(struct page *page, struct record *record)
{
	for (size_t i = 0; i < record->schema->count; i++)
		if (record->schema->fields[i].type == TYPE_LIST)
			write_list(page, record, i);
		else
			write_control(page, record, i);
}

/* All faults at the top, each with a link to its control. */
static void
write_summary(struct page *page)
{
	text_puts(page->out,
		"<div class=\"summary\" role=\"alert\">"
		"<p>Nothing was stored yet. Please correct this and send it "
		"again:</p><ul>");
	for (size_t i = 0; i < faults_listed(page->faults); i++) {
		const struct fault *fault = &page->faults->list[i];
		struct text message = { .arena = page->exchange->arena };

		fault_message(&message, fault);
		if (*fault->path == '\0') {
			text_puts(page->out, "<li>");
			html_puts(page->out, message.bytes);
			text_puts(page->out, "</li>\n");
			continue;
		}
		text_puts(page->out, "<li><a href=\"#");
		html_puts(page->out, fault->path);
		text_puts(page->out, "\">");
		html_puts(page->out, message.bytes);
		text_puts(page->out, "</a></li>\n");
	}
	text_puts(page->out, "</ul></div>\n");
}

/* Adds the path of the form, as an attribute has it. */
static void
write_address(struct page *page)
{
	struct text path = { .arena = page->exchange->arena };
	const char *script = page->exchange->request->script;

	text_path(&path, script, strlen(script));
	text_puts(&path, "/customer");
	html_puts(page->out, path.bytes);
}

void
page_write(struct exchange *exchange, struct record *customer,
	const struct faults *faults)
{
	struct page page = {
		.out = &exchange->response->body,
		.exchange = exchange,
		.faults = faults,
	};

	html_begin(page.out, "New customer");
	if (faults != NULL)
		write_summary(&page);
	text_puts(page.out, "<form method=\"post\" action=\"");
	write_address(&page);
	text_puts(page.out, "\">\n");
	write_controls(&page, customer);
	guard_write(exchange, page.out, "en");
	text_puts(page.out, "<button>Create the customer</button></form>\n");
	html_end(page.out);
}

void
page_form(struct exchange *exchange)
{
	struct intake intake = { exchange->arena, exchange->rules, NULL, 0 };

	exchange_page(exchange, 200);
	page_write(exchange, record_new(&intake, &customer_schema), NULL);
}

void
page_created(struct exchange *exchange, int64_t id)
{
	struct page page = {
		.out = &exchange->response->body,
		.exchange = exchange,
	};

	exchange_page(exchange, 200);
	html_begin(page.out, "The customer was created");
	text_printf(page.out,
		"<p>The customer is stored under the number "
		"<strong>%lld</strong>.</p><p><a href=\"",
		(long long)id);
	write_address(&page);
	text_puts(page.out, "\">Enter the next customer</a></p>\n");
	html_end(page.out);
}

void
page_received(struct exchange *exchange)
{
	struct page page = {
		.out = &exchange->response->body,
		.exchange = exchange,
	};

	exchange_page(exchange, 202);
	html_begin(page.out, "Thank you");
	text_puts(page.out,
		"<p>What you entered was received and is kept. It will be "
		"looked at before the customer is created.</p><p><a href=\"");
	write_address(&page);
	text_puts(page.out, "\">Enter the next customer</a></p>\n");
	html_end(page.out);
}

void
page_home(struct exchange *exchange)
{
	struct text location = { .arena = exchange->arena };

	text_path(&location, exchange->request->script,
		strlen(exchange->request->script));
	text_puts(&location, "/customer");
	exchange->response->status = 302;
	response_header(exchange->response, "Location", location.bytes);
	text_puts(&exchange->response->body,
		"The form is at /customer, below this address.\n");
	exchange->response->media = "text/plain";
}
