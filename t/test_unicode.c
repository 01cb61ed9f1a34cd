/* Tests of what Unicode says of characters. */
#include "base/unicode.h"
#include "fixture.h"

Suite *unicode_suite(void);

static const struct {
	int32_t point;
	bool format, word;
} kinds[] = {
	{ 'a', false, true },
	{ '5', false, true },
	{ '-', false, false },
	{ ' ', false, false },
	{ 0xAD, true, false },
	{ 0x61C, true, false },
	{ 0x200B, true, false },
	{ 0x200D, true, false },
	{ 0x202E, true, false },
	{ 0x2060, true, false },
	{ 0x2069, true, false },
	{ 0xFEFF, true, false },
	{ 0xE0001, true, false },
	{ 0x34F, false, true }, /* a mark */
	{ 0x301, false, true },
	{ 0x20DD, false, true },
	{ 0x903, false, true },
	{ 0x1C5, false, true },
	{ 0x2B0, false, true },
	{ 0x4E00, false, true },
	{ 0x661, false, true },
	{ 0x2160, false, false }, /* a roman one */
	{ 0xB2, false, false },
	{ 0x2014, false, false },
	{ 0x2028, false, false },
	{ 0xA0, false, false },
	{ 0xE000, false, false },
	{ 0x10FFFF, false, false },
};

START_TEST(a_character_is_of_a_kind)
{
	ck_assert_int_eq(unicode_is_format(kinds[_i].point), kinds[_i].format);
	ck_assert_int_eq(unicode_is_word(kinds[_i].point), kinds[_i].word);
}
END_TEST

START_TEST(full_width_forms_are_those_of_ascii)
{
	for (int32_t point = '!'; point <= '~'; point++)
		ck_assert_int_eq(unicode_narrow(point + 0xFEE0), point);
	ck_assert_int_eq(unicode_narrow(0xFF00), 0xFF00);
	ck_assert_int_eq(unicode_narrow(0xFF5F), 0xFF5F);
	ck_assert_int_eq(unicode_narrow('a'), 'a');
	ck_assert_int_eq(unicode_narrow(0xE9), 0xE9);
}
END_TEST

/* Where the decimal digits of some scripts begin. */
static const int32_t zeros[] = {
	'0',
	0x660,
	0x6F0,
	0x7C0,
	0x966,
	0x9E6,
	0xE50,
	0x17E0,
	0x1810,
	0x19D0,
	0xA620,
	0xFF10,
	0x104A0,
	0x11066,
	0x1D7CE,
	0x1D7D8,
	0x1D7F6,
	0x1E950,
	0x1FBF0,
};

START_TEST(digits_of_every_script_are_dialled)
{
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(unicode_dial(zeros[_i] + i), '0' + i);
}
END_TEST

START_TEST(what_is_no_twin_is_dialled_as_it_is)
{
	static const int32_t others[] = { 'a', '+', '.', 0xE9, 0x2024, 0x2026,
		0x2121, 0x2474, 0x30FC, 0x4E00, 0xFF21, 0xFF0E, 0xFF0F, 0xBD,
		0x10FFFF };

	for (int i = 0; i < COUNT(others); i++)
		ck_assert_int_eq(unicode_dial(others[i]), others[i]);
}
END_TEST

static const struct {
	int32_t point;
	int columns;
} widths[] = {
	{ 'a', 1 }, { 0xE9, 1 }, { 0x301, 0 }, /* a mark on the letter before */
	{ 0x200B, 0 },                         /* a space without width */
	{ 0x5E97, 2 },                         /* of Chinese */
	{ 0xFF21, 2 },                         /* a full-width form */
	{ 0x1F600, 2 },                        /* a picture */
};

START_TEST(a_character_takes_columns_of_a_terminal)
{
	ck_assert_int_eq(unicode_columns(widths[_i].point), widths[_i].columns);
}
END_TEST

Suite *
unicode_suite(void)
{
	Suite *suite = suite_create("unicode");
	TCase *tcase = fixture_case(suite, "unicode");

	tcase_add_loop_test(tcase, a_character_is_of_a_kind, 0, COUNT(kinds));
	tcase_add_test(tcase, full_width_forms_are_those_of_ascii);
	tcase_add_loop_test(
		tcase, digits_of_every_script_are_dialled, 0, COUNT(zeros));
	tcase_add_loop_test(tcase, a_character_takes_columns_of_a_terminal, 0,
		COUNT(widths));
	tcase_add_test(tcase, what_is_no_twin_is_dialled_as_it_is);
	return suite;
}
