/* Customers as they are read: within a key's bounds, in their two shapes. */
#include "operation/get.h"

#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "customer/customer.h"
#include "customer/messages.h"
#include "schema/codes.h"
#include "schema/date.h"
#include "schema/record.h"
#include "store/bounds.h"

/* The text of a member, NULL if it is not given. */
static const char *
text_of(const struct record *record, size_t field)
{
	return record_has(record, field) ? record->values[field].text : NULL;
}

enum store_result
get_customer(struct store *store, struct intake *intake,
	const struct bounds *bounds, int64_t id, struct stored *stored)
{
	enum store_result result = STORE_OK;

	*stored = (struct stored){ 0 };
	if (id > 0)
		result = store_read(store, intake, id, stored);
	if (result == STORE_OK && stored->record != NULL &&
		!bounds_allow(bounds, text_of(stored->record, CUSTOMER_BRAND),
			text_of(stored->record, CUSTOMER_POS_CODE)))
		stored->record = NULL;
	return result;
}

/* A member of a message that is one of the customer's. */
struct twin {
	size_t field, of;
};

static void
copy(struct record *into, const struct record *from, const struct twin *twins,
	size_t count)
{
	for (size_t i = 0; i < count; i++)
		into->values[twins[i].field] = from->values[twins[i].of];
}

#define COPY(into, from, twins) \
	copy(into, from, twins, sizeof(twins) / sizeof(*(twins)))

static void
add_email(struct record *email, const struct record *from)
{
	static const struct twin twins[] = {
		{ SHORT_EMAIL_EMAIL, EMAIL_EMAIL },
		{ SHORT_EMAIL_IS_MAIN, EMAIL_IS_MAIN_EMAIL },
	};

	COPY(email, from, twins);
}

static void
add_phone(struct record *phone, const struct record *from)
{
	static const struct twin twins[] = {
		{ SHORT_PHONE_DESCRIPTION, PHONE_PHONE_TYPE },
		{ SHORT_PHONE_PHONE, PHONE_PHONE },
		{ SHORT_PHONE_IS_MAIN, PHONE_IS_MAIN_PHONE },
		{ SHORT_PHONE_PREFIX_COUNTRY_ID, PHONE_COUNTRY_PREFIX },
	};
	const char *country = text_of(from, PHONE_COUNTRY_PREFIX), *code;
	size_t length = 0;

	COPY(phone, from, twins);
	code = country == NULL ? "" : customer_dial(country, &length);
	if (length > 0)
		record_set_string(phone, SHORT_PHONE_TELEPHONE_PREFIX,
			arena_printf(phone->intake->arena, "+%.*s", (int)length,
				code));
}

static void
add_event(struct record *event, const struct record *from)
{
	static const struct twin twins[] = {
		{ SHORT_EVENT_EVENT_DESCRIPTION, EVENT_EVENT_TYPE },
		{ SHORT_EVENT_EVENT_TYPE_OTHER, EVENT_EVENT_OTHER_NAME },
		{ SHORT_EVENT_COMMENT, EVENT_EVENT_NOTES },
	};
	const char *text = text_of(from, EVENT_EVENT_DATE);
	struct date date;

	record_set_int(event, SHORT_EVENT_EVENT_ID, (int64_t)event->index + 1);
	COPY(event, from, twins);
	if (text == NULL || date_parse(text, strlen(text), &date) != FAULT_NONE)
		return;
	record_set_int(event, SHORT_EVENT_EVENT_DAY, date.day.day);
	record_set_int(event, SHORT_EVENT_EVENT_MONTH, date.day.month);
	record_set_int(event, SHORT_EVENT_EVENT_YEAR, date.day.year);
}

/* Adds the items of a list, in the shape that add() gives them. */
static void
add_items(struct record *into, size_t field, const struct value *list,
	void (*add)(struct record *item, const struct record *from))
{
	if (list->state != VALUE_GIVEN)
		return;
	record_set_list(into, field);
	for (size_t i = 0; i < list->count; i++)
		add(record_add(into, field), list->items[i]);
}

