/* Tests of the checks that need more than one value. */
#include "fixture.h"

#include <string.h>

Suite *check_suite(void);

START_TEST(a_good_record_has_no_fault)
{
	ck_assert_str_eq(faults_print(parcel_good()), "");
}
END_TEST

START_TEST(what_is_required_is_missed_in_field_order)
{
	ck_assert_str_eq(
		faults_print(parcel_new()), "NotEmpty kind, NotEmpty insured");
}
END_TEST

START_TEST(false_answers_a_required_bool)
{
	struct record *parcel = parcel_good();

	record_set_bool(parcel, PARCEL_INSURED, false);
	ck_assert_str_eq(faults_print(parcel), "");
}
END_TEST

/* The kind, the content, and the fault found. */
static const struct {
	const char *kind, *content, *faults;
} conditions[] = {
	{ "BOX", "", "NotEmpty content" },
	{ "box", "", "NotEmpty content" },
	{ "BOX", "  ", "NotEmpty content" },
	{ "BOX", "books", "" },
	{ "LETTER", "", "" },
	{ "LETTER", "a poem", "" },
	{ "envelope", "", "" },
	{ "crate", "", "Enum kind" },
	{ "", "", "NotEmpty kind" },
};

START_TEST(a_condition_looks_at_another_field)
{
	struct record *parcel = parcel_good();
	const char *kind = conditions[_i].kind;
	const char *content = conditions[_i].content;

	record_set_text(parcel, PARCEL_KIND, kind, strlen(kind));
	record_set_text(parcel, PARCEL_CONTENT, content, strlen(content));
	ck_assert_str_eq(faults_print(parcel), conditions[_i].faults);
}
END_TEST

START_TEST(a_faulty_value_is_no_missing_one)
{
	struct record *parcel = parcel_new();

	record_set_text(parcel, PARCEL_KIND, BYTES("BOX"));
	record_set_text(parcel, PARCEL_INSURED, BYTES("perhaps"));
	record_set_list(parcel, PARCEL_CONTENT);
	ck_assert_str_eq(faults_print(parcel),
		"SerializationException content, "
		"SerializationException insured");
}
END_TEST

START_TEST(all_faults_are_found_in_field_order)
{
	struct record *parcel = parcel_new();
	struct record *stop;

	record_set_text(parcel, PARCEL_SENT, BYTES("2030-01-01"));
	record_set_text(parcel, PARCEL_SENDER, BYTES("nobody"));
	record_set_text(parcel, PARCEL_PHONE, BYTES("12"));
	record_set_text(parcel, PARCEL_AREA, BYTES("12"));
	record_set_text(parcel, PARCEL_LABEL, BYTES("far too long"));
	record_set_text(parcel, PARCEL_TAGS, BYTES("text"));
	record_set_list(parcel, PARCEL_STOPS);
	stop = record_add(parcel, PARCEL_STOPS);
	record_set_text(stop, STOP_LAST, BYTES("perhaps"));
	ck_assert_str_eq(faults_print(parcel),
		"NotEmpty kind, MaximumLength label, RegularExpression area, "
		"Email sender, InclusiveBetween phone, NotEmpty insured, "
		"InclusiveBetween sent, NotEmpty stops[0].place, "
		"SerializationException stops[0].last, "
		"SerializationException tags");
}
END_TEST

START_TEST(a_flag_that_is_false_when_empty_is_set)
{
	struct record *parcel = parcel_good();

	ck_assert_str_eq(faults_print(parcel), "");
	ck_assert_str_eq(
		record_print(parcel), "kind=LETTER; insured=0; fragile=0");
}
END_TEST

START_TEST(a_flag_that_is_given_is_left_alone)
{
	struct record *parcel = parcel_good();

	record_set_text(parcel, PARCEL_FRAGILE, BYTES("yes"));
	ck_assert_str_eq(faults_print(parcel), "");
	ck_assert(record_is_true(parcel, PARCEL_FRAGILE));
	record_set_text(parcel, PARCEL_FRAGILE, BYTES("perhaps"));
	ck_assert_str_eq(
		faults_print(parcel), "SerializationException fragile");
}
END_TEST

