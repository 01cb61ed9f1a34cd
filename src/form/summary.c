/* The summary of a record, shown after the record was entered. */
#include "form/summary.h"

#include <string.h>

#include "base/text.h"
#include "customer/customer.h"
#include "form/group.h"
#include "form/label.h"
#include "form/wording.h"
#include "html/html.h"
#include "schema/record.h"

/* Whether a field is to be shown: a list may be given without items. */
static bool
is_shown(const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];

	return value->state == VALUE_WRONG ||
	       (value->state == VALUE_GIVEN &&
		       (record->schema->fields[field].type != TYPE_LIST ||
			       value->count > 0));
}

/* Adds a value; a code by its name; as it was entered where it is none. */
static void
write_value(
	struct page *page, const struct field *field, const struct value *value)
{
	if (value->state == VALUE_WRONG)
		html_puts(page->out, value->text);
	else if (field->type == TYPE_BOOL)
		label_phrase(page, value->number != 0 ? "Yes" : "No");
	else if (field->type == TYPE_DAY || field->type == TYPE_INSTANT)
		html_puts(page->out, label_day(page, value->text));
	else
		html_puts(page->out, label_code(page, field, value->text));
}

/* Adds an item in a line; of its flags only the true ones, by their names. */
static void
write_item(struct page *page, const struct record *item)
{
	const char *between = "";
	size_t i = GROUP_EDGE;

	while ((i = group_next(page, item, 0, i)) != GROUP_EDGE) {
		const struct field *field = &item->schema->fields[i];

		if (!is_shown(item, i) ||
			(field->type == TYPE_BOOL &&
				item->values[i].state == VALUE_GIVEN &&
				!record_is_true(item, i)))
			continue;
		text_puts(page->out, between);
		between = " · ";
		/* text from right to left disturbs no neighbour */
		text_puts(page->out, "<bdi>");
		if (field->type == TYPE_BOOL && record_is_true(item, i))
			label_phrase(page, field->title);
		else
			write_value(page, field, &item->values[i]);
		text_puts(page->out, "</bdi>");
	}
}

void
summary_write_value(
	struct page *page, const struct record *record, size_t index)
{
	const struct field *field = &record->schema->fields[index];
	const struct value *value = &record->values[index];

	if (value->state == VALUE_NONE) {
		text_puts(page->out, "–");
		return;
	}
	if (value->state == VALUE_WRONG || field->type != TYPE_LIST) {
		/* text from right to left stays beside its label */
		text_puts(page->out, "<bdi>");
		write_value(page, field, value);
		text_puts(page->out, "</bdi>");
		return;
	}
	for (size_t i = 0; i < value->count; i++) {
		text_puts(page->out, i == 0 ? "" : "<br/>");
		if (value->items[i] != NULL)
			write_item(page, value->items[i]);
	}
}

static void
write_field(struct page *page, size_t index)
{
	const struct field *field = &page->customer->schema->fields[index];

	text_puts(page->out, "<dt>");
	if (field->consent)
		html_puts(page->out,
			wording_of(page->exchange, page->language, field));
	else
		label_phrase(page, field->title);
	text_puts(page->out, "</dt><dd>");
	summary_write_value(page, page->customer, index);
	text_puts(page->out, "</dd>\n");
}

static void
write_group(struct page *page, size_t group)
{
	size_t i = GROUP_EDGE;
	bool any = false;

	while ((i = group_next(page, page->customer, group, i)) != GROUP_EDGE) {
		if (!is_shown(page->customer, i))
			continue;
		if (!any) {
			text_puts(page->out,
				"<section class=\"group\"><header><h2>");
			label_phrase(page, customer_groups[group].title);
			text_puts(page->out, "</h2></header><dl>\n");
		}
		any = true;
		write_field(page, i);
	}
	if (any)
		text_puts(page->out, "</dl></section>\n");
}

void
summary_write(struct page *page)
{
	for (size_t i = 0; i < GROUP__MAX; i++)
		write_group(page, i);
}