struct record *
get_short(struct intake *intake, const struct stored *stored)
{
	static const struct twin twins[] = {
		{ SHORT_CUSTOMER_REFERENCE, CUSTOMER_CUSTOMER_REFERENCE },
		{ SHORT_GENDER, CUSTOMER_GENDER },
		{ SHORT_PERSONAL_TITLE, CUSTOMER_TITLE },
		{ SHORT_FIRST_NAME, CUSTOMER_FIRST_NAME },
		{ SHORT_LAST_NAME, CUSTOMER_LAST_NAME },
		{ SHORT_FIRST_NAME_NOT_LATIN, CUSTOMER_FIRST_NAME_NOT_LATIN },
		{ SHORT_LAST_NAME_NOT_LATIN, CUSTOMER_LAST_NAME_NOT_LATIN },
		{ SHORT_MIDDLE_NAME, CUSTOMER_MIDDLE_NAME },
		{ SHORT_CAN_BE_CONTACTED, CUSTOMER_CAN_BE_CONTACTED_BY_MAISON },
		{ SHORT_LANGUAGE, CUSTOMER_LANGUAGE_ID },
		{ SHORT_COUNTRY_ID, CUSTOMER_COUNTRY_ID },
		{ SHORT_BRAND, CUSTOMER_BRAND },
		{ SHORT_REGISTRATION_DATE, CUSTOMER_REGISTRATION_DATE },
	};
	const struct record *from = stored->record;
	struct record *into = record_new(intake, &short_schema);

	record_set_int(into, SHORT_ID, stored->id);
	COPY(into, from, twins);
	add_items(
		into, SHORT_EMAILS, &from->values[CUSTOMER_EMAILS], add_email);
	add_items(
		into, SHORT_PHONES, &from->values[CUSTOMER_PHONES], add_phone);
	add_items(
		into, SHORT_EVENTS, &from->values[CUSTOMER_EVENTS], add_event);
	return into;
}

/* Looks the name of a country up, in the language of the intake. */
static const char *
look_up(const struct intake *intake, struct arena *arena,
	const struct value *country)
{
	const struct field *field = &whole_schema.fields[CUSTOMER_COUNTRY_ID];
	const char *lists[] = {
		customer_codes(intake_language(intake), field->codes),
		codes_added(field, intake->rules),
	};
	struct code code;

	for (size_t i = 0; i < 2; i++)
		if (lists[i] != NULL && codes_find_line(lists[i], country->text,
						country->length, &code))
			return arena_copy(arena, code.name, code.name_length);
	return NULL;
}

/* Sets the name of the customer's country. */
static void
set_country(struct record *into, struct country_names *names)
{
	const struct value *country = &into->values[CUSTOMER_COUNTRY_ID];
	const char *text = country->text, **name;
	size_t place = 0;

	into->values[CUSTOMER_COUNTRY_DS] = (struct value){ 0 };
	if (country->state != VALUE_GIVEN || country->length != 2)
		return;
	for (size_t i = 0; i < 2; i++) {
		if (text[i] < 'a' || text[i] > 'z')
			return;
		place = place * 26 + (size_t)(text[i] - 'a');
	}
	name = &names->names[place];
	if (*name == NULL)
		*name = look_up(into->intake, names->arena, country);
	if (*name != NULL)
		record_set_string(into, CUSTOMER_COUNTRY_DS, *name);
}

static void
set_instant(struct record *into, size_t field, int64_t seconds)
{
	char *text = arena_alloc(into->intake->arena, CALENDAR_ROOM);

	calendar_put_instant(text, seconds, "");
	record_set_string(into, field, text);
}

/* Sets the kind of customer as this message has it: Private, not PRIVATE. */
static void
set_client_type(struct record *into)
{
	struct value *type = &into->values[CUSTOMER_CLIENT_TYPE];

	if (record_is(into, CUSTOMER_CLIENT_TYPE, "PRIVATE"))
		type->text = "Private";
	else if (record_is(into, CUSTOMER_CLIENT_TYPE, "COMPANY"))
		type->text = "Company";
}

void
get_whole_again(struct record *into, const struct stored *stored,
	struct country_names *names)
{
	memcpy(into->values, stored->record->values,
		CUSTOMER__MAX * sizeof(*into->values));
	set_client_type(into);
	record_set_int(into, CUSTOMER_BOOSTER_CUSTOMER_ID, stored->id);
	set_country(into, names);
	set_instant(into, CUSTOMER_CREATION_DATE, stored->origin.time);
	set_instant(into, CUSTOMER_MODIFICATION_DATE, stored->modified);
}

struct record *
get_whole(struct intake *intake, const struct stored *stored)
{
	struct record *into = record_new(intake, &whole_schema);
	struct country_names names = { .arena = intake->arena };

	get_whole_again(into, stored, &names);
	return into;
}
