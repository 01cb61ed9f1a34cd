/* Tests of the table of formats, and of what all readers share. */
#include "fixture.h"

#include <string.h>

Suite *format_suite(void);

START_TEST(every_row_reads_or_writes)
{
	const struct format *format = &formats[_i];

	ck_assert_ptr_nonnull(format->media[0]);
	ck_assert(format->read != NULL || format->write != NULL);
	if (format->write != NULL)
		ck_assert_ptr_eq(
			format_named(format->name, strlen(format->name)),
			format);
	for (int k = 0; k < FORMAT_MEDIA && format->media[k] != NULL; k++)
		if (format->read != NULL)
			ck_assert_ptr_eq(format_reading(format->media[k],
						 strlen(format->media[k])),
				format);
}
END_TEST

START_TEST(json_answers_when_nothing_was_asked_for)
{
	ck_assert_str_eq(format_default()->name, "json");
	ck_assert_str_eq(format_default()->media[0], "application/json");
}
END_TEST

/* The names that are answered in, and their media types. */
static const struct {
	const char *name, *media, *other;
} answered[] = {
	{ "json", "application/json", "text/json" },
	{ "xml", "application/xml", "text/xml" },
	{ "csv", "text/csv", NULL },
	{ "jsv", "application/jsv", "text/jsv" },
	{ "jsonl", "text/jsonl", "application/jsonl" },
	{ "html", "text/html", "application/xhtml+xml" },
};

START_TEST(a_format_is_named_in_any_case)
{
	const struct format *format =
		format_named(answered[_i].name, strlen(answered[_i].name));
	char upper[8] = { 0 };

	ck_assert_ptr_nonnull(format);
	ck_assert_str_eq(format->media[0], answered[_i].media);
	ck_assert_pstr_eq(format->media[1], answered[_i].other);
	for (size_t i = 0; answered[_i].name[i] != '\0'; i++)
		upper[i] = (char)(answered[_i].name[i] - 'a' + 'A');
	ck_assert_ptr_eq(format_named(upper, strlen(upper)), format);
}
END_TEST

static const char *const unknown[] = { "", "yaml", "jso", "jsonx", "form",
	"multipart", "json ", "json,xml", "text/csv" };

START_TEST(nothing_else_is_answered_in)
{
	ck_assert_ptr_null(format_named(unknown[_i], strlen(unknown[_i])));
}
END_TEST

START_TEST(only_pages_are_for_people_and_only_csv_is_a_file)
{
	for (size_t i = 0; i < format_count; i++) {
		const char *name = formats[i].name;
		bool is_html = name != NULL && strcmp(name, "html") == 0;
		bool is_csv = name != NULL && strcmp(name, "csv") == 0;

		ck_assert_int_eq(formats[i].people, is_html);
		ck_assert_pstr_eq(
			formats[i].file_ending, is_csv ? "csv" : NULL);
	}
}
END_TEST

/* A media type, and the first that the format it is read as has. */
static const struct {
	const char *media, *as;
} bodies[] = {
	{ "application/json", "application/json" },
	{ "APPLICATION/JSON", "application/json" },
	{ "text/json", "application/json" },
	{ "application/problem+json", "application/json" },
	{ "application/vnd.a.b+JSON", "application/json" },
	{ "application/jsv", "application/jsv" },
	{ "text/jsv", "application/jsv" },
	{ "text/jsonl", "text/jsonl" },
	{ "application/jsonl", "text/jsonl" },
	{ "application/x-ndjson", "text/jsonl" },
	{ "application/ndjson", NULL },
	{ "application/x-www-form-urlencoded",
		"application/x-www-form-urlencoded" },
	{ "multipart/form-data", "multipart/form-data" },
	{ "text/html", NULL },
	{ "application/xhtml+xml", NULL },
	{ "text/plain", NULL },
	{ "multipart/mixed", NULL },
	{ "application/octet-stream", NULL },
	{ "application/+json", NULL },
	{ "application/jsonx", NULL },
	{ "application/json+x", NULL },
	{ "image/a+json", NULL },
	{ "json", NULL },
	{ "*/*", NULL },
	{ "", NULL },
};

START_TEST(a_body_is_read_by_its_media_type)
{
	const struct format *format =
		format_reading(bodies[_i].media, strlen(bodies[_i].media));

	ck_assert_pstr_eq(
		format == NULL ? NULL : format->media[0], bodies[_i].as);
}
END_TEST

START_TEST(a_refusal_says_why)
{
	struct reading in = { .intake = &intake };

	ck_assert(!read_refuse(&in, FAULT_TOO_LARGE, "%d items", 7));
	ck_assert_int_eq(in.refused, FAULT_TOO_LARGE);
	ck_assert_str_eq(in.detail, "7 items");
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	const char *text; /* NULL: refused */
} texts[] = {
	{ BYTES(""), "" },
	{ BYTES("a"), "a" },
	{ BYTES("D\xc3\xa9\t\r\n"), "D\xc3\xa9\t\r\n" },
	{ BYTES("\xef\xbb\xbf"), "" },
	{ BYTES("\xef\xbb\xbf{}"), "{}" },
	{ BYTES("\xef\xbb"), NULL },
	{ BYTES("a\0"), NULL },
	{ BYTES("\x1b"), NULL },
	{ BYTES("\xc3"), NULL },
	{ BYTES("\xed\xa0\x80"), NULL },
	{ BYTES("\xef\xbf\xbe"), NULL },
	{ BYTES("\xff\xfe"
		"a\0"),
		NULL },
};

