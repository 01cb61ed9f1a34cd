/* The set-up of all programs from crm.conf, and the checks of its codes. */
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/list.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/face.h"
#include "schema/codes.h"
#include "schema/record.h"

/* The settable field of that name in a schema or in the items of its lists. */
static const struct field *
settable_find(const struct schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct field *field = &schema->fields[i];
		if (field->settable && strcmp(field->name, name) == 0)
			return field;
		if (field->item == NULL)
			continue;
		field = settable_find(field->item, name);
		if (field != NULL)
			return field;
	}
	return NULL;
}

static bool
is_set(const struct field *field, const struct codes_setting *settings)
{
	while (settings != NULL && settings->field != field)
		settings = settings->next;
	return settings != NULL;
}

/*
 * Adds a code's error, if any: the field must take the code as if it took any
 * text. So all other rules of the field hold for its codes too.
 */
static void
code_check(
	struct text *wrong, const struct field *field, const struct code *code)
{
	struct codes_setting any = { .field = field };
	struct rules rules = { .settings = &any };
	struct intake intake = { .arena = wrong->arena, .rules = &rules };
	struct schema schema = { .name = "", .fields = field, .count = 1 };
	struct record *record = record_new(&intake, &schema);
	const struct value *value = &record->values[0];

	record_set_text(record, 0, code->code, code->code_length);
	if (value->state == VALUE_GIVEN)
		return;
	struct fault fault = {
		.kind = value->fault,
		.field = field,
		.path = field->name,
		.detail = "",
	};
	text_printf(wrong, "\"%.*s\": ", (int)code->code_length, code->code);
	fault_message(wrong, &fault, NULL);
}

/* Adds a list's error, if any. */
static void
codes_check(struct text *wrong, const struct field *field, const char *codes)
{
	const char *at = codes;
	struct code code, first;

	while (wrong->length == 0 && codes_next(&at, &code)) {
		code_check(wrong, field, &code);
		codes_find(codes, code.code, code.code_length, &first);
		if (first.code != code.code)
			text_printf(wrong, "\"%.*s\" is listed twice",
				(int)code.code_length, code.code);
	}
}

/* Makes one line a setting; adds the line's error, if any. */
static void
line_read(struct text *wrong, const struct config_codes *line,
	struct codes_setting *setting)
{
	if (strcmp(line->values, "*") == 0)
		return;
	if (utf8_valid(line->values, strlen(line->values)))
		setting->codes = codes_parse(wrong->arena, line->values);
	if (setting->codes != NULL)
		codes_check(wrong, setting->field, setting->codes);
	else
		text_puts(wrong, "should be codes with commas between, or *");
}

const char *
customer_configure(struct arena *arena, const struct config_codes *codes,
	struct rules *rules)
{
	for (; codes != NULL; codes = codes->next) {
		struct text wrong = { .arena = arena };
		struct codes_setting *setting =
			arena_alloc(arena, sizeof(*setting));

		setting->field = settable_find(&customer_schema, codes->field);
		setting->next = rules->settings;
		if (setting->field == NULL)
			text_puts(&wrong,
				"names no field whose codes can be set");
		else if (is_set(setting->field, rules->settings))
			text_puts(&wrong, "is set twice");
		else
			line_read(&wrong, codes, setting);
		if (wrong.length > 0)
			return arena_printf(arena, "%s: codes.%s: %s",
				codes->place, codes->field, wrong.bytes);
		rules->settings = setting;
	}
	return NULL;
}

static bool
is_letter(char byte)
{
	return text_lower(byte) >= 'a' && text_lower(byte) <= 'z';
}

/* Whether an item is two letters and, behind a blank, the name. */
static bool
is_country(
	const char *item, size_t length, const char *name, size_t name_length)
{
	return length > 2 && is_letter(item[0]) && is_letter(item[1]) &&
	       name > item + 2 && name_length > 0 &&
	       memchr(name, '\t', name_length) == NULL;
}

/* Adds a country, "xk Kosovo", to a list; or its error to wrong. */
static void
country_read(
	struct text *list, struct text *wrong, const char *item, size_t length)
{
	const char *name;
	size_t name_length;
	struct code code;

