/* Tests of records: setting parses, paths name. */
#include "fixture.h"

#include <string.h>

#include "customer/customer.h"

Suite *record_suite(void);

START_TEST(a_field_is_found_by_name_in_any_case)
{
	ck_assert_int_eq(schema_find(&parcel_schema, BYTES("kind")), 0);
	ck_assert_int_eq(
		schema_find(&parcel_schema, BYTES("KiNd")), PARCEL_KIND);
	ck_assert_int_eq(
		schema_find(&parcel_schema, BYTES("SIZE")), PARCEL_SIZE);
	ck_assert_int_eq(schema_find(&parcel_schema, BYTES("")), -1);
	ck_assert_int_eq(schema_find(&parcel_schema, BYTES("kin")), -1);
	ck_assert_int_eq(schema_find(&parcel_schema, BYTES("kinds")), -1);
	ck_assert_int_eq(schema_find(&parcel_schema, "kindness", 4), 0);
}
END_TEST

START_TEST(the_last_field_that_is_required_is_known)
{
	ck_assert_uint_eq(schema_required(&parcel_schema), PARCEL_INSURED);
}
END_TEST

START_TEST(what_bounds_keys_is_a_member_or_none)
{
	ck_assert_int_eq(schema_bounding(&customer_schema, BOUNDING_POS),
		CUSTOMER_POS_CODE);
	ck_assert_int_eq(schema_bounding(&customer_schema, BOUNDING_BRAND),
		CUSTOMER_BRAND);
	ck_assert_int_eq(schema_bounding(&phone_schema, BOUNDING_POS), -1);
}
END_TEST

START_TEST(rows_are_those_of_a_batch)
{
	ck_assert_int_eq(schema_rows(&customers_schema), CUSTOMERS_ITEMS);
	ck_assert_int_eq(schema_rows(&phone_schema), -1);
}
END_TEST

START_TEST(a_new_record_holds_nothing)
{
	struct record *parcel = parcel_new();

	for (size_t i = 0; i < PARCEL__MAX; i++)
		ck_assert(!record_has(parcel, i));
	ck_assert_str_eq(record_print(parcel), "");
	ck_assert_str_eq(record_path(parcel, -1), "");
}
END_TEST

START_TEST(what_is_set_is_copied)
{
	struct record *parcel = parcel_new();
	char bytes[] = " abc ";

	record_set_text(parcel, PARCEL_LABEL, bytes, 5);
	memset(bytes, 'x', 5);
	ck_assert_str_eq(record_print(parcel), "label=abc");
	ck_assert_uint_eq(parcel->values[PARCEL_LABEL].length, 3);
}
END_TEST

START_TEST(setting_again_replaces)
{
	struct record *parcel = parcel_new();

	record_set_text(parcel, PARCEL_LABEL, BYTES("a"));
	record_set_text(parcel, PARCEL_LABEL, BYTES("b"));
	ck_assert_str_eq(record_print(parcel), "label=b");
	record_set_text(parcel, PARCEL_LABEL, BYTES("far too long a label"));
	ck_assert_str_eq(record_print(parcel), "label!MaximumLength");
	record_set_text(parcel, PARCEL_LABEL, BYTES(" "));
	ck_assert_str_eq(record_print(parcel), "");
}
END_TEST

START_TEST(a_faulty_value_is_kept_as_sent)
{
	struct record *parcel = parcel_new();
	const struct value *due = &parcel->values[PARCEL_DUE];

	record_set_text(parcel, PARCEL_DUE, BYTES("31/12/2020"));
	ck_assert_int_eq(due->state, VALUE_WRONG);
	ck_assert_int_eq(due->fault, FAULT_AMBIGUOUS_DATE);
	ck_assert_str_eq(due->text, "31/12/2020");
	ck_assert_uint_eq(due->length, 10);
	ck_assert(record_has(parcel, PARCEL_DUE));
}
END_TEST

