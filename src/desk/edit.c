/* The page that corrects a customer: its form, and what others did meanwhile.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "desk/desk.h"
#include "exchange/body.h"
#include "exchange/exchange.h"
#include "form/bind.h"
#include "form/page.h"
#include "form/summary.h"
#include "form/wording.h"
#include "format/form.h"
#include "format/read.h"
#include "html/grid.h"
#include "html/html.h"
#include "language/language.h"
#include "operation/edit.h"
#include "operation/get.h"
#include "schema/record.h"
#include "schema/type.h"
#include "store/change.h"

/* A correction on its way. */
struct correction {
	struct desk desk;
	struct intake intake;
	int64_t id;
	int64_t version;          /* the one that the form is for */
	struct record *customer;  /* as it is shown in the form */
	const struct record *now; /* what others made of it; NULL: nothing */
	int64_t begun;            /* if so, the version the person had seen */
	struct desk_history history; /* if so */
};

static bool
begin(struct correction *correction, struct exchange *exchange)
{
	const struct parameter_value *number = exchange->target.parameters;

	*correction = (struct correction){
		.intake = { exchange->arena, exchange->rules, NULL, 0 },
		.id = type_id(number->value, number->length),
	};
	return desk_admit(&correction->desk, exchange);
}

/* A path of this customer. */
static const char *
path_of(const struct correction *correction, const char *below)
{
	return arena_printf(correction->intake.arena, "/desk/customer/%lld%s",
		(long long)correction->id, below);
}

/* The first change by others of a field; NULL: no others changed the field. */
static const struct changed_member *
find_change(const struct correction *correction, size_t field)
{
	const char *name = customer_schema.fields[field].name;
	const struct desk_history *history = &correction->history;
	const struct changed_member *found = NULL;

	for (size_t i = 0; i < history->count &&
			   history->changes[i].version > correction->begun;
		i++)
		for (size_t k = 0; k < history->changes[i].member_count; k++)
			if (strcmp(history->changes[i].members[k].name, name) ==
				0)
				found = &history->changes[i].members[k];
	return found;
}

/* A value as the history tells it, where nothing is nothing: "". */
static const char *
plain_value(const struct field *field, const char *value)
{
	const char *nothing = field->type == TYPE_LIST ? "[]" : "";

	return value == NULL || strcmp(value, nothing) == 0 ? "" : value;
}

/* Whether a value is one that can be stored, as far as its type goes. */
static bool
is_sound(const struct value *value, const struct field *field)
{
	if (value->state != VALUE_GIVEN || field->type != TYPE_LIST)
		return value->state != VALUE_WRONG;
	for (size_t i = 0; i < value->count; i++) {
		const struct record *item = value->items[i];

		for (size_t k = 0; k < field->item->count; k++)
			if (item == NULL || !is_sound(&item->values[k],
						    &field->item->fields[k]))
				return false;
	}
	return true;
}

/* Whether others alone changed a field: the person left the field as it was. */
static bool
is_theirs(const struct correction *correction, size_t field)
{
	const struct field *about = &customer_schema.fields[field];
	const struct changed_member *change = find_change(correction, field);

	return change != NULL &&
	       is_sound(&correction->customer->values[field], about) &&
	       strcmp(plain_value(about, change->before),
		       plain_value(about,
			       edit_value(correction->customer, field))) == 0;
}

/* The name under which the form says that a field stays as it is stored. */
static const char *
keep_name(const struct correction *correction, size_t field)
{
	return arena_printf(correction->intake.arena, "keep.%s",
		customer_schema.fields[field].name);
}

/* Lets the person choose what is stored, where the person changed it, too. */
static void
write_choice(struct correction *correction, size_t field)
{
	struct page *page = &correction->desk.page;

	if (is_theirs(correction, field)) {
		text_puts(page->out, "<p class=\"help\">");
		label_phrase(page, "Taken into the form");
		text_puts(page->out, "</p>");
		return;
	}
	text_puts(page->out, "<div class=\"check\"><label><input "
			     "type=\"checkbox\" value=\"true\" form=\"form\"");
	html_attribute(page->out, "name", keep_name(correction, field));
	text_puts(page->out, "/> <span>");
	label_phrase(page, "Keep what is stored");
	text_puts(page->out, "</span></label></div>");
}

