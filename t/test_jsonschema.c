/* Tests of messages as JSON Schema has them. */
#include "fixture.h"

#include <string.h>

#include "format/json.h"
#include "document/openapi/jsonschema.h"

Suite *jsonschema_suite(void);

/* A message with a field of each sort, and its items. */
enum { LETTER_KIND, LETTER_SEAL };

static const struct field page_fields[] = {
	{ .name = "text",
		.text = "What stands there.",
		.example = "Hello",
		.type = TYPE_STRING,
		.max = 9,
		.need = REQUIRED },
	{ .name = "first",
		.text = "Whether it is the first.",
		.example = "true",
		.type = TYPE_BOOL,
		.single = true },
	{ .name = "last",
		.text = "Whether it is the last.",
		.example = "false",
		.type = TYPE_BOOL,
		.single = true },
};

static const struct schema page_schema = {
	.name = "Page",
	.title = "A page",
	.fields = page_fields,
	.count = COUNT(page_fields),
};

static const struct field letter_fields[] = {
	[LETTER_KIND] = {
		.name = "kind", .title = "Kind", .text = "What it is.",
		.example = "AIR", .type = TYPE_CODE, .need = REQUIRED,
		.codes = "AIR\tBy air\tplane\nSEA\tBy sea\n",
	},
	[LETTER_SEAL] = {
		.name = "seal", .text = "What is on the seal.",
		.example = "owl", .type = TYPE_STRING, .max = 5,
		.need = REQUIRED_WHEN, .when = { LETTER_KIND, "SEA" },
	},
	{ .name = "stamp", .text = "What is on the stamp.", .example = "fox",
		.type = TYPE_STRING, .need = REQUIRED_WHEN,
		.when = { LETTER_KIND, "AIR" } },
	{ .name = "knot", .text = "How it is tied.", .example = "reef",
		.type = TYPE_STRING, .need = REQUIRED_WHEN,
		.when = { LETTER_KIND, "SEA" } },
	{ .name = "note", .text = "A note.", .example = "n", .max = 7 },
	{ .name = "size", .text = "The size.", .example = "S",
		.type = TYPE_CODE, .codes = "S\tSmall\n", .settable = true,
		.nullable = true, .max = 4 },
	{ .name = "from", .text = "From whom.", .example = "ana@example.com",
		.type = TYPE_EMAIL },
	{ .name = "sent", .text = "When.", .example = "2000-12-30",
		.type = TYPE_DAY, .past = true, .from = "1990-01-01",
		.nullable = true },
	{ .name = "pages", .text = "What is in it.", .type = TYPE_LIST,
		.item = &page_schema },
	{ .name = "cover", .text = "What is around it.", .type = TYPE_RECORD,
		.item = &page_schema },
	{ .name = "count", .text = "How many.", .example = "7",
		.type = TYPE_INT },
};

static const struct schema letter_schema = {
	.name = "Letter",
	.space = "http://example.com/letter",
	.fields = letter_fields,
	.count = COUNT(letter_fields),
};

static const struct schema answer = {
	.name = "Answer",
	.pascal = true,
	.fields = letter_fields,
	.count = COUNT(letter_fields),
};

static const struct field letters_fields[] = {
	{ .name = "items", .type = TYPE_LIST, .item = &letter_schema },
};

static const struct schema letters_schema = {
	.name = "ArrayOfLetter",
	.space = "http://example.com/letter",
	.array = true,
	.fields = letters_fields,
	.count = 1,
};

/* The schema, which must be JSON. */
static const char *
schema_of(const struct schema *schema, const struct rules *told)
{
	struct text out = { .arena = &arena };
	struct reading reading = { .intake = &intake };

	jsonschema_write(&out, schema, told, rules.wcf_dates);
	ck_assert(json_valid(&reading, out.bytes, out.length));
	return out.bytes;
}

/* Of a request, what must be there. */
static const char *const asked[] = {
	"{\"type\":\"object\",\"required\":[\"kind\"],\"properties\":{",
	"\"kind\":{\"title\":\"Kind\",\"description\":\"What it is. It is "
	"required. It must be one of AIR, SEA.\",\"type\":\"string\","
	"\"enum\":[\"AIR\",\"SEA\"],\"examples\":[\"AIR\"]}",
	"\"seal\":{\"description\":\"What is on the seal. It is required when "
	"kind is SEA. It must have at most 5 characters.\","
	"\"type\":\"string\",\"maxLength\":5,\"pattern\":\"[^",
	"\"note\":{\"description\":\"A note. It must have at most 7 "
	"characters.\",\"type\":\"string\",\"maxLength\":7,"
	"\"examples\":[\"n\"]}",
	"\"type\":[\"string\",\"null\"],\"enum\":[\"S\",null]",
	"\"format\":\"idn-email\",\"pattern\":\"^",
	"\"x-octets\":[254,64]",
	"\"type\":[\"string\",\"null\"],\"format\":\"date\",\"pattern\":"
	"\"^(?:[2-9]|199[1-9]|1990-[1-9]|1990-0[2-9]|1990-01-[1-9]|"
	"1990-01-0[2-9]|1990-01-01)\",\"x-seconds-ahead\":50400,\"examples\":["
	"\"2000-12-30\"]",
	"\"pages\":{\"description\":\"What is in it. It must have at most 4 "
	"items.\",\"type\":\"array\","
	"\"items\":{\"$ref\":\"#/components/schemas/Page\"},\"maxItems\":4,"
	"\"allOf\":[{\"contains\":{\"type\":\"object\",\"properties\":"
	"{\"first\":{\"const\":true}},\"required\":[\"first\"]},"
	"\"minContains\":0,\"maxContains\":1},{\"contains\":"
	"{\"type\":\"object\",\"properties\":{\"last\":{\"const\":true}},"
	"\"required\":[\"last\"]},\"minContains\":0,\"maxContains\":1}],"
	"\"xml\":{\"wrapped\":true}}",
	"\"cover\":{\"description\":\"What is around it.\","
	"\"allOf\":[{\"$ref\":\"#/components/schemas/Page\"}]}",
	"\"type\":\"integer\",\"format\":\"int32\",\"examples\":[7]",
	"\"allOf\":[{\"if\":{\"properties\":{\"kind\":{\"const\":\"SEA\"}},"
	"\"required\":[\"kind\"]},\"then\":{\"required\":[\"seal\",\"knot\"]}},"
	"{\"if\":{\"properties\":{\"kind\":{\"const\":\"AIR\"}},"
	"\"required\":[\"kind\"]},\"then\":{\"required\":[\"stamp\"]}}]",
	"\"xml\":{\"name\":\"Letter\",\"namespace\":"
	"\"http://example.com/letter\"}}",
};