/* Stops with these flags, '-' for none, and the faults found. */
static const struct {
	const char *last, *faults;
} singles[] = {
	{ "-", "" },
	{ "1", "" },
	{ "00", "" },
	{ "10", "" },
	{ "-1-", "" },
	{ "11", "Predicate stops[1].last" },
	{ "1-1", "Predicate stops[2].last" },
	{ "0101", "Predicate stops[3].last" },
	{ "111", "Predicate stops[1].last, Predicate stops[2].last" },
	{ "1x1", "SerializationException stops[1].last, "
		 "Predicate stops[2].last" },
};

static void
add_stops(struct record *parcel, const char *flags)
{
	record_set_list(parcel, PARCEL_STOPS);
	for (; *flags != '\0'; flags++) {
		struct record *stop = record_add(parcel, PARCEL_STOPS);

		record_set_text(stop, STOP_PLACE, BYTES("Rome"));
		if (*flags != '-')
			record_set_text(stop, STOP_LAST, flags, 1);
	}
}

START_TEST(a_single_flag_is_true_in_one_item_at_most)
{
	struct record *parcel = parcel_good();

	add_stops(parcel, singles[_i].last);
	ck_assert_str_eq(faults_print(parcel), singles[_i].faults);
}
END_TEST

/* In which fields of two rows a flag is true, and the faults found. */
static const struct {
	size_t first, second;
	const char *faults;
} wide_flags[] = {
	{ WIDE_FLAG, WIDE_FAR_FLAG, "" },
	{ WIDE_FAR_FLAG, WIDE_FLAG, "" },
	{ WIDE_FLAG, WIDE_FLAG, "Predicate rows[1].w01" },
	{ WIDE_FAR_FLAG, WIDE_FAR_FLAG, "Predicate rows[1].w65" },
};

START_TEST(flags_are_told_apart_however_many_fields_there_are)
{
	struct record *wides = record_new(&intake, &wides_schema);

	record_set_list(wides, 0);
	record_set_bool(record_add(wides, 0), wide_flags[_i].first, true);
	record_set_bool(record_add(wides, 0), wide_flags[_i].second, true);
	ck_assert_str_eq(faults_print(wides), wide_flags[_i].faults);
}
END_TEST

START_TEST(a_list_has_as_many_items_as_the_rules_say)
{
	struct record *parcel = parcel_good();

	add_stops(parcel, "");
	ck_assert_str_eq(faults_print(parcel), "");
	add_stops(parcel, "----");
	ck_assert_str_eq(faults_print(parcel), "");
	add_stops(parcel, "-----");
	ck_assert_str_eq(faults_print(parcel), "InclusiveBetween stops");
	rules.max_items = 5;
	ck_assert_str_eq(faults_print(parcel), "");
}
END_TEST

START_TEST(an_item_that_is_no_record_is_a_fault_of_the_item)
{
	struct record *parcel = parcel_good();

	record_set_list(parcel, PARCEL_TAGS);
	record_set_text(record_add(parcel, PARCEL_TAGS), TAG_TAG, BYTES("red"));
	record_add_wrong(parcel, PARCEL_TAGS);
	record_add(parcel, PARCEL_TAGS);
	ck_assert_str_eq(faults_print(parcel),
		"SerializationException tags[1], NotEmpty tags[2].tag");
}
END_TEST

START_TEST(a_list_within_a_list_is_checked)
{
	struct record *parcel = parcel_good();
	struct record *stop;

	add_stops(parcel, "--");
	stop = parcel->values[PARCEL_STOPS].items[1];
	record_set_list(stop, STOP_SCANS);
	record_add(stop, STOP_SCANS);
	ck_assert_str_eq(faults_print(parcel), "NotEmpty stops[1].scans[0].at");
}
END_TEST

