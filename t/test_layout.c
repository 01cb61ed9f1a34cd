/* Tests of messages as people like to read them. */
#include "fixture.h"

#include <string.h>

Suite *layout_suite(void);

static const struct {
	const char *format, *bytes, *shown;
} laid_out[] = {
	{ "json", "{}", "{}" },
	{ "json", "{\"a\":1,\"b\":[],\"c\":[{\"d\":\"x\"},{}]}",
		"{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": [\n    {\n"
		"      \"d\": \"x\"\n    },\n    {}\n  ]\n}" },
	{ "json", "{\"a{,\":\"\\\"}:[\\\\\"}",
		"{\n  \"a{,\": \"\\\"}:[\\\\\"\n}" },
	{ "jsonl", "{\"a\":[1,2]}\n{\"a\":{}}\n",
		"{\"a\":[1,2]}\n{\"a\":{}}\n" },
	{ "jsv", "{a:1,b:[{c:x y}]}",
		"{\n  a:1,\n  b:[\n    {\n      c:x y\n    }\n  ]\n}" },
	{ "jsv", "{a:\"x,\"\"{\",b:\\}", "{\n  a:\"x,\"\"{\",\n  b:\\\n}" },
	{ "xml",
		"<?xml version=\"1.0\"?><a x=\"y\"><b>t &gt; u</b><c><d></d>"
		"</c></a>",
		"<?xml version=\"1.0\"?>\n<a x=\"y\">\n  <b>t &gt; u</b>\n"
		"  <c>\n    <d></d>\n  </c>\n</a>" },
	/* what does not end is laid out as far as it goes */
	{ "json", "{\"a", "{\n  \"a" },
	{ "json", "{\"a\\", "{\n  \"a\\" },
	{ "json", "{", "{\n  " },
	{ "xml", "<a", "<a" },
	{ "xml", "<a>b", "<a>b" },
	{ "csv", "a,b\r\n1,\"x\r\n\"\"y\"\r\n", "a,b\n1,\"x\r\n\"\"y\"\n" },
};

START_TEST(a_message_is_laid_out_in_lines)
{
	const char *bytes = laid_out[_i].bytes;
	const struct format *format =
		format_named(laid_out[_i].format, strlen(laid_out[_i].format));
	struct text out = { .arena = &arena };

	format->lay_out(&out, bytes, strlen(bytes));
	ck_assert_str_eq(out.bytes, laid_out[_i].shown);
}
END_TEST

START_TEST(whatever_goes_both_ways_can_be_laid_out)
{
	const struct format *format = &formats[_i];

	ck_assert_int_eq(format->lay_out != NULL,
		format->read != NULL && format->write != NULL);
}
END_TEST

Suite *
layout_suite(void)
{
	Suite *suite = suite_create("layout");
	TCase *tcase = fixture_case(suite, "layout");

	tcase_add_loop_test(
		tcase, a_message_is_laid_out_in_lines, 0, COUNT(laid_out));
	tcase_add_loop_test(tcase, whatever_goes_both_ways_can_be_laid_out, 0,
		(int)format_count);
	return suite;
}
