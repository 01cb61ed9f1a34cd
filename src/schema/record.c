/* A message in memory: its schema, and one value for each of its fields. */
#include "schema/record.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "schema/split.h"
#include "schema/type.h"

enum { UNKNOWN_LETTERS = 64 };

int
schema_find(const struct schema *schema, const char *name, size_t length)
{
	for (size_t i = schema_first(schema); length > 0 && i < schema->count;
		i = schema_next(schema, i)) {
		const char *own = schema->fields[i].name;

		if (text_may_be(*name, *own) && text_is(name, length, own))
			return (int)i;
	}
	return -1;
}

bool
schema_is_plain(const struct field *field)
{
	return field->type == TYPE_LIST && field->item->plain;
}

int
schema_rows(const struct schema *schema)
{
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		if (schema->fields[i].rows)
			return (int)i;
	return -1;
}

int
schema_bounding(const struct schema *schema, enum bounding bounding)
{
	for (size_t i = 0; i < schema->count; i++)
		if (schema->fields[i].bounding == bounding)
			return (int)i;
	return -1;
}

size_t
schema_required(const struct schema *schema)
{
	size_t last = 0;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i))
		if (schema_need(schema, i) == REQUIRED && i > last)
			last = i;
	return last;
}

struct record *
record_new(struct intake *intake, const struct schema *schema)
{
	struct record *record = arena_alloc(intake->arena,
		sizeof(*record) + schema->count * sizeof(*record->values));

	record->schema = schema;
	record->intake = intake;
	return record;
}

static struct record *
child_new(struct record *parent, size_t field, size_t index)
{
	struct record *child =
		record_new(parent->intake, parent->schema->fields[field].item);

	child->parent = parent;
	child->field = field;
	child->index = index;
	return child;
}

/* Empties a value before it is set. */
static struct value *
value_reset(struct record *record, size_t field, enum value_state state)
{
	struct value *value = &record->values[field];

	memset(value, 0, sizeof(*value));
	value->state = state;
	return value;
}

void
record_set_wrong(struct record *record, size_t field, enum fault_kind fault,
	const char *bytes, size_t length)
{
	struct value *value = value_reset(record, field, VALUE_WRONG);

	value->fault = fault;
	value->text = arena_copy(record->intake->arena, bytes, length);
	value->length = length;
}

/*
 * Sets a list of plain values to those of a text; empty ones are left out.
 * Returns false if the text is no such list.
 */
static bool
set_plain(struct record *record, size_t field, const char *bytes, size_t length)
{
	struct value *value = &record->values[field];
	const char *end;
	size_t index = 0;

	record_set_list(record, field);
	split_begin(&bytes, &length);
	end = bytes + length;
	do {
		struct text text = { .arena = record->intake->arena };
		struct record *item;

		if (!split_next(&text, &bytes, end))
			return false;
		item = record_add(record, field);
		item->index = index++;
		record_set_text(item, 0, text.bytes, text.length);
		value->count -= !record_has(item, 0);
	} while (text_take(&bytes, end, ','));
	return true;
}

void
record_set_text(
	struct record *record, size_t field, const char *bytes, size_t length)
{
	const struct field *row = &record->schema->fields[field];
	const struct type_row *type = &types[row->type];
	struct value *value = value_reset(record, field, VALUE_NONE);
	enum fault_kind fault = type->wrong;

	text_strip(&bytes, &length);
	if (length == 0)
		return;
	value->state = VALUE_GIVEN;
	if (schema_is_plain(row) && set_plain(record, field, bytes, length))
		return;
	if (type->parse != NULL)
		fault = type->parse(record->intake->arena, row,
			record->intake->rules, value, bytes, length);
	if (fault != FAULT_NONE)
		record_set_wrong(record, field, fault, bytes, length);
}

void
record_set_null(struct record *record, size_t field)
{
	value_reset(record, field, VALUE_NONE)->null = true;
}

void
record_set_bool(struct record *record, size_t field, bool value)
{
	enum type type = record->schema->fields[field].type;
	const char *word = value ? "true" : "false";

	if (type == TYPE_BOOL)
		record_set_int(record, field, value);
	else
		record_set_wrong(
			record, field, types[type].wrong, word, strlen(word));
}

