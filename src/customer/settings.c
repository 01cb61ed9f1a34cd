/* What crm.conf says of fields: lists of codes, and what consents say. */
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "base/text.h"
#include "customer/customer.h"
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
 * Adds what is wrong with a code, if anything: a field that takes any text
 * must take it. So whatever else the field demands is asked of codes too.
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

/* Adds what is wrong with a list, if anything. */
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

/* Makes one line a setting; adds what is wrong with it, if anything. */
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
is_consent(const char *name)
{
	for (size_t i = 0; i < customer_schema.count; i++)
		if (customer_schema.fields[i].consent &&
			strcmp(customer_schema.fields[i].name, name) == 0)
			return true;
	return false;
}

const char *
customer_consents(struct arena *arena, const struct config_text *texts)
{
	for (; texts != NULL; texts = texts->next)
		if (!is_consent(texts->name))
			return arena_printf(arena,
				"%s: consent.%s: names no field that is a "
				"consent",
				texts->place, texts->name);
	return NULL;
}
