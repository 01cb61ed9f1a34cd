/* Tests of urlencoded forms. */
#include "fixture.h"

#include <string.h>

#include "format/form.h"

#define FORM "application/x-www-form-urlencoded"
#define REFUSED "refused SerializationException"
#define TOO_MANY "refused RequestEntityTooLarge"

Suite *form_suite(void);

static const struct {
	const char *text, *prints;
} forms[] = {
	{ "", "" },
	{ "&", "" },
	{ "&&&", "" },
	{ "=", "" },
	{ "=a", "" },
	{ "label", "" },
	{ "label=", "" },
	{ "label=+%20+", "" },
	{ "label=a", "label=a" },
	{ "&label=a&&", "label=a" },
	{ "LaBeL=a", "label=a" },
	{ "l%61bel=%61", "label=a" },
	{ "label=a+b%2Bc", "label=a b+c" },
	{ "label=a=b", "label=a=b" },
	{ "label=%26%3d%25", "label=&=%" },
	{ "label=D%C3%A9%f0%9f%98%80", "label=Dé😀" },
	{ "label=Dé", "label=Dé" },
	{ "content=a%0D%0Ab", "content=a\r\nb" },
	{ "label=null", "label=null" },
	{ "label={a}", "label={a}" },
	{ "label=[a]", "label=[a]" },
	{ "label=\"a\"", "label=\"a\"" },
	{ "label=012345678901", "label!MaximumLength" },
	{ "gift=on&insured=Off", "insured=0; gift=1" },
	{ "gift=perhaps", "gift!SerializationException" },
	{ "weight=12&due=20201230", "weight=12; due=2020-12-30" },
	{ "due=/Date(1609282800000%2B0100)/", "due=2020-12-30" },
	{ "unknown=1&label=a", "label=a" },
	/* a day in three fields */
	{ "due.day=30&due.month=12&due.year=2020", "due=2020-12-30" },
	{ "due.year=2020&due.month=1&due.day=2&label=a",
		"label=a; due=2020-01-02" },
	{ "due.year=+2020+&due.MONTH=1&due.day=2", "due=2020-01-02" },
	{ "due.year=2020&due.month=1&DUE.day=2", REFUSED },
	{ "due.year=&due.month=&due.day=", "" },
	{ "due.year=2020", "due!SerializationException" },
	{ "due.month=1&due.day=2", "due!SerializationException" },
	{ "due.year=20&due.month=1&due.day=2", "due!SerializationException" },
	{ "due.year=2020&due.year=2020", REFUSED },
	{ "due.year=2020&due.month=1&due.day=2&due=2020-01-02", REFUSED },
	{ "due.year=%ff&due.month=1&due.day=2", REFUSED },
	{ "due.week=1&.year=1&label.year=2", "" },
	{ "stops[0.year=1", REFUSED },
	/* lists as one text */
	{ "tags=", "" },
	{ "tags=[]", "tags=[]" },
	{ "tags=[{tag:a},{tag:b}]", "tags=[{tag=a} {tag=b}]" },
	{ "tags=[{tag:\"a,\"\"b\"\"\"}]", "tags=[{tag=a,\"b\"}]" },
	{ "tags=%5B%7B%22tag%22%3A%22a%22%7D%5D", "tags=[{tag=a}]" },
	{ "tags=[{\"tag\":\"a\\n\\u0062\"}]", "tags=[{tag=a\nb}]" },
	{ "stops=[{place:Rome,last:yes},{place:Oslo}]",
		"stops=[{place=Rome; last=1} {place=Oslo}]" },
	{ "stops=[{\"place\":\"Rome\",\"last\":true}]",
		"stops=[{place=Rome; last=1}]" },
	/* lists item by item */
	{ "tags[0].tag=a", "tags=[{tag=a}]" },
	{ "tags%5B0%5D.tag=a", "tags=[{tag=a}]" },
	{ "TAGS[0].TAG=a", "tags=[{tag=a}]" },
	{ "tags[1].tag=b&tags[0].tag=a", "tags=[{tag=a} {tag=b}]" },
	{ "stops[0].place=Rome&tags[0].tag=a&stops[0].last=1",
		"stops=[{place=Rome; last=1}]; tags=[{tag=a}]" },
	{ "stops[0].last=perhaps", "stops=[{last!SerializationException}]" },
	{ "tags.0.tag=a", "tags=[{tag=a}]" },
	{ "tags[0][tag]=a", "tags=[{tag=a}]" },
	{ "TAGS%5b0%5d%5bTAG%5D=a&Tags.1.Tag=b", "tags=[{tag=a} {tag=b}]" },
	{ "stops.0.place=Rome&stops[0][last]=1&stops[1].place=Oslo",
		"stops=[{place=Rome; last=1} {place=Oslo}]" },
	/* names that look like items, and are none */
	{ "tagsy[0].tag=a", "" },
	{ "tag.0.tag=a", "" },
	{ "label.0.tag=a", "" },
	{ "label[]=a", "" },
	{ ".0.tag=a", "" },
	{ "[0].tag=a", "" },
	{ "nothing[0].tag=a", "" },
	{ "label[0].tag=a", "" },
	{ "_method=PUT", "" },
	{ "_form.1a2b=x", "" },
	{ "tags[2].tag=c&tags[0].tag=a&tags[1].tag=b",
		"tags=[{tag=a} {tag=b} {tag=c}]" },
};