void
record_set_number(
	struct record *record, size_t field, const char *bytes, size_t length)
{
	enum type type = record->schema->fields[field].type;

	if ((types[type].takes_number && type_is_integer(bytes, length)) ||
		(type == TYPE_BOOL && length == 1 && bytes[0] <= '1'))
		record_set_text(record, field, bytes, length);
	else
		record_set_wrong(
			record, field, types[type].wrong, bytes, length);
}

void
record_set_int(struct record *record, size_t field, int64_t number)
{
	value_reset(record, field, VALUE_GIVEN)->number = number;
}

void
record_set_string(struct record *record, size_t field, const char *string)
{
	struct value *value = value_reset(record, field, VALUE_GIVEN);

	value->text = string;
	value->length = strlen(string);
}

void
record_set_time(struct record *record, size_t field, int64_t seconds)
{
	char time[CALENDAR_ROOM];

	calendar_put_instant(time, seconds, "");
	record_set_string(record, field,
		arena_copy(record->intake->arena, time, strlen(time)));
}

bool
record_set_list(struct record *record, size_t field)
{
	enum type type = record->schema->fields[field].type;

	if (type != TYPE_LIST) {
		record_set_wrong(record, field, types[type].wrong, "", 0);
		return false;
	}
	value_reset(record, field, VALUE_GIVEN);
	return true;
}

struct record *
record_set_record(struct record *record, size_t field)
{
	enum type type = record->schema->fields[field].type;
	struct value *value;

	if (type != TYPE_RECORD) {
		record_set_wrong(record, field, types[type].wrong, "", 0);
		return NULL;
	}
	value = value_reset(record, field, VALUE_GIVEN);
	value->items =
		arena_alloc(record->intake->arena, sizeof(*value->items));
	value->items[0] = child_new(record, field, 0);
	value->count = 1;
	return value->items[0];
}

/* Appends an item; NULL stands for an item that is no record. */
static void
append(struct record *record, size_t field, struct record *item)
{
	struct value *value = &record->values[field];

	value->items = arena_grow(record->intake->arena, value->items,
		value->count, sizeof(*value->items));
	value->items[value->count++] = item;
}

struct record *
record_add(struct record *record, size_t field)
{
	struct record *item =
		child_new(record, field, record->values[field].count);

	append(record, field, item);
	return item;
}

struct record *
record_item(struct record *record, size_t field, size_t index)
{
	struct value *value = &record->values[field];

	if (value->state != VALUE_GIVEN)
		record_set_list(record, field);
	while (value->count <= index)
		append(record, field, NULL);
	if (value->items[index] == NULL)
		value->items[index] = child_new(record, field, index);
	return value->items[index];
}

void
record_add_wrong(struct record *record, size_t field)
{
	append(record, field, NULL);
}

bool
record_has(const struct record *record, size_t field)
{
	return record->values[field].state != VALUE_NONE;
}

/* Whether a member says anything. */
static bool
says(const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];

	return value->state == VALUE_GIVEN &&
	       (record->schema->fields[field].type != TYPE_LIST ||
		       value->count > 0);
}

/* Whether two lists, or two records in members, say the same. */
static bool
items_agree(const struct value *a, const struct value *b)
{
	for (size_t i = 0; i < a->count && a->count == b->count; i++) {
		if (a->items[i] == NULL || b->items[i] == NULL)
			return false;
		for (size_t j = 0; j < a->items[i]->schema->count; j++)
			if (!record_agrees(a->items[i], b->items[i], j))
				return false;
	}
	return a->count == b->count;
}

bool
record_agrees(
	const struct record *one, const struct record *other, size_t field)
{
	const enum type type = one->schema->fields[field].type;
	const struct value *a = &one->values[field], *b = &other->values[field];

	if (!says(one, field) || !says(other, field))
		return says(one, field) == says(other, field);
	if (types[type].is_number)
		return a->number == b->number;
	if (type == TYPE_LIST || type == TYPE_RECORD)
		return items_agree(a, b);
	return strcmp(a->text, b->text) == 0;
}