START_TEST(what_is_asked_of_a_value_is_answered)
{
	struct record *parcel = parcel_new();

	ck_assert(!record_is(parcel, PARCEL_KIND, "BOX"));
	ck_assert(!record_is_true(parcel, PARCEL_GIFT));
	record_set_text(parcel, PARCEL_KIND, BYTES("box"));
	record_set_text(parcel, PARCEL_GIFT, BYTES("false"));
	ck_assert(record_is(parcel, PARCEL_KIND, "BOX"));
	ck_assert(!record_is(parcel, PARCEL_KIND, "box"));
	ck_assert(!record_is(parcel, PARCEL_KIND, ""));
	ck_assert(record_has(parcel, PARCEL_GIFT));
	ck_assert(!record_is_true(parcel, PARCEL_GIFT));
	record_set_text(parcel, PARCEL_GIFT, BYTES("on"));
	ck_assert(record_is_true(parcel, PARCEL_GIFT));
	record_set_text(parcel, PARCEL_GIFT, BYTES("perhaps"));
	ck_assert(record_has(parcel, PARCEL_GIFT));
	ck_assert(!record_is_true(parcel, PARCEL_GIFT));
	record_set_text(parcel, PARCEL_KIND, BYTES("crate"));
	ck_assert(!record_is(parcel, PARCEL_KIND, "crate"));
}
END_TEST

/* A JSON number, as it prints in a string, a bool and an int. */
static const struct {
	const char *literal, *string, *boolean, *integer;
} numbers[] = {
	{ "0", "=0", "=0", "=0" },
	{ "1", "=1", "=1", "=1" },
	{ "2", "=2", "!", "=2" },
	{ "20121", "=20121", "!", "=20121" },
	{ "9007199254740992", NULL, "!", "=9007199254740992" },
	{ "9007199254740993", "!", "!", "!" },
	{ "10000000000000000", "!", "!", "!" },
	{ "99999999999999999999", "!", "!", "!" },
	{ "-1", "!", "!", "!" },
	{ "-0", "!", "!", "!" },
	{ "1.0", "!", "!", "!" },
	{ "0.5", "!", "!", "!" },
	{ "1e0", "!", "!", "!" },
	{ "1E3", "!", "!", "!" },
};

static void
check_number(size_t field, const char *literal, const char *prints)
{
	struct record *parcel = parcel_new();
	const char *name = parcel_schema.fields[field].name;

	if (prints == NULL)
		return;
	if (*prints == '!')
		prints = "!SerializationException";
	record_set_number(parcel, field, literal, strlen(literal));
	ck_assert_str_eq(record_print(parcel),
		arena_printf(&arena, "%s%s", name, prints));
}

START_TEST(a_number_is_taken_as_its_digits_or_not_at_all)
{
	const char *literal = numbers[_i].literal;

	check_number(PARCEL_LABEL, literal, numbers[_i].string);
	check_number(PARCEL_GIFT, literal, numbers[_i].boolean);
	check_number(PARCEL_WEIGHT, literal, numbers[_i].integer);
	check_number(PARCEL_STOPS, literal, "!");
	check_number(PARCEL_SIZE, literal, "!");
}
END_TEST

START_TEST(a_string_of_sixteen_digits_is_taken)
{
	struct record *parcel = parcel_new();

	record_set_number(parcel, PARCEL_CONTENT, BYTES("9007199254740992"));
	record_set_number(parcel, PARCEL_PHONE, BYTES("3331234567"));
	ck_assert_str_eq(record_print(parcel),
		"content=9007199254740992; phone=3331234567");
}
END_TEST

START_TEST(a_bool_is_nothing_but_a_bool)
{
	struct record *parcel = parcel_new();

	record_set_bool(parcel, PARCEL_INSURED, true);
	record_set_bool(parcel, PARCEL_GIFT, false);
	ck_assert_str_eq(record_print(parcel), "insured=1; gift=0");
	for (size_t i = 0; i < PARCEL__MAX; i++)
		record_set_bool(parcel, i, true);
	for (size_t i = 0; i < PARCEL__MAX; i++)
		ck_assert_int_eq(parcel->values[i].state,
			parcel_schema.fields[i].type == TYPE_BOOL
				? VALUE_GIVEN
				: VALUE_WRONG);
}
END_TEST

