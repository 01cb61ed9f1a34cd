/* Tests of the keys that a customer is found by. */
#include "customer/customer.h"
#include "fixture.h"
#include "store/keys.h"

Suite *keys_suite(void);

/* The lines of a customer with one telephone number. */
static const char *
lines_of_phone(const char *country, const char *number)
{
	struct text lines = { .arena = &arena };
	struct record *customer = record_new(&intake, &customer_schema);
	struct record *phone;

	record_set_list(customer, CUSTOMER_PHONES);
	phone = record_add(customer, CUSTOMER_PHONES);
	record_set_string(phone, PHONE_PHONE, number);
	record_set_string(phone, PHONE_COUNTRY_PREFIX, country);
	keys_of(&lines, customer);
	return lines.bytes;
}

/* A key has a number backwards, and then, backwards, what is dialled first. */
static const struct {
	const char *country, *number, *key;
} phones[] = {
	{ "it", "3331234", "4321333+93" },
	{ "it", "+393331234", "4321333+93" },
	{ "it", "00393331234", "4321333+93" },
	/* the number says another country */
	{ "it", "+3491234567", "76543219+43" },
	{ "it", "003491234567", "76543219+43" },
	/* a country of crm.conf, of which no code is known */
	{ "zz", "3331234", "4321333+" },
	{ "zz", "+393331234", "4321333+93" },
	{ "zz", "00393331234", "4321333+93" },
	/* no country has this code */
	{ "it", "+2103331234", "4321333012+" },
	{ "it", "002103331234", "432133301200+" },
};

START_TEST(a_number_is_found_by_its_end_and_its_country)
{
	ck_assert_str_eq(lines_of_phone(phones[_i].country, phones[_i].number),
		arena_printf(&arena, "\n%c%s\n", KEY_PHONE, phones[_i].key));
}
END_TEST

/* Whether lines of keys have an address, all of it or its beginning. */
static const struct {
	const char *lines, *email;
	bool whole, matches;
} emails[] = {
	{ "\neana@example.com\n", "ana@example.com", true, true },
	{ "\neana@example.com\n", "ana@example.co", true, false },
	{ "\neana@example.com\n", "ana@example.co", false, true },
	{ "\neana@example.com\neana@example.co\n", "ana@example.co", true, true },
	{ "\nnana@example.com\n", "ana@example.com", true, false },
};

START_TEST(an_address_is_found_by_all_of_it_or_its_beginning)
{
	struct keys keys = { .arena = &arena };

	keys_email(&keys, emails[_i].email, emails[_i].whole);
	ck_assert_uint_eq(keys.count, 1);
	ck_assert_int_eq(keys_match(emails[_i].lines, &keys.list[0]),
		emails[_i].matches);
}
END_TEST

Suite *
keys_suite(void)
{
	Suite *suite = suite_create("keys");
	TCase *tcase = fixture_case(suite, "keys");

	tcase_add_loop_test(tcase, a_number_is_found_by_its_end_and_its_country,
		0, COUNT(phones));
	tcase_add_loop_test(tcase,
		an_address_is_found_by_all_of_it_or_its_beginning, 0,
		COUNT(emails));
	return suite;
}