/* Takes into the form what others alone changed. */
static void
take_theirs(struct correction *correction)
{
	for (size_t i = 0; i < customer_schema.count; i++)
		if (is_theirs(correction, i))
			correction->customer->values[i] =
				correction->now->values[i];
}

/* Both versions, of each field in which they differ. */
static void
write_versions(struct correction *correction)
{
	struct page *page = &correction->desk.page;
	const char *names[] = { language_say(page->language, "Field"),
		language_say(page->language, "What you entered"),
		language_say(page->language, "What is stored now") };
	struct grid grid = { page->out, names, 3, 0 };
	const char *who = correction->history.author;

	text_puts(page->out, "<div class=\"summary\" role=\"alert\"><p>");
	label_phrase(page, "Somebody changed this customer meanwhile, and "
			   "nothing of yours was stored. Decide field by "
			   "field, and save again.");
	text_puts(page->out, "</p>\n<p>");
	label_phrase(page, "Who");
	text_puts(page->out, ": <bdi>");
	html_puts(page->out, who == NULL ? "–" : who);
	text_puts(page->out, "</bdi></p>\n");
	grid_begin(&grid, names[0]);
	for (size_t i = 0; i < customer_schema.count; i++) {
		if (record_agrees(correction->customer, correction->now, i))
			continue;
		grid_cell(&grid);
		label_phrase(page, customer_schema.fields[i].title);
		grid_cell(&grid);
		summary_write_value(page, correction->customer, i);
		grid_cell(&grid);
		summary_write_value(page, correction->now, i);
		write_choice(correction, i);
	}
	grid_end(&grid);
	text_puts(page->out, "</div>\n");
}

/* Adds the form with the customer's values. */
static void
write_form(struct correction *correction)
{
	struct page *page = &correction->desk.page;

	desk_form(&correction->desk, path_of(correction, "/edit"),
		" id=\"form\" novalidate=\"novalidate\" autocomplete=\"off\"");
	text_printf(page->out,
		"<input type=\"hidden\" name=\"version\" value=\"%lld\"/>\n",
		(long long)correction->version);
	/* the Enter key presses the first button */
	text_puts(page->out, "<button class=\"unseen\" tabindex=\"-1\" "
			     "aria-hidden=\"true\">");
	label_phrase(page, "Save the correction");
	text_puts(page->out, "</button>\n");
	page_write_fields(page, correction->customer);
	text_puts(page->out, "<p class=\"done\">");
	desk_button(&correction->desk, "Save the correction");
	text_puts(page->out, " <a class=\"button\"");
	html_attribute(page->out, "href",
		desk_link(&correction->desk, path_of(correction, "")));
	text_putc(page->out, '>');
	label_phrase(page, "Leave all as it was");
	text_puts(page->out, "</a></p></form>\n");
}

/* Shows the form, and before it what is wrong, in the form's order. */
static void
write_page(
	struct correction *correction, int status, const struct faults *faults)
{
	struct page *page = &correction->desk.page;
	struct text *out = page->out;
	struct text form = { .arena = correction->intake.arena };

	desk_open_titled(&correction->desk, status, "Correct this customer");
	if (correction->now != NULL) {
		write_versions(correction);
		take_theirs(correction);
	}
	page->faults = faults;
	page->told = arena_array(correction->intake.arena,
		(faults == NULL ? 0 : faults_listed(faults)) + 1,
		sizeof(*page->told));
	page->customer = correction->customer;
	page->out = &form;
	write_form(correction);
	page->out = out;
	if (faults != NULL)
		page_write_faults(page, PHRASE("Nothing was changed yet."));
	text_add(out, form.bytes, form.length);
	html_end(out);
}

/* Reads the customer as stored now; refuses the request if that can't be. */
static bool
find(struct correction *correction, struct stored *stored)
{
	struct exchange *exchange = correction->desk.page.exchange;
	struct store *store;
	enum store_result result = exchange_open_to_read(exchange, &store);

	if (result == STORE_OK) {
		result = get_customer(store, &correction->intake,
			&exchange->key.bounds, correction->id, stored);
		store_close(store);
	}
	if (result == STORE_OK && stored->record != NULL)
		return true;
	desk_refuse(&correction->desk,
		result != STORE_OK ? FAULT_UNAVAILABLE : FAULT_NO_CUSTOMER, "");
	return false;
}

