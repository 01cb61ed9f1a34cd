/* Tests of customers as they are read: countries, telephones, dates. */
#include <string.h>

#include "customer/customer.h"
#include "customer/messages.h"
#include "fixture.h"
#include "operation/get.h"

Suite *get_suite(void);

/* The name that a country has, as it was stored; NULL: none is given. */
static const struct {
	const char *code, *name;
} countries[] = {
	{ "it", "Italy" },
	{ "fr", "France" },
	{ NULL, NULL },
	{ "zz", NULL },
	{ "IT", NULL },
	{ "i", NULL },
	{ "ita", NULL },
	{ "1t", NULL },
	{ "i~", NULL },
};

START_TEST(a_country_has_its_name_if_there_is_one)
{
	struct record *customer = record_new(&intake, &customer_schema);
	const struct stored stored = { .id = 1, .record = customer };
	const char *code = countries[_i].code;
	struct value *name;

	if (code != NULL)
		record_set_string(customer, CUSTOMER_COUNTRY_ID, code);
	for (int i = 0; i < 2; i++) {
		name = &get_whole(&intake, &stored)
				->values[CUSTOMER_COUNTRY_DS];
		if (countries[_i].name == NULL)
			ck_assert_int_eq(name->state, VALUE_NONE);
		else
			ck_assert_str_eq(name->text, countries[_i].name);
	}
}
END_TEST

/* The parts of the day of an event, as it was stored; 0: there are none. */
static const struct {
	const char *date;
	int day, month, year;
} events[] = {
	{ "2021-07-26", 26, 7, 2021 },
	{ "2021-02-30", 0, 0, 0 },
	{ "yesterday", 0, 0, 0 },
	{ "", 0, 0, 0 },
	{ NULL, 0, 0, 0 },
};

START_TEST(an_event_has_the_parts_of_a_day_if_it_is_one)
{
	struct record *customer = record_new(&intake, &customer_schema);
	const struct stored stored = { .id = 1, .record = customer };
	struct record *event;
	const int expected[] = { events[_i].day, events[_i].month,
		events[_i].year };
	static const size_t parts[] = { SHORT_EVENT_EVENT_DAY,
		SHORT_EVENT_EVENT_MONTH, SHORT_EVENT_EVENT_YEAR };

	event = record_item(customer, CUSTOMER_EVENTS, 0);
	record_set_string(event, EVENT_EVENT_NOTES, "cake");
	if (events[_i].date != NULL)
		record_set_string(event, EVENT_EVENT_DATE, events[_i].date);
	event = get_short(&intake, &stored)->values[SHORT_EVENTS].items[0];
	ck_assert_str_eq(event->values[SHORT_EVENT_COMMENT].text, "cake");
	for (size_t i = 0; i < 3; i++)
		if (expected[i] == 0)
			ck_assert(!record_has(event, parts[i]));
		else
			ck_assert_int_eq(
				event->values[parts[i]].number, expected[i]);
}
END_TEST

Suite *
get_suite(void)
{
	Suite *suite = suite_create("get");
	TCase *tcase = fixture_case(suite, "get");

	tcase_add_loop_test(tcase, a_country_has_its_name_if_there_is_one, 0,
		COUNT(countries));
	tcase_add_loop_test(tcase, an_event_has_the_parts_of_a_day_if_it_is_one,
		0, COUNT(events));
	return suite;
}