START_TEST(a_form_makes_a_record)
{
	ck_assert_str_eq(
		body_print(FORM, forms[_i].text, strlen(forms[_i].text)),
		forms[_i].prints);
}
END_TEST

static const struct {
	const char *text;
	size_t length;
} refused[] = {
	{ BYTES("label=%") },
	{ BYTES("label=%2") },
	{ BYTES("label=%&gift=1") },
	/* no index, or nothing behind it */
	{ BYTES("tags[].tag=a") },
	{ BYTES("tags[00].tag=a") },
	{ BYTES("tags[01].tag=a") },
	{ BYTES("tags[0).tag=a") },
	{ BYTES("tags[0]:tag=a") },
	{ BYTES("tags[0].=a") },
	{ BYTES("tags[0][]=a") },
	{ BYTES("tags.0.=a") },
	{ BYTES("tags=&tags[][tag]=a") },
	{ BYTES("tags[][tag]=a") },
	{ BYTES("tags[0]=a") },
	{ BYTES("tags[0=a") },
	{ BYTES("tags[0][tag=a") },
	{ BYTES("tags[0][tag]x=a") },
	{ BYTES("tags[0][tag][0]=a") },
	{ BYTES("tags[0].[tag]=a") },
	{ BYTES("tags[0].tag.x=a") },
	{ BYTES("tags.0[tag]=a") },
	{ BYTES("tags.0=a") },
	{ BYTES("tags.=a") },
	{ BYTES("tags..tag=a") },
	{ BYTES("tags.tag=a") },
	{ BYTES("tags.01.tag=a") },
	{ BYTES("tags.1.tag=a") },
	{ BYTES("tags.0.tag=a&tags.2.tag=c") },
	{ BYTES("tags-0-tag=a") },
	{ BYTES("tags_0_tag=a") },
	{ BYTES("tags0=a") },
	{ BYTES("tags+=a") },
	{ BYTES("tags.0.tag=a&tags[0].tag=b") },
	{ BYTES("tags.0.tag=a&tags[0][TAG]=b") },
	{ BYTES("tags.0.x=a&tags[0].X=b") },
	{ BYTES("tags=[{tag:a}]&tags.0.tag=a") },
	{ BYTES("label=%zz") },
	{ BYTES("label=%2g") },
	{ BYTES("label=%g2") },
	{ BYTES("label=%+1") },
	{ BYTES("label=% 1") },
	{ BYTES("label=%%41") },
	{ BYTES("%=a") },
	{ BYTES("x=%") },
	{ BYTES("label=%00") },
	{ BYTES("label=a%00b") },
	{ BYTES("x%00=a") },
	{ BYTES("label=\0") },
	{ BYTES("label=%01") },
	{ BYTES("label=%0B") },
	{ BYTES("label=%C0%AF") },
	{ BYTES("label=%E9") },
	{ BYTES("label=\xe9") },
	{ BYTES("label=%C3&gift=1") },
	{ BYTES("label=%ED%A0%80") },
	{ BYTES("label=%EF%BF%BF") },
	{ BYTES("label=%F4%90%80%80") },
	{ BYTES("%FF=a") },
	{ BYTES("label=a&label=a") },
	{ BYTES("label=a&LABEL=b") },
	{ BYTES("label=&label=b") },
	{ BYTES("l%61bel=a&label=b") },
	{ BYTES("x=1&x=2") },
	{ BYTES("gift=false&gift=true") },
	{ BYTES("tags[0].tag=a&tags[0].tag=b") },
	{ BYTES("tags[0].tag=a&Tags[0].Tag=b") },
	{ BYTES("tags=[{tag:a}]&tags[0].tag=a") },
	{ BYTES("tags[0].tag=a&tags=[{tag:a}]") },
	{ BYTES("tags[1].tag=a") },
	{ BYTES("tags[0].tag=a&tags[2].tag=c") },
	{ BYTES("tags[4095].tag=a") },
	{ BYTES("tags[4096].tag=a") },
	{ BYTES("tags[18446744073709551616].tag=a") },
	{ BYTES("tags[99999999999999999999999999].tag=a") },
};

