/* Tests of what is read out of a request's fields. */
#include <string.h>

#include "fixture.h"
#include "http/request.h"

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

#define URLENCODED "application/x-www-form-urlencoded"

static const struct {
	const char *method, *header, *type, *body;
	enum body_state state;
	const char *result;
} overrides[] = {
	{ "POST", "", URLENCODED, "a=b", BODY_OK, "POST" },
	{ "POST", "PUT", "", "", BODY_OK, "PUT" },
	{ "POST", "delete", "", "", BODY_NO_LENGTH, "DELETE" },
	{ "POST", "PUT", URLENCODED, "_method=PATCH", BODY_OK, "PUT" },
	{ "POST", "", URLENCODED, "a=b&_method=patch", BODY_OK, "PATCH" },
	{ "POST", "", URLENCODED "; charset=utf-8", "_method=get", BODY_OK,
		"GET" },
	{ "POST", "", URLENCODED, "_method=", BODY_OK, "POST" },
	{ "POST", "", URLENCODED, "_method=%zz", BODY_OK, "POST" },
	{ "POST", "", URLENCODED, "_method=PUT", BODY_SHORT, "POST" },
	{ "POST", "", "text/plain", "_method=PUT", BODY_OK, "POST" },
	{ "POST", "a b\r\nc", "", "", BODY_OK, "A B\r\nC" },
	{ "GET", "PUT", URLENCODED, "_method=PUT", BODY_OK, "GET" },
	{ "post", "PUT", "", "", BODY_NONE, "post" },
};

START_TEST(only_the_method_of_a_post_can_be_replaced)
{
	struct request request = {
		.method = overrides[_i].method,
		.content_type = overrides[_i].type,
		.body = overrides[_i].body,
		.length = strlen(overrides[_i].body),
		.state = overrides[_i].state,
	};

	request_override(&arena, &request, overrides[_i].header);
	ck_assert_str_eq(request.method, overrides[_i].result);
}
END_TEST

/* With so many characters between the marks. */
static const struct {
	const char *before;
	size_t count;
	const char *letter, *after, *key; /* key NULL: malformed */
} keys[] = {
	{ "\"", 1, "a", "\"", "a" },
	{ "", 1, "a", "", "a" },
	{ "\"", 1, "8e03978e-40d5-43dd-bc93-6894a57f9324", "\"",
		"8e03978e-40d5-43dd-bc93-6894a57f9324" },
	{ "", 1, "8e03978e-40d5-43dd-bc93-6894a57f9324", "",
		"8e03978e-40d5-43dd-bc93-6894a57f9324" },
	{ "\"", 1, " a b ", "\"", " a b " },
	{ "\"", 1, " ", "\"", " " },
	{ "\"", 1, "~!#,;='", "\"", "~!#,;='" },
	{ "", 1, "~!#,;='", "", "~!#,;='" },
	{ "\"", 1, "a\\\"b\\\\c", "\"", "a\"b\\c" },
	{ "\"", 1, "\\\"", "\"", "\"" },
	{ "\"", 1, "\\\\", "\"", "\\" },
	{ "\"", 1, "%41", "\"", "%41" },
	{ "", 0, "", "", NULL },
	{ "\"", 0, "", "", NULL },
	{ "\"", 0, "", "\"", NULL },
	{ "\"", 1, "a", "", NULL },
	{ "", 1, "a", "\"", NULL },
	{ "", 1, "a\"b", "", NULL },
	{ "\"", 1, "a\"b", "\"", NULL },
	{ "", 1, "a b", "", NULL },
	{ "", 1, " ", "", NULL },
	{ "", 1, "a\\b", "", NULL },
	{ "", 1, "a\\\\b", "", NULL },
	{ "\"", 1, "\\a", "\"", NULL },
	{ "\"", 1, "\\", "\"", NULL },
	{ "\"", 1, "a\\", "\"", NULL },
	{ "\"", 1, "a\tb", "\"", NULL },
	{ "\"", 1, "a\nb", "\"", NULL },
	{ "\"", 1, "a\x7F", "\"", NULL },
	{ "\"", 1, "\x1F", "\"", NULL },
	{ "\"", 1, "\xC3\xA9", "\"", NULL },
	{ "", 1, "\xC3\xA9", "", NULL },
	{ "\"", 1, "a", "\"; b=c", NULL },
	{ "\"", 1, "a", "\";b=\"c\"", NULL },
	{ "\"", 1, "a", "\", \"b\"", NULL },
	{ "", 1, "a", ", b", NULL },
	{ "'", 1, "a", "'", "'a'" },
	{ ":", 1, "YQ==", ":", ":YQ==:" },
	{ "\"", 256, "a", "\"", NULL },
	{ "", 256, "a", "", NULL },
	{ "\"", 65536, "a", "\"", NULL },
	{ "\"", 256, "\\\\", "\"", NULL },
};

START_TEST(an_idempotency_key_is_parsed_or_malformed)
{
	const char *value = arena_printf(&arena, "%s%s%s", keys[_i].before,
		repeated(keys[_i].letter, keys[_i].count), keys[_i].after);

	ck_assert_pstr_eq(idempotency_key_parse(&arena, value), keys[_i].key);
}
END_TEST

START_TEST(a_key_has_255_characters_at_most)
{
	static const char *const letters[][2] = { { "a", "a" }, { " ", " " },
		{ "\\\"", "\"" }, { "\\\\", "\\" } };
	const char *value =
		arena_printf(&arena, "\"%s\"", repeated(letters[_i][0], 255));

	ck_assert_pstr_eq(idempotency_key_parse(&arena, value),
		repeated(letters[_i][1], 255));
	ck_assert_pstr_eq(idempotency_key_parse(&arena, repeated("a", 255)),
		repeated("a", 255));
}
END_TEST

Suite *
request_suite(void)
{
	Suite *suite = suite_create("request");
	TCase *tcase = fixture_case(suite, "request");

	tcase_add_loop_test(
		tcase, a_content_type_is_parsed_or_malformed, 0, COUNT(types));
	tcase_add_loop_test(
		tcase, a_parameter_is_found_and_decoded, 0, COUNT(queries));
	tcase_add_test(tcase, nothing_is_read_behind_the_end_of_a_query);
	tcase_add_loop_test(tcase, only_the_method_of_a_post_can_be_replaced, 0,
		COUNT(overrides));
	tcase_add_loop_test(tcase, an_idempotency_key_is_parsed_or_malformed, 0,
		COUNT(keys));
	tcase_add_loop_test(tcase, a_key_has_255_characters_at_most, 0, 4);
	return suite;
}
