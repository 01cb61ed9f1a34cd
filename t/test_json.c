/* Tests of bodies and answers in JSON. */
#include "fixture.h"

#include <string.h>

#include "customer/customer.h"

#define JSON "application/json"
#define REFUSED "refused SerializationException"

Suite *json_suite(void);

/* Objects as RFC 8259 has them, without a member that a parcel has. */
static const struct {
	const char *text;
	size_t length;
} valid[] = {
	{ BYTES("{}") },
	{ BYTES(" \t\r\n{ \t\r\n} \t\r\n") },
	{ BYTES("\xef\xbb\xbf{}") },
	{ BYTES("{\"x\":null}") },
	{ BYTES("{\"x\":true,\"y\":false}") },
	{ BYTES("{ \"x\" : 1 , \"y\" : 2 }") },
	{ BYTES("{\"\":0}") },
	{ BYTES("{\"x\":{}}") },
	{ BYTES("{\"x\":[]}") },
	{ BYTES("{\"x\":[ ]}") },
	{ BYTES("{\"x\":[1,\"a\",null,true,{},[]]}") },
	{ BYTES("{\"x\":[{\"a\":1},{\"a\":1}]}") },
	{ BYTES("{\"x\":0}") },
	{ BYTES("{\"x\":-0}") },
	{ BYTES("{\"x\":-1}") },
	{ BYTES("{\"x\":10}") },
	{ BYTES("{\"x\":0.5}") },
	{ BYTES("{\"x\":-0.0}") },
	{ BYTES("{\"x\":1e5}") },
	{ BYTES("{\"x\":1E+5}") },
	{ BYTES("{\"x\":1.25e-5}") },
	{ BYTES("{\"x\":0e1}") },
	{ BYTES("{\"x\":1e400}") },
	{ BYTES("{\"x\":123456789012345678901234567890}") },
	{ BYTES("{\"x\":\"\"}") },
	{ BYTES("{\"x\":\"\\\"\\\\\\/\\n\\r\\t\"}") },
	{ BYTES("{\"x\":\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"}") },
	{ BYTES("{\"x\":\"\x7f\"}") },
	{ BYTES("{\"x\":\"Dé€😀\"}") },
	{ BYTES("{\"Dé\":\"/* no comment */\"}") },
};

START_TEST(what_the_grammar_allows_is_read)
{
	ck_assert_str_eq(
		body_print(JSON, valid[_i].text, valid[_i].length), "");
}
END_TEST

/* What is no such text, or no object, or has what no text here may have. */
static const struct {
	const char *text;
	size_t length;
} invalid[] = {
	/* no object at the top */
	{ BYTES("[]") },
	{ BYTES("\"\\") },
	{ BYTES("{\"x\":\"\\\0\"}") },
	{ BYTES("{\"x\":\"\\ud800\\ue000\"}") },
	{ BYTES("{\"x\":\"\\ud800\\u0041\"}") },
	{ BYTES("{\"x\":[[{\"a\":1,\"a\":2}]]}") },
	{ BYTES("[{}]") },
	{ BYTES("null") },
	{ BYTES("true") },
	{ BYTES("1") },
	{ BYTES("\"a\"") },
	/* structure */
	{ BYTES("{") },
	{ BYTES("}") },
	{ BYTES("{}}") },
	{ BYTES("{}{}") },
	{ BYTES("{}[]") },
	{ BYTES("{},") },
	{ BYTES("{} x") },
	{ BYTES("{}\0") },
	{ BYTES("{}\xef\xbb\xbf") },
	{ BYTES("\xef\xbb\xbf\xef\xbb\xbf{}") },
	{ BYTES("{,}") },
	{ BYTES("{\"x\"}") },
	{ BYTES("{\"x\":}") },
	{ BYTES("{:1}") },
	{ BYTES("{\"x\" 1}") },
	{ BYTES("{\"x\":1,}") },
	{ BYTES("{,\"x\":1}") },
	{ BYTES("{\"x\":1,,\"y\":2}") },
	{ BYTES("{\"x\":1 \"y\":2}") },
	{ BYTES("{\"x\":1;\"y\":2}") },
	{ BYTES("{\"x\":1:2}") },
	{ BYTES("{\"x\"::1}") },
	{ BYTES("{\"x\"=1}") },
	{ BYTES("{x:1}") },
	{ BYTES("{'x':1}") },
	{ BYTES("{1:1}") },
	{ BYTES("{null:1}") },
	{ BYTES("{\"x\":[}") },
	{ BYTES("{\"x\":]}") },
	{ BYTES("{\"x\":[}]") },
	{ BYTES("{\"x\":[1}") },
	{ BYTES("{\"x\":[1,]}") },
	{ BYTES("{\"x\":[,1]}") },
	{ BYTES("{\"x\":[,]}") },
	{ BYTES("{\"x\":[1 2]}") },
	{ BYTES("{\"x\":[1,,2]}") },
	{ BYTES("{\"x\":{\"y\":1]}") },
	/* blanks and comments */
	{ BYTES("\f{}") },
	{ BYTES("{\v}") },
	{ BYTES("{}\f") },
	{ BYTES("{\"x\":\x01"
		"1}") },
	{ BYTES("\xc2\xa0{}") },
	{ BYTES("{\"x\":\xe3\x80\x80"
		"1}") },
	{ BYTES("{\"x\":1}\x1f") },
	{ BYTES("{/**/}") },
	{ BYTES("{}//") },
	{ BYTES("#\n{}") },
	/* words */
	{ BYTES("{\"x\":True}") },
	{ BYTES("{\"x\":NULL}") },
	{ BYTES("{\"x\":tru}") },
	{ BYTES("{\"x\":truee}") },
	{ BYTES("{\"x\":nul}") },
	{ BYTES("{\"x\":undefined}") },
	{ BYTES("{\"x\":yes}") },
	{ BYTES("{\"x\":NaN}") },
	{ BYTES("{\"x\":Infinity}") },
	{ BYTES("{\"x\":-Infinity}") },
	/* numbers */
	{ BYTES("{\"x\":01}") },
	{ BYTES("{\"x\":-01}") },
	{ BYTES("{\"x\":00}") },
	{ BYTES("{\"x\":-}") },
	{ BYTES("{\"x\":--1}") },
	{ BYTES("{\"x\":+1}") },
	{ BYTES("{\"x\":2.}") },
	{ BYTES("{\"x\":.5}") },
	{ BYTES("{\"x\":-.5}") },
	{ BYTES("{\"x\":2.e3}") },
	{ BYTES("{\"x\":1e}") },
	{ BYTES("{\"x\":1e+}") },
	{ BYTES("{\"x\":1e1.5}") },
	{ BYTES("{\"x\":1.2.3}") },
	{ BYTES("{\"x\":0x10}") },
	{ BYTES("{\"x\":1_000}") },
	{ BYTES("{\"x\":1a}") },
	{ BYTES("{\"x\":- 1}") },
	{ BYTES("{\"x\":１}") },
	/* strings */
	{ BYTES("{\"x\":\"a") },
	{ BYTES("{\"x\":\"a\\\"}") },
	{ BYTES("{\"x\":'a'}") },
	{ BYTES("{\"x\":“a”}") },
	{ BYTES("{\"x\":a}") },
	{ BYTES("{\"x\":\"\t\"}") },
	{ BYTES("{\"x\":\"\n\"}") },
	{ BYTES("{\"x\":\"\x1f\"}") },
	{ BYTES("{\"x\":\"\0\"}") },
	{ BYTES("{\"x\":\"\\a\"}") },
	{ BYTES("{\"x\":\"\\x41\"}") },
	{ BYTES("{\"x\":\"\\'\"}") },
	{ BYTES("{\"x\":\"\\0\"}") },
	{ BYTES("{\"x\":\"\\\n\"}") },
	{ BYTES("{\"x\":\"\\U0041\"}") },
	{ BYTES("{\"x\":\"\\u\"}") },
	{ BYTES("{\"x\":\"\\u004\"}") },
	{ BYTES("{\"x\":\"\\u004g\"}") },
	{ BYTES("{\"x\":\"\\u+041\"}") },
	{ BYTES("{\"x\":\"\\u 041\"}") },
	{ BYTES("{\"x\":\"\\") },
	{ BYTES("{\"x\":\"\\u12") },
	/* text that no format could answer */
	{ BYTES("{\"x\":\"\\u0000\"}") },
	{ BYTES("{\"x\":\"\\u0001\"}") },
	{ BYTES("{\"x\":\"\\b\"}") },
	{ BYTES("{\"x\":\"\\f\"}") },
	{ BYTES("{\"x\":\"\\ufffe\"}") },
	{ BYTES("{\"x\":\"\\uFFFF\"}") },
	{ BYTES("{\"x\":\"\\ud800\"}") },
	{ BYTES("{\"x\":\"\\ud83d\"}") },
	{ BYTES("{\"x\":\"\\ud83dx\"}") },
	{ BYTES("{\"x\":\"\\ud83d\\u0041\"}") },
	{ BYTES("{\"x\":\"\\ud83d\\ud83d\"}") },
	{ BYTES("{\"x\":\"\\ude00\"}") },
	{ BYTES("{\"x\":\"\\ude00\\ud83d\"}") },
	{ BYTES("{\"\\u0000\":1}") },
	{ BYTES("{\"\\ud800\":1}") },
	/* bytes that are no UTF-8 */
	{ BYTES("{\"x\":\"\xe9\"}") },
	{ BYTES("{\"x\":\"\xc0\xaf\"}") },
	{ BYTES("{\"x\":\"\xed\xa0\x80\"}") },
	{ BYTES("{\"x\":\"\xf4\x90\x80\x80\"}") },
	{ BYTES("{\"x\":\"\xef\xbf\xbf\"}") },
	{ BYTES("{\"x\":\"\xe2\x82\"}") },
	{ BYTES("\xff\xfe{\0}\0") },
	{ BYTES("\xfe\xff\0{\0}") },
	{ BYTES("{\0}\0") },
	{ BYTES("+AHs-+AH0-") },
	/* members twice */
	{ BYTES("{\"x\":1,\"x\":1}") },
	{ BYTES("{\"x\":1,\"X\":2}") },
	{ BYTES("{\"label\":\"a\",\"LABEL\":\"b\"}") },
	{ BYTES("{\"label\":null,\"label\":\"b\"}") },
	{ BYTES("{\"label\":\"a\",\"\\u006cabel\":\"b\"}") },
	{ BYTES("{\"tags\":[{\"tag\":\"a\",\"tag\":\"b\"}]}") },
	{ BYTES("{\"x\":{\"y\":[{\"z\":1,\"z\":2}]}}") },
};

START_TEST(what_the_grammar_forbids_is_refused)
{
	ck_assert_str_eq(body_print(JSON, invalid[_i].text, invalid[_i].length),
		REFUSED);
}
END_TEST

/* A body and the parcel that it makes. */
static const struct {
	const char *text, *prints;
} parcels[] = {
	{ "{\"label\":\"a\"}", "label=a" },
	{ "{\"LaBeL\":\"a\"}", "label=a" },
	{ "{\"label\":\" a \"}", "label=a" },
	{ "{\"label\":\"\"}", "" },
	{ "{\"label\":null}", "" },
	{ "{\"label\":\" \"}", "" },
	{ "{\"label\":20121}", "label=20121" },
	{ "{\"label\":0}", "label=0" },
	{ "{\"content\":9007199254740992}", "content=9007199254740992" },
	{ "{\"content\":9007199254740993}", "content!SerializationException" },
	{ "{\"label\":-1}", "label!SerializationException" },
	{ "{\"label\":1.0}", "label!SerializationException" },
	{ "{\"label\":1e3}", "label!SerializationException" },
	{ "{\"label\":true}", "label!SerializationException" },
	{ "{\"label\":[\"a\"]}", "label!SerializationException" },
	{ "{\"label\":{}}", "label!SerializationException" },
	{ "{\"label\":\"\\u0061\\n\\\"\\\\\\/\"}", "label=a\n\"\\/" },
	{ "{\"label\":\"\\ud83d\\ude00\"}", "label=😀" },
	{ "{\"label\":\"\\uD83D\\uDE00é\"}", "label=😀é" },
	{ "{\"gift\":true}", "gift=1" },
	{ "{\"gift\":false}", "gift=0" },
	{ "{\"gift\":1}", "gift=1" },
	{ "{\"gift\":0}", "gift=0" },
	{ "{\"gift\":\"oN\"}", "gift=1" },
	{ "{\"gift\":\"False\"}", "gift=0" },
	{ "{\"gift\":\"\"}", "" },
	{ "{\"gift\":null}", "" },
	{ "{\"gift\":2}", "gift!SerializationException" },
	{ "{\"gift\":1.0}", "gift!SerializationException" },
	{ "{\"gift\":\"si\"}", "gift!SerializationException" },
	{ "{\"due\":\"2020-12-30\"}", "due=2020-12-30" },
	{ "{\"due\":\"\\/Date(1609323072000)\\/\"}", "due=2020-12-30" },
	{ "{\"due\":\"\\\\/Date(1609323072000)\\\\/\"}", "due=2020-12-30" },
	{ "{\"due\":true}", "due!SerializationException" },
	{ "{\"due\":\"0001-01-01T00:00:00\"}", "" },
	{ "{\"phone\":3331234567}", "phone=3331234567" },
	{ "{\"tags\":[]}", "tags=[]" },
	{ "{\"tags\":null}", "" },
	{ "{\"tags\":[{\"tag\":\"a\"},{\"TAG\":\"b\"}]}",
		"tags=[{tag=a} {tag=b}]" },
	{ "{\"tags\":[{}]}", "tags=[{}]" },
	{ "{\"tags\":[\"a\",1,{\"tag\":2}]}", "tags=[? ? {tag=2}]" },
	{ "{\"tags\":[[],null]}", "tags=[? ?]" },
	{ "{\"tags\":{\"tag\":\"a\"}}", "tags!SerializationException" },
	{ "{\"tags\":true}", "tags!SerializationException" },
	{ "{\"tags\":1}", "tags!SerializationException" },
	{ "{\"tags\":\"a\"}", "tags!SerializationException" },
	{ "{\"stops\":[{\"place\":\"Rome\",\"last\":true,"
	  "\"scans\":[{\"at\":\"2020-01-01\"}]}]}",
		"stops=[{place=Rome; last=1; "
		"scans=[{at=2020-01-01T00:00:00Z}]}]" },
	{ "{\"size\":{\"height\":3,\"unit\":\"m\"}}",
		"size={height=3; unit=m}" },
	{ "{\"size\":[]}", "size!SerializationException" },
	{ "{\"size\":3}", "size!SerializationException" },
	{ "{\"unknown\":{\"label\":\"no\"},\"label\":\"yes\"}", "label=yes" },
	{ "{\"label\":\"a\",\"extra\":[[[1]]]}", "label=a" },
};

START_TEST(a_body_makes_a_record)
{
	ck_assert_str_eq(
		body_print(JSON, parcels[_i].text, strlen(parcels[_i].text)),
		parcels[_i].prints);
}
END_TEST

START_TEST(every_json_media_type_is_read_alike)
{
	static const char *const media[] = { "application/json", "text/json",
		"application/vnd.example+json", "Application/JSON" };

	for (int i = 0; i < COUNT(media); i++)
		ck_assert_str_eq(
			body_print(media[i], BYTES("{\"label\":\"a\"}")),
			"label=a");
}
END_TEST

START_TEST(unknown_members_are_noted_where_they_stand)
{
	ck_assert_str_eq(
		body_print(JSON, BYTES("{\"extra\":1,\"tags\":[{\"tag\":\"a\","
				       "\"b c\":2}],\"size\":{\"Width\":{}}}")),
		"tags=[{tag=a}]; size={}");
	ck_assert_uint_eq(intake.unknown_count, 3);
	ck_assert_str_eq(intake.unknown[0], "extra");
	ck_assert_str_eq(intake.unknown[1], "tags[0].?");
	ck_assert_str_eq(intake.unknown[2], "size.Width");
}
END_TEST

/* An object with arrays in it, so many deep in all. */
static const char *
nested(size_t depth)
{
	return arena_printf(&arena, "{\"x\":%s%s}", repeated("[", depth - 1),
		repeated("]", depth - 1));
}

START_TEST(nesting_is_read_sixteen_deep)
{
	for (size_t depth = 2; depth <= 18; depth++) {
		const char *text = nested(depth);

		ck_assert_str_eq(body_print(JSON, text, strlen(text)),
			depth <= FORMAT_DEPTH ? "" : REFUSED);
	}
}
END_TEST

START_TEST(objects_nest_as_deep_as_arrays)
{
	for (size_t depth = 15; depth <= 18; depth++) {
		const char *text = arena_printf(&arena, "%s{}%s",
			repeated("{\"x\":", depth - 1),
			repeated("}", depth - 1));

		ck_assert_str_eq(body_print(JSON, text, strlen(text)),
			depth <= FORMAT_DEPTH ? "" : REFUSED);
	}
}
END_TEST

START_TEST(endless_nesting_is_refused_at_once)
{
	const char *open = repeated("[", 100000);
	const char *text = arena_printf(&arena, "{\"x\":%s", open);

	ck_assert_str_eq(body_print(JSON, text, strlen(text)), REFUSED);
	ck_assert_str_eq(body_print(JSON, open, strlen(open)), REFUSED);
	text = repeated("{\"x\":", 100000);
	ck_assert_str_eq(body_print(JSON, text, strlen(text)), REFUSED);
	text = nested(1000);
	ck_assert_str_eq(body_print(JSON, text, strlen(text)), REFUSED);
}
END_TEST

START_TEST(a_body_cut_at_any_byte_is_refused)
{
	static const char text[] =
		"{\"label\":\"D\xc3\xa9\\u00e9\\ud83d\\ude00\",\"gift\":true,"
		"\"weight\":12,\"tags\":[{\"tag\":null},{}],\"x\":-1.5e+3}";

	ck_assert_str_eq(body_print(JSON, BYTES(text)),
		"label=Déé😀; gift=1; weight=12; tags=[{} {}]");
	for (size_t cut = 1; cut < sizeof(text) - 1; cut++)
		ck_assert_str_eq(body_print(JSON, text, cut), REFUSED);
}
END_TEST

START_TEST(a_body_of_many_members_is_read_quickly)
{
	struct text text = { .arena = &arena };

	text_puts(&text, "{\"x\":0");
	for (int i = 0; i < 5000; i++)
		text_printf(&text, ",\"x%d\":0", i);
	text_puts(&text, "}");
	ck_assert_str_eq(body_print(JSON, text.bytes, text.length), "");
	ck_assert_uint_eq(intake.unknown_count, 5001);
}
END_TEST

START_TEST(an_answer_is_written_to_the_byte)
{
	struct record *answer = record_new(&intake, &answer_schema);

	record_set_int(answer, 0, 42);
	ck_assert_str_eq(written("json", answer), "{\"boosterCustomerId\":42}");
}
END_TEST

START_TEST(what_is_written_is_read_as_the_same)
{
	static const char text[] =
		"{\"kind\":\"BOX\",\"label\":\"\\\"\\\\\\r\\n\\t</'&\","
		"\"content\":\"=1+1\",\"insured\":false,\"gift\":true,"
		"\"weight\":12,\"due\":\"2020-12-30\","
		"\"stops\":[{\"place\":\"Dé😀\",\"last\":true},{}],"
		"\"tags\":[],\"size\":{\"height\":3}}";
	const struct format *json = format_named("json", 4);
	struct reading in = {
		.intake = &intake,
		.bytes = text,
		.length = strlen(text),
	};
	struct record *parcel = parcel_new();

	ck_assert(json->read(&in, parcel));
	ck_assert_str_eq(written("json", parcel), text);
}
END_TEST

/* A date as it came, and as JSON has it as a date of WCF. */
static const struct {
	size_t field;
	const char *text, *writes;
} wcf[] = {
	{ PARCEL_DUE, "2020-12-30", "{\"due\":\"\\/Date(1609286400000)\\/\"}" },
	{ PARCEL_DUE, "1970-01-01", "{\"due\":\"\\/Date(0)\\/\"}" },
	{ PARCEL_DUE, "1969-12-31", "{\"due\":\"\\/Date(-86400000)\\/\"}" },
	{ PARCEL_EXPECTED, "2020-12-30T10:11:12Z",
		"{\"expected\":\"\\/Date(1609323072000)\\/\"}" },
	{ PARCEL_EXPECTED, "2020-12-30T10:11:12.5+01:00",
		"{\"expected\":\"\\/Date(1609319472500)\\/\"}" },
	{ PARCEL_EXPECTED, "2020-12-30T10:11:12.123456789Z",
		"{\"expected\":\"\\/Date(1609323072123)\\/\"}" },
	{ PARCEL_EXPECTED, "1969-12-31T23:59:59.999Z",
		"{\"expected\":\"\\/Date(-1)\\/\"}" },
	{ PARCEL_LABEL, "2020-12-30", "{\"label\":\"2020-12-30\"}" },
	{ PARCEL_WEIGHT, "3", "{\"weight\":3}" },
};

START_TEST(a_date_is_one_of_wcf_if_the_rules_say_so)
{
	const char *text = wcf[_i].text;
	struct record *parcel = parcel_new();
	const char *json;

	record_set_text(parcel, wcf[_i].field, text, strlen(text));
	rules.wcf_dates = true;
	json = written("json", parcel);
	ck_assert_str_eq(json, wcf[_i].writes);
	ck_assert_str_eq(written("jsonl", parcel), json);
	ck_assert_pstr_eq(strstr(written("jsv", parcel), "Date"), NULL);
	ck_assert_pstr_eq(strstr(written("xml", parcel), "Date"), NULL);
	ck_assert_pstr_eq(strstr(written("csv", parcel), "Date"), NULL);
}
END_TEST

START_TEST(a_date_is_text_where_the_message_says_so)
{
	struct record *customer = record_new(&intake, &whole_schema);

	rules.wcf_dates = true;
	record_set_string(customer, CUSTOMER_BIRTH_DATE, "1990-01-02");
	record_set_string(customer, CUSTOMER_WEDDING_DATE, "2020-01-18");
	record_set_string(
		customer, CUSTOMER_REGISTRATION_DATE, "2020-12-30T10:11:12Z");
	ck_assert_str_eq(written("json", customer),
		"{\"birthDate\":\"1990-01-02\","
		"\"weddingDate\":\"2020-01-18\","
		"\"registrationDate\":\"\\/Date(1609323072000)\\/\"}");
}
END_TEST

Suite *
json_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = fixture_case(suite, "json");

	tcase_add_loop_test(
		tcase, what_the_grammar_allows_is_read, 0, COUNT(valid));
	tcase_add_loop_test(
		tcase, what_the_grammar_forbids_is_refused, 0, COUNT(invalid));
	tcase_add_loop_test(tcase, a_body_makes_a_record, 0, COUNT(parcels));
	tcase_add_test(tcase, every_json_media_type_is_read_alike);
	tcase_add_test(tcase, unknown_members_are_noted_where_they_stand);
	tcase_add_test(tcase, nesting_is_read_sixteen_deep);
	tcase_add_test(tcase, objects_nest_as_deep_as_arrays);
	tcase_add_test(tcase, endless_nesting_is_refused_at_once);
	tcase_add_test(tcase, a_body_cut_at_any_byte_is_refused);
	tcase_add_test(tcase, a_body_of_many_members_is_read_quickly);
	tcase_add_test(tcase, an_answer_is_written_to_the_byte);
	tcase_add_test(tcase, what_is_written_is_read_as_the_same);
	tcase_add_loop_test(
		tcase, a_date_is_one_of_wcf_if_the_rules_say_so, 0, COUNT(wcf));
	tcase_add_test(tcase, a_date_is_text_where_the_message_says_so);
	return suite;
}
