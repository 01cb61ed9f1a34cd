/* Tests of forms as multipart/form-data. */
#include "fixture.h"

#include <string.h>

#define REFUSED "refused SerializationException"

Suite *multipart_suite(void);

/* A part of the boundary B, and the end of all. */
#define PART(name, value)                                     \
	"--B\r\nContent-Disposition: form-data; name=\"" name \
	"\"\r\n\r\n" value "\r\n"
#define END "--B--\r\n"

static const struct {
	const char *text, *prints;
} forms[] = {
	{ "", "" },
	{ END, "" },
	{ "--B--", "" },
	{ PART("label", "a") END, "label=a" },
	{ PART("label", "a") "--B--", "label=a" },
	{ PART("LABEL", " a ") END, "label=a" },
	{ PART("label", "") END, "" },
	{ PART("label", "Dé😀") END, "label=Dé😀" },
	{ PART("label", "a+b%20") END, "label=a+b%20" },
	{ PART("content", "a\r\nb") END, "content=a\r\nb" },
	{ PART("content", "a--B b") END, "content=a--B b" },
	{ PART("content", "a\r\n-B\r\n-\r\n--A--") END,
		"content=a\r\n-B\r\n-\r\n--A--" },
	{ PART("label", "a") PART("gift", "on") END, "label=a; gift=1" },
	{ PART("x", "1") PART("label", "a") END, "label=a" },
	{ PART("a;b=\\\"c", "1") PART("label", "a") END, "label=a" },
	{ PART("tags", "[{tag:a},{tag:b}]") END, "tags=[{tag=a} {tag=b}]" },
	{ PART("tags", "[{\"tag\":\"a\"}]") END, "tags=[{tag=a}]" },
	{ PART("tags[1].tag", "b") PART("tags[0].tag", "a") END,
		"tags=[{tag=a} {tag=b}]" },
	{ "--B\r\ncontent-disposition:form-data;name=label\r\n\r\na\r\n" END,
		"label=a" },
	{ "--B\r\nContent-Disposition: form-data; name=la; x\r\n\r\na\r\n" END,
		"" },
	/* quotes in what is quoted, and backslashes before them or not */
	{ PART("\\\"label\\\\", "1") PART("label", "a") END, "label=a" },
	{ PART("la\\bel", "1") PART("label", "a") END, "label=a" },
	/* blanks behind a boundary (RFC 2046 section 5.1.1) */
	{ "--B \t\r\nContent-Disposition: form-data; name=label\r\n\r\na"
	  "\r\n" END,
		"label=a" },
	/* encodings that change nothing, and a line that is no header */
	{ "--B\r\nContent-Transfer-Encoding: 7bit\r\nno header\r\n"
	  "Content-Disposition: form-data; name=label\r\n\r\na\r\n"
	  "--B\r\nContent-Transfer-Encoding: 8bit\r\n"
	  "Content-Disposition: form-data; name=content\r\n\r\nb\r\n"
	  "--B\r\nContent-Transfer-Encoding: Binary\r\n"
	  "Content-Disposition: form-data; name=gift\r\n\r\non\r\n" END,
		"label=a; content=b; gift=1" },
	{ "--B\r\nContent-Type: text/plain; charset=utf-8\r\n"
	  "CONTENT-DISPOSITION: Form-Data; Name=\"label\"\r\n"
	  "X-Other: 1\r\n\r\na\r\n" END,
		"label=a" },
};

START_TEST(parts_make_a_record)
{
	ck_assert_str_eq(
		parts_print("B", forms[_i].text, strlen(forms[_i].text)),
		forms[_i].prints);
}
END_TEST

