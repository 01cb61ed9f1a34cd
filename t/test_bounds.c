/* The bounds of API keys: which brands and points of sale are within them. */
#include <string.h>

#include "fixture.h"
#include "store/bounds.h"

Suite *bounds_suite(void);

static const struct {
	const char *brands, *pos;
	const char *brand, *pos_code;
	bool within;
} rows[] = {
	{ NULL, NULL, "CAR", "ES100:1", true },
	{ NULL, NULL, NULL, NULL, true },
	{ "CAR", NULL, "CAR", NULL, true },
	{ "CAR", NULL, "car", NULL, true },
	{ "IWC CAR", NULL, "CAR", NULL, true },
	{ "  IWC   CAR ", NULL, "CAR", NULL, true },
	{ "IWC", NULL, "CAR", NULL, false },
	{ "CART", NULL, "CAR", NULL, false },
	{ "CA", NULL, "CAR", NULL, false },
	{ "CAR", NULL, "", NULL, false },
	{ "CAR", NULL, NULL, NULL, false },
	{ "", NULL, "CAR", NULL, false },
	{ " ", NULL, "CAR", NULL, false },
	{ NULL, "", NULL, "ES100:1", false },
	{ NULL, "*", NULL, "ES100:1", true },
	{ NULL, "*", NULL, NULL, true },
	{ NULL, "ES100:*", NULL, "ES100:1", true },
	{ NULL, "ES100:*", NULL, "ES100:", true },
	{ NULL, "ES100:*", NULL, "ES100", false },
	{ NULL, "ES100:*", NULL, NULL, false },
	{ NULL, "es100:*", NULL, "ES100:1", true },
	{ NULL, "ES100:*", NULL, "es100:1", true },
	{ NULL, "ES100:1", NULL, "es100:1", true },
	{ NULL, "ES100:1", NULL, "ES100:12", false },
	{ NULL, "ES100:12", NULL, "ES100:1", false },
	{ NULL, "ES*:1", NULL, "ES100:1", false },
	{ NULL, "ES*:1", NULL, "ES*:1", true },
	{ NULL, "*:1", NULL, "ES100:1", false },
	{ NULL, "IT1 ES100:*", NULL, "ES100:1", true },
	{ NULL, "IT1 ES100:*", NULL, "IT12", false },
	{ "CAR", "ES100:*", "CAR", "ES100:1", true },
	{ "IWC", "ES100:*", "CAR", "ES100:1", false },
	{ "CAR", "IT100:*", "CAR", "ES100:1", false },
};

START_TEST(a_record_is_within_both_lists)
{
	const struct bounds bounds = { rows[_i].brands, rows[_i].pos };

	ck_assert(bounds_allow(&bounds, rows[_i].brand, rows[_i].pos_code) ==
		  rows[_i].within);
}
END_TEST

START_TEST(a_list_is_taken_word_by_word)
{
	const char *list = " ES100:* *  IT1";
	struct bound bound;

	ck_assert(bounds_next(&list, &bound));
	ck_assert(bound.open && bound.length == 6);
	ck_assert_int_eq(strncmp(bound.word, "ES100:", 6), 0);
	ck_assert(bounds_next(&list, &bound));
	ck_assert(bound.open && bound.length == 0);
	ck_assert(bounds_next(&list, &bound));
	ck_assert(!bound.open && bound.length == 3);
	ck_assert(!bounds_next(&list, &bound));
	ck_assert(!bounds_next(&list, &bound));
}
END_TEST

Suite *
bounds_suite(void)
{
	Suite *suite = suite_create("bounds");
	TCase *tcase = fixture_case(suite, "bounds");

	tcase_add_loop_test(
		tcase, a_record_is_within_both_lists, 0, COUNT(rows));
	tcase_add_test(tcase, a_list_is_taken_word_by_word);
	return suite;
}
