/* Tests of the records of FastCGI: what is read of them, and what is written. */
#include <string.h>

#include "base/text.h"
#include "fixture.h"
#include "http/fastcgi.h"

Suite *fastcgi_suite(void);

static const unsigned char whole[] = { 1, FASTCGI_STDIN, 1, 2, 0, 3, 2, 0, 'a',
	'b', 'c', 0, 0, 1 };

START_TEST(a_record_is_taken_when_all_of_it_is_there)
{
	struct fastcgi_record record;

	for (size_t length = 0; length < 13; length++)
		ck_assert_int_eq(fastcgi_take(whole, length, &record), 0);
	ck_assert_int_eq(fastcgi_take(whole, sizeof(whole), &record), 13);
	ck_assert_uint_eq(record.type, FASTCGI_STDIN);
	ck_assert_uint_eq(record.id, 258);
	ck_assert_uint_eq(record.length, 3);
	ck_assert_mem_eq(record.content, "abc", 3);
}
END_TEST

START_TEST(another_version_is_no_record)
{
	struct fastcgi_record record;

	ck_assert_int_eq(fastcgi_take(whole + 1, 1, &record), -1);
}
END_TEST

/* Contents of FASTCGI_BEGIN: role and flags. */
static const struct {
	unsigned char content[9];
	size_t length;
	bool begins, keeps;
} begins[] = {
	{ { 0, 1, 0 }, 8, true, false },
	{ { 0, 1, 1 }, 8, true, true },
	{ { 0, 1, 0xfe }, 8, true, false },
	{ { 0, 2, 1 }, 8, false, true },
	{ { 1, 1, 0 }, 8, false, false },
	{ { 0, 1, 0 }, 7, false, false },
	{ { 0, 1, 0 }, 9, false, false },
};

START_TEST(only_a_responder_begins)
{
	const struct fastcgi_record record = {
		.content = begins[_i].content,
		.length = begins[_i].length,
	};
	bool keep = false;

	ck_assert_int_eq(fastcgi_begins(&record, &keep), begins[_i].begins);
	ck_assert_int_eq(keep, begins[_i].keeps);
}
END_TEST

static bool
read_pairs(const char *bytes, size_t length, struct fastcgi_variables *variables)
{
	return fastcgi_read_variables(&arena, (const unsigned char *)bytes,
		length, variables);
}

START_TEST(variables_are_found_by_name)
{
	static const char full[] = "\1\2Axy\1\0B\x80\0\0\1\1Cz\1\1Aw";
	struct fastcgi_variables variables;

	ck_assert(read_pairs(full, sizeof(full) - 1, &variables));
	ck_assert_uint_eq(variables.count, 4);
	ck_assert_str_eq(fastcgi_find(&variables, "A"), "xy");
	ck_assert_str_eq(fastcgi_find(&variables, "B"), "");
	ck_assert_str_eq(fastcgi_find(&variables, "C"), "z");
	ck_assert_ptr_null(fastcgi_find(&variables, "D"));
	ck_assert(read_pairs(NULL, 0, &variables));
	ck_assert_ptr_null(fastcgi_find(&variables, "A"));
}
END_TEST

START_TEST(variables_that_are_cut_anywhere_are_refused)
{
	static const char full[] = "\3\x80\0\0\4ABCdefg";
	struct fastcgi_variables variables;

	ck_assert(read_pairs(full, sizeof(full) - 1, &variables));
	for (size_t length = 1; length < sizeof(full) - 1; length++)
		ck_assert(!read_pairs(full, length, &variables));
}
END_TEST

START_TEST(too_many_variables_are_refused)
{
	char pairs[3 * (FASTCGI_VARIABLES + 1)];
	struct fastcgi_variables variables;

	for (size_t i = 0; i < sizeof(pairs); i += 3)
		memcpy(pairs + i, "\1\0A", 3);
	ck_assert(read_pairs(pairs, sizeof(pairs) - 3, &variables));
	ck_assert(!read_pairs(pairs, sizeof(pairs), &variables));
}
END_TEST