bool
record_is_null(const struct record *record, size_t field)
{
	return record->values[field].null;
}

bool
record_is_true(const struct record *record, size_t field)
{
	return record->values[field].state == VALUE_GIVEN &&
	       record->values[field].number != 0;
}

bool
record_is(const struct record *record, size_t field, const char *string)
{
	return record->values[field].state == VALUE_GIVEN &&
	       strcmp(record->values[field].text, string) == 0;
}

const char *
name_shown(struct arena *arena, const struct schema *schema, const char *name,
	size_t length)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789_.[]-";
	int field = schema == NULL ? -1 : schema_find(schema, name, length);

	if (field >= 0)
		return schema->fields[field].name;
	for (size_t i = 0; i < length; i++)
		if (name[i] == '\0' || strchr(plain, name[i]) == NULL)
			return "?";
	if (length > UNKNOWN_LETTERS)
		length = UNKNOWN_LETTERS;
	return length == 0 ? "?" : arena_copy(arena, name, length);
}

int
record_member(struct record *record, const char *name, size_t length)
{
	int field = schema_find(record->schema, name, length);

	if (field < 0)
		record_unknown(record, name, length);
	else
		record->known = true;
	return field;
}

/* Whether a name is that of a member which the message passes over. */
static bool
is_passed(const struct schema *schema, const char *name, size_t length)
{
	for (size_t i = 0; i < schema->count; i++)
		if (!schema_has(schema, i) &&
			(schema->fields[i].lacking & schema->passed) !=
				schema->passed &&
			text_is(name, length, schema->fields[i].name))
			return true;
	return false;
}

void
record_unknown(struct record *record, const char *name, size_t length)
{
	struct intake *intake = record->intake;
	const char *prefix, *path;

	if (is_passed(record->schema, name, length)) {
		record->known = true;
		return;
	}
	if (intake->unknown_count++ >= UNKNOWN_LISTED)
		return;
	prefix = record_path(record, -1);
	path = arena_printf(intake->arena, "%s%s%s", prefix,
		*prefix == '\0' ? "" : ".",
		name_shown(intake->arena, NULL, name, length));
	intake->unknown = arena_grow(intake->arena, intake->unknown,
		intake->unknown_count - 1, sizeof(*intake->unknown));
	intake->unknown[intake->unknown_count - 1] =
		arena_printf(intake->arena, "%.*s", UNKNOWN_LETTERS, path);
}

void
record_wraps(struct record *record)
{
	const struct intake *intake = record->intake;

	if (record->wrapper == NULL && intake->unknown_count > 0 &&
		intake->unknown_count <= UNKNOWN_LISTED)
		record->wrapper = intake->unknown[intake->unknown_count - 1];
}

const struct language *
intake_language(const struct intake *intake)
{
	return intake->rules == NULL ? NULL : intake->rules->language;
}

const char *
record_path(const struct record *record, int field)
{
	struct arena *arena = record->intake->arena;
	const char *path = "";

	if (record->parent != NULL) {
		path = record_path(record->parent, (int)record->field);
		if (record->parent->schema->fields[record->field].type ==
			TYPE_LIST)
			path = arena_printf(
				arena, "%s[%zu]", path, record->index);
	} else if (record->in_batch) {
		path = arena_printf(arena, "[%zu]", record->index);
	}
	if (field < 0 || record->schema->plain)
		return path;
	return arena_printf(arena, "%s%s%s", path, *path == '\0' ? "" : ".",
		record->schema->fields[field].name);
}

const char *
record_text(struct arena *arena, const struct record *record, size_t field)
{
	const struct value *value = &record->values[field];
	enum type type = record->schema->fields[field].type;

	if (value->state == VALUE_GIVEN && type == TYPE_BOOL)
		return value->number != 0 ? "true" : "false";
	if (value->state == VALUE_GIVEN && types[type].is_number)
		return arena_printf(arena, "%lld", (long long)value->number);
	return value->text;
}
