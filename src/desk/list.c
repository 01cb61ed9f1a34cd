/* The list of customers, newest first, of all or of those that are sought. */
#include <string.h>

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/lists.h"
#include "desk/desk.h"
#include "exchange/exchange.h"
#include "format/form.h"
#include "format/query.h"
#include "format/read.h"
#include "html/grid.h"
#include "html/html.h"
#include "language/language.h"
#include "operation/search.h"
#include "schema/codes.h"
#include "schema/record.h"

/* A list on its way. */
struct list {
	struct desk desk;
	struct searching searching;
	struct intake intake;
	struct record *asked;      /* of list_operator_schema */
	const char *sealed;        /* the search, as the address has it */
	const char *filters;       /* the same, opened: "searchKey=ana" … */
	const char *const *brands; /* that the key is good for; then NULL */
};

/* Reads the key that searches are sealed with; refuses the request without. */
static bool
read_key(struct desk *desk, unsigned char key[SHA256_BYTES])
{
	struct exchange *exchange = desk->page.exchange;
	unsigned char secret[STORE_SECRET];
	enum store_result result = exchange_secret(
		exchange, exchange->config->lock_timeout * 1000, secret);

	if (result != STORE_OK)
		desk_refuse(desk, FAULT_UNAVAILABLE, "");
	else
		secret_derive(secret, "desk", key);
	return result == STORE_OK;
}

/* A parameter of the address, or NULL. */
static const char *
parameter(const struct list *list, const char *name)
{
	const struct exchange *exchange = list->desk.page.exchange;
	const char *query = exchange->request->query;

	return query_find(exchange->arena, query, strlen(query), name);
}

/* Takes the filters of the search that the address holds, if that is ours. */
static bool
take_sealed(struct list *list)
{
	struct exchange *exchange = list->desk.page.exchange;
	unsigned char key[SHA256_BYTES];
	struct reading in = { .intake = &list->intake };

	if (list->sealed == NULL)
		return true;
	if (!read_key(&list->desk, key))
		return false;
	in.bytes = seal_open(exchange->arena, key, "search", list->sealed,
		strlen(list->sealed), &in.length);
	if (in.bytes != NULL && form_fill(&in, list->asked)) {
		list->filters = in.bytes;
		return true;
	}
	desk_refuse(&list->desk, FAULT_NOT_FOUND, "");
	return false;
}

/* The brands of the customers that the key may see; NULL: it can't be told. */
static const char *const *
brands_of(struct list *list)
{
	const struct exchange *exchange = list->desk.page.exchange;

	return searching_begin(&list->searching)
		       ? search_brands(list->searching.store, exchange->arena,
				 &exchange->key.bounds)
		       : NULL;
}

/* The columns behind the name; labels are the form's. */
static const struct {
	const char *title;
	size_t field;
} columns[] = {
	{ PHRASE("Customer number"), SLIM_BOOSTER_CUSTOMER_ID },
	{ PHRASE("E-mail address"), SLIM_EMAIL },
	{ PHRASE("Telephone number"), SLIM_PHONE },
	{ PHRASE("Point of sale"), SLIM_POS_CODE },
	{ PHRASE("Created"), SLIM_CREATION_DATE },
};

enum { COLUMNS = sizeof(columns) / sizeof(*columns) };

static void
write_row(struct list *list, struct grid *grid, const struct record *slim)
{
	static const size_t names[DESK_NAMES] = { SLIM_TITLE, SLIM_FIRST_NAME,
		SLIM_LAST_NAME, SLIM_COMPANY_NAME, SLIM_FIRST_NAME_NOT_LATIN,
		SLIM_LAST_NAME_NOT_LATIN };
	struct page *page = &list->desk.page;
	struct arena *arena = page->exchange->arena;
	const char *id = record_text(arena, slim, SLIM_BOOSTER_CUSTOMER_ID);

	grid_cell(grid);
	text_puts(page->out, "<a");
	html_attribute(page->out, "href",
		desk_link(&list->desk,
			arena_printf(arena, "/desk/customer/%s", id)));
	text_puts(page->out, "><bdi>");
	html_puts(page->out, desk_name(slim, names, id));
	text_puts(page->out, "</bdi></a>");
	for (size_t i = 0; i < COLUMNS; i++) {
		grid_cell(grid);
		if (!record_has(slim, columns[i].field))
			continue;
		text_puts(page->out, "<bdi>");
		html_puts(page->out,
			columns[i].field == SLIM_CREATION_DATE
				? label_day(page,
					  slim->values[columns[i].field].text)
				: record_text(arena, slim, columns[i].field));
		text_puts(page->out, "</bdi>");
	}
}

static void
write_table(struct list *list, const struct value *elements)
{
	struct page *page = &list->desk.page;
	const char *heads[1 + COLUMNS] = { language_say(
		page->language, "Name") };
	struct grid grid = { page->out, heads, 1 + COLUMNS, 0 };

	for (size_t i = 0; i < COLUMNS; i++)
		heads[1 + i] = language_say(page->language, columns[i].title);
	grid_begin(&grid, language_say(page->language, "Customers"));
	for (size_t i = 0; i < elements->count; i++)
		write_row(list, &grid, elements->items[i]);
	grid_end(&grid);
}

