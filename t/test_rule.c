/* Tests of the rules that are told of each field. */
#include "fixture.h"

#include <string.h>

#include "schema/rule.h"

Suite *rule_suite(void);

static const char *
words_of(size_t field)
{
	struct text out = { .arena = &arena };

	rule_words(&out, &parcel_schema, field, &rules);
	return out.bytes == NULL ? "" : out.bytes;
}

static const struct {
	size_t field;
	const char *words;
} told[] = {
	{ PARCEL_KIND, "It must be one of LETTER, BOX." },
	{ PARCEL_LABEL, "It must have at most 10 characters." },
	{ PARCEL_CONTENT, "It must have at most 100 characters." },
	{ PARCEL_TRACK, "It must have at most 8 characters. "
			"It must not contain white space." },
	{ PARCEL_AREA, "It must be exactly 3 letters from A to Z." },
	{ PARCEL_COLOUR, "It must have at most 10 characters." },
	{ PARCEL_PRIORITY, "It must be one of slow, fast." },
	{ PARCEL_SENDER,
		"It must be an e-mail address such as ana@example.com." },
	{ PARCEL_PHONE, "It must be a telephone number: digits, with spaces, "
			"dots, hyphens, parentheses or a leading + among them. "
			"It must have 4 to 15 digits." },
	{ PARCEL_INSURED, "" },
	{ PARCEL_WEIGHT, "" },
	{ PARCEL_MADE,
		"It must be a date such as 2020-12-30, or a date with a time "
		"such as 2020-12-30T10:11:12Z. It must not be in the future. "
		"It must not be before 1900-01-01." },
	{ PARCEL_STOPS, "It must have at most 4 items." },
	{ PARCEL_SIZE, "" },
};

START_TEST(rules_are_told_in_the_words_of_the_messages)
{
	ck_assert_str_eq(words_of(told[_i].field), told[_i].words);
}
END_TEST

/* What is described of a member that is said to be "Big." */
static const char *
description_of(size_t field)
{
	struct text out = { .arena = &arena };
	struct field fields[PARCEL__MAX];
	struct schema schema = parcel_schema;

	memcpy(fields, parcel_schema.fields, sizeof(fields));
	fields[field].text = "Big.";
	schema.fields = fields;
	rule_describe(&out, &schema, field, &rules);
	return out.bytes;
}

START_TEST(whether_a_member_must_be_given_is_told)
{
	ck_assert_str_eq(description_of(PARCEL_KIND),
		"Big. It is required. It must be one of LETTER, BOX.");
	ck_assert_str_eq(description_of(PARCEL_CONTENT),
		"Big. It is required when kind is BOX. "
		"It must have at most 100 characters.");
	ck_assert_str_eq(description_of(PARCEL_LABEL),
		"Big. It must have at most 10 characters.");
}
END_TEST

START_TEST(codes_that_are_configured_are_told)
{
	struct codes_setting any = {
		.field = &parcel_schema.fields[PARCEL_PRIORITY],
	};
	struct codes_setting colours = {
		.field = &parcel_schema.fields[PARCEL_COLOUR],
		.codes = "mauve\tMauve\n",
		.next = &any,
	};

	rules.settings = &colours;
	ck_assert_str_eq(words_of(PARCEL_COLOUR), "It must be one of mauve.");
	ck_assert_str_eq(words_of(PARCEL_PRIORITY),
		"It must have at most 10 characters.");
}
END_TEST

/* Texts of which each type finds some wrong. */
static const char *const texts[] = { "x", "a b", "ABCD", "12", "12345",
	"perhaps", "1899-12-31", "2999-01-01", "2999-01-01T00:00:00Z",
	"a@example.com", "BOX", "1234567890123456", "a very long text indeed" };

/* Whether it says that the value is of another type. */
static bool
is_of_type(const struct field *field, enum fault_kind kind)
{
	return strcmp(fault_code(kind), "SerializationException") == 0 &&
	       !rule_holds(field, &rules, kind);
}

START_TEST(no_fault_is_found_for_which_no_rule_is_told)
{
	size_t found = 0;

	for (size_t field = 0; field < PARCEL__MAX; field++) {
		struct record *parcel = parcel_new();
		const char *text = texts[_i];

		record_set_text(parcel, field, text, strlen(text));
		if (parcel->values[field].state != VALUE_WRONG)
			continue;
		found++;
		ck_assert_msg(
			is_of_type(&parcel_schema.fields[field],
				parcel->values[field].fault) ||
				rule_holds(&parcel_schema.fields[field], &rules,
					parcel->values[field].fault),
			"%s has no rule that %s breaks",
			parcel_schema.fields[field].name, text);
	}
	ck_assert_uint_gt(found, 0);
}
END_TEST