START_TEST(a_request_is_told_with_all_its_rules)
{
	const char *schema = schema_of(&letter_schema, &rules);

	ck_assert_msg(strstr(schema, asked[_i]) != NULL, "%s\nis not in\n%s",
		asked[_i], schema);
}
END_TEST

/* Words that are there only because of a rule. */
static const char *const rules_only[] = { "enum", "pattern", "maxLength",
	"maxItems", "contains", "x-octets", "x-seconds-ahead", "\"if\"",
	"additionalProperties", "It must" };

START_TEST(an_answer_has_no_rules)
{
	const char *schema = schema_of(&answer, NULL);

	ck_assert_ptr_null(strstr(schema, rules_only[_i]));
	ck_assert_ptr_nonnull(strstr(schema, "\"required\":[\"kind\"]"));
}
END_TEST

START_TEST(members_of_some_messages_have_a_capital_in_xml)
{
	const char *schema = schema_of(&answer, NULL);

	ck_assert_ptr_nonnull(strstr(schema, "\"xml\":{\"name\":\"Count\"}"));
	ck_assert_ptr_nonnull(strstr(
		schema, "\"xml\":{\"name\":\"Pages\",\"wrapped\":true}"));
}
END_TEST

START_TEST(a_batch_is_an_array_of_any_length)
{
	ck_assert_str_eq(schema_of(&letters_schema, &rules),
		"{\"type\":\"array\","
		"\"items\":{\"$ref\":\"#/components/schemas/Letter\"},"
		"\"xml\":{\"name\":\"ArrayOfLetter\",\"namespace\":"
		"\"http://example.com/letter\",\"wrapped\":true}}");
}
END_TEST

START_TEST(what_is_configured_is_told)
{
	struct codes_setting any = { .field = &letter_fields[5] };

	rules.settings = &any;
	rules.reject_unknown = true;
	ck_assert_ptr_nonnull(strstr(schema_of(&letter_schema, &rules),
		"\"type\":[\"string\",\"null\"],\"maxLength\":4,"
		"\"examples\":[\"S\"]"));
	ck_assert_ptr_nonnull(strstr(schema_of(&letter_schema, &rules),
		"\"additionalProperties\":false"));
	rules.reject_unknown = false;
	ck_assert_ptr_null(strstr(
		schema_of(&letter_schema, &rules), "\"additionalProperties\""));
}
END_TEST

START_TEST(a_date_that_json_and_xml_have_otherwise_is_a_text)
{
	static const char date[] = "\"format\":\"date\"";

	ck_assert_ptr_nonnull(strstr(schema_of(&letter_schema, &rules), date));
	ck_assert_ptr_nonnull(strstr(schema_of(&letter_schema, NULL), date));
	rules.wcf_dates = true;
	ck_assert_ptr_null(strstr(schema_of(&letter_schema, &rules), date));
	ck_assert_ptr_null(strstr(schema_of(&letter_schema, NULL), date));
	ck_assert_ptr_nonnull(strstr(schema_of(&letter_schema, &rules),
		"\"type\":[\"string\",\"null\"],"
		"\"examples\":[\"2000-12-30\"]"));
}
END_TEST

Suite *
jsonschema_suite(void)
{
	Suite *suite = suite_create("jsonschema");
	TCase *tcase = fixture_case(suite, "jsonschema");

	tcase_add_loop_test(
		tcase, a_request_is_told_with_all_its_rules, 0, COUNT(asked));
	tcase_add_loop_test(
		tcase, an_answer_has_no_rules, 0, COUNT(rules_only));
	tcase_add_test(tcase, members_of_some_messages_have_a_capital_in_xml);
	tcase_add_test(tcase, a_batch_is_an_array_of_any_length);
	tcase_add_test(tcase, what_is_configured_is_told);
	tcase_add_test(
		tcase, a_date_that_json_and_xml_have_otherwise_is_a_text);
	return suite;
}