/* What was entered in a filter, to be shown again; "" if nothing was. */
static const char *
entered(const struct list *list, size_t field)
{
	const char *value = query_find(list->asked->intake->arena,
		list->filters, strlen(list->filters),
		list_operator_schema.fields[field].name);

	return value == NULL ? "" : value;
}

static void
write_label(struct page *page, const char *name, const char *phrase)
{
	text_puts(page->out, "<div class=\"field third\"><label");
	html_attribute(page->out, "for", name);
	text_putc(page->out, '>');
	label_phrase(page, phrase);
	text_puts(page->out, "</label>");
}

static void
write_option(struct list *list, const char *value, const char *label,
	const char *chosen)
{
	struct text *out = list->desk.page.out;

	text_puts(out, "<option");
	html_attribute(out, "value", value);
	if (strcmp(value, chosen) == 0)
		text_puts(out, " selected=\"selected\"");
	text_putc(out, '>');
	html_puts(out, label);
	text_puts(out, "</option>");
}

/* Begins a choice, with the option of no choice. */
static void
begin_choice(struct list *list, size_t field, const char *phrase)
{
	struct page *page = &list->desk.page;
	const char *name = list_operator_schema.fields[field].name;

	write_label(page, name, phrase);
	text_printf(page->out, "<select id=\"%s\" name=\"%s\">", name, name);
}

static void
end_choice(struct list *list)
{
	text_puts(list->desk.page.out, "</select></div>\n");
}

/* The choice of a brand, where there are several. */
static void
write_brands(struct list *list)
{
	const char *brand = list->asked->values[LIST_BRAND].text;

	if (list->brands[0] == NULL || list->brands[1] == NULL)
		return;
	begin_choice(list, LIST_BRAND, PHRASE("Brand"));
	for (const char *const *at = list->brands; *at != NULL; at++)
		write_option(list, *at, *at, brand);
	end_choice(list);
}

static void
write_countries(struct list *list)
{
	const struct field *field =
		&customer_schema.fields[CUSTOMER_COUNTRY_ID];
	const char *codes = label_codes(&list->desk.page, field);
	const char *chosen = entered(list, LIST_LOCATION_COUNTRY_IDS);
	struct arena *arena = list->desk.page.exchange->arena;
	struct code code;

	begin_choice(list, LIST_LOCATION_COUNTRY_IDS, "Country");
	write_option(list, "", "–", chosen);
	while (codes_next(&codes, &code))
		write_option(list,
			arena_copy(arena, code.code, code.code_length),
			arena_copy(arena, code.name, code.name_length), chosen);
	end_choice(list);
}

static void
write_contact(struct list *list)
{
	const struct language *language = list->desk.page.language;
	const char *chosen = entered(list, LIST_CAN_BE_CONTACTED_BY_MAISON);

	begin_choice(list, LIST_CAN_BE_CONTACTED_BY_MAISON, "May be contacted");
	write_option(list, "", "–", chosen);
	write_option(list, "true", language_say(language, "Yes"), chosen);
	write_option(list, "false", language_say(language, "No"), chosen);
	end_choice(list);
}

/* The filters that are entered as text. */
static const struct {
	size_t field;
	const char *title, *type;
} inputs[] = {
	{ LIST_POS_CODES, PHRASE("Point of sale"), "text" },
	{ LIST_CREATION_DATE_FROM, PHRASE("Created from"), "date" },
	{ LIST_CREATION_DATE_TO, PHRASE("Created to"), "date" },
};

/* Whether a filter is in use; with several brands one always is. */
static bool
is_filtered(const struct list *list)
{
	static const size_t fields[] = { LIST_POS_CODES,
		LIST_CREATION_DATE_FROM, LIST_CREATION_DATE_TO,
		LIST_LOCATION_COUNTRY_IDS, LIST_CAN_BE_CONTACTED_BY_MAISON };

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (*entered(list, fields[i]) != '\0')
			return true;
	return list->brands[0] != NULL && list->brands[1] != NULL;
}

/* The filters, which are folded until one is in use. */
static void
write_filters(struct list *list)
{
	struct page *page = &list->desk.page;

	text_printf(page->out, "<details class=\"more\"%s><summary>",
		is_filtered(list) ? " open=\"open\"" : "");
	label_phrase(page, "Filters");
	text_puts(page->out, "</summary><div class=\"fields\">\n");
	write_brands(list);
	for (size_t i = 0; i < sizeof(inputs) / sizeof(*inputs); i++) {
		const char *name =
			list_operator_schema.fields[inputs[i].field].name;

		write_label(page, name, inputs[i].title);
		text_printf(page->out,
			"<input type=\"%s\" id=\"%s\" name=\"%s\"",
			inputs[i].type, name, name);
		html_attribute(
			page->out, "value", entered(list, inputs[i].field));
		text_puts(page->out, "/></div>\n");
	}
	write_countries(list);
	write_contact(list);
	text_puts(page->out, "</div></details></form>\n");
}

