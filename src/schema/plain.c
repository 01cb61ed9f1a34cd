/* Lists of plain values, ["A","B"]: their items, as they come and go. */
#include "schema/plain.h"

#include "base/arena.h"
#include "schema/record.h"

size_t
plain_count(const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];

	return value->state == VALUE_GIVEN ? value->count : 0;
}

const char *
plain_text(const struct record *record, size_t field, size_t item)
{
	return record_text(
		record->intake->arena, record->values[field].items[item], 0);
}

int64_t
plain_number(const struct record *record, size_t field, size_t item)
{
	return record->values[field].items[item]->values[0].number;
}

struct record *
plain_add(struct record *record, size_t field, size_t index)
{
	struct record *item = record_add(record, field);

	item->index = index;
	return item;
}

void
plain_end(struct record *record, size_t field)
{
	struct value *value = &record->values[field];

	if (!record_has(value->items[value->count - 1], 0))
		value->count--;
}

void
plain_join(struct record *record, size_t field, const struct value *before)
{
	struct arena *arena = record->intake->arena;
	struct value *value = &record->values[field];
	struct value now = *value;

	if (now.state == VALUE_WRONG || before->state == VALUE_NONE)
		return;
	*value = *before;
	for (size_t i = 0; value->state == VALUE_GIVEN &&
			   now.state == VALUE_GIVEN && i < now.count;
		i++) {
		now.items[i]->index += before->count;
		value->items = arena_grow(arena, value->items, value->count,
			sizeof(*value->items));
		value->items[value->count++] = now.items[i];
	}
}
