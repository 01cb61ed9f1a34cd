/* The face of the form page: what crm.conf lets it ask, and what it presets. */
#include "customer/face.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "schema/codes.h"
#include "schema/record.h"

/* The field of a customer of a name, or NULL. */
static const struct field *
field_named(const char *name, size_t length)
{
	for (size_t i = 0; i < customer_schema.count; i++)
		if (text_is(name, length, customer_schema.fields[i].name))
			return &customer_schema.fields[i];
	return NULL;
}

/* The field of an item, by a name such as "phones.phoneType", or NULL. */
static const struct field *
member_named(const char *name, size_t length)
{
	const char *point = memchr(name, '.', length);
	const struct field *list;
	size_t before;

	if (point == NULL)
		return field_named(name, length);
	before = (size_t)(point - name);
	list = field_named(name, before);
	for (size_t i = 0;
		list != NULL && list->item != NULL && i < list->item->count;
		i++)
		if (text_is(point + 1, length - before - 1,
			    list->item->fields[i].name))
			return &list->item->fields[i];
	return NULL;
}

static bool
is_group(const char *name, size_t length)
{
	for (size_t i = 0; i < GROUP__MAX; i++)
		if (text_is(name, length, customer_groups[i].name))
			return true;
	return false;
}

/* Whether a field is its customer's, not an item's. */
static bool
is_outer(const struct field *field)
{
	return field >= customer_schema.fields &&
	       field < customer_schema.fields + customer_schema.count;
}

/* Whether a line lists a field, or the field's group. */
static bool
lists(const struct config_codes *line, const struct field *field)
{
	const char *at = line == NULL ? NULL : line->values, *item;
	size_t length;

	while (at != NULL) {
		item = list_item(&at, &length);
		if (member_named(item, length) == field ||
			(is_outer(field) &&
				text_is(item, length,
					customer_groups[field->group].name)))
			return true;
	}
	return false;
}

/* The line that has a value for a field, or NULL. */
static const struct config_codes *
pair_of(const struct config_codes *pairs, const struct field *field)
{
	while (pairs != NULL && strcmp(pairs->field, field->name) != 0)
		pairs = pairs->next;
	return pairs;
}

const char *
face_preset(const struct config *config, const struct field *field)
{
	const struct config_codes *pair =
		is_outer(field) ? pair_of(config->form_preset, field) : NULL;

	return pair == NULL ? NULL : pair->values;
}

bool
face_is_open(const struct config *config)
{
	const struct field *fields = customer_schema.fields;

	return face_preset(config, &fields[CUSTOMER_POS_CODE]) != NULL &&
	       face_preset(config, &fields[CUSTOMER_BRAND]) != NULL;
}

bool
face_hides(const struct config *config, const struct field *field)
{
	return face_preset(config, field) != NULL ||
	       (field->inside && face_is_open(config)) ||
	       lists(config->form_hide, field);
}

bool
face_keeps(const struct config *config, const struct field *field)
{
	return is_outer(field) && lists(config->form_keep, field);
}

size_t
face_begins(const struct config *config, const struct field *field)
{
	const struct config_codes *pair = pair_of(config->form_begin, field);

	return pair == NULL ? field->begin
			    : (size_t)strtoul(pair->values, NULL, 10);
}

const char *
face_first(const struct config *config, const struct field *field)
{
	const struct config_codes *pairs = config->form_first;

	for (; pairs != NULL; pairs = pairs->next)
		if (field_named(pairs->field, strlen(pairs->field))->codes ==
			field->codes)
			return pairs->values;
	return NULL;
}

/* The functions below return NULL, or what is wrong with a value. */

/* Whether records that meet its condition lack a field that is hidden. */
static bool
is_missed(const struct config *config, const struct field *field)
{
	const char *kind;

	if (field->need == OPTIONAL)
		return false;
	if (!is_outer(field))
		return true;
	if (face_preset(config, field) != NULL)
		return false;
	if (field->need == REQUIRED)
		return true;
	kind = face_preset(config, &customer_schema.fields[field->when.field]);
	return kind == NULL || strcasecmp(kind, field->when.is) == 0;
}

/* Checks that all that a name hides can be done without. */
static const char *
check_hidden(struct arena *arena, const struct config *config, const char *name,
	size_t length)
{
	const struct field *member = member_named(name, length);

	if (member == NULL && !is_group(name, length))
		return arena_printf(arena,
			"\"%.*s\" is no field and no group of fields",
			(int)length, name);
	if (member != NULL && is_missed(config, member))
		return arena_printf(arena,
			"%.*s is required: give it a value with form.preset.",
			(int)length, name);
	for (size_t i = 0; member == NULL && i < customer_schema.count; i++) {
		const struct field *field = &customer_schema.fields[i];

		if (text_is(name, length, customer_groups[field->group].name) &&
			is_missed(config, field))
			return arena_printf(arena,
				"%s is required: give it a value with "
				"form.preset.%s",
				field->name, field->name);
	}
	return NULL;
}