START_TEST(our_own_numbers_and_strings_are_set_as_they_are)
{
	struct record *parcel = parcel_new();
	static const char label[] = " not trimmed, not too long ";

	record_set_int(parcel, PARCEL_WEIGHT, -7);
	record_set_int(parcel, PARCEL_GIFT, 1);
	record_set_string(parcel, PARCEL_LABEL, label);
	ck_assert_int_eq(parcel->values[PARCEL_WEIGHT].number, -7);
	ck_assert(record_is_true(parcel, PARCEL_GIFT));
	ck_assert_ptr_eq(parcel->values[PARCEL_LABEL].text, label);
	ck_assert_uint_eq(parcel->values[PARCEL_LABEL].length, strlen(label));
}
END_TEST

START_TEST(lists_and_records_are_taken_where_they_belong)
{
	for (size_t i = 0; i < PARCEL__MAX; i++) {
		struct record *parcel = parcel_new();
		enum type type = parcel_schema.fields[i].type;

		ck_assert_int_eq(record_set_list(parcel, i), type == TYPE_LIST);
		ck_assert_int_eq(parcel->values[i].state,
			type == TYPE_LIST ? VALUE_GIVEN : VALUE_WRONG);
		ck_assert_int_eq(record_set_record(parcel, i) != NULL,
			type == TYPE_RECORD);
		ck_assert_int_eq(parcel->values[i].state,
			type == TYPE_RECORD ? VALUE_GIVEN : VALUE_WRONG);
	}
}
END_TEST

START_TEST(a_list_keeps_its_items_in_order)
{
	struct record *parcel = parcel_new();

	record_set_list(parcel, PARCEL_TAGS);
	ck_assert_str_eq(record_print(parcel), "tags=[]");
	for (int i = 0; i < 70; i++) {
		const char *tag = arena_printf(&arena, "%d", i);
		struct record *item = record_add(parcel, PARCEL_TAGS);

		record_set_text(item, TAG_TAG, tag, strlen(tag));
	}
	record_add_wrong(parcel, PARCEL_TAGS);
	ck_assert_uint_eq(parcel->values[PARCEL_TAGS].count, 71);
	for (size_t i = 0; i < 70; i++)
		ck_assert(record_is(parcel->values[PARCEL_TAGS].items[i],
			TAG_TAG, arena_printf(&arena, "%zu", i)));
	ck_assert_ptr_null(parcel->values[PARCEL_TAGS].items[70]);
}
END_TEST

START_TEST(a_path_leads_from_the_top)
{
	struct record *parcel = parcel_new();
	struct record *size, *stop, *scan;

	record_set_list(parcel, PARCEL_STOPS);
	record_add(parcel, PARCEL_STOPS);
	stop = record_add(parcel, PARCEL_STOPS);
	record_set_list(stop, STOP_SCANS);
	scan = record_add(stop, STOP_SCANS);
	size = record_set_record(parcel, PARCEL_SIZE);
	ck_assert_str_eq(record_path(parcel, PARCEL_KIND), "kind");
	ck_assert_str_eq(record_path(parcel, PARCEL_STOPS), "stops");
	ck_assert_str_eq(record_path(stop, -1), "stops[1]");
	ck_assert_str_eq(record_path(stop, STOP_LAST), "stops[1].last");
	ck_assert_str_eq(record_path(scan, SCAN_AT), "stops[1].scans[0].at");
	ck_assert_str_eq(record_path(size, SIZE_UNIT), "size.unit");
}
END_TEST

START_TEST(a_path_in_a_batch_begins_with_the_item)
{
	struct record *parcel = parcel_new();

	parcel->in_batch = true;
	parcel->index = 3;
	record_set_list(parcel, PARCEL_STOPS);
	ck_assert_str_eq(record_path(parcel, -1), "[3]");
	ck_assert_str_eq(record_path(parcel, PARCEL_KIND), "[3].kind");
	ck_assert_str_eq(
		record_path(record_add(parcel, PARCEL_STOPS), STOP_PLACE),
		"[3].stops[0].place");
}
END_TEST

static const struct {
	const char *name;
	size_t length;
	const char *noted;
} unknowns[] = {
	{ BYTES("extra"), "extra" },
	{ BYTES("Extra_1.x[2]-y"), "Extra_1.x[2]-y" },
	{ BYTES(""), "?" },
	{ BYTES("a b"), "?" },
	{ BYTES("a\r\nSet-Cookie: b"), "?" },
	{ BYTES("a\0b"), "?" },
	{ BYTES("é"), "?" },
	{ BYTES("<script>"), "?" },
	{ BYTES("a,b"), "?" },
	{ BYTES("a\"b"), "?" },
};

