/* Tests of JSON that is written piece by piece. */
#include "fixture.h"

#include "format/jsonout.h"

Suite *jsonout_suite(void);

START_TEST(commas_stand_between_what_stands_beside)
{
	struct text out = { .arena = &arena };

	jsonout_open(&out, '{');
	jsonout_member(&out, "a", "x\"y:");
	jsonout_member(&out, "b", "[");
	jsonout_name(&out, "list");
	jsonout_open(&out, '[');
	jsonout_number(&out, -1);
	jsonout_bool(&out, true);
	jsonout_bool(&out, false);
	jsonout_open(&out, '{');
	jsonout_close(&out, '}');
	jsonout_open(&out, '[');
	jsonout_close(&out, ']');
	jsonout_json(&out, "{\"ready\":null}");
	jsonout_string(&out, "");
	jsonout_close(&out, ']');
	jsonout_name(&out, "more");
	jsonout_json(&out, "0");
	jsonout_close(&out, '}');
	ck_assert_str_eq(out.bytes,
		"{\"a\":\"x\\\"y:\",\"b\":\"[\",\"list\":[-1,true,false,{},[],"
		"{\"ready\":null},\"\"],\"more\":0}");
}
END_TEST

Suite *
jsonout_suite(void)
{
	Suite *suite = suite_create("jsonout");
	TCase *tcase = fixture_case(suite, "jsonout");

	tcase_add_test(tcase, commas_stand_between_what_stands_beside);
	return suite;
}