static const char *
check_hide(struct arena *arena, const struct config *config)
{
	const char *at, *item, *wrong = NULL;
	size_t length;

	if (config->form_hide == NULL)
		return NULL;
	at = config->form_hide->values;
	while (at != NULL && wrong == NULL) {
		item = list_item(&at, &length);
		wrong = check_hidden(arena, config, item, length);
	}
	return wrong == NULL ? NULL
			     : arena_printf(arena, "%s: form.hide: %s",
				       config->form_hide->place, wrong);
}

/* A value stays only where the next customer may well have the same. */
static const char *
check_keep(struct arena *arena, const struct config *config)
{
	const struct config_codes *line = config->form_keep;
	const char *at = line == NULL ? NULL : line->values;

	while (at != NULL) {
		size_t length;
		const char *item = list_item(&at, &length);
		const struct field *field = field_named(item, length);

		if (field == NULL || field->type == TYPE_LIST || field->consent)
			return arena_printf(arena,
				"%s: form.keep: \"%.*s\" is no field that can "
				"be kept; lists and consents can't",
				line->place, (int)length, item);
	}
	return NULL;
}

/* Whether a field takes a text as its value. */
static bool
takes(struct arena *arena, const struct rules *rules, const struct field *field,
	const char *text)
{
	struct intake intake = { .arena = arena, .rules = rules };
	struct record *record = record_new(&intake, &customer_schema);
	size_t index = (size_t)(field - customer_schema.fields);

	record_set_text(record, index, text, strlen(text));
	return record->values[index].state == VALUE_GIVEN &&
	       !(field->consent && record_is_true(record, index));
}

static const char *
check_preset(struct arena *arena, const struct config_codes *pair,
	const struct rules *rules)
{
	const struct field *field =
		field_named(pair->field, strlen(pair->field));

	if (field == NULL || field->type == TYPE_LIST)
		return "names no field that can have a value";
	if (takes(arena, rules, field, pair->values))
		return NULL;
	return field->consent ? "a consent is given by people alone; it can be "
				"false"
			      : "is no value that the field takes";
}

static const char *
check_begin(struct arena *arena, const struct config_codes *pair,
	const struct rules *rules)
{
	const struct field *field =
		field_named(pair->field, strlen(pair->field));
	const char *value = pair->values;

	if (field == NULL || field->type != TYPE_LIST)
		return "names no list";
	if (value[strspn(value, "0123456789")] != '\0' ||
		strtoul(value, NULL, 10) > rules->max_items)
		return arena_printf(arena, "should be a number from 0 to %zu",
			rules->max_items);
	return NULL;
}

static const char *
check_first(struct arena *arena, const struct config_codes *pair,
	const struct rules *rules)
{
	const struct field *field =
		field_named(pair->field, strlen(pair->field));
	const char *at = pair->values;

	if (field == NULL || field->type != TYPE_CODE ||
		codes_of(field, rules) == NULL)
		return "names no field with a list to choose from";
	while (at != NULL) {
		size_t length;
		const char *item = list_item(&at, &length);
		struct code code;

		if (!codes_find(codes_of(field, rules), item, length, &code))
			return arena_printf(arena,
				"\"%.*s\" is not in the list", (int)length,
				item);
	}
	return NULL;
}

/* Checks all values of a key. */
static const char *
check_pairs(struct arena *arena, const struct rules *rules, const char *key,
	const struct config_codes *pairs,
	const char *(*check)(struct arena *arena,
		const struct config_codes *pair, const struct rules *rules))
{
	for (; pairs != NULL; pairs = pairs->next) {
		const char *wrong = check(arena, pairs, rules);

		if (wrong != NULL)
			return arena_printf(arena, "%s: form.%s.%s: %s",
				pairs->place, key, pairs->field, wrong);
	}
	return NULL;
}

/* A picture of another kind would be shown as none. */
static const char *
check_mark(struct arena *arena, const struct config *config)
{
	if (config->form_mark == NULL ||
		strstr(config->form_mark->bytes, "<svg") != NULL)
		return NULL;
	return arena_printf(
		arena, "%s: form.mark: the file is no SVG", config->file);
}

const char *
face_check(struct arena *arena, const struct config *config,
	const struct rules *rules)
{
	const char *wrong = check_pairs(
		arena, rules, "preset", config->form_preset, check_preset);

	if (wrong == NULL)
		wrong = check_pairs(
			arena, rules, "begin", config->form_begin, check_begin);
	if (wrong == NULL)
		wrong = check_pairs(
			arena, rules, "first", config->form_first, check_first);
	if (wrong == NULL)
		wrong = check_hide(arena, config);
	if (wrong == NULL)
		wrong = check_keep(arena, config);
	return wrong == NULL ? check_mark(arena, config) : wrong;
}
