/* Tests of media types as Content-Type names them. */
#include "fixture.h"
#include "format/media.h"

static const struct {
	const char *value, *name, *charset, *boundary;
} types[] = {
	{ "application/json", "application/json", "", NULL },
	{ "Application/JSON", "application/json", "", NULL },
	{ " text/csv ", "text/csv", "", NULL },
	{ "text/csv;charset=UTF-8", "text/csv", "utf-8", NULL },
	{ "text/csv ; Charset=\"Utf-8\" ", "text/csv", "utf-8", NULL },
	{ "text/csv; charset=\"ut\\f-8\"", "text/csv", "utf-8", NULL },
	{ "text/csv; header=present; charset=latin1", "text/csv", "latin1",
		NULL },
	{ "text/csv;", "text/csv", "", NULL },
	{ "text/csv;; charset=x;", "text/csv", "x", NULL },
	{ "application/problem+json", "application/problem+json", "", NULL },
	{ "multipart/form-data; boundary=AbC", "multipart/form-data", "",
		"AbC" },
	{ "multipart/form-data; boundary=\"a b\\\"=;,\"", "multipart/form-data",
		"", "a b\"=;," },
	{ "multipart/form-data; boundary=\"\"", "multipart/form-data", "", "" },
	{ "", "", "", NULL },
	{ "json", "", "", NULL },
	{ "/json", "", "", NULL },
	{ "text/", "", "", NULL },
	{ "text /csv", "", "", NULL },
	{ "text/csv charset=utf-8", "", "", NULL },
	{ "text/csv; charset", "", "", NULL },
	{ "text/csv; charset=", "", "", NULL },
	{ "text/csv; charset = utf-8", "", "", NULL },
	{ "text/csv; charset=\"utf-8", "", "", NULL },
	{ "text/csv; charset=\"utf-8\\", "", "", NULL },
	{ "text/csv; charset=utf-8 x", "", "", NULL },
	{ "application/json, text/csv", "", "", NULL },
	{ "text/\xC3\xA9", "", "", NULL },
};

START_TEST(a_content_type_is_parsed_or_malformed)
{
	struct media_type type = media_type_parse(&arena, types[_i].value);

	ck_assert_str_eq(type.name, types[_i].name);
	ck_assert_str_eq(type.charset, types[_i].charset);
	ck_assert_pstr_eq(type.boundary, types[_i].boundary);
}
END_TEST

Suite *
media_suite(void)
{
	Suite *suite = suite_create("media");
	TCase *tcase = fixture_case(suite, "media");

	tcase_add_loop_test(
		tcase, a_content_type_is_parsed_or_malformed, 0, COUNT(types));
	return suite;
}
