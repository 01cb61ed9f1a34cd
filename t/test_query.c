/* Tests of urlencoded pairs. */
#include <string.h>

#include "fixture.h"
#include "format/query.h"

static const struct {
	const char *query, *name, *value;
} queries[] = {
	{ "format=csv", "format", "csv" },
	{ "a=b&format=csv&format=xml", "format", "csv" },
	{ "format", "format", "" },
	{ "format=", "format", "" },
	{ "&&=x&format=a=b", "format", "a=b" },
	{ "form%61t=%63+%2Bv%2b", "format", "c +v+" },
	{ "a+b=c", "a b", "c" },
	{ "format=a%00b", "format", NULL },
	{ "format=%", "format", NULL },
	{ "format=%4", "format", NULL },
	{ "format=%4&a=b", "format", NULL },
	{ "format=%zz", "format", NULL },
	{ "format=%C3%A9", "format", "\xC3\xA9" },
	{ "FORMAT=csv", "format", NULL },
	{ "formats=csv&forma=csv", "format", NULL },
	{ "for%zzmat=csv&format=xml", "format", "xml" },
	{ "format%00=csv", "format", NULL },
	{ "format%=csv", "format", NULL },
	{ "", "format", NULL },
	{ "&", "format", NULL },
	{ "=", "format", NULL },
};

START_TEST(a_parameter_is_found_and_decoded)
{
	const char *query = queries[_i].query;

	ck_assert_pstr_eq(
		query_find(&arena, query, strlen(query), queries[_i].name),
		queries[_i].value);
}
END_TEST

START_TEST(nothing_is_read_behind_the_end_of_a_query)
{
	ck_assert_ptr_null(query_find(&arena, "a=%41", 4, "a"));
	ck_assert_str_eq(query_find(&arena, "a=bc", 3, "a"), "b");
	ck_assert_str_eq(query_find(&arena, "a=bc", 1, "a"), "");
	ck_assert_ptr_null(query_find(&arena, "a=bc", 0, "a"));
}
END_TEST

Suite *
query_suite(void)
{
	Suite *suite = suite_create("query");
	TCase *tcase = fixture_case(suite, "query");

	tcase_add_loop_test(
		tcase, a_parameter_is_found_and_decoded, 0, COUNT(queries));
	tcase_add_test(tcase, nothing_is_read_behind_the_end_of_a_query);
	return suite;
}
