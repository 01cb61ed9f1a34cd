/* Tests of pages for people. */
#include "fixture.h"

#include <string.h>

#include "html/html.h"

Suite *html_suite(void);

START_TEST(a_page_says_the_answer)
{
	struct record *answer = record_new(&intake, &answer_schema);
	const char *page;

	record_set_int(answer, 0, 42);
	page = written("html", answer);
	ck_assert_ptr_eq(strstr(page, "<!DOCTYPE html>"), page);
	ck_assert_ptr_nonnull(strstr(page, ">42<"));
	ck_assert_ptr_nonnull(strstr(page, "</html>"));
}
END_TEST

static const char *const hostile[] = {
	"<script>alert(1)</script>",
	"</dd></dl>",
	"\" onclick=\"x",
	"' onclick='x",
	"&lt;b&gt;",
	"<!--",
	"]]>",
};

/* No byte of a value ends the text that it stands in. */
START_TEST(hostile_text_stays_text)
{
	struct record *parcel = parcel_new();
	struct text escaped = { .arena = &arena };
	const char *page;

	text_xml(&escaped, hostile[_i], strlen(hostile[_i]));
	record_set_string(parcel, PARCEL_LABEL, hostile[_i]);
	page = written("html", parcel);
	ck_assert_ptr_nonnull(
		strstr(page, arena_printf(&arena, ">%s<", escaped.bytes)));
	ck_assert_ptr_null(
		strstr(page, arena_printf(&arena, ">%s<", hostile[_i])));
}
END_TEST

/* No byte of a value ends the attribute that it stands in. */
START_TEST(a_hostile_attribute_stays_one)
{
	struct text tag = { .arena = &arena }, escaped = tag;

	text_xml(&escaped, hostile[_i], strlen(hostile[_i]));
	html_attribute(&tag, "title", hostile[_i]);
	ck_assert_str_eq(tag.bytes,
		arena_printf(&arena, " title=\"%s\"", escaped.bytes));
	ck_assert_ptr_null(strpbrk(escaped.bytes, "\"'<>"));
}
END_TEST

START_TEST(a_page_shows_lists_within_lists)
{
	struct record *parcel = parcel_good();
	struct record *stop;

	record_set_list(parcel, PARCEL_STOPS);
	stop = record_add(parcel, PARCEL_STOPS);
	record_set_list(stop, STOP_SCANS);
	record_set_string(record_add(stop, STOP_SCANS), SCAN_AT, "<now>");
	ck_assert_ptr_nonnull(strstr(written("html", parcel), "&lt;now&gt;"));
}
END_TEST

START_TEST(a_page_says_yes_and_no)
{
	struct record *parcel = parcel_good();
	const char *page;

	record_set_int(parcel, PARCEL_INSURED, 1);
	record_set_int(parcel, PARCEL_GIFT, 0);
	page = written("html", parcel);
	ck_assert_ptr_nonnull(strstr(page, ">Yes<"));
	ck_assert_ptr_nonnull(strstr(page, ">No<"));
}
END_TEST

/* The policy of a page with a script, which may send requests if it asks. */
static const char *
policy(const char *script, bool asks)
{
	return html_policy(&arena,
		&(struct html_rights){ .script = script, .asks = asks });
}

/* Only the style of the page and the given script may have an effect. */
START_TEST(a_policy_names_what_may_run_by_its_hash)
{
	static const char abc[] =
		"script-src "
		"'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=';";

	ck_assert_ptr_nonnull(strstr(policy("abc", false), abc));
	ck_assert_ptr_null(strstr(policy(NULL, false), "script-src"));
	ck_assert_ptr_null(strstr(policy("abc", false), "connect-src"));
	ck_assert_ptr_nonnull(
		strstr(policy("abc", true), "connect-src 'self'; "));
	ck_assert_ptr_null(strstr(policy("abc", false), "unsafe"));
	ck_assert_ptr_nonnull(
		strstr(policy(NULL, false), "style-src 'sha256-"));
}
END_TEST

START_TEST(a_policy_allows_what_the_page_needs_and_no_more)
{
	const char *plain = policy(NULL, false);
	const char *more = html_policy(
		&arena, &(struct html_rights){ .pictures = true,
				.frames = "https://www.example.com" });

	ck_assert_ptr_null(strstr(plain, "img-src"));
	ck_assert_ptr_nonnull(strstr(plain, "frame-ancestors 'none'"));
	ck_assert_ptr_nonnull(strstr(more, "img-src data:; "));
	ck_assert_ptr_nonnull(
		strstr(more, "frame-ancestors https://www.example.com"));
	ck_assert_ptr_null(strstr(more, "frame-ancestors 'none'"));
}
END_TEST

/* It stands there as it is: in XML too, its bytes are those that were hashed.
 */
START_TEST(the_style_has_no_markup)
{
	ck_assert_ptr_null(strpbrk(html_style, "<&"));
}
END_TEST

Suite *
html_suite(void)
{
	Suite *suite = suite_create("html");
	TCase *tcase = fixture_case(suite, "html");

	tcase_add_test(tcase, a_page_says_the_answer);
	tcase_add_test(tcase, a_page_says_yes_and_no);
	tcase_add_loop_test(tcase, hostile_text_stays_text, 0, COUNT(hostile));
	tcase_add_loop_test(
		tcase, a_hostile_attribute_stays_one, 0, COUNT(hostile));
	tcase_add_test(tcase, a_page_shows_lists_within_lists);
	tcase_add_test(tcase, a_policy_names_what_may_run_by_its_hash);
	tcase_add_test(tcase, a_policy_allows_what_the_page_needs_and_no_more);
	tcase_add_test(tcase, the_style_has_no_markup);
	return suite;
}
