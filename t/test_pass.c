/* Tests of the pass that lets the reader of a page correct a customer. */
#include <string.h>

#include "fixture.h"
#include "form/pass.h"

Suite *pass_suite(void);

static const unsigned char secret[STORE_SECRET] =
	"a secret of thirty-two bytes, 32";

static const char *
printed(int64_t id)
{
	struct text out = { .arena = &arena };

	pass_write(&out, id, secret);
	return out.bytes;
}

START_TEST(what_was_written_is_read)
{
	static const int64_t ids[] = { 1, 42, 2147483647 };

	for (size_t i = 0; i < COUNT(ids); i++)
		ck_assert_int_eq(
			pass_read(&arena, printed(ids[i]), secret), ids[i]);
}
END_TEST

START_TEST(every_letter_that_is_changed_is_noticed)
{
	const char *text = printed(42);
	char *other = arena_copy(&arena, text, strlen(text));

	for (size_t i = 0; i < strlen(text); i++)
		for (int bit = 0; bit < 8; bit++) {
			other[i] = (char)(text[i] ^ 1 << bit);
			ck_assert_int_eq(pass_read(&arena, other, secret), 0);
			other[i] = text[i];
		}
}
END_TEST

START_TEST(a_pass_of_another_secret_is_none)
{
	static const unsigned char other[STORE_SECRET] =
		"b secret of thirty-two bytes, 32";

	ck_assert_int_eq(pass_read(&arena, printed(1), other), 0);
}
END_TEST

static const char *const none[] = { "", "1", "1.", "1.1", "1.1.", "x", ".",
	"1.99999999999999999999.0", "1.-1.0" };

START_TEST(what_is_no_pass_is_not_read)
{
	ck_assert_int_eq(pass_read(&arena, none[_i], secret), 0);
}
END_TEST

Suite *
pass_suite(void)
{
	Suite *suite = suite_create("pass");
	TCase *tcase = fixture_case(suite, "pass");

	tcase_add_test(tcase, what_was_written_is_read);
	tcase_add_test(tcase, every_letter_that_is_changed_is_noticed);
	tcase_add_test(tcase, a_pass_of_another_secret_is_none);
	tcase_add_loop_test(tcase, what_is_no_pass_is_not_read, 0, COUNT(none));
	return suite;
}