static const struct {
	const char *text;
	size_t length;
} refused[] = {
	{ BYTES("no boundary at all") },
	{ BYTES("--B") },
	{ BYTES("--B\r\n") },
	{ BYTES("--B\r\n\r\n") },
	{ BYTES("--C--\r\n") },
	{ BYTES(PART("label", "a")) },
	{ BYTES(PART("label", "a") "--B") },
	{ BYTES(PART("label", "a") "--B-") },
	{ BYTES(PART("label", "a") "--C--\r\n") },
	/* no name */
	{ BYTES("--B\r\n\r\na\r\n" END) },
	{ BYTES("--B\r\nContent-Type: text/plain\r\n\r\na\r\n" END) },
	{ BYTES("--B\r\nContent-Disposition: form-data\r\n\r\na\r\n" END) },
	{ BYTES("--B\r\nContent-Disposition: form-data; filenam=\"x\""
		"\r\n\r\na\r\n" END) },
	{ BYTES("--B\r\nContent-Disposition: form-data; name=\"label"
		"\r\n\r\na\r\n" END) },
	{ BYTES("--B\r\nContent-Disposition: attachment; name=\"label\""
		"\r\n\r\na\r\n" END) },
	{ BYTES("--B\r\nContent-Disposition: form-data; name=\"label\\"
		"\r\n\r\na\r\n" END) },
	{ BYTES("--B\r\nContent-Disposition: form-data; name="
		"\r\n\r\na\r\n" END) },
	/* text in another form */
	{ BYTES("--B\r\nContent-Disposition: form-data; name=label\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n" END) },
	{ BYTES("--B \n\r\n") },
	/* a form within the form */
	{ BYTES("--B\r\nContent-Disposition: form-data; name=\"label\"\r\n"
		"Content-Type: multipart/mixed; boundary=C\r\n\r\n"
		"--C\r\n\r\na\r\n--C--\r\n" END) },
	/* text that is none */
	{ BYTES(PART("label", "a\0b") END) },
	{ BYTES(PART("label", "\x01") END) },
	{ BYTES(PART("label", "\xe9") END) },
	{ BYTES(PART("label", "\xc0\xaf") END) },
	{ BYTES(PART("label", "\xef\xbf\xbf") END) },
	{ BYTES(PART("\xe9", "a") END) },
	/* members twice, lists with gaps or given both ways */
	{ BYTES(PART("label", "a") PART("LABEL", "b") END) },
	{ BYTES(PART("x", "a") PART("x", "b") END) },
	{ BYTES(PART("tags[1].tag", "a") END) },
	{ BYTES(PART("tags", "[{tag:a}]") PART("tags[0].tag", "a") END) },
};

START_TEST(malformed_parts_are_refused)
{
	ck_assert_str_eq(parts_print("B", refused[_i].text, refused[_i].length),
		REFUSED);
}
END_TEST

/* A part that is a file, of a type. */
#define FILE_PART(name, filename, type, value)                \
	"--B\r\nContent-Disposition: form-data; name=\"" name \
	"\"; filename=\"" filename "\"\r\n" type "\r\n" value "\r\n"
#define JSON "Content-Type: application/json\r\n"
#define BYTES_TYPE "Content-Type: application/octet-stream\r\n"

static const struct {
	const char *text, *prints;
} values[] = {
	/* of members, whatever the files are called */
	{ FILE_PART("label", "a.txt", "", "a") END, "label=a" },
	{ FILE_PART("label", "blob", "Content-Type: text/plain \r\n", "a") END,
		"label=a" },
	{ FILE_PART("label", "blob", "Content-Type: TEXT/plain ;x=y\r\n", "a")
			END,
		"label=a" },
	{ FILE_PART("label", "blob", JSON, "\"a\\u0062\"") END, "label=ab" },
	{ FILE_PART("label", "blob", JSON, "null") END, "" },
	{ FILE_PART("label", "blob", JSON, " ") END, "" },
	{ FILE_PART("label", "blob", JSON, "[]") END,
		"label!SerializationException" },
	{ FILE_PART("gift", "blob", JSON, "true") END, "gift=1" },
	{ FILE_PART("weight", "blob", JSON, "12") END, "weight=12" },
	{ FILE_PART("tags", "blob", JSON, "[{\"tag\":\"a\"}]") END,
		"tags=[{tag=a}]" },
	{ FILE_PART("tags[0].tag", "blob", JSON, "\"a\"") END,
		"tags=[{tag=a}]" },
	{ FILE_PART("tags[0].tag", "blob", JSON, " ")
			FILE_PART("tags[1].tag", "blob", JSON, "\"a\"") END,
		"tags=[{tag=a}]" },
	{ "--B\r\nContent-Disposition: form-data; name=label\r\n" JSON
	  "\r\n\"a\"\r\n" END,
		"label=a" },
	/* nothing was chosen */
	{ FILE_PART("x", "", BYTES_TYPE, "") END, "" },
	{ FILE_PART("x", "", BYTES_TYPE, "") FILE_PART("x", "", BYTES_TYPE, "")
			END,
		"" },
	{ FILE_PART("label", "", BYTES_TYPE, "") END, "" },
	{ FILE_PART("tags", "", BYTES_TYPE, "") PART("tags[0].tag", "a") END,
		"tags=[{tag=a}]" },
};

START_TEST(a_list_that_is_json_once_and_no_json_then_is_a_fault)
{
	static const char text[] =
		FILE_PART("tags", "blob", JSON, "[{\"tag\":\"a\"}]")
			FILE_PART("tags", "blob", JSON, "[{\"tag\":") END;

	ck_assert_str_eq(parts_print("B", text, strlen(text)), REFUSED);
}
END_TEST

START_TEST(what_looks_like_a_file_may_be_a_value)
{
	ck_assert_str_eq(
		parts_print("B", values[_i].text, strlen(values[_i].text)),
		values[_i].prints);
	ck_assert_uint_eq(intake.unknown_count, 0);
}
END_TEST