START_TEST(variables_are_read_as_they_were_written)
{
	static const size_t lengths[] = { 0, 1, 127, 128, 255, 256, 65536 };
	const char *value = repeated("v", lengths[_i]);
	struct text out = { .arena = &arena };
	struct fastcgi_variables variables;

	fastcgi_put_variable(&out, "ABC", 2, value);
	fastcgi_put_variable(&out, "C", 1, "c");
	ck_assert(read_pairs(out.bytes, out.length, &variables));
	ck_assert_uint_eq(variables.count, 2);
	ck_assert_str_eq(fastcgi_find(&variables, "AB"), value);
	ck_assert_str_eq(fastcgi_find(&variables, "C"), "c");
}
END_TEST

START_TEST(a_long_answer_takes_several_records)
{
	const size_t length = 200000;
	const char *bytes = arena_alloc(&arena, length);
	struct text out = { .arena = &arena };
	struct fastcgi_record record;
	size_t at = 0, told = 0;

	fastcgi_put(&out, 7, bytes, length);
	while (at < out.length) {
		int taken = fastcgi_take((unsigned char *)out.bytes + at,
			out.length - at, &record);

		ck_assert_int_gt(taken, 0);
		ck_assert_int_eq(taken % 8, 0);
		ck_assert_uint_eq(record.id, 7);
		ck_assert_uint_gt(record.length, 0);
		at += (size_t)taken;
		told += record.length;
	}
	ck_assert_uint_eq(told, length);
}
END_TEST

START_TEST(the_end_has_an_empty_record_before_it)
{
	static const unsigned char end[] = { 1, FASTCGI_STDOUT, 0, 1, 0, 0, 0,
		0, 1, FASTCGI_END, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	struct text out = { .arena = &arena };

	fastcgi_put_end(&out, 1, FASTCGI_COMPLETE);
	ck_assert_uint_eq(out.length, sizeof(end));
	ck_assert_mem_eq(out.bytes, end, sizeof(end));
}
END_TEST

START_TEST(values_that_are_not_known_are_left_out)
{
	static const char asked[] = "\x0e\0FCGI_MAX_CONNS\1\0X"
				    "\x0e\0FCGI_MAX_CONNS";
	const struct fastcgi_record record = {
		.type = FASTCGI_GET_VALUES,
		.content = (const unsigned char *)asked,
		.length = sizeof(asked) - 1,
	};
	struct text out = { .arena = &arena };

	fastcgi_put_management(&out, &record, 12, 34);
	ck_assert_uint_eq(out.length, 8 + 18 + 6);
	ck_assert_mem_eq(out.bytes + 8, "\x0e\2FCGI_MAX_CONNS12", 18);
}
END_TEST

START_TEST(values_are_told_up_to_what_is_malformed)
{
	static const char asked[] = "\x0d\0FCGI_MAX_RUNS\x0d\0FCGI_MAX_REQS"
				    "\x0e\0FCGI_MAX";
	const struct fastcgi_record record = {
		.type = FASTCGI_GET_VALUES,
		.content = (const unsigned char *)asked,
		.length = sizeof(asked) - 1,
	};
	struct text out = { .arena = &arena };

	fastcgi_put_management(&out, &record, 12, 34);
	ck_assert_uint_eq(out.length, 8 + 17 + 7);
	ck_assert_mem_eq(out.bytes + 8, "\x0d\2FCGI_MAX_REQS34", 17);
}
END_TEST

Suite *
fastcgi_suite(void)
{
	Suite *suite = suite_create("fastcgi");
	TCase *tests = fixture_case(suite, "fastcgi");

	tcase_add_test(tests, a_record_is_taken_when_all_of_it_is_there);
	tcase_add_test(tests, another_version_is_no_record);
	tcase_add_loop_test(tests, only_a_responder_begins, 0,
		COUNT(begins));
	tcase_add_test(tests, variables_are_found_by_name);
	tcase_add_test(tests, variables_that_are_cut_anywhere_are_refused);
	tcase_add_test(tests, too_many_variables_are_refused);
	tcase_add_loop_test(tests, variables_are_read_as_they_were_written, 0,
		7);
	tcase_add_test(tests, a_long_answer_takes_several_records);
	tcase_add_test(tests, the_end_has_an_empty_record_before_it);
	tcase_add_test(tests, values_that_are_not_known_are_left_out);
	tcase_add_test(tests, values_are_told_up_to_what_is_malformed);
	return suite;
}
