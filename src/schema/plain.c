/* Lists of plain values, ["A","B"]: their items, and their form as a text. */
#include "schema/plain.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
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

/*
 * Takes a value in quotes, in which a doubled quote stands for one. Returns
 * false if no quote ends the value.
 */
static bool
take_quoted(struct text *value, const char **at, const char *end)
{
	do {
		const char *first = ++*at;

		while (*at < end && **at != '"')
			++*at;
		if (*at == end)
			return false;
		text_add(value, first, (size_t)(*at - first));
		++*at;
		if (text_comes(*at, end, '"'))
			text_putc(value, '"');
	} while (text_comes(*at, end, '"'));
	return true;
}

/* Takes a value without quotes, up to a comma or the end. */
static bool
take_bare(struct text *value, const char **at, const char *end)
{
	const char *first = *at;

	while (*at < end && **at != ',') {
		if (strchr("\"[]{}", **at) != NULL)
			return false;
		++*at;
	}
	text_add(value, first, (size_t)(*at - first));
	return true;
}

static void
skip_blanks(const char **at, const char *end)
{
	size_t length = (size_t)(end - *at);

	text_trim(at, &length);
}

/* Takes the next value; returns false if a bracket or a quote is amiss. */
static bool
take_value(struct text *value, const char **at, const char *end)
{
	text_puts(value, "");
	skip_blanks(at, end);
	if (!text_comes(*at, end, '"'))
		return take_bare(value, at, end);
	if (!take_quoted(value, at, end))
		return false;
	skip_blanks(at, end);
	return *at == end || **at == ',';
}

bool
plain_split(
	struct record *record, size_t field, const char *bytes, size_t length)
{
	const char *end;
	size_t index = 0;

	text_strip(&bytes, &length);
	if (length >= 2 && bytes[0] == '[' && bytes[length - 1] == ']') {
		bytes++;
		length -= 2;
	}
	end = bytes + length;
	record_set_list(record, field);
	do {
		struct text value = { .arena = record->intake->arena };

		if (!take_value(&value, &bytes, end))
			return false;
		record_set_text(plain_add(record, field, index++), 0,
			value.bytes, value.length);
		plain_end(record, field);
	} while (text_take(&bytes, end, ','));
	return true;
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