static const char *const files[] = {
	FILE_PART("x", "a.txt", "Content-Type: text/plain\r\n", "a") END,
	FILE_PART("x", "", BYTES_TYPE, "a") END,
	FILE_PART("x", "a", "", "") END,
	FILE_PART("label", "a.png", "Content-Type: image/png\r\n", "a") END,
	FILE_PART("label", "a", "Content-Type: text/plain2\r\n", "a") END,
	FILE_PART("tags", "a.csv", "Content-Type: text/csv\r\n", "a") END,
	"--B\r\nContent-Disposition: form-data; filename=\"a\"; name=\"x\""
	"\r\n\r\na\r\n" END,
	"--B\r\nContent-Disposition: form-data; name=\"x\"; "
	"filename*=utf-8''a\r\n\r\na\r\n" END,
};

START_TEST(files_are_not_taken)
{
	ck_assert_str_eq(parts_print("B", files[_i], strlen(files[_i])),
		"refused UnsupportedMediaType");
}
END_TEST

/* A form with one part, of that boundary. */
static const char *
bounded(const char *boundary)
{
	return arena_printf(&arena,
		"--%s\r\nContent-Disposition: form-data; name=\"label\"\r\n"
		"\r\na\r\n--%s--\r\n",
		boundary, boundary);
}

START_TEST(a_boundary_has_1_to_70_characters)
{
	const char *longest = repeated("b", 70);
	const char *longer = repeated("b", 71);
	const char *text = bounded(longest);

	ck_assert_str_eq(parts_print(longest, text, strlen(text)), "label=a");
	text = bounded(longer);
	ck_assert_str_eq(parts_print(longer, text, strlen(text)), REFUSED);
	text = bounded("");
	ck_assert_str_eq(parts_print("", text, strlen(text)), REFUSED);
	ck_assert_str_eq(parts_print(NULL, text, strlen(text)), REFUSED);
}
END_TEST

START_TEST(a_boundary_may_hold_marks)
{
	static const char boundary[] = "'()+_,-./:=?";
	const char *text = bounded(boundary);

	ck_assert_str_eq(parts_print(boundary, text, strlen(text)), "label=a");
}
END_TEST

START_TEST(a_huge_header_is_refused)
{
	const char *text = arena_printf(&arena,
		"--B\r\nContent-Disposition: form-data; name=\"label\"\r\n"
		"X: %s\r\n\r\na\r\n" END,
		repeated("x", 65536));

	ck_assert_str_eq(parts_print("B", text, strlen(text)), REFUSED);
}
END_TEST

/* A form of so many parts. */
static const char *
parts(int count)
{
	struct text text = { .arena = &arena };

	for (int i = 0; i < count; i++)
		text_printf(&text,
			"--B\r\nContent-Disposition: form-data; name=x%d\r\n"
			"\r\n\r\n",
			i);
	text_puts(&text, END);
	return text.bytes;
}

START_TEST(a_form_has_4096_parts_at_most)
{
	const char *most = parts(FORMAT_FIELDS);
	const char *more = parts(FORMAT_FIELDS + 1);

	ck_assert_str_eq(parts_print("B", most, strlen(most)), "");
	ck_assert_str_eq(parts_print("B", more, strlen(more)),
		"refused RequestEntityTooLarge");
}
END_TEST

START_TEST(a_form_cut_at_any_byte_is_refused)
{
	static const char text[] = PART("label", "Dé")
		PART("tags[0].tag", "a\r\n--b") PART("gift", "on") "--B--";

	ck_assert_str_eq(parts_print("B", BYTES(text)),
		"label=Dé; gift=1; tags=[{tag=a\r\n--b}]");
	for (size_t cut = 1; cut < sizeof(text) - 1; cut++)
		ck_assert_str_eq(parts_print("B", text, cut), REFUSED);
}
END_TEST

Suite *
multipart_suite(void)
{
	Suite *suite = suite_create("multipart");
	TCase *tcase = fixture_case(suite, "multipart");

	tcase_add_loop_test(tcase, parts_make_a_record, 0, COUNT(forms));
	tcase_add_loop_test(
		tcase, malformed_parts_are_refused, 0, COUNT(refused));
	tcase_add_test(
		tcase, a_list_that_is_json_once_and_no_json_then_is_a_fault);
	tcase_add_loop_test(
		tcase, what_looks_like_a_file_may_be_a_value, 0, COUNT(values));
	tcase_add_loop_test(tcase, files_are_not_taken, 0, COUNT(files));
	tcase_add_test(tcase, a_boundary_has_1_to_70_characters);
	tcase_add_test(tcase, a_boundary_may_hold_marks);
	tcase_add_test(tcase, a_huge_header_is_refused);
	tcase_add_test(tcase, a_form_has_4096_parts_at_most);
	tcase_add_test(tcase, a_form_cut_at_any_byte_is_refused);
	return suite;
}
