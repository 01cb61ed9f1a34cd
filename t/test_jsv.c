/* Tests of bodies and answers in JSV. */
#include "fixture.h"

#include <string.h>

#define JSV "application/jsv"
#define REFUSED "refused SerializationException"

Suite *jsv_suite(void);

static const struct {
	const char *text, *prints;
} parcels[] = {
	{ "{}", "" },
	{ "\xef\xbb\xbf{}", "" },
	{ " { } \r\n", "" },
	{ "{label:a}", "label=a" },
	{ "{LaBeL:a}", "label=a" },
	{ "{label:a b}", "label=a b" },
	{ "{label:Dé😀}", "label=Dé😀" },
	{ "{label:}", "" },
	{ "{label:\"\"}", "" },
	{ "{label:\"a\"}", "label=a" },
	{ "{label:\"a\"\"b\"}", "label=a\"b" },
	{ "{label:\"\"\"\"}", "label=\"" },
	{ "{label:\"{a},[b]:\"}", "label={a},[b]:" },
	{ "{content:\"a\r\nb\"}", "content=a\r\nb" },
	{ "{label:a\\nb}", "label=a\\nb" },
	{ "{label:\"a\\\"}", "label=a\\" },
	{ "{label:a:b}", "label=a:b" },
	{ "{label:http://a}", "label=http://a" },
	{ "{sent:2020-01-02T10:11:12Z}", "sent=2020-01-02T10:11:12Z" },
	{ "{sent:\"2020-01-02T10:11:12Z\"}", "sent=2020-01-02T10:11:12Z" },
	{ "{due:2020-12-30}", "due=2020-12-30" },
	{ "{gift:True,insured:False}", "insured=0; gift=1" },
	{ "{gift:yes,insured:0}", "insured=0; gift=1" },
	{ "{gift:perhaps}", "gift!SerializationException" },
	{ "{weight:12}", "weight=12" },
	{ " {\r\n label : a b ,\n\tgift : on\r\n} ", "label=a b; gift=1" },
	{ "{label:\"a\" , gift:\"True\" }", "label=a; gift=1" },
	{ "{unknown:a,label:b}", "label=b" },
	{ "{unknown:{a:[b,{c:d}]},label:b}", "label=b" },
	{ "{label:[a]}", "label!SerializationException" },
	{ "{label:{a:b}}", "label!SerializationException" },
	{ "{tags:a}", "tags!SerializationException" },
	{ "{tags:{tag:a}}", "tags!SerializationException" },
	{ "{tags:}", "" },
	{ "{tags:[]}", "tags=[]" },
	{ "{tags:[ ]}", "tags=[]" },
	{ "{tags:[{}]}", "tags=[{}]" },
	{ "{tags:[{tag:a}]}", "tags=[{tag=a}]" },
	{ "{tags:[{tag:a},{tag:\"b,c\"}]}", "tags=[{tag=a} {tag=b,c}]" },
	{ "{tags:[ {tag:a} ,\r\n {tag:b} ]}", "tags=[{tag=a} {tag=b}]" },
	{ "{tags:[a,{tag:b}]}", "tags=[? {tag=b}]" },
	{ "{tags:[[]]}", "tags=[?]" },
	{ "{stops:[{place:Rome,last:True,scans:[{at:2020-01-02}]}],label:a}",
		"label=a; stops=[{place=Rome; last=1; "
		"scans=[{at=2020-01-02T00:00:00Z}]}]" },
	{ "{size:{height:3,unit:m}}", "size={height=3; unit=m}" },
	{ "{size:[]}", "size!SerializationException" },
};

START_TEST(a_body_makes_a_record)
{
	ck_assert_str_eq(
		body_print(JSV, parcels[_i].text, strlen(parcels[_i].text)),
		parcels[_i].prints);
}
END_TEST

static const struct {
	const char *text;
	size_t length;
} refused[] = {
	{ BYTES("a") },
	{ BYTES("\"a\"") },
	{ BYTES("[]") },
	{ BYTES("[{label:a}]") },
	{ BYTES("label:a") },
	{ BYTES("{label:a}b") },
	{ BYTES("{label:a\0}") },
	{ BYTES("{") },
	{ BYTES("}") },
	{ BYTES("{}}") },
	{ BYTES("{}{}") },
	{ BYTES("{} x") },
	{ BYTES("{label:a}x") },
	{ BYTES("{label}") },
	{ BYTES("{label,gift:1}") },
	{ BYTES("{:a}") },
	{ BYTES("{,}") },
	{ BYTES("{,label:a}") },
	{ BYTES("{label:a,}") },
	{ BYTES("{label:a,,gift:1}") },
	{ BYTES("{label:a") },
	{ BYTES("{label:") },
	{ BYTES("{label:\"a}") },
	{ BYTES("{label:\"a\"\"}") },
	{ BYTES("{label:\"a\"b}") },
	{ BYTES("{label:a]}") },
	{ BYTES("{tags:[}") },
	{ BYTES("{tags:[{tag:a}}") },
	{ BYTES("{tags:[{tag:a]}") },
	{ BYTES("{tags:[{tag:a}x]}") },
	{ BYTES("{tags:[{tag:a}{tag:b}]}") },
	{ BYTES("{tags:[{tag:a}]]}") },
	{ BYTES("{size:{height:3}") },
	{ BYTES("{label:a,label:b}") },
	{ BYTES("{label:a,LABEL:b}") },
	{ BYTES("{x:1,x:2}") },
	{ BYTES("{tags:[{tag:a,tag:b}]}") },
	{ BYTES("{label:\0}") },
	{ BYTES("{label:\x01}") },
	{ BYTES("{label:\xe9}") },
	{ BYTES("{label:\xc0\xaf}") },
	{ BYTES("{label:\xef\xbf\xbf}") },
};