/* The search, which is sent in a body: what is sought stands in no address. */
static void
write_search(struct list *list)
{
	struct page *page = &list->desk.page;

	desk_form(&list->desk, "/desk", " class=\"seek\" role=\"search\"");
	text_puts(page->out, "<div class=\"field\"><label for=\"searchKey\">");
	label_phrase(page, "Name, e-mail address, telephone number or customer "
			   "number");
	text_puts(page->out,
		"</label><div class=\"find\"><input type=\"search\" "
		"id=\"searchKey\" name=\"searchKey\" maxlength=\"200\" "
		"autocomplete=\"off\" autofocus=\"autofocus\"");
	html_attribute(page->out, "value", entered(list, LIST_SEARCH_KEY));
	text_puts(page->out, "/>");
	desk_button(&list->desk, PHRASE("Search"));
	text_puts(page->out, "</div></div>\n");
	write_filters(list);
}

/* A link to a page of this list; after NULL: to the first one. */
static void
write_turn(struct list *list, const char *after, const char *phrase)
{
	struct page *page = &list->desk.page;
	struct text path = { .arena = page->exchange->arena };
	const char *between = "?";

	text_puts(&path, "/desk");
	if (list->sealed != NULL) {
		text_printf(&path, "?search=%s", list->sealed);
		between = "&";
	}
	if (after != NULL)
		text_printf(&path, "%safter=%s", between, after);
	text_puts(page->out, "<a class=\"button\"");
	html_attribute(page->out, "href", desk_link(&list->desk, path.bytes));
	text_putc(page->out, '>');
	label_phrase(page, phrase);
	text_puts(page->out, "</a>\n");
}

static void
write_page(struct list *list, const struct record *found)
{
	struct page *page = &list->desk.page;
	const struct value *elements =
		found == NULL ? NULL : &found->values[PAGE_ELEMENTS];

	desk_open_titled(&list->desk, 200, PHRASE("Customers"));
	write_search(list);
	if (elements == NULL || elements->count == 0) {
		text_puts(page->out, "<p role=\"status\">");
		label_phrase(page, "No customer matches.");
		text_puts(page->out, "</p>\n");
	} else {
		write_table(list, elements);
	}
	text_puts(page->out, "<p class=\"turn\">");
	if (record_has(list->asked, LIST_AFTER))
		write_turn(list, NULL, PHRASE("First page"));
	if (found != NULL && record_has(found, PAGE_NEXT))
		write_turn(list, found->values[PAGE_NEXT].text,
			PHRASE("Next page"));
	text_puts(page->out, "</p>\n");
	desk_close(&list->desk, "/desk");
}

/* Finds the page of the list; without any brand there is none. */
static void
find_page(struct list *list)
{
	struct record *found = NULL;

	if (!record_has(list->asked, LIST_BRAND) && list->brands[0] != NULL)
		record_set_string(list->asked, LIST_BRAND, list->brands[0]);
	record_set_bool(list->asked, LIST_NO_COUNT, true);
	if (parameter(list, "after") != NULL)
		record_set_string(
			list->asked, LIST_AFTER, parameter(list, "after"));
	if (list->brands[0] != NULL)
		found = searching_page(&list->searching, list->asked);
	if (list->searching.unavailable)
		desk_refuse(&list->desk, FAULT_UNAVAILABLE, "");
	else if (list->searching.faults.count > 0)
		desk_refuse_faults(&list->desk, &list->searching.faults);
	else
		write_page(list, found);
}

void
desk_list(struct exchange *exchange)
{
	struct list list = {
		.intake = { exchange->arena, exchange->rules, NULL, 0 },
		.filters = "",
	};

	if (!desk_admit(&list.desk, exchange))
		return;
	list.searching = (struct searching){
		.arena = exchange->arena,
		.items = &exchange->items,
		.settings = exchange_settings(
			exchange, exchange->config->lock_timeout * 1000),
		.bounds = &exchange->key.bounds,
		.faults = { .arena = exchange->arena },
	};
	list.asked = record_new(&list.intake, &list_operator_schema);
	list.sealed = parameter(&list, "search");
	if (!take_sealed(&list))
		return;
	list.brands = brands_of(&list);
	if (list.brands == NULL)
		desk_refuse(&list.desk, FAULT_UNAVAILABLE, "");
	else
		find_page(&list);
	searching_end(&list.searching);
}

void
desk_search(struct exchange *exchange)
{
	struct text filters = { .arena = exchange->arena };
	struct text path = { .arena = exchange->arena };
	unsigned char key[SHA256_BYTES];
	struct desk desk;

	if (!desk_admit(&desk, exchange) || !read_key(&desk, key))
		return;
	form_select(&filters, &list_operator_schema, exchange->request->body);
	text_puts(&path, "/desk?search=");
	seal_put(&path, key, "search", filters.bytes, filters.length);
	desk_lead(&desk, path.bytes);
}