START_TEST(a_malformed_form_is_refused)
{
	ck_assert_str_eq(body_print(FORM, refused[_i].text, refused[_i].length),
		REFUSED);
}
END_TEST

/* Whether the form or only the field is refused is for the reader to say. */
static const char *const no_lists[] = {
	"tags=a",
	"tags=a,b",
	"tags={tag:a}",
	"tags=[{tag:a}",
	"tags=[{tag:a}]]",
	"tags=[{tag:\"a}]",
	"tags=[a]",
	"tags=[{tag:a}x]",
	"tags=[{\"tag\":\"a\",}]",
	"tags=[{\"tag\":tru}",
	"tags=[[]]",
	"tags=[{tag:a,tag:b}]",
	"tags=[{\"tag\":\"a\",\"tag\":\"b\"}]",
	"tags={\"tag\":\"a\"}",
};

START_TEST(a_list_that_is_no_list_is_a_fault)
{
	const char *text = no_lists[_i];
	struct record *parcel = parcel_new();
	struct reading in = {
		.intake = &intake,
		.bytes = text,
		.length = strlen(text),
	};

	if (format_reading(FORM, strlen(FORM))->read(&in, parcel))
		ck_assert_ptr_nonnull(strstr(
			faults_print(parcel), "SerializationException tags"));
	else
		ck_assert_str_eq(
			fault_code(in.refused), "SerializationException");
}
END_TEST

START_TEST(members_that_no_item_has_are_noted_with_their_path)
{
	ck_assert_str_eq(
		body_print(FORM, BYTES("tags[0].tag=a&tags[0].colour=b&x=1")),
		"tags=[{tag=a}]");
	ck_assert_uint_eq(intake.unknown_count, 2);
	ck_assert_str_eq(intake.unknown[0], "tags[0].colour");
	ck_assert_str_eq(intake.unknown[1], "x");
}
END_TEST

START_TEST(a_mark_of_the_page_is_no_unknown_member)
{
	body_print(FORM, BYTES("_form.1a2b=x&_fork.1a2b=y"));
	ck_assert_uint_eq(intake.unknown_count, 1);
	ck_assert_str_eq(intake.unknown[0], "_fork.1a2b");
}
END_TEST

START_TEST(rows_that_nobody_filled_in_are_left_out)
{
	ck_assert_str_eq(body_print(FORM, BYTES("tags[0].tag=&tags[1].tag=b")),
		"tags=[{tag=b}]");
}
END_TEST

/* A form of so many fields. */
static const char *
fields(size_t count)
{
	struct text text = { .arena = &arena };

	for (size_t i = 0; i < count; i++)
		text_printf(&text, "%sx%zu=%zu", i == 0 ? "" : "&", i, i);
	return text.bytes;
}

START_TEST(a_form_has_4096_fields_at_most)
{
	const char *most = fields(FORMAT_FIELDS);
	const char *more = fields(FORMAT_FIELDS + 1);

	ck_assert_str_eq(body_print(FORM, most, strlen(most)), "");
	ck_assert_str_eq(body_print(FORM, more, strlen(more)), TOO_MANY);
}
END_TEST

