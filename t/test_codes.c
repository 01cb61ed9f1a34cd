/* Tests of lists of codes. */
#include "fixture.h"

#include <string.h>

#include "schema/codes.h"

Suite *codes_suite(void);

static const char fruit[] = "APL\tApple\tmela\nPER\tPear\nkiwi\tKiwi\n";

/* The code that a text means, or NULL. */
static const char *
found(const char *list, const char *text)
{
	struct code code;

	if (!codes_find(list, text, strlen(text), &code))
		return NULL;
	return arena_copy(&arena, code.code, code.code_length);
}

START_TEST(a_list_is_walked_line_by_line)
{
	const char *at = fruit;
	struct code code;

	ck_assert(codes_next(&at, &code));
	ck_assert(text_is(code.code, code.code_length, "APL"));
	ck_assert(text_is(code.name, code.name_length, "Apple"));
	ck_assert(text_is(code.alias, code.alias_length, "mela"));
	ck_assert(codes_next(&at, &code));
	ck_assert(text_is(code.code, code.code_length, "PER"));
	ck_assert(text_is(code.name, code.name_length, "Pear"));
	ck_assert_uint_eq(code.alias_length, 0);
	ck_assert(codes_next(&at, &code));
	ck_assert(text_is(code.name, code.name_length, "Kiwi"));
	ck_assert(!codes_next(&at, &code));
}
END_TEST

START_TEST(an_empty_list_has_no_code)
{
	const char *at = "";
	struct code code;

	ck_assert(!codes_next(&at, &code));
	ck_assert_ptr_null(found("", "a"));
}
END_TEST

/* In the order of the codes, as long lists are; not all have a name. */
static const char ordered[] = "al\nalb\t\tsqi\nALE\tAleut\nan\nb\n";

static const struct {
	const char *text, *code;
} ordered_lookups[] = {
	{ "al", "al" },
	{ "AL", "al" },
	{ "alb", "alb" },
	{ "ale", "ALE" },
	{ "an", "an" },
	{ "B", "b" },
	{ "Sqi", "alb" },
	{ "a", NULL },
	{ "aa", NULL },
	{ "alba", NULL },
	{ "c", NULL },
	{ "Aleut", NULL },
	{ "al\nalb", NULL },
	{ "an\nb", NULL },
	{ "al\n", NULL },
	{ "alb\t\tsqi", NULL },
	{ "\xC3\xA9", NULL },
	{ "", NULL },
};

START_TEST(a_code_is_found_in_a_list_in_order)
{
	const char *code = found(ordered, ordered_lookups[_i].text);

	if (ordered_lookups[_i].code == NULL)
		ck_assert_ptr_null(code);
	else
		ck_assert_pstr_eq(code, ordered_lookups[_i].code);
}
END_TEST

static const struct {
	const char *text, *code;
} lookups[] = {
	{ "APL", "APL" },
	{ "apl", "APL" },
	{ "aPl", "APL" },
	{ "mela", "APL" },
	{ "MELA", "APL" },
	{ "per", "PER" },
	{ "KIWI", "kiwi" },
	{ "Apple", NULL },
	{ "AP", NULL },
	{ "APLE", NULL },
	{ "PER\tPear", NULL },
	{ "\n", NULL },
	{ "", NULL },
	{ "APL\n", NULL },
};

START_TEST(a_code_is_found_by_code_or_alias_in_any_case)
{
	const char *code = found(fruit, lookups[_i].text);

	if (lookups[_i].code == NULL)
		ck_assert_ptr_null(code);
	else
		ck_assert_pstr_eq(code, lookups[_i].code);
}
END_TEST

static const struct {
	const char *text, *name;
} lines[] = {
	{ "APL", "Apple" },
	{ "PER", "Pear" },
	{ "kiwi", "Kiwi" },
	{ "apl", NULL },
	{ "Apple", NULL },
	{ "mela", NULL },
	{ "AP", NULL },
	{ "APLE", NULL },
	{ "kiw", NULL },
	{ "iwi", NULL },
	{ "kiwi\tKiwi\n", NULL },
	{ "Kiwi\n", NULL },
};

START_TEST(a_code_is_found_by_its_line_as_it_is_listed)
{
	struct code code;
	bool there = codes_find_line(
		fruit, lines[_i].text, strlen(lines[_i].text), &code);

	ck_assert(there == (lines[_i].name != NULL));
	if (there)
		ck_assert_str_eq(
			arena_copy(&arena, code.name, code.name_length),
			lines[_i].name);
	ck_assert(!codes_find_line("", "APL", 3, &code));
}
END_TEST