START_TEST(an_unknown_member_is_noted_if_harmless)
{
	record_unknown(parcel_new(), unknowns[_i].name, unknowns[_i].length);
	ck_assert_uint_eq(intake.unknown_count, 1);
	ck_assert_str_eq(intake.unknown[0], unknowns[_i].noted);
}
END_TEST

START_TEST(unknown_members_are_noted_with_their_path)
{
	struct record *parcel = parcel_new();
	struct record *stop;

	record_set_list(parcel, PARCEL_STOPS);
	stop = record_add(parcel, PARCEL_STOPS);
	record_unknown(stop, BYTES("street"));
	record_unknown(stop, BYTES("\n"));
	ck_assert_uint_eq(intake.unknown_count, 2);
	ck_assert_str_eq(intake.unknown[0], "stops[0].street");
	ck_assert_str_eq(intake.unknown[1], "stops[0].?");
}
END_TEST

START_TEST(unknown_members_are_counted_beyond_those_kept)
{
	struct record *parcel = parcel_new();

	for (int i = 0; i < UNKNOWN_LISTED + 5; i++)
		record_unknown(parcel, BYTES("extra"));
	ck_assert_uint_eq(intake.unknown_count, UNKNOWN_LISTED + 5);
	ck_assert_str_eq(intake.unknown[UNKNOWN_LISTED - 1], "extra");
}
END_TEST

START_TEST(a_value_is_told_as_a_text)
{
	struct record *parcel = parcel_new();

	record_set_text(parcel, PARCEL_WEIGHT, BYTES(" 042 "));
	record_set_text(parcel, PARCEL_INSURED, BYTES("TRUE"));
	record_set_text(parcel, PARCEL_LABEL, BYTES("red"));
	record_set_text(parcel, PARCEL_KIND, BYTES("crate"));
	ck_assert_str_eq(record_text(&arena, parcel, PARCEL_WEIGHT), "42");
	ck_assert_str_eq(record_text(&arena, parcel, PARCEL_INSURED), "true");
	record_set_bool(parcel, PARCEL_INSURED, false);
	ck_assert_str_eq(record_text(&arena, parcel, PARCEL_INSURED), "false");
	ck_assert_str_eq(record_text(&arena, parcel, PARCEL_LABEL), "red");
	ck_assert_str_eq(record_text(&arena, parcel, PARCEL_KIND), "crate");
}
END_TEST

Suite *
record_suite(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = fixture_case(suite, "record");

	tcase_add_test(tcase, a_field_is_found_by_name_in_any_case);
	tcase_add_test(tcase, the_last_field_that_is_required_is_known);
	tcase_add_test(tcase, what_bounds_keys_is_a_member_or_none);
	tcase_add_test(tcase, rows_are_those_of_a_batch);
	tcase_add_test(tcase, a_new_record_holds_nothing);
	tcase_add_test(tcase, what_is_set_is_copied);
	tcase_add_test(tcase, setting_again_replaces);
	tcase_add_test(tcase, a_faulty_value_is_kept_as_sent);
	tcase_add_test(tcase, what_is_asked_of_a_value_is_answered);
	tcase_add_loop_test(tcase,
		a_number_is_taken_as_its_digits_or_not_at_all, 0,
		COUNT(numbers));
	tcase_add_test(tcase, a_string_of_sixteen_digits_is_taken);
	tcase_add_test(tcase, a_bool_is_nothing_but_a_bool);
	tcase_add_test(tcase, our_own_numbers_and_strings_are_set_as_they_are);
	tcase_add_test(tcase, lists_and_records_are_taken_where_they_belong);
	tcase_add_test(tcase, a_list_keeps_its_items_in_order);
	tcase_add_test(tcase, a_path_leads_from_the_top);
	tcase_add_test(tcase, a_path_in_a_batch_begins_with_the_item);
	tcase_add_loop_test(tcase, an_unknown_member_is_noted_if_harmless, 0,
		COUNT(unknowns));
	tcase_add_test(tcase, unknown_members_are_noted_with_their_path);
	tcase_add_test(tcase, unknown_members_are_counted_beyond_those_kept);
	tcase_add_test(tcase, a_value_is_told_as_a_text);
	return suite;
}
