/* The page of one customer: all there is, the consents, and the changes. */
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "customer/customer.h"
#include "desk/desk.h"
#include "exchange/exchange.h"
#include "form/page.h"
#include "form/summary.h"
#include "html/grid.h"
#include "html/html.h"
#include "language/language.h"
#include "operation/get.h"
#include "schema/record.h"
#include "schema/type.h"

/* A customer, with what became of it. */
struct view {
	struct desk desk;
	struct stored stored;
	struct consent *consents;
	size_t consent_count;
	struct change *changes; /* the latest first */
	size_t change_count;
	struct api_key *keys; /* all there are, for their names */
	size_t key_count;
};

/* Reads all changes of the customer. */
static enum store_result
read_changes(struct view *view, struct store *store)
{
	struct arena *arena = view->desk.page.exchange->arena;
	struct history history = { 0 };
	enum store_result result;

	do {
		result = store_history(store, arena, view->stored.id, &history);
		for (size_t i = 0; result == STORE_OK && i < history.count;
			i++) {
			view->changes = arena_grow(arena, view->changes,
				view->change_count, sizeof(*view->changes));
			view->changes[view->change_count++] =
				history.changes[i];
		}
	} while (result == STORE_OK && history.count > 0);
	return result;
}

/* Reads the customer of a number within the bounds of the visitor's key. */
static enum store_result
read_view(struct view *view, struct store *store, int64_t id)
{
	struct exchange *exchange = view->desk.page.exchange;
	struct intake *intake = arena_alloc(exchange->arena, sizeof(*intake));
	enum store_result result;

	*intake = (struct intake){ exchange->arena, exchange->rules, NULL, 0 };
	result = get_customer(
		store, intake, &exchange->key.bounds, id, &view->stored);
	if (result != STORE_OK || view->stored.record == NULL)
		return result;
	result = store_consents(store, exchange->arena, id, &view->consents,
		&view->consent_count);
	if (result == STORE_OK)
		result = store_list_keys(store, &view->keys, &view->key_count);
	return result == STORE_OK ? read_changes(view, store) : result;
}

/* Begins a part of the page, with a table. */
static void
begin_part(struct view *view, struct grid *grid, const char *phrase)
{
	struct page *page = &view->desk.page;
	const char **names =
		arena_array(page->exchange->arena, grid->count, sizeof(*names));

	for (size_t i = 0; i < grid->count; i++)
		names[i] = language_say(page->language, grid->names[i]);
	grid->names = names;
	grid->out = page->out;
	text_puts(page->out, "<h2>");
	label_phrase(page, phrase);
	text_puts(page->out, "</h2>\n");
	grid_begin(grid, language_say(page->language, phrase));
}

static void
write_time(struct view *view, struct grid *grid, int64_t time)
{
	char instant[CALENDAR_ROOM];

	calendar_put_instant(instant, time, "");
	grid_cell(grid);
	html_puts(grid->out, label_day(&view->desk.page, instant));
}

/* Adds a cell with a text from others; NULL: the cell stays empty. */
static void
write_text(struct grid *grid, const char *text)
{
	grid_cell(grid);
	if (text == NULL)
		return;
	text_puts(grid->out, "<bdi>");
	html_puts(grid->out, text);
	text_puts(grid->out, "</bdi>");
}

/* The name of a key, or NULL. */
static const char *
key_name(const struct view *view, int64_t id)
{
	for (size_t i = 0; i < view->key_count; i++)
		if (view->keys[i].id == id)
			return view->keys[i].name;
	return NULL;
}

/* Who made a change, or NULL. */
static const char *
author_of(const struct view *view, const struct change *change)
{
	return change->operator!= NULL ? change->operator
	    : key_name(view, change->key);
}

/* The title of a member in the language of the page. */
static const char *
title_of(const struct view *view, const char *name)
{
	int field = schema_find(&customer_schema, name, strlen(name));

	return field < 0 ? name
			 : language_say(view->desk.page.language,
				   customer_schema.fields[field].title);
}

/* Each answer that was given, with the wording that the person was shown. */
static void
write_consents(struct view *view)
{
	static const char *const heads[] = { PHRASE("When"), PHRASE("Consent"),
		PHRASE("Answer"), PHRASE("Text shown"), PHRASE("Who"),
		PHRASE("Way") };
	struct grid grid = { .names = heads,
		.count = sizeof(heads) / sizeof(*heads) };

	begin_part(view, &grid, PHRASE("Answers to consents"));
	for (size_t i = 0; i < view->consent_count; i++) {
		const struct consent *consent = &view->consents[i];

		write_time(view, &grid, consent->time);
		write_text(&grid, title_of(view, consent->name));
		grid_cell(&grid);
		label_phrase(
			&view->desk.page, !consent->given ? PHRASE("Withdrawn")
					  : consent->granted ? PHRASE("Yes")
							     : PHRASE("No"));
		write_text(&grid, consent->wording);
		write_text(&grid, key_name(view, consent->key));
		write_text(&grid, consent->source);
	}
	grid_end(&grid);
}