START_TEST(empty_pairs_are_no_fields)
{
	const char *text =
		arena_printf(&arena, "%slabel=a", repeated("&", 5000));

	ck_assert_str_eq(body_print(FORM, text, strlen(text)), "label=a");
}
END_TEST

START_TEST(a_list_in_a_field_nests_no_deeper_than_a_body)
{
	const char *jsv = arena_printf(&arena, "tags=[{x:%s%s}]",
		repeated("[", 100000), repeated("]", 100000));
	const char *json = arena_printf(&arena, "tags=[{\"x\":%s%s}]",
		repeated("[", 100000), repeated("]", 100000));

	ck_assert_ptr_nonnull(strstr(
		body_print(FORM, jsv, strlen(jsv)), "SerializationException"));
	ck_assert_ptr_nonnull(strstr(body_print(FORM, json, strlen(json)),
		"SerializationException"));
}
END_TEST

START_TEST(a_form_may_be_cut_at_any_byte_without_harm)
{
	static const char text[] =
		"label=D%C3%A9&gift=on&tags=[{tag:\"a\"},{\"tag\":1}]&stops["
		"0].place=R+me&stops[1].last=1&due=\\/Date(0)\\/&x=%F0%9F%98"
		"%80&tags2=[{\"tag\":\"\\ud83d\\ude00\"}]";

	for (size_t cut = 0; cut < sizeof(text); cut++)
		ck_assert_ptr_nonnull(body_print(FORM, text, cut));
}
END_TEST

/* Forms of many fields, and the query beside them. */
static const struct {
	const char *body, *query, *prints;
} wide_forms[] = {
	{ "w01=1", "w65=1", "w01=1; w65=1" },
	{ "w65=1", "w01=1&w65=0", "w01=1; w65=1" },
	{ "w02[0].tag=a&w66=[{tag:b}]", "", "w02=[{tag=a}]; w66=[{tag=b}]" },
	{ "w02=[{tag:a}]&w66[0].tag=b", "", "w02=[{tag=a}]; w66=[{tag=b}]" },
	{ "w66[0].tag=a&w66=[{tag:b}]", "", "refused" },
	{ "w66=[{tag:a}]&w66[0].tag=b", "", "refused" },
	{ "w66[0].tag=&w66[1].tag=b", "", "w66=[{tag=b}]" },
	{ "w66\xC3\xA9=1&w66z=1", "", "" },
	{ "w66{0}=1", "", "refused" },
};

static struct reading
reading_of(const char *bytes)
{
	return (struct reading){
		.intake = &intake,
		.bytes = bytes,
		.length = strlen(bytes),
	};
}

START_TEST(members_are_told_apart_however_many_there_are)
{
	struct record *wide = record_new(&intake, &wide_schema);
	struct reading body = reading_of(wide_forms[_i].body);
	struct reading query = reading_of(wide_forms[_i].query);
	bool read = form_read(&body, wide) && form_fill(&query, wide);

	ck_assert_str_eq(
		read ? record_print(wide) : "refused", wide_forms[_i].prints);
}
END_TEST

Suite *
form_suite(void)
{
	Suite *suite = suite_create("form");
	TCase *tcase = fixture_case(suite, "form");

	tcase_add_loop_test(tcase, a_form_makes_a_record, 0, COUNT(forms));
	tcase_add_loop_test(
		tcase, a_malformed_form_is_refused, 0, COUNT(refused));
	tcase_add_loop_test(
		tcase, a_list_that_is_no_list_is_a_fault, 0, COUNT(no_lists));
	tcase_add_test(
		tcase, members_that_no_item_has_are_noted_with_their_path);
	tcase_add_loop_test(tcase,
		members_are_told_apart_however_many_there_are, 0,
		COUNT(wide_forms));
	tcase_add_test(tcase, a_mark_of_the_page_is_no_unknown_member);
	tcase_add_test(tcase, rows_that_nobody_filled_in_are_left_out);
	tcase_add_test(tcase, a_form_has_4096_fields_at_most);
	tcase_add_test(tcase, empty_pairs_are_no_fields);
	tcase_add_test(tcase, a_list_in_a_field_nests_no_deeper_than_a_body);
	tcase_add_test(tcase, a_form_may_be_cut_at_any_byte_without_harm);
	return suite;
}
