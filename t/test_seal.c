/* Tests of sealed texts and of signatures: known answers, and tampering. */
#include <string.h>

#include "base/seal.h"
#include "fixture.h"

Suite *seal_suite(void);

/* The bytes 0 to 31. */
static const unsigned char key[SHA256_BYTES] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
	10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
	28, 29, 30, 31 };

/* Made by a program of its own, from the description in seal.h alone. */
static const struct {
	const char *purpose, *message;
	int times;
	const char *sealed;
} answers[] = {
	{ "list", "", 1, "piK6nFStdZ_sXd6dDEJA5ypbwbj4QgO6aq60yuUcfMc" },
	{ "list", "a", 1, "LIyVF1c0NQ3QoJdgxhXYTJVJuGN2uzdtcV3hmS0KB-W8" },
	{ "list", "Rossi Ana 42", 1,
		"aOUaUgjzAV8NEdTSfo4TE0GKTv-D-FTJd9-KbwEHArZQz3vOJJ3y6prZTWs" },
	{ "task", "Rossi Ana 42", 1,
		"OLI45RkuMTNeGfYLODEcAx6MMaeCWnaZ0T0yEaNCWALrctDpTgaqDCOh8Xg" },
	{ "list", "x", 70,
		"6EjNF3Kii7ZATGlSGmJ3AALHxs3zlwph2Q2UA43ywV4e4bp0fnPhk5Fzro02IE"
		"uVMKLYB-GHtzaT-36k0JyJKaLQfKetqMRn2Nsj_cq-Sq_H1QMNmv_r_12_Xf-t"
		"duPC6lYiJWKk" },
};

static const char *
sealed(const char *purpose, const char *message)
{
	struct text out = { .arena = &arena };

	seal_put(&out, key, purpose, message, strlen(message));
	return out.bytes;
}

/* The message in a sealed text, or NULL. */
static const char *
opened(const char *purpose, const char *text)
{
	size_t length;

	return seal_open(&arena, key, purpose, text, strlen(text), &length);
}

START_TEST(a_message_is_sealed_as_described)
{
	const char *message =
		repeated(answers[_i].message, (size_t)answers[_i].times);

	ck_assert_str_eq(
		sealed(answers[_i].purpose, message), answers[_i].sealed);
}
END_TEST

START_TEST(what_was_sealed_can_be_opened)
{
	const char *message =
		repeated(answers[_i].message, (size_t)answers[_i].times);
	size_t length;
	const char *text = seal_open(&arena, key, answers[_i].purpose,
		answers[_i].sealed, strlen(answers[_i].sealed), &length);

	ck_assert_ptr_nonnull(text);
	ck_assert_str_eq(text, message);
	ck_assert_uint_eq(length, strlen(message));
}
END_TEST

START_TEST(any_bytes_can_be_sealed)
{
	static const char bytes[] = "a\0b\xff\0";
	struct text out = { .arena = &arena };
	size_t length;
	const char *text;

	seal_put(&out, key, "list", bytes, sizeof(bytes));
	text = seal_open(&arena, key, "list", out.bytes, out.length, &length);
	ck_assert_uint_eq(length, sizeof(bytes));
	ck_assert_mem_eq(text, bytes, length);
}
END_TEST

START_TEST(every_digit_that_is_changed_is_noticed)
{
	char *text = arena_copy(
		&arena, answers[_i].sealed, strlen(answers[_i].sealed));

	for (char *at = text; *at != '\0'; at++) {
		char digit = *at;

		for (const char *other = "A_b-9"; *other != '\0'; other++) {
			*at = *other;
			if (*other != digit)
				ck_assert_ptr_null(
					opened(answers[_i].purpose, text));
		}
		*at = digit;
	}
}
END_TEST

START_TEST(what_is_cut_or_goes_on_is_noticed)
{
	const char *whole = answers[_i].sealed;

	for (size_t length = 0; length < strlen(whole); length++)
		ck_assert_ptr_null(opened(answers[_i].purpose,
			arena_copy(&arena, whole, length)));
	for (const char *more = "A=. "; *more != '\0'; more++)
		ck_assert_ptr_null(opened(answers[_i].purpose,
			arena_printf(&arena, "%s%c", whole, *more)));
}
END_TEST

START_TEST(another_key_or_purpose_opens_nothing)
{
	unsigned char other[SHA256_BYTES];
	const char *text = answers[2].sealed;
	size_t length;

	memcpy(other, key, sizeof(other));
	other[31] ^= 1;
	ck_assert_ptr_null(
		seal_open(&arena, other, "list", text, strlen(text), &length));
	ck_assert_ptr_null(opened("lists", text));
	ck_assert_ptr_null(opened("", text));
}
END_TEST

START_TEST(a_signature_is_made_as_described)
{
	struct text none = { .arena = &arena }, some = { .arena = &arena };

	seal_sign(&none, key, "");
	ck_assert_str_eq(
		none.bytes, "-ETkbsC4lET83DARxfSwBrYBB9CkLoaRRnch9HBjI5A");
	seal_sign(&some, key, "7 csv 1600000000");
	ck_assert_str_eq(
		some.bytes, "BfPC1roCrZwkU2SQK0EiXgpbSj8JyOolQoW2pJ2V7LI");
}
END_TEST

START_TEST(a_signature_is_of_one_message)
{
	static const char good[] =
		"BfPC1roCrZwkU2SQK0EiXgpbSj8JyOolQoW2pJ2V7LI";
	static const struct {
		const char *message, *signature;
	} wrong[] = {
		{ "7 csv 1600000001", good },
		{ "7 csv 160000000", good },
		{ "", good },
		{ "7 csv 1600000000", "" },
		{ "7 csv 1600000000",
			"BfPC1roCrZwkU2SQK0EiXgpbSj8JyOolQoW2pJ2V7LJ" },
		{ "7 csv 1600000000",
			"bfPC1roCrZwkU2SQK0EiXgpbSj8JyOolQoW2pJ2V7LI" },
	};

	ck_assert(seal_is_signed(&arena, key, "7 csv 1600000000", good));
	for (int i = 0; i < COUNT(wrong); i++)
		ck_assert(!seal_is_signed(
			&arena, key, wrong[i].message, wrong[i].signature));
}
END_TEST

Suite *
seal_suite(void)
{
	Suite *suite = suite_create("seal");
	TCase *tcase = fixture_case(suite, "seal");

	tcase_add_loop_test(
		tcase, a_message_is_sealed_as_described, 0, COUNT(answers));
	tcase_add_loop_test(
		tcase, what_was_sealed_can_be_opened, 0, COUNT(answers));
	tcase_add_test(tcase, any_bytes_can_be_sealed);
	tcase_add_loop_test(tcase, every_digit_that_is_changed_is_noticed, 0,
		COUNT(answers));
	tcase_add_loop_test(
		tcase, what_is_cut_or_goes_on_is_noticed, 0, COUNT(answers));
	tcase_add_test(tcase, another_key_or_purpose_opens_nothing);
	tcase_add_test(tcase, a_signature_is_made_as_described);
	tcase_add_test(tcase, a_signature_is_of_one_message);
	return suite;
}