/* What the members were that a change gave another value. */
static void
write_before(struct view *view, struct grid *grid, const struct change *change)
{
	grid_cell(grid);
	for (size_t i = 0; i < change->member_count; i++) {
		const struct changed_member *member = &change->members[i];

		text_puts(grid->out, i == 0 ? "" : "<br/>");
		html_puts(grid->out, title_of(view, member->name));
		text_puts(grid->out, ": <bdi>");
		html_puts(grid->out,
			member->before == NULL ? "–" : member->before);
		text_puts(grid->out, "</bdi>");
	}
}

static void
write_changes(struct view *view)
{
	static const char *const heads[] = { PHRASE("When"), PHRASE("What"),
		PHRASE("What was there before"), PHRASE("Who"), PHRASE("Way") };
	struct grid grid = { .names = heads,
		.count = sizeof(heads) / sizeof(*heads) };

	begin_part(view, &grid, "Changes");
	for (size_t i = 0; i < view->change_count; i++) {
		const struct change *change = &view->changes[i];

		write_time(view, &grid, change->time);
		grid_cell(&grid);
		label_phrase(&view->desk.page, change->kind == CHANGE_CREATED
						       ? PHRASE("Entered")
						       : PHRASE("Changed"));
		write_before(view, &grid, change);
		write_text(&grid, author_of(view, change));
		write_text(&grid, change->route);
	}
	grid_end(&grid);
}

/* Links to a page that does something to the customer. */
static void
write_deed(struct view *view, const char *name, const char *phrase)
{
	struct page *page = &view->desk.page;

	text_puts(page->out, "<p class=\"noprint\"><a class=\"button\"");
	html_attribute(page->out, "href",
		desk_link(&view->desk,
			arena_printf(page->exchange->arena,
				"/desk/customer/%lld/%s",
				(long long)view->stored.id, name)));
	text_putc(page->out, '>');
	label_phrase(page, phrase);
	text_puts(page->out, "</a></p>\n");
}

static void
write_page(struct view *view)
{
	static const size_t names[DESK_NAMES] = { CUSTOMER_TITLE,
		CUSTOMER_FIRST_NAME, CUSTOMER_LAST_NAME, CUSTOMER_COMPANY_NAME,
		CUSTOMER_FIRST_NAME_NOT_LATIN, CUSTOMER_LAST_NAME_NOT_LATIN };
	struct page *page = &view->desk.page;
	const char *id = arena_printf(
		page->exchange->arena, "%lld", (long long)view->stored.id);

	/* the title stays in the browser's history, and so has no name */
	desk_open(&view->desk, 200, id, PHRASE("Customer"));
	text_puts(page->out, "<h1><bdi>");
	html_puts(page->out, desk_name(view->stored.record, names, id));
	text_puts(page->out, "</bdi></h1>\n<p class=\"intro\">");
	label_phrase(page, "Customer number");
	text_printf(page->out, " <strong>%s</strong></p>\n", id);
	if ((page->exchange->key.scopes & SCOPE_WRITE) != 0)
		write_deed(view, "edit", PHRASE("Correct this customer"));
	page->customer = view->stored.record;
	summary_write(page);
	write_consents(view);
	write_changes(view);
	page_sign(page);
	desk_close(&view->desk,
		arena_printf(page->exchange->arena, "/desk/customer/%s", id));
}

/* As read_view(), in the store of the request. */
static enum store_result
look_at(struct view *view, int64_t id)
{
	struct store *store;
	enum store_result result =
		exchange_open_to_read(view->desk.page.exchange, &store);

	if (result == STORE_OK) {
		result = read_view(view, store, id);
		store_close(store);
	}
	return result;
}

struct desk_history
desk_history(const struct desk *desk, int64_t id)
{
	struct view view = { .desk = *desk };
	struct desk_history history = { NULL, 0, NULL };

	if (look_at(&view, id) == STORE_OK && view.change_count > 0)
		history = (struct desk_history){ view.changes,
			view.change_count, author_of(&view, view.changes) };
	return history;
}

void
desk_record(struct exchange *exchange)
{
	const struct parameter_value *number = exchange->target.parameters;
	struct view view = { .change_count = 0 };
	enum store_result result;

	if (!desk_admit(&view.desk, exchange))
		return;
	result = look_at(&view, type_id(number->value, number->length));
	if (result != STORE_OK)
		desk_refuse(&view.desk, FAULT_UNAVAILABLE, "");
	else if (view.stored.record == NULL)
		desk_refuse(&view.desk, FAULT_NO_CUSTOMER, "");
	else
		write_page(&view);
}
