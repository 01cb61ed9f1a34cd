/* The lists of a record that is to add to those of a customer. */
#include "operation/gather.h"

#include "base/arena.h"
#include "base/text.h"
#include "schema/record.h"

/* Whether all that an item gives is what another one has. */
static bool
is_part(const struct record *item, const struct record *of)
{
	for (size_t i = 0; i < item->schema->count; i++)
		if (item->values[i].state != VALUE_NONE &&
			!record_agrees(item, of, i))
			return false;
	return true;
}

/* Whether two items are about the same address, in any case, or number. */
static bool
is_same(const struct record *one, const struct record *other)
{
	const enum type type = one->schema->fields[0].type;
	const struct value *a = &one->values[0], *b = &other->values[0];

	return (type == TYPE_EMAIL || type == TYPE_PHONE) &&
	       a->state == VALUE_GIVEN && b->state == VALUE_GIVEN &&
	       text_same(a->text, a->length, b->text, b->length);
}

/* Gives an item the members that another one gives, but for the first. */
static void
give(struct record *item, const struct record *other)
{
	for (size_t i = 1; i < item->schema->count; i++)
		if (other->values[i].state != VALUE_NONE)
			item->values[i] = other->values[i];
}

/* Takes from all other items the flags that only one may have, and one has. */
static void
take_flags(struct value *list, const struct record *main)
{
	for (size_t i = 0; i < main->schema->count; i++)
		for (size_t k = 0; main->schema->fields[i].single &&
				   record_is_true(main, i) && k < list->count;
			k++)
			if (list->items[k] != main &&
				record_is_true(list->items[k], i))
				list->items[k]->values[i].number = 0;
}

/* Adds an item to a list with room for the item. */
static void
add(struct value *list, struct record *item)
{
	size_t at = 0;

	while (at < list->count && !is_part(item, list->items[at]) &&
		!is_same(item, list->items[at]))
		at++;
	if (at == list->count)
		list->items[list->count++] = item;
	else
		give(list->items[at], item);
	take_flags(list, list->items[at]);
}

static void
gather(const struct value *before, struct record *record, size_t field)
{
	struct value *given = &record->values[field];
	struct value list = *before;

	list.items = arena_array(record->intake->arena,
		before->count + given->count, sizeof(*list.items));
	for (size_t i = 0; i < before->count; i++)
		list.items[i] = before->items[i];
	for (size_t i = 0; i < given->count; i++)
		add(&list, given->items[i]);
	for (size_t i = 0; i < list.count; i++) {
		list.items[i]->parent = record;
		list.items[i]->field = field;
		list.items[i]->index = i;
	}
	*given = list;
}

void
gather_lists(const struct record *before, struct record *record)
{
	for (size_t i = 0; i < record->schema->count; i++)
		if (record->schema->fields[i].type == TYPE_LIST &&
			record->values[i].state == VALUE_GIVEN &&
			before->values[i].state == VALUE_GIVEN)
			gather(&before->values[i], record, i);
}