START_TEST(malformed_text_is_refused)
{
	ck_assert_str_eq(
		body_print(JSV, refused[_i].text, refused[_i].length), REFUSED);
}
END_TEST

START_TEST(nesting_is_read_sixteen_deep)
{
	for (size_t depth = 2; depth <= 18; depth++) {
		const char *lists = arena_printf(&arena, "{x:%s%s}",
			repeated("[", depth - 1), repeated("]", depth - 1));
		const char *records = arena_printf(&arena, "%s{}%s",
			repeated("{x:", depth - 1), repeated("}", depth - 1));
		const char *prints = depth <= FORMAT_DEPTH ? "" : REFUSED;

		ck_assert_str_eq(body_print(JSV, lists, strlen(lists)), prints);
		ck_assert_str_eq(
			body_print(JSV, records, strlen(records)), prints);
	}
}
END_TEST

START_TEST(endless_nesting_is_refused_at_once)
{
	const char *lists =
		arena_printf(&arena, "{x:%s", repeated("[", 100000));
	const char *records = repeated("{x:", 100000);

	ck_assert_str_eq(body_print(JSV, lists, strlen(lists)), REFUSED);
	ck_assert_str_eq(body_print(JSV, records, strlen(records)), REFUSED);
}
END_TEST

START_TEST(a_body_cut_at_any_byte_is_refused)
{
	static const char text[] =
		"{label:\"D\xc3\xa9\"\"\",gift:True,tags:[{tag:a},{}]}";

	for (size_t cut = 1; cut < sizeof(text) - 1; cut++)
		ck_assert_str_eq(body_print(JSV, text, cut), REFUSED);
}
END_TEST

START_TEST(unknown_members_are_noted_where_they_stand)
{
	ck_assert_str_eq(
		body_print(JSV, BYTES("{extra:1,tags:[{tag:a,x y:b}]}")),
		"tags=[{tag=a}]");
	ck_assert_uint_eq(intake.unknown_count, 2);
	ck_assert_str_eq(intake.unknown[0], "extra");
	ck_assert_str_eq(intake.unknown[1], "tags[0].?");
}
END_TEST

START_TEST(an_answer_is_written_to_the_byte)
{
	struct record *answer = record_new(&intake, &answer_schema);

	record_set_int(answer, 0, 42);
	ck_assert_str_eq(written("jsv", answer), "{boosterCustomerId:42}");
}
END_TEST

/* A text, and how it is written as a member. */
static const struct {
	const char *text, *jsv;
} texts[] = {
	{ "a", "a" },
	{ "a b", "a b" },
	{ "", "\"\"" },
	{ "a:b", "\"a:b\"" },
	{ "a,b", "\"a,b\"" },
	{ "{a", "\"{a\"" },
	{ "a}", "\"a}\"" },
	{ "[a", "\"[a\"" },
	{ "a]", "\"a]\"" },
	{ "a\rb", "\"a\rb\"" },
	{ "a\nb", "\"a\nb\"" },
	{ "\"", "\"\"\"\"" },
	{ "a\"b", "\"a\"\"b\"" },
	{ "a\\b", "a\\b" },
	{ "a\tb", "a\tb" },
	{ "<&>'", "<&>'" },
	{ "=1+1", "=1+1" },
	{ "Dé😀", "Dé😀" },
};

START_TEST(text_is_quoted_where_it_must_be)
{
	struct record *parcel = parcel_new();

	record_set_string(parcel, PARCEL_LABEL, texts[_i].text);
	ck_assert_str_eq(written("jsv", parcel),
		arena_printf(&arena, "{label:%s}", texts[_i].jsv));
}
END_TEST

START_TEST(what_is_written_is_read_as_the_same)
{
	static const char text[] =
		"{kind:BOX,label:\"a\"\"b\",insured:False,gift:True,weight:12,"
		"due:2020-12-30,stops:[{place:\"Rome, It\",last:True},{}],"
		"tags:[],size:{height:3}}";
	struct reading in = {
		.intake = &intake,
		.bytes = text,
		.length = strlen(text),
	};
	struct record *parcel = parcel_new();

	ck_assert(format_named("jsv", 3)->read(&in, parcel));
	ck_assert_str_eq(written("jsv", parcel), text);
}
END_TEST

Suite *
jsv_suite(void)
{
	Suite *suite = suite_create("jsv");
	TCase *tcase = fixture_case(suite, "jsv");

	tcase_add_loop_test(tcase, a_body_makes_a_record, 0, COUNT(parcels));
	tcase_add_loop_test(
		tcase, malformed_text_is_refused, 0, COUNT(refused));
	tcase_add_test(tcase, nesting_is_read_sixteen_deep);
	tcase_add_test(tcase, endless_nesting_is_refused_at_once);
	tcase_add_test(tcase, a_body_cut_at_any_byte_is_refused);
	tcase_add_test(tcase, unknown_members_are_noted_where_they_stand);
	tcase_add_test(tcase, an_answer_is_written_to_the_byte);
	tcase_add_loop_test(
		tcase, text_is_quoted_where_it_must_be, 0, COUNT(texts));
	tcase_add_test(tcase, what_is_written_is_read_as_the_same);
	return suite;
}