START_TEST(a_field_has_its_own_list)
{
	const struct field *field = &parcel_schema.fields[PARCEL_PRIORITY];

	ck_assert_ptr_eq(codes_of(field, &rules), field->codes);
}
END_TEST

START_TEST(an_open_field_takes_any_text)
{
	ck_assert_ptr_null(
		codes_of(&parcel_schema.fields[PARCEL_COLOUR], &rules));
}
END_TEST

START_TEST(a_setting_replaces_the_list_of_its_field_only)
{
	const struct codes_setting any = {
		.field = &parcel_schema.fields[PARCEL_KIND],
	};
	const struct codes_setting closed = {
		.field = &parcel_schema.fields[PARCEL_COLOUR],
		.codes = codes_parse(&arena, "green"),
		.next = &any,
	};

	rules.settings = &closed;
	ck_assert_ptr_null(
		codes_of(&parcel_schema.fields[PARCEL_KIND], &rules));
	ck_assert_ptr_eq(codes_of(&parcel_schema.fields[PARCEL_COLOUR], &rules),
		closed.codes);
	ck_assert_ptr_eq(
		codes_of(&parcel_schema.fields[PARCEL_PRIORITY], &rules),
		parcel_schema.fields[PARCEL_PRIORITY].codes);
}
END_TEST

START_TEST(a_configured_list_is_read_and_printed)
{
	const char *list = codes_parse(&arena, " M , F,Not said ");

	ck_assert_ptr_nonnull(list);
	ck_assert_pstr_eq(found(list, "m"), "M");
	ck_assert_pstr_eq(found(list, "not SAID"), "Not said");
	ck_assert_ptr_null(found(list, ""));
	ck_assert_str_eq(codes_print(&arena, list), "M, F, Not said");
}
END_TEST

START_TEST(a_list_is_printed_by_its_codes)
{
	ck_assert_str_eq(codes_print(&arena, fruit), "APL, PER, kiwi");
}
END_TEST

static const char *const malformed[] = { "", " ", ",", "M,", ",M", "M,,F",
	"M, ,F", "M\tF", "M\nF", "M\x7f", "\x01" };

START_TEST(a_malformed_list_is_none)
{
	ck_assert_ptr_null(codes_parse(&arena, malformed[_i]));
}
END_TEST

START_TEST(codes_are_inserted_where_they_belong)
{
	static const char added[] = "c\tMars\na\tZeta\n";

	ck_assert_str_eq(codes_insert(&arena, "b\nd\n", added, false),
		"a\tZeta\nb\nc\tMars\nd\n");
	ck_assert_str_eq(codes_insert(&arena, "x\tÅland\ny\tearth\nz\tmarsh\n",
				 added, true),
		"x\tÅland\ny\tearth\nc\tMars\nz\tmarsh\na\tZeta\n");
	ck_assert_str_eq(
		codes_insert(&arena, "", added, true), "c\tMars\na\tZeta\n");
	ck_assert_str_eq(codes_insert(&arena, "b\n", "", false), "b\n");
}
END_TEST

Suite *
codes_suite(void)
{
	Suite *suite = suite_create("codes");
	TCase *tcase = fixture_case(suite, "codes");

	tcase_add_test(tcase, a_list_is_walked_line_by_line);
	tcase_add_test(tcase, an_empty_list_has_no_code);
	tcase_add_loop_test(tcase, a_code_is_found_in_a_list_in_order, 0,
		COUNT(ordered_lookups));
	tcase_add_loop_test(tcase, a_code_is_found_by_code_or_alias_in_any_case,
		0, COUNT(lookups));
	tcase_add_loop_test(tcase, a_code_is_found_by_its_line_as_it_is_listed,
		0, COUNT(lines));
	tcase_add_test(tcase, a_field_has_its_own_list);
	tcase_add_test(tcase, an_open_field_takes_any_text);
	tcase_add_test(tcase, a_setting_replaces_the_list_of_its_field_only);
	tcase_add_test(tcase, a_configured_list_is_read_and_printed);
	tcase_add_test(tcase, a_list_is_printed_by_its_codes);
	tcase_add_loop_test(
		tcase, a_malformed_list_is_none, 0, COUNT(malformed));
	tcase_add_test(tcase, codes_are_inserted_where_they_belong);
	return suite;
}
