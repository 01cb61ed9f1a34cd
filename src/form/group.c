/* The groups of the form page: their fields in order, lists and their items. */
#include "form/group.h"

#include <string.h>

#include "base/list.h"
#include "base/text.h"
#include "customer/face.h"
#include "exchange/exchange.h"
#include "form/control.h"
#include "form/label.h"
#include "format/form.h"
#include "format/format.h"
#include "format/read.h"
#include "html/html.h"
#include "language/language.h"
#include "schema/record.h"

/* The number of fields before a field, by rank. */
static size_t
place_of(const struct record *record, size_t index)
{
	const struct field *fields = record->schema->fields;
	size_t before = 0;

	for (size_t i = 0; i < record->schema->count; i++)
		before += fields[i].rank < fields[index].rank ||
			  (fields[i].rank == fields[index].rank && i < index);
	return before;
}

/* A list of names, blank-separated, that stand in another order. */
struct turn {
	const char *names;
	const struct record *record;
};

/* The field of the next name that the record has, or GROUP_EDGE. */
static size_t
next_named(struct turn *turn)
{
	const struct schema *schema = turn->record->schema;
	size_t length;
	const char *name;

	while (turn->names != NULL &&
		(name = list_word(&turn->names, &length)) != NULL) {
		int index = schema_find(schema, name, length);

		if (index >= 0)
			return (size_t)index;
	}
	return GROUP_EDGE;
}

/* The n-th place, from 0, of those that the fields named take by rank. */
static size_t
place_named(struct turn turn, size_t n)
{
	size_t places[GROUP_EDGE], count = 0, field;

	while ((field = next_named(&turn)) != GROUP_EDGE) {
		size_t place = place_of(turn.record, field), i = count++;

		for (; i > 0 && places[i - 1] > place; i--)
			places[i] = places[i - 1];
		places[i] = place;
	}
	return places[n];
}

/*
 * The place of a field in the language of the page: fields that its order names
 * share the places of all of these.
 */
static size_t
place_in(const struct page *page, const struct record *record, size_t index)
{
	const struct turn begin = { page->language->order, record };
	struct turn turn = begin;
	size_t field;

	for (size_t n = 0; (field = next_named(&turn)) != GROUP_EDGE; n++)
		if (field == index)
			return place_named(begin, n);
	return place_of(record, index);
}

size_t
group_next(const struct page *page, const struct record *record, size_t group,
	size_t after)
{
	const struct field *fields = record->schema->fields;
	size_t from =
		after == GROUP_EDGE ? 0 : place_in(page, record, after) + 1;
	size_t best = GROUP_EDGE, best_place = GROUP_EDGE;

	for (size_t i = 0; i < record->schema->count; i++) {
		size_t place = place_in(page, record, i);

		if ((record->parent == NULL && fields[i].group != group) ||
			place < from || place >= best_place ||
			(!page->whole &&
				face_hides(page->exchange->config, &fields[i])))
			continue;
		best = i;
		best_place = place;
	}
	return best;
}

/* Whether a field, or an item of it, has a value or a fault. */
static bool
is_used(const struct page *page, const struct record *record, size_t index)
{
	const char *path = record_path(record, (int)index);
	const struct value *value = &record->values[index];
	bool list = record->schema->fields[index].type == TYPE_LIST;

	for (size_t i = 0;
		page->faults != NULL && i < faults_listed(page->faults); i++) {
		const char *at = page->faults->list[i].path;

		if (strncmp(at, path, strlen(path)) == 0 &&
			strchr("[.", at[strlen(path)]) != NULL)
			return true;
	}
	return value->state != VALUE_NONE && (!list || value->count > 0);
}

bool
group_is_used(
	const struct page *page, const struct record *record, size_t group)
{
	size_t i = GROUP_EDGE;

	while ((i = group_next(page, record, group, i)) != GROUP_EDGE)
		if (is_used(page, record, i))
			return true;
	return false;
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

/*
 * Adds the items that are open at first, or one empty item behind those that
 * were entered.
 */
static void
add_items(struct record *record, size_t index, size_t begin, size_t most)
{
	const struct value *value = &record->values[index];
	size_t count = value->state == VALUE_GIVEN ? value->count : 0;
	size_t wanted = count + 1 > begin ? count + 1 : begin;

	for (; count < wanted && count < most; count++)
		record_item(record, index, count);
}

/* The items of a list, up to its limit, and an empty item to fill in. */
static void
write_list(struct page *page, struct record *record, size_t index)
{
	const struct field *field = &record->schema->fields[index];
	struct value *value = &record->values[index];
	size_t most = page->exchange->rules->max_items;
	size_t begin = face_begins(page->exchange->config, field);

	text_puts(page->out, "<fieldset class=\"list\"");
	html_attribute(page->out, "id", field->name);
	html_attribute(page->out, "tabindex", "-1");
	html_attribute(page->out, "data-list", field->name);
	text_printf(page->out,
		" data-most=\"%zu\" data-begin=\"%zu\"><legend%s>", most, begin,
		is_group(record->schema, index) ? " class=\"unseen\"" : "");
	label_phrase(page, field->title);
	text_puts(page->out, "</legend>");
	control_write_faults(page, field->name);
	add_items(record, index, begin, most);
	/* what the desk left out would be lost */
	for (size_t i = 0; i < value->count && (page->whole || i < most); i++)
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
	       index == group_next(page, record, 0, GROUP_EDGE);
}

static void
write_field(struct page *page, struct record *record, size_t index)
{
	if (record->schema->fields[index].type == TYPE_LIST)
		write_list(page, record, index);
	else
		control_write(
			page, record, index, is_focus(page, record, index));
}

/* Adds the fields that are rare, or those that are not. */
static void
write_fields(struct page *page, struct record *record, size_t group, bool rare)
{
	size_t i = GROUP_EDGE;

	while ((i = group_next(page, record, group, i)) != GROUP_EDGE)
		if (record->schema->fields[i].rare == rare)
			write_field(page, record, i);
}

/* The rare fields of a group: whether there are any, and any in use. */
struct fold {
	bool any, open;
};

static struct fold
fold_of(const struct page *page, const struct record *record, size_t group)
{
	struct fold fold = { false, false };
	size_t i = GROUP_EDGE;

	while ((i = group_next(page, record, group, i)) != GROUP_EDGE) {
		if (!record->schema->fields[i].rare)
			continue;
		fold.any = true;
		fold.open = fold.open || is_used(page, record, i);
	}
	return fold;
}

void
group_write(struct page *page, struct record *record, size_t group)
{
	struct fold fold = fold_of(page, record, group);

	write_fields(page, record, group, false);
	if (!fold.any)
		return;
	text_printf(page->out, "<details class=\"more\"%s><summary>",
		fold.open ? " open=\"open\"" : "");
	label_phrase(page, "Further details");
	text_puts(page->out, "</summary><div class=\"fields\">\n");
	write_fields(page, record, group, true);
	text_puts(page->out, "</div></details>\n");
}