	name = item + (length < 2 ? length : 2);
	name_length = (size_t)(item + length - name);
	text_trim(&name, &name_length);
	if (!is_country(item, length, name, name_length))
		text_puts(wrong, "should be codes of two letters, a name "
				 "behind each and commas between, such as xk "
				 "Kosovo");
	else if (codes_find(customer_countries, item, 2, &code))
		text_printf(wrong, "\"%.2s\" is a code of ISO 3166-1 already",
			item);
	else if (list->length > 0 && codes_find(list->bytes, item, 2, &code))
		text_printf(wrong, "\"%.2s\" is listed twice", item);
	else
		text_printf(list, "%c%c\t%.*s\n", text_lower(item[0]),
			text_lower(item[1]), (int)name_length, name);
}

/* Gives the lists to all fields with a country, in a schema and its items. */
static void
countries_set(struct arena *arena, const struct schema *schema,
	const struct codes_setting *lists, struct rules *rules)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct field *field = &schema->fields[i];
		struct codes_setting *setting;

		if (field->item != NULL)
			countries_set(arena, field->item, lists, rules);
		if (field->codes != customer_countries)
			continue;
		setting = arena_alloc(arena, sizeof(*setting));
		*setting = *lists;
		setting->field = field;
		setting->next = rules->settings;
		rules->settings = setting;
	}
}

const char *
customer_extend(struct arena *arena, const struct config_codes *countries,
	struct rules *rules)
{
	struct text list = { .arena = arena }, wrong = { .arena = arena };
	struct codes_setting lists = { .field = NULL };
	const char *at, *item;
	size_t length;

	if (countries == NULL)
		return NULL;
	at = countries->values;
	while (at != NULL && wrong.length == 0) {
		item = list_item(&at, &length);
		country_read(&list, &wrong, item, length);
	}
	if (wrong.length > 0)
		return arena_printf(arena, "%s: countries: %s",
			countries->place, wrong.bytes);
	lists.added = list.bytes;
	lists.codes =
		codes_insert(arena, customer_countries, list.bytes, false);
	countries_set(arena, &customer_schema, &lists, rules);
	return NULL;
}

static bool
is_consent(const char *name)
{
	for (size_t i = 0; i < customer_schema.count; i++)
		if (customer_schema.fields[i].consent &&
			strcmp(customer_schema.fields[i].name, name) == 0)
			return true;
	return false;
}

/* Checks that every text belongs to a consent; returns NULL, or the error. */
static const char *
check_consents(struct arena *arena, const struct config_text *texts)
{
	for (; texts != NULL; texts = texts->next)
		if (!is_consent(texts->name))
			return arena_printf(arena,
				"%s: consent.%s: names no field that is a "
				"consent",
				texts->place, texts->name);
	return NULL;
}

/* Makes the rules; returns NULL, or the configuration's error. */
static const char *
make_rules(
	struct arena *arena, const struct config *config, struct rules *rules)
{
	const char *wrong;

	*rules = (struct rules){
		.now = calendar_now(),
		.zone = config->zone,
		.max_items = (size_t)config->max_items,
		.reject_unknown = config->reject_unknown != 0,
		.wcf_dates = config->wcf_dates != 0,
	};
	wrong = customer_configure(arena, config->codes, rules);
	if (wrong == NULL)
		wrong = customer_extend(arena, config->countries, rules);
	if (wrong == NULL)
		wrong = check_consents(arena, config->consent);
	return wrong != NULL ? wrong : face_check(arena, config, rules);
}

const char *
customer_setup(struct arena *arena, const char *file, struct config *config,
	struct rules *rules)
{
	const char *wrong = config_read(arena, config, file);

	if (wrong == NULL)
		wrong = make_rules(arena, config, rules);
	if (wrong == NULL)
		return NULL;
	config_read(arena, config, NULL);
	make_rules(arena, config, rules);
	return wrong;
}

static void
add_settable(struct text *lines, const struct schema *schema)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct field *field = &schema->fields[i];

		if (field->item != NULL)
			add_settable(lines, field->item);
		if (field->settable)
			text_printf(lines, "%s: %s\n", field->name,
				field->codes == NULL || field->open
					? "*"
					: codes_print(
						  lines->arena, field->codes));
	}
}

const char *
customer_settable(struct arena *arena)
{
	struct text lines = { .arena = arena };

	add_settable(&lines, &customer_schema);
	return lines.bytes;
}
