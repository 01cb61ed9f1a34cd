/* Tests of what is read out of a request's fields. */
#include <string.h>

#include "fixture.h"
#include "http/request.h"

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

	request.override = overrides[_i].header;
	request_override(&arena, &request);
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

	tcase_add_loop_test(tcase, only_the_method_of_a_post_can_be_replaced, 0,
		COUNT(overrides));
	tcase_add_loop_test(tcase, an_idempotency_key_is_parsed_or_malformed, 0,
		COUNT(keys));
	tcase_add_loop_test(tcase, a_key_has_255_characters_at_most, 0, 4);
	return suite;
}
