/* Tests of the face of the form: what crm.conf may say of it, and what not. */
#include "fixture.h"

#include <string.h>

#include "config/config.h"
#include "customer/customer.h"
#include "customer/face.h"

Suite *face_suite(void);

static struct config config;

/* A line behind others; its place is the line's number. */
static struct config_codes *
line(const char *field, const char *values)
{
	struct config_codes *made = arena_alloc(&arena, sizeof(*made));

	*made = (struct config_codes){ field, values, "crm.conf:7", NULL };
	return made;
}

static const char *
checked(void)
{
	return face_check(&arena, &config, &rules);
}

static void
begin(void)
{
	config_read(&arena, &config, NULL);
}

static const struct {
	const char *key, *field, *values;
	const char *wrong; /* words of the message, or NULL */
} settings[] = {
	{ "hide", "", "notes, interests, phones.phoneType", NULL },
	{ "hide", "", "nothing", "\"nothing\" is no field" },
	{ "hide", "", "phones.nothing", "is no field" },
	{ "hide", "", "notes,", "is no field" },
	{ "hide", "", "countryId", "countryId is required" },
	{ "hide", "", "lastName", "lastName is required" },
	{ "hide", "", "emails.email", "emails.email is required" },
	{ "hide", "", "consents",
		"privacyPolicyAcceptanceStorage is required" },
	{ "hide", "", "staff", "posCode is required" },
	{ "keep", "", "posCode, brand", NULL },
	{ "keep", "", "emails", "can't" },
	{ "keep", "", "contactByEmailFlag", "can't" },
	{ "preset", "brand", "CAR", NULL },
	{ "preset", "brand", "CARTIER", "is no value" },
	{ "preset", "nothing", "x", "names no field" },
	{ "preset", "emails", "x", "names no field" },
	{ "preset", "birthDate", "2999-01-01", "is no value" },
	{ "preset", "contactByEmailFlag", "true", "given by people alone" },
	{ "preset", "contactByEmailFlag", "false", NULL },
	{ "begin", "emails", "0", NULL },
	{ "begin", "emails", "-1", "a number from 0 to" },
	{ "begin", "emails", "9999", "a number from 0 to" },
	{ "begin", "brand", "1", "names no list" },
	{ "first", "countryId", "it, CH", NULL },
	{ "first", "countryId", "it, zz", "\"zz\" is not in the list" },
	{ "first", "lastName", "Rossi", "names no field" },
};

START_TEST(a_setting_of_the_form_names_what_there_is)
{
	const char *key = settings[_i].key, *message;
	struct config_codes *set =
		line(settings[_i].field, settings[_i].values);

	begin();
	*(strcmp(key, "hide") == 0           ? &config.form_hide
		: strcmp(key, "keep") == 0   ? &config.form_keep
		: strcmp(key, "preset") == 0 ? &config.form_preset
		: strcmp(key, "begin") == 0  ? &config.form_begin
					     : &config.form_first) = set;
	message = checked();
	if (settings[_i].wrong == NULL) {
		ck_assert_pstr_eq(message, NULL);
		return;
	}
	ck_assert_ptr_nonnull(message);
	ck_assert_msg(strstr(message, settings[_i].wrong) != NULL &&
			      strncmp(message, "crm.conf:7: form.", 17) == 0,
		"%s", message);
}
END_TEST

START_TEST(what_is_required_can_be_hidden_with_a_value)
{
	begin();
	config.form_hide = line("", "lastName, companyName");
	config.form_preset = line("clientType", "PRIVATE");
	ck_assert_ptr_nonnull(strstr(checked(), "lastName is required"));
	config.form_hide = line("", "companyName, clientType");
	ck_assert_pstr_eq(checked(), NULL);
}
END_TEST

START_TEST(a_page_with_a_shop_and_a_brand_is_for_customers)
{
	const struct field *fields = customer_schema.fields;

	begin();
	ck_assert(!face_is_open(&config));
	ck_assert(!face_hides(&config, &fields[CUSTOMER_NOTES]));
	config.form_preset = line("posCode", "P1");
	ck_assert(!face_is_open(&config));
	config.form_preset->next = line("brand", "CAR");
	ck_assert(face_is_open(&config));
	ck_assert(face_hides(&config, &fields[CUSTOMER_NOTES]));
	ck_assert(face_hides(&config, &fields[CUSTOMER_BRAND]));
	ck_assert(face_hides(&config, &fields[CUSTOMER_INTERESTS]));
	ck_assert(!face_hides(&config, &fields[CUSTOMER_LAST_NAME]));
}
END_TEST

/* The name is also that of a field of another list. */
START_TEST(a_field_of_an_item_is_hidden_in_its_list_alone)
{
	begin();
	config.form_hide = line("", "interests.translation");
	ck_assert(face_hides(
		&config, &interest_schema.fields[INTEREST_TRANSLATION]));
	ck_assert(
		!face_hides(&config, &hobby_schema.fields[HOBBY_TRANSLATION]));
}
END_TEST

START_TEST(a_picture_is_svg)
{
	struct text picture = { .arena = &arena };

	begin();
	text_puts(&picture, "GIF89a");
	config.form_mark = &picture;
	ck_assert_ptr_nonnull(strstr(checked(), "no SVG"));
	text_puts(&picture, "<svg/>");
	ck_assert_pstr_eq(checked(), NULL);
}
END_TEST

Suite *
face_suite(void)
{
	Suite *suite = suite_create("face");
	TCase *tcase = fixture_case(suite, "face");

	tcase_add_loop_test(tcase, a_setting_of_the_form_names_what_there_is, 0,
		COUNT(settings));
	tcase_add_test(tcase, what_is_required_can_be_hidden_with_a_value);
	tcase_add_test(tcase, a_page_with_a_shop_and_a_brand_is_for_customers);
	tcase_add_test(tcase, a_field_of_an_item_is_hidden_in_its_list_alone);
	tcase_add_test(tcase, a_picture_is_svg);
	return suite;
}