void
desk_edit(struct exchange *exchange)
{
	struct correction correction;
	struct stored stored;

	if (!begin(&correction, exchange) || !find(&correction, &stored))
		return;
	correction.version = stored.version;
	correction.customer = stored.record;
	write_page(&correction, 200, NULL);
}

/* Reads the form; refuses the request if the form is none. */
static bool
read_form(struct correction *correction)
{
	struct exchange *exchange = correction->desk.page.exchange;
	struct text members = { .arena = exchange->arena };
	struct faults faults = { .arena = exchange->arena };
	struct reading in = { .intake = &correction->intake };

	text_puts(&members, "");
	form_select(&members, &customer_schema, exchange->request->body);
	in.bytes = members.bytes;
	in.length = members.length;
	correction->customer =
		record_new(&correction->intake, &customer_schema);
	correction->version =
		strtoll(body_entry(exchange, "version"), NULL, 10);
	if (form_read(&in, correction->customer)) {
		bind_line_ends(correction->customer);
		return true;
	}
	faults_add(&faults, read_fault(&in));
	desk_refuse_faults(&correction->desk, &faults);
	return false;
}

/* Takes what is stored where the person chose that; as find(). */
static bool
take_stored(struct correction *correction)
{
	const struct exchange *exchange = correction->desk.page.exchange;
	struct stored stored = { .record = NULL };

	for (size_t i = 0; i < customer_schema.count; i++) {
		if (*body_entry(exchange, keep_name(correction, i)) == '\0')
			continue;
		if (stored.record == NULL && !find(correction, &stored))
			return false;
		correction->customer->values[i] = stored.record->values[i];
	}
	return true;
}

/* Sets what the person left empty: flags to false, all else to nothing. */
static void
clear_rest(struct record *customer)
{
	for (size_t i = 0; i < customer_schema.count; i++) {
		if (customer->values[i].state != VALUE_NONE)
			continue;
		if (customer_schema.fields[i].empty_false)
			record_set_bool(customer, i, false);
		else
			customer->values[i].null = true;
	}
}

/* The change by what the form has. */
static struct edit *
edit_of(struct correction *correction)
{
	struct exchange *exchange = correction->desk.page.exchange;
	struct arena *arena = exchange->arena;
	struct edit *edit = arena_alloc(arena, sizeof(*edit));

	*edit = (struct edit){
		.arena = arena,
		.kind = EDIT_PATCH,
		.settings = exchange_settings(
			exchange, exchange->config->lock_timeout * 1000),
		.origin = exchange_origin(exchange),
		.bounds = &exchange->key.bounds,
		.versions = &correction->version,
		.version_count = 1,
		.missing = { .arena = arena },
		.outside = { .arena = arena },
		.faults = { .arena = arena },
	};
	edit->origin.wordings =
		wording_shown(exchange, correction->desk.page.language, true);
	return edit;
}

static void
answer(struct correction *correction, struct edit *edit,
	enum edit_result result)
{
	switch (result) {
	case EDIT_DONE:
		desk_lead(&correction->desk, path_of(correction, ""));
		break;
	case EDIT_CHANGED:
		correction->now = edit->before->record;
		correction->history =
			desk_history(&correction->desk, correction->id);
		correction->begun = correction->version;
		correction->version = edit->before->version;
		write_page(correction, 412, NULL);
		break;
	case EDIT_FAULTY:
		write_page(correction, 400, &edit->faults);
		break;
	case EDIT_OUTSIDE:
		write_page(correction, 403, &edit->outside);
		break;
	default:
		desk_refuse(&correction->desk,
			result == EDIT_MISSING ? FAULT_NO_CUSTOMER
					       : FAULT_UNAVAILABLE,
			"");
	}
}

void
desk_correct(struct exchange *exchange)
{
	struct correction correction;
	struct edit *edit;
	const char *more;

	if (!begin(&correction, exchange) || !read_form(&correction) ||
		!take_stored(&correction))
		return;
	more = body_entry(exchange, form_own[FORM_MORE]);
	if (*more != '\0') {
		correction.desk.page.grown = more;
		write_page(&correction, 200, NULL);
		return;
	}
	clear_rest(correction.customer);
	edit = edit_of(&correction);
	edit_add(edit, correction.id, correction.customer);
	answer(&correction, edit, edit_end(edit));
}
