/* Tests of hexadecimal digits. */
#include "fixture.h"

#include <string.h>

#include "base/hex.h"

Suite *hex_suite(void);

START_TEST(digits_of_any_case_have_a_value_and_nothing_else_has)
{
	static const char lower[] = "0123456789abcdef";
	static const char upper[] = "0123456789ABCDEF";
	char byte = (char)_i;
	const char *at = byte == '\0' ? NULL : strchr(lower, byte);
	const char *other = byte == '\0' ? NULL : strchr(upper, byte);

	ck_assert_int_eq(hex_value(byte), at != NULL      ? (int)(at - lower)
					  : other != NULL ? (int)(other - upper)
							  : -1);
}
END_TEST

START_TEST(bytes_become_two_digits_each)
{
	static const unsigned char bytes[] = { 0x00, 0x0A, 0x7F, 0xFE };
	char out[2 * sizeof(bytes) + 1];

	hex_put(out, bytes, sizeof(bytes));
	ck_assert_str_eq(out, "000a7ffe");
	hex_put(out, bytes, 0);
	ck_assert_str_eq(out, "");
}
END_TEST

Suite *
hex_suite(void)
{
	Suite *suite = suite_create("hex");
	TCase *tcase = fixture_case(suite, "hex");

	tcase_add_loop_test(tcase,
		digits_of_any_case_have_a_value_and_nothing_else_has, 0, 256);
	tcase_add_test(tcase, bytes_become_two_digits_each);
	return suite;
}
