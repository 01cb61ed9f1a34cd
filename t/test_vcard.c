/* Tests of customers as cards for address books, vCard 4.0 (RFC 6350). */
#include "fixture.h"

#include <string.h>

#include "customer/customer.h"
#include "customer/messages.h"
#include "format/stream.h"
#include "format/vcard.h"

Suite *vcard_suite(void);

/* A customer's card; its lines are unfolded. */
static const char *
card_of(const struct record *customer)
{
	struct text out = { .arena = &arena };
	struct text whole = { .arena = &arena };
	struct stream stream = { .schema = &wholes_schema };

	vcard_stream.add(&out, &stream, customer);
	text_puts(&whole, "");
	for (const char *at = out.bytes; *at != '\0'; at++)
		if (strncmp(at, "\r\n ", 3) == 0)
			at += 2;
		else
			text_putc(&whole, *at);
	return whole.bytes;
}

static void
expect_line(const struct record *customer, const char *line)
{
	const char *card = card_of(customer);

	ck_assert_msg(
		strstr(card, arena_printf(&arena, "\r\n%s\r\n", line)) != NULL,
		"%s is not in %s", line, card);
}

static struct record *
customer_new(void)
{
	struct record *customer = record_new(&intake, &whole_schema);

	record_set_int(customer, CUSTOMER_BOOSTER_CUSTOMER_ID, 7);
	return customer;
}

/* A member's text, and the line of the card. */
static const struct {
	size_t field;
	const char *text, *line;
} members[] = {
	{ CUSTOMER_LAST_NAME, "Rossi", "FN:Rossi" },
	{ CUSTOMER_LAST_NAME, "Rossi", "N:Rossi;;;;" },
	{ CUSTOMER_LAST_NAME, "Rossi", "KIND:individual" },
	{ CUSTOMER_FIRST_NAME, "Ana", "KIND:individual" },
	{ CUSTOMER_FIRST_NAME, "Ana", "N:;Ana;;;" },
	{ CUSTOMER_FIRST_NAME, "a,b;c\\d", "FN:a\\,b;c\\\\d" },
	{ CUSTOMER_FIRST_NAME, "a,b;c\\d", "N:;a\\,b\\;c\\\\d;;;" },
	{ CUSTOMER_COMPANY_NAME, "A & B", "KIND:org" },
	{ CUSTOMER_COMPANY_NAME, "A\nB", "ORG:A\\nB" },
	{ CUSTOMER_COMPANY_NAME, "A;B, C", "ORG:A\\;B\\, C" },
	{ CUSTOMER_NOTES, "a;b,\nc", "NOTE:a;b\\,\\nc" },
	{ CUSTOMER_COMPANY_NAME, "A\r\nB", "FN:A\\nB" },
	{ CUSTOMER_BIRTH_DATE, "1990-01-02", "BDAY:19900102" },
	{ CUSTOMER_LANGUAGE_ID, "ita", "LANG:ita" },
};

START_TEST(a_member_is_a_line)
{
	struct record *customer = customer_new();

	record_set_string(customer, members[_i].field, members[_i].text);
	expect_line(customer, members[_i].line);
}
END_TEST

/* A telephone number, its country or NULL, whether it is the main one. */
static const struct {
	const char *number, *country;
	bool is_main;
	const char *line;
} phones[] = {
	{ "3331234567", "it", true, "TEL;PREF=1;VALUE=uri:tel:+393331234567" },
	{ "3331234567", "it", false, "TEL;VALUE=uri:tel:+393331234567" },
	{ "+44201234567", "it", false, "TEL;VALUE=uri:tel:+44201234567" },
	{ "+44201234567", NULL, true, "TEL;PREF=1;VALUE=uri:tel:+44201234567" },
	{ "3331234567", NULL, false, "TEL;VALUE=uri:tel:3331234567" },
	{ "3331234567", "xx", false, "TEL;VALUE=uri:tel:3331234567" },
};

START_TEST(a_number_is_as_dialled_from_abroad)
{
	struct record *customer = customer_new(), *phone;

	record_set_list(customer, CUSTOMER_PHONES);
	phone = record_add(customer, CUSTOMER_PHONES);
	record_set_string(phone, PHONE_PHONE, phones[_i].number);
	if (phones[_i].country != NULL)
		record_set_string(
			phone, PHONE_COUNTRY_PREFIX, phones[_i].country);
	record_set_bool(phone, PHONE_IS_MAIN_PHONE, phones[_i].is_main);
	expect_line(customer, phones[_i].line);
}
END_TEST

START_TEST(an_address_has_its_streets_in_one_part)
{
	struct record *customer = customer_new(), *address;

	record_set_list(customer, CUSTOMER_ADDRESSES);
	address = record_add(customer, CUSTOMER_ADDRESSES);
	record_set_string(address, ADDRESS_STREET, "Via Roma, Lato");
	record_set_string(address, ADDRESS_STREET2, "Scala B; 2");
	record_set_string(address, ADDRESS_CITY, "Roma");
	expect_line(customer, "ADR:;;Via Roma\\, Lato Scala B\\; 2;Roma;;;");
	record_set_string(address, ADDRESS_HOUSE_NUMBER, "1");
	record_set_string(address, ADDRESS_PO_BOX, "9");
	record_set_bool(address, ADDRESS_IS_MAIN_ADDRESS, true);
	expect_line(customer,
		"ADR;PREF=1:9;;Via Roma\\, Lato 1 Scala B\\; 2;Roma;;;");
}
END_TEST

START_TEST(a_card_of_nothing_else_has_what_a_card_must_have)
{
	ck_assert_str_eq(card_of(customer_new()),
		"BEGIN:VCARD\r\nVERSION:4.0\r\n"
		"UID;VALUE=text:customer-7\r\nKIND:org\r\nFN:\r\n"
		"N:;;;;\r\nEND:VCARD\r\n");
}
END_TEST

Suite *
vcard_suite(void)
{
	Suite *suite = suite_create("vcard");
	TCase *tcase = fixture_case(suite, "vcard");

	tcase_add_loop_test(tcase, a_member_is_a_line, 0, COUNT(members));
	tcase_add_loop_test(
		tcase, a_number_is_as_dialled_from_abroad, 0, COUNT(phones));
	tcase_add_test(tcase, an_address_has_its_streets_in_one_part);
	tcase_add_test(tcase, a_card_of_nothing_else_has_what_a_card_must_have);
	return suite;
}
