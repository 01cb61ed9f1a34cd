/* Tests of entity tags: what If-Match and If-None-Match name. */
#include <inttypes.h>

#include "fixture.h"
#include "http/etag.h"

Suite *etag_suite(void);

static const struct {
	const char *header;
	const char *versions; /* "7 9", * for any; NULL: malformed */
} matches[] = {
	{ "\"7-json\"", "7" },
	{ "\"7\"", "7" },
	{ "\"7-json-it\"", "7" },
	{ "\"7-json-gzip\"", "7" },
	{ "\"12345-\"", "12345" },
	{ "W/\"7-json\"", "7" },
	{ " \"7-json\" , W/\"9-xml\"", "7 9" },
	{ "\"7-json\",\"9-xml\"", "7 9" },
	{ ",, \"7-json\",,", "7" },
	{ "\"x,y\", \"7-json\"", "7" },
	{ "\"x\", \"7-json\"", "7" },
	{ "7-json", "7" },
	{ "7", "7" },
	{ "W/7-json", "7" },
	{ "W7, \"9-json\"", "9" },
	{ "\"7-json", "7" },
	{ "*", "*" },
	{ "\"*\"", "*" },
	{ "*, \"7-json\"", "* 7" },
	{ "\"2147483648-json\"", "2147483648" },
	{ "\"999999999999999999-json\"", "999999999999999999" },
	{ "\"1000000000000000000-json\"", "9223372036854775807" },
	{ "\"99999999999999999999999\"", "9223372036854775807" },
	{ "", NULL },
	{ " ", NULL },
	{ ",", NULL },
	{ "\"\"", NULL },
	{ "W/", NULL },
	{ "\"", NULL },
	{ "\"json-7\"", NULL },
	{ "\"-7\"", NULL },
	{ "\"0-json\"", NULL },
	{ "\"7json\"", NULL },
	{ "\"7.0\"", NULL },
	{ "\"+7\"", NULL },
	{ "\" 7\"", NULL },
	{ "\"abc\", \"def\"", NULL },
};

START_TEST(an_if_match_names_versions_or_is_malformed)
{
	const char *wanted = matches[_i].versions;
	struct etag_match match;
	struct text got = { .arena = &arena };
	bool good = etag_match(&arena, matches[_i].header, &match);

	ck_assert_int_eq(good, wanted != NULL);
	if (match.any)
		text_puts(&got, "*");
	for (size_t i = 0; i < match.count; i++)
		text_printf(&got, "%s%" PRId64, got.length == 0 ? "" : " ",
			match.versions[i]);
	ck_assert_pstr_eq(got.bytes, wanted);
}
END_TEST

static const struct {
	const char *tag, *header;
	bool among;
} nones[] = {
	{ "\"7-json\"", "\"7-json\"", true },
	{ "\"7-json\"", "W/\"7-json\"", true },
	{ "\"7-json\"", "\"7-json-gzip\"", true },
	{ "\"7-json\"", "\"7-json-br\"", true },
	{ "\"7-json\"", "\"6-json\", \"7-json\"", true },
	{ "\"7-json\"", "*", true },
	{ "\"7-json-it\"", "\"7-json-it-gzip\"", true },
	{ "\"7-json\"", "\"7-json-it\"", false },
	{ "\"7-json-it\"", "\"7-json\"", false },
	{ "\"7-json\"", "\"7-xml\"", false },
	{ "\"7-json\"", "\"17-json\"", false },
	{ "\"7-json\"", "\"7-jsonl\"", false },
	{ "\"7-json\"", "\"7\"", false },
	{ "\"7-json\"", "", false },
};

START_TEST(an_if_none_match_names_a_tag_weakly)
{
	ck_assert_int_eq(etag_is_among(nones[_i].tag, nones[_i].header),
		nones[_i].among);
}
END_TEST

Suite *
etag_suite(void)
{
	Suite *suite = suite_create("etag");
	TCase *tcase = fixture_case(suite, "etag");

	tcase_add_loop_test(tcase, an_if_match_names_versions_or_is_malformed,
		0, COUNT(matches));
	tcase_add_loop_test(
		tcase, an_if_none_match_names_a_tag_weakly, 0, COUNT(nones));
	return suite;
}
