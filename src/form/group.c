/* The groups of the form page: their fields in order, lists and their items. */
#include "form/group.h"

#include <string.h>

#include "base/text.h"
#include "exchange/exchange.h"
#include "form/control.h"
#include "form/label.h"
#include "format/form.h"
#include "format/format.h"
#include "format/read.h"
#include "html/html.h"
#include "schema/record.h"

size_t
group_next(const struct record *record, size_t group, size_t after)
{
	const struct field *fields = record->schema->fields;
	size_t best = GROUP_EDGE;

	for (size_t i = 0; i < record->schema->count; i++) {
		if (record->parent == NULL && fields[i].group != group)
			continue;
		if (after != GROUP_EDGE &&
			(fields[i].rank < fields[after].rank ||
				(fields[i].rank == fields[after].rank &&
					i <= after)))
			continue;
		if (best == GROUP_EDGE || fields[i].rank < fields[best].rank)
			best = i;
	}
	return best;
}

static void
write_item(struct page *page, struct record *item)
{
	text_printf(page->out,
		"<fieldset class=\"item\" data-index=\"%zu\"><legend>",
		item->index);
	label_phrase(page, item->schema->title);
	text_printf(page->out, " <span>%zu</span></legend>", item->index + 1);
	text_puts(page->out, "<div class=\"fields\">\n");
	group_write(page, item, 0);
	text_puts(page->out, "</div></fieldset>\n");
}

/* Asks for one more item: without a script the page comes again. */
static void
write_more(struct page *page, const struct field *list, bool may)
{
	text_puts(page->out, "<button class=\"add\"");
	html_attribute(page->out, "name", form_own[FORM_MORE]);
	html_attribute(page->out, "value", list->name);
	if (!may)
		html_attribute(page->out, "hidden", "hidden");
	text_puts(page->out, "><span class=\"unseen\">");
	label_phrase(page, "Add");
	text_puts(page->out, " – </span>");
	label_phrase(page, list->item->title);
	text_puts(page->out, "</button>");
}

/* Whether a field is its whole group, and so bears the group's name. */
static bool
is_group(const struct schema *schema, size_t index)
{
	for (size_t i = 0; i < schema->count; i++)
		if (i != index &&
			schema->fields[i].group == schema->fields[index].group)
			return false;
	return true;
}

/* The items of a list, up to its limit, and an empty item to fill in. */
static void
write_list(struct page *page, struct record *record, size_t index)
{
	const struct field *field = &record->schema->fields[index];
	struct value *value = &record->values[index];
	size_t most = page->exchange->rules->max_items;

	text_puts(page->out, "<fieldset class=\"list\"");
	html_attribute(page->out, "id", field->name);
	html_attribute(page->out, "tabindex", "-1");
	html_attribute(page->out, "data-list", field->name);
	text_printf(page->out, " data-most=\"%zu\"><legend%s>", most,
		is_group(record->schema, index) ? " class=\"unseen\"" : "");
	label_phrase(page, field->title);
	text_puts(page->out, "</legend><p class=\"help\">");
	label_phrase(page, label_help(page->exchange->arena, field));
	text_puts(page->out, "</p>");
	control_write_faults(page, field->name);
	if (value->state != VALUE_GIVEN || value->count < most)
		record_item(record, index,
			value->state == VALUE_GIVEN ? value->count : 0);
	for (size_t i = 0; i < value->count && i < most; i++)
		if (value->items[i] != NULL)
			write_item(page, value->items[i]);
	write_more(page, field, value->count < most);
	text_puts(page->out, "</fieldset>\n");
}

/* Whether a field is the first of the item that the person asked for. */
static bool
is_focus(const struct page *page, const struct record *record, size_t index)
{
	const struct record *list = record->parent;

	return page->grown != NULL && list != NULL &&
	       strcmp(list->schema->fields[record->field].name, page->grown) ==
		       0 &&
	       record->index + 1 == list->values[record->field].count &&
	       index == group_next(record, 0, GROUP_EDGE);
}

void
group_write(struct page *page, struct record *record, size_t group)
{
	size_t i = GROUP_EDGE;

	while ((i = group_next(record, group, i)) != GROUP_EDGE)
		if (record->schema->fields[i].type == TYPE_LIST)
			write_list(page, record, i);
		else
			control_write(
				page, record, i, is_focus(page, record, i));
}