START_TEST(a_record_within_a_record_is_checked)
{
	struct record *parcel = parcel_good();
	struct record *size = record_set_record(parcel, PARCEL_SIZE);

	record_set_text(size, SIZE_UNIT, BYTES("inch"));
	ck_assert_str_eq(faults_print(parcel),
		"NotEmpty size.height, MaximumLength size.unit");
}
END_TEST

START_TEST(a_setting_decides_which_codes_are_valid)
{
	struct codes_setting setting = {
		.field = &parcel_schema.fields[PARCEL_PRIORITY],
		.codes = "asap\tAs soon as possible\n",
	};

	rules.settings = &setting;
	ck_assert_str_eq(parcel_field(PARCEL_PRIORITY, BYTES("ASAP")), "=asap");
	ck_assert_str_eq(parcel_field(PARCEL_PRIORITY, BYTES("fast")), "!Enum");
	setting.codes = NULL;
	ck_assert_str_eq(
		parcel_field(PARCEL_PRIORITY, BYTES("Snail")), "=Snail");
}
END_TEST

START_TEST(unknown_members_are_faults_if_the_rules_say_so)
{
	struct record *parcel = parcel_good();

	record_unknown(parcel, BYTES("extra"));
	record_unknown(parcel, BYTES("a b"));
	ck_assert_str_eq(faults_print(parcel), "");
	rules.reject_unknown = true;
	ck_assert_str_eq(faults_print(parcel), "Predicate extra, Predicate ?");
}
END_TEST

START_TEST(more_unknown_members_than_are_kept_are_counted)
{
	struct faults faults = { .arena = &arena };
	struct record *parcel = parcel_good();

	rules.reject_unknown = true;
	for (int i = 0; i < UNKNOWN_LISTED + 7; i++)
		record_unknown(parcel, BYTES("extra"));
	check_record(parcel, &faults);
	ck_assert_uint_eq(faults.count, UNKNOWN_LISTED + 7);
	ck_assert_uint_eq(faults_listed(&faults), FAULTS_LISTED);
}
END_TEST

START_TEST(paths_of_a_batch_begin_with_the_item)
{
	struct record *parcel = parcel_good();

	parcel->in_batch = true;
	parcel->index = 2;
	add_stops(parcel, "11");
	record_set_text(parcel, PARCEL_KIND, BYTES("crate"));
	ck_assert_str_eq(faults_print(parcel),
		"Enum [2].kind, Predicate [2].stops[1].last");
}
END_TEST

Suite *
check_suite(void)
{
	Suite *suite = suite_create("check");
	TCase *tcase = fixture_case(suite, "check");

	tcase_add_test(tcase, a_good_record_has_no_fault);
	tcase_add_test(tcase, what_is_required_is_missed_in_field_order);
	tcase_add_test(tcase, false_answers_a_required_bool);
	tcase_add_loop_test(tcase, a_condition_looks_at_another_field, 0,
		COUNT(conditions));
	tcase_add_test(tcase, a_faulty_value_is_no_missing_one);
	tcase_add_test(tcase, all_faults_are_found_in_field_order);
	tcase_add_test(tcase, a_flag_that_is_false_when_empty_is_set);
	tcase_add_test(tcase, a_flag_that_is_given_is_left_alone);
	tcase_add_loop_test(tcase, a_single_flag_is_true_in_one_item_at_most, 0,
		COUNT(singles));
	tcase_add_loop_test(tcase,
		flags_are_told_apart_however_many_fields_there_are, 0,
		COUNT(wide_flags));
	tcase_add_test(tcase, a_list_has_as_many_items_as_the_rules_say);
	tcase_add_test(tcase, an_item_that_is_no_record_is_a_fault_of_the_item);
	tcase_add_test(tcase, a_list_within_a_list_is_checked);
	tcase_add_test(tcase, a_record_within_a_record_is_checked);
	tcase_add_test(tcase, a_setting_decides_which_codes_are_valid);
	tcase_add_test(tcase, unknown_members_are_faults_if_the_rules_say_so);
	tcase_add_test(tcase, more_unknown_members_than_are_kept_are_counted);
	tcase_add_test(tcase, paths_of_a_batch_begin_with_the_item);
	return suite;
}