START_TEST(rules_of_several_values_hold_where_they_are_checked)
{
	const struct field *stops = &parcel_schema.fields[PARCEL_STOPS];

	ck_assert(rule_holds(stops, &rules, FAULT_TOO_MANY_ITEMS));
	ck_assert(rule_holds(
		&stops->item->fields[STOP_LAST], &rules, FAULT_SECOND_SINGLE));
	ck_assert(!rule_holds(
		&stops->item->fields[STOP_PLACE], &rules, FAULT_SECOND_SINGLE));
	ck_assert(rule_holds(
		&parcel_schema.fields[PARCEL_KIND], &rules, FAULT_MISSING));
	ck_assert(rule_holds(&parcel_schema.fields[PARCEL_CONTENT], &rules,
		FAULT_MISSING_WHEN));
}
END_TEST

START_TEST(patterns_know_how_many_letters)
{
	struct text out = { .arena = &arena };

	rule_pattern(&out, &parcel_schema.fields[PARCEL_AREA]);
	ck_assert_str_eq(out.bytes, "^[A-Za-z]{3}$");
	ck_assert_ptr_null(rule_format(&parcel_schema.fields[PARCEL_AREA]));
	ck_assert_str_eq(
		rule_format(&parcel_schema.fields[PARCEL_DUE]), "date");
}
END_TEST

START_TEST(a_member_is_described_in_one_go)
{
	static const struct field field = {
		.name = "bell",
		.text = "What rings.",
		.type = TYPE_TOKEN,
		.max = 3,
		.need = REQUIRED,
	};
	const struct schema schema = { .fields = &field, .count = 1 };
	struct text out = { .arena = &arena };

	rule_describe(&out, &schema, 0, &rules);
	ck_assert_str_eq(out.bytes,
		"What rings. It is required. It must have at most 3 "
		"characters. It must not contain white space.");
}
END_TEST

START_TEST(only_texts_that_must_be_given_have_the_pattern_of_any_text)
{
	struct text content = { .arena = &arena }, label = content;

	rule_pattern(&content, &parcel_schema.fields[PARCEL_CONTENT]);
	rule_pattern(&label, &parcel_schema.fields[PARCEL_LABEL]);
	ck_assert_uint_gt(content.length, 0);
	ck_assert_uint_eq(label.length, 0);
}
END_TEST

START_TEST(days_begin_with_the_first_that_is_one)
{
	struct text out = { .arena = &arena };

	rule_pattern(&out, &parcel_schema.fields[PARCEL_DUE]);
	ck_assert_str_eq(out.bytes,
		"^(?:[1-9]|0[1-9]|00[1-9]|000[2-9]|0001-[1-9]|0001-0[2-9]|"
		"0001-01-[1-9]|0001-01-0[3-9]|0001-01-02)");
}
END_TEST

START_TEST(what_has_no_shape_has_no_pattern)
{
	struct text out = { .arena = &arena };

	rule_pattern(&out, &parcel_schema.fields[PARCEL_INSURED]);
	ck_assert_uint_eq(out.length, 0);
}
END_TEST

START_TEST(schemas_are_gathered_once_in_the_order_of_the_fields)
{
	static const char *const names[] = { "CreateParcel", "Stop", "Scan",
		"Tag", "Size" };
	size_t count;
	const struct schema **list =
		rule_schemas(&arena, &parcel_schema, &count);

	ck_assert_uint_eq(count, COUNT(names));
	for (int i = 0; i < COUNT(names); i++)
		ck_assert_str_eq(list[i]->name, names[i]);
}
END_TEST

Suite *
rule_suite(void)
{
	Suite *suite = suite_create("rule");
	TCase *tcase = fixture_case(suite, "rule");

	tcase_add_loop_test(tcase, rules_are_told_in_the_words_of_the_messages,
		0, COUNT(told));
	tcase_add_test(tcase, whether_a_member_must_be_given_is_told);
	tcase_add_test(tcase, codes_that_are_configured_are_told);
	tcase_add_loop_test(tcase, no_fault_is_found_for_which_no_rule_is_told,
		0, COUNT(texts));
	tcase_add_test(
		tcase, rules_of_several_values_hold_where_they_are_checked);
	tcase_add_test(tcase, patterns_know_how_many_letters);
	tcase_add_test(tcase, a_member_is_described_in_one_go);
	tcase_add_test(tcase,
		only_texts_that_must_be_given_have_the_pattern_of_any_text);
	tcase_add_test(tcase, days_begin_with_the_first_that_is_one);
	tcase_add_test(tcase, what_has_no_shape_has_no_pattern);
	tcase_add_test(
		tcase, schemas_are_gathered_once_in_the_order_of_the_fields);
	return suite;
}