START_TEST(a_body_is_text_without_its_byte_order_mark)
{
	struct reading in = {
		.intake = &intake,
		.bytes = texts[_i].bytes,
		.length = texts[_i].length,
	};

	if (texts[_i].text == NULL) {
		ck_assert(!read_text(&in));
		ck_assert_int_eq(in.refused, FAULT_MALFORMED);
		ck_assert_uint_gt(strlen(in.detail), 0);
	} else {
		ck_assert(read_text(&in));
		ck_assert_str_eq(arena_copy(&arena, in.bytes, in.length),
			texts[_i].text);
	}
}
END_TEST

/* The same parcel in each format that is read. */
static const struct {
	const char *media, *text;
} alike[] = {
	{ "application/json",
		"{\"kind\":\"box\",\"label\":\"\\\"a\\\", b\",\"gift\":true,"
		"\"due\":\"2020-12-30T10:11:12\",\"tags\":[{\"tag\":\"{x}\"},"
		"{\"tag\":7}]}" },
	{ "application/jsv",
		"{kind:box,label:\"\"\"a\"\", b\",gift:True,"
		"due:2020-12-30T10:11:12,tags:[{tag:\"{x}\"},{tag:7}]}" },
	{ "text/jsonl",
		"{\"kind\":\"box\",\"label\":\"\\\"a\\\", b\",\"gift\":true,"
		"\"due\":\"20201230\",\"tags\":[{\"tag\":\"{x}\"},{\"tag\":7}]}"
		"\n" },
	{ "application/x-www-form-urlencoded",
		"kind=box&label=%22a%22,+b&gift=on&due=2020-12-30&"
		"tags=[{tag:\"{x}\"},{tag:7}]" },
	{ "application/x-www-form-urlencoded",
		"kind=box&label=%22a%22,+b&gift=t&due=20201230&"
		"tags[0].tag={x}&tags[1].tag=7" },
};

START_TEST(the_same_parcel_is_read_from_every_format)
{
	ck_assert_str_eq(body_print(alike[_i].media, alike[_i].text,
				 strlen(alike[_i].text)),
		"kind=BOX; label=\"a\", b; gift=1; due=2020-12-30; "
		"tags=[{tag={x}} {tag=7}]");
}
END_TEST

/* A body that has no value for the label, and whether a null says so. */
static const struct {
	const char *media, *body;
	bool null;
} nulls[] = {
	{ "application/json", "{\"label\":null}", true },
	{ "application/merge-patch+json", "{\"LABEL\" : null }", true },
	{ "text/jsonl", "{\"label\":null}\n", true },
	{ "application/json", "{\"label\":\"\"}", false },
	{ "application/json", "{\"gift\":null}", false },
	{ "text/jsv", "{label:}", false },
	{ "text/csv", "label,gift\n,1\n", false },
	{ "text/xml",
		"<CreateParcel xmlns:i=\"http://www.w3.org/2001/"
		"XMLSchema-instance\"><label i:nil=\"true\"/></CreateParcel>",
		false },
	{ "text/xml", "<CreateParcel><label/></CreateParcel>", false },
	{ "application/x-www-form-urlencoded", "label=&gift=1", false },
};

START_TEST(only_a_null_in_json_is_known_as_one)
{
	const char *media = nulls[_i].media;
	struct record *parcel = parcel_new();
	struct reading in = {
		.intake = &intake,
		.bytes = nulls[_i].body,
		.length = strlen(nulls[_i].body),
	};

	ck_assert(format_reading(media, strlen(media))->read(&in, parcel));
	ck_assert(!record_has(parcel, PARCEL_LABEL));
	ck_assert_int_eq(record_is_null(parcel, PARCEL_LABEL), nulls[_i].null);
	record_set_text(parcel, PARCEL_LABEL, BYTES(""));
	ck_assert(!record_is_null(parcel, PARCEL_LABEL));
}
END_TEST

Suite *
format_suite(void)
{
	Suite *suite = suite_create("format");
	TCase *tcase = fixture_case(suite, "format");

	tcase_add_loop_test(
		tcase, every_row_reads_or_writes, 0, (int)format_count);
	tcase_add_test(tcase, json_answers_when_nothing_was_asked_for);
	tcase_add_loop_test(
		tcase, a_format_is_named_in_any_case, 0, COUNT(answered));
	tcase_add_loop_test(
		tcase, nothing_else_is_answered_in, 0, COUNT(unknown));
	tcase_add_test(tcase, only_pages_are_for_people_and_only_csv_is_a_file);
	tcase_add_loop_test(
		tcase, a_body_is_read_by_its_media_type, 0, COUNT(bodies));
	tcase_add_test(tcase, a_refusal_says_why);
	tcase_add_loop_test(tcase, a_body_is_text_without_its_byte_order_mark,
		0, COUNT(texts));
	tcase_add_loop_test(
		tcase, only_a_null_in_json_is_known_as_one, 0, COUNT(nulls));
	tcase_add_loop_test(tcase, the_same_parcel_is_read_from_every_format, 0,
		COUNT(alike));
	return suite;
}
