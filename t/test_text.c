/* Tests of growing text, UTF-8 and escaping. */
#include "fixture.h"

#include <string.h>

Suite *text_suite(void);

START_TEST(a_number_is_written_in_digits)
{
	struct text out = { .arena = &arena };

	text_number(&out, 0);
	text_putc(&out, ' ');
	text_number(&out, 1234567890);
	text_putc(&out, ' ');
	text_number(&out, -7);
	text_putc(&out, ' ');
	text_number(&out, INT64_MAX);
	text_putc(&out, ' ');
	text_number(&out, INT64_MIN);
	ck_assert_str_eq(out.bytes,
		"0 1234567890 -7 9223372036854775807 -9223372036854775808");
}
END_TEST

START_TEST(text_grows_and_always_ends_with_a_nul)
{
	struct text text = { .arena = &arena };

	ck_assert_ptr_null(text.bytes);
	for (int i = 0; i < 5000; i++) {
		text_putc(&text, (char)('a' + i % 26));
		ck_assert_uint_eq(text.length, (size_t)i + 1);
		ck_assert_int_eq(text.bytes[text.length], '\0');
	}
	for (int i = 0; i < 5000; i++)
		ck_assert_int_eq(text.bytes[i], 'a' + i % 26);
}
END_TEST

START_TEST(text_takes_bytes_strings_and_formats)
{
	struct text text = { .arena = &arena };

	text_add(&text, "a\0b", 3);
	text_puts(&text, "cd");
	text_printf(&text, "%03d", 7);
	text_printf(&text, "%s", repeated("z", 3000));
	ck_assert_uint_eq(text.length, 3008);
	ck_assert_mem_eq(text.bytes, "a\0bcd007zz", 10);
	ck_assert_int_eq(text.bytes[3008], '\0');
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	const char *json, *xml;
} escapes[] = {
	{ BYTES(""), "\"\"", "" },
	{ BYTES("plain"), "\"plain\"", "plain" },
	{ BYTES("a\"b"), "\"a\\\"b\"", "a&quot;b" },
	{ BYTES("a'b"), "\"a'b\"", "a&#39;b" },
	{ BYTES("a\\b"), "\"a\\\\b\"", "a\\b" },
	{ BYTES("<b>&amp;"), "\"<b>&amp;\"", "&lt;b&gt;&amp;amp;" },
	{ BYTES("]]>"), "\"]]>\"", "]]&gt;" },
	{ BYTES("a\r\nb\tc"), "\"a\\r\\nb\\tc\"", "a&#13;\nb\tc" },
	{ BYTES("\b\f"), "\"\\b\\f\"", NULL },
	{ BYTES("\0\x01\x0b\x0e\x1f"),
		"\"\\u0000\\u0001\\u000b\\u000e\\u001f\"", NULL },
	{ BYTES("\x7f"), "\"\x7f\"", "\x7f" },
	{ BYTES("é€😀"), "\"é€😀\"", "é€😀" },
};

START_TEST(hostile_text_is_escaped_for_json)
{
	struct text out = { .arena = &arena };

	text_json(&out, escapes[_i].bytes, escapes[_i].length);
	ck_assert_str_eq(out.bytes, escapes[_i].json);
}
END_TEST

START_TEST(hostile_text_is_escaped_for_xml)
{
	struct text out = { .arena = &arena };

	if (escapes[_i].xml == NULL)
		return;
	text_puts(&out, ">");
	text_xml(&out, escapes[_i].bytes, escapes[_i].length);
	ck_assert_str_eq(out.bytes + 1, escapes[_i].xml);
}
END_TEST

START_TEST(a_path_keeps_what_a_path_may_hold)
{
	static const char plain[] = "/aZ09-._~!$&'()*+,;=:@/";
	struct text out = { .arena = &arena };

	text_path(&out, BYTES(plain));
	ck_assert_str_eq(out.bytes, plain);
}
END_TEST

START_TEST(a_path_encodes_every_other_byte)
{
	struct text out = { .arena = &arena };

	text_path(&out, BYTES(" %?#[]\"<>\\^`{|}\r\n\0\x7f\xc3\xa9"));
	ck_assert_str_eq(out.bytes,
		"%20%25%3F%23%5B%5D%22%3C%3E%5C%5E%60%7B%7C%7D"
		"%0D%0A%00%7F%C3%A9");
}
END_TEST

/* A sequence of UTF-8, its code point, and whether XML 1.0 takes it. */
static const struct {
	const char *bytes;
	size_t length;
	int32_t point;
	bool is_char;
} sequences[] = {
	{ BYTES("\0"), 0, false },
	{ BYTES("\x01"), 1, false },
	{ BYTES("\x08"), 8, false },
	{ BYTES("\t"), 9, true },
	{ BYTES("\n"), 10, true },
	{ BYTES("\x0b"), 11, false },
	{ BYTES("\x0c"), 12, false },
	{ BYTES("\r"), 13, true },
	{ BYTES("\x0e"), 14, false },
	{ BYTES("\x1f"), 0x1f, false },
	{ BYTES(" "), 0x20, true },
	{ BYTES("A"), 0x41, true },
	{ BYTES("\x7f"), 0x7f, true },
	{ BYTES("\xc2\x80"), 0x80, true },
	{ BYTES("\xc2\x85"), 0x85, true },
	{ BYTES("\xc2\xa0"), 0xa0, true },
	{ BYTES("\xdf\xbf"), 0x7ff, true },
	{ BYTES("\xe0\xa0\x80"), 0x800, true },
	{ BYTES("\xe2\x82\xac"), 0x20ac, true },
	{ BYTES("\xed\x9f\xbf"), 0xd7ff, true },
	{ BYTES("\xee\x80\x80"), 0xe000, true },
	{ BYTES("\xef\xbf\xbd"), 0xfffd, true },
	{ BYTES("\xef\xbf\xbe"), 0xfffe, false },
	{ BYTES("\xef\xbf\xbf"), 0xffff, false },
	{ BYTES("\xf0\x90\x80\x80"), 0x10000, true },
	{ BYTES("\xf0\x9f\x98\x80"), 0x1f600, true },
	{ BYTES("\xf0\x9f\xbf\xbe"), 0x1fffe, true },
	{ BYTES("\xf4\x8f\xbf\xbf"), 0x10ffff, true },
};

START_TEST(a_code_point_is_read_and_passed)
{
	const char *at = sequences[_i].bytes;
	const char *end = at + sequences[_i].length;

	ck_assert_int_eq(utf8_next(&at, end), sequences[_i].point);
	ck_assert_ptr_eq(at, end);
}
END_TEST

START_TEST(a_code_point_is_written_as_it_is_read)
{
	char out[4];

	ck_assert_uint_eq(
		utf8_put(out, sequences[_i].point), sequences[_i].length);
	ck_assert_mem_eq(out, sequences[_i].bytes, sequences[_i].length);
}
END_TEST

START_TEST(the_char_range_is_that_of_xml)
{
	ck_assert_int_eq(
		utf8_is_char(sequences[_i].point), sequences[_i].is_char);
	ck_assert_int_eq(utf8_valid(sequences[_i].bytes, sequences[_i].length),
		sequences[_i].is_char);
}
END_TEST

START_TEST(a_sequence_cut_short_is_refused_at_each_byte)
{
	for (size_t cut = 1; cut < sequences[_i].length; cut++) {
		const char *at = sequences[_i].bytes;

		ck_assert_int_eq(utf8_next(&at, at + cut), -1);
		ck_assert_ptr_eq(at, sequences[_i].bytes);
		ck_assert(!utf8_valid(sequences[_i].bytes, cut));
	}
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
} broken[] = {
	{ BYTES("\x80") }, { BYTES("\xbf") },
	{ BYTES("\xc0\x80") }, /* overlong NUL */
	{ BYTES("\xc0\xaf") }, /* overlong / */
	{ BYTES("\xc1\xbf") }, { BYTES("\xc3(") }, { BYTES("\xc3\xc3") },
	{ BYTES("\xe0\x80\xaf") }, { BYTES("\xe0\x9f\xbf") },
	{ BYTES("\xe2\x82(") }, { BYTES("\xe2(\xac") },
	{ BYTES("\xed\xa0\x80") },                            /* U+D800 */
	{ BYTES("\xed\xad\xbf") }, { BYTES("\xed\xbf\xbf") }, /* U+DFFF */
	{ BYTES("\xed\xa0\xbd\xed\xb8\x80") },                /* CESU-8 */
	{ BYTES("\xf0\x80\x80\x80") }, { BYTES("\xf0\x8f\xbf\xbf") },
	{ BYTES("\xf0\x9f\x98(") },
	{ BYTES("\xf4\x90\x80\x80") }, /* U+110000 */
	{ BYTES("\xf5\x80\x80\x80") }, { BYTES("\xf7\xbf\xbf\xbf") },
	{ BYTES("\xf8\x88\x80\x80\x80") },
	{ BYTES("\xfc\x84\x80\x80\x80\x80") }, { BYTES("\xfe") },
	{ BYTES("\xff") },
	{ BYTES("\xff\xfe"
		"a\0") },       /* UTF-16 */
	{ BYTES("\xe9t\xe9") }, /* Latin-1 */
};

START_TEST(what_is_no_utf8_is_refused_where_it_stands)
{
	const char *at = broken[_i].bytes;
	char *inside = arena_printf(&arena, "ok%s", broken[_i].bytes);

	ck_assert_int_eq(utf8_next(&at, at + broken[_i].length), -1);
	ck_assert_int_eq(utf8_next(&at, at), -1);
	ck_assert_ptr_eq(at, broken[_i].bytes);
	ck_assert(!utf8_valid(broken[_i].bytes, broken[_i].length));
	ck_assert(!utf8_valid(inside, strlen(inside)));
}
END_TEST

START_TEST(lengths_count_code_points)
{
	ck_assert_uint_eq(utf8_count(BYTES("")), 0);
	ck_assert_uint_eq(utf8_count(BYTES("abc")), 3);
	ck_assert_uint_eq(utf8_count(BYTES("Dé€😀")), 4);
	ck_assert_uint_eq(utf8_count(BYTES("e\xcc\x81")), 2);
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	const char *trimmed;
} trims[] = {
	{ BYTES(""), "" }, { BYTES("a"), "a" }, { BYTES(" "), "" },
	{ BYTES(" \t\n\v\f\r"), "" },
	{ BYTES(" \t\n\v\f\ra b\r\f\v\n\t "), "a b" },
	{ BYTES("\xc2\xa0"
		"a\xc2\xa0"),
		"a" },
	{ BYTES("\xe3\x80\x80"
		"a\xe3\x80\x80"),
		"a" },
	{ BYTES("\xe3\x80\x80 \xc2\xa0"), "" },
	{ BYTES("a\xc2\xa0"
		"b"),
		"a\xc2\xa0"
		"b" },
	{ BYTES("\xc3\xa0"), "\xc3\xa0" }, /* its last byte is that of U+00A0 */
	{ BYTES("\xe4\x80\x80"), "\xe4\x80\x80" },
	{ BYTES("\xe2\x80\x83"
		"a"),
		"\xe2\x80\x83"
		"a" },                             /* U+2003 stays */
	{ BYTES("\xe2\x80\x8b"), "\xe2\x80\x8b" }, /* U+200B stays */
};

START_TEST(outer_white_space_is_trimmed)
{
	const char *bytes = trims[_i].bytes;
	size_t length = trims[_i].length;

	text_trim(&bytes, &length);
	ck_assert_str_eq(arena_copy(&arena, bytes, length), trims[_i].trimmed);
}
END_TEST

static const struct {
	const char *bytes, *stripped;
} strips[] = {
	{ "", "" },
	{ " a ", "a" },
	{ "\u200b", "" },
	{ "\u200b \u00ad\ufeff\u3000\u2060\n", "" },
	{ "\u202d a\u200bb \u202c", "a\u200bb" },
	{ "\u2003é\u2003", "\u2003é\u2003" },
	{ "é", "é" },
	{ "\U000e0001😀\U000e007f", "😀" },
};

START_TEST(outer_format_characters_are_stripped_with_white_space)
{
	const char *bytes = strips[_i].bytes;
	size_t length = strlen(bytes);

	text_strip(&bytes, &length);
	ck_assert_str_eq(
		arena_copy(&arena, bytes, length), strips[_i].stripped);
}
END_TEST

START_TEST(what_is_no_utf_8_is_left_as_it_is)
{
	static const char cut[] = "\x80 \xe2\x80";
	const char *bytes = cut;
	size_t length = strlen(cut);

	text_strip(&bytes, &length);
	ck_assert_ptr_eq(bytes, cut);
	ck_assert_uint_eq(length, strlen(cut));
}
END_TEST

START_TEST(names_are_the_same_but_for_ascii_case)
{
	ck_assert(text_same(BYTES("Name"), BYTES("nAME")));
	ck_assert(text_is(BYTES("Name"), "nAME"));
	ck_assert(text_is(BYTES(""), ""));
	ck_assert(!text_is(BYTES("Name"), "Names"));
	ck_assert(!text_is(BYTES("Names"), "Name"));
	ck_assert(!text_is(BYTES("na\0me"), "na"));
	ck_assert(!text_is(BYTES("@"), "`"));
	ck_assert(!text_is(BYTES("["), "{"));
	ck_assert(!text_is(BYTES("É"), "é"));
	ck_assert(!text_is(BYTES("K"), "\xe2\x84\xaa")); /* the kelvin sign */
}
END_TEST

START_TEST(a_repeated_name_is_found_among_many)
{
	enum { MANY = 4096 };
	const char **names = arena_array(&arena, MANY, sizeof(*names));

	for (int i = 0; i < MANY; i++)
		names[i] = arena_printf(&arena, "name%d", i);
	ck_assert_ptr_null(text_repeated(names, 0));
	ck_assert_ptr_null(text_repeated(names, 1));
	ck_assert_ptr_null(text_repeated(names, MANY));
	names[MANY - 1] = "NAME7";
	for (int i = 0; i < MANY - 1; i++)
		names[i] = arena_printf(&arena, "name%d", i);
	ck_assert(text_is(text_repeated(names, MANY), 5, "name7"));
}
END_TEST

/* RFC 4648 section 10, and the digits beyond letters. */
static const struct {
	const char *bytes, *digits;
} base64s[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbf", "+/+/" },
};

START_TEST(base64_is_padded)
{
	struct text out = { .arena = &arena };

	text_puts(&out, "|");
	text_base64(&out, base64s[_i].bytes, strlen(base64s[_i].bytes));
	ck_assert_str_eq(out.bytes + 1, base64s[_i].digits);
	out.length = 1;
	ck_assert(text_unbase64(
		&out, base64s[_i].digits, strlen(base64s[_i].digits)));
	ck_assert_str_eq(arena_copy(&arena, out.bytes + 1, out.length - 1),
		base64s[_i].bytes);
}
END_TEST

/* Not padded, padded too much, of other digits, or with bits left over. */
static const char *const no_base64s[] = { "Zg", "Zg=", "Zg===", "Z===", "Z",
	"=", "====", "Zm9v====", "Zg==Zg==", "Zm=v", "Zm9\n", "Zm-_",
	"Zh==", "Zm9=", " Zm9v" };

START_TEST(what_is_no_base64_is_not_decoded)
{
	struct text out = { .arena = &arena };

	ck_assert(!text_unbase64(&out, no_base64s[_i], strlen(no_base64s[_i])));
}
END_TEST

START_TEST(a_word_is_quoted_for_a_shell)
{
	struct text out = { .arena = &arena };

	text_shell(&out, "it's $HOME\\ '");
	ck_assert_str_eq(out.bytes, "'it'\\''s $HOME\\ '\\'''");
	text_shell(&out, "");
	ck_assert_str_eq(out.bytes, "'it'\\''s $HOME\\ '\\'''''");
}
END_TEST

Suite *
text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *tcase = fixture_case(suite, "text");

	tcase_add_test(tcase, a_number_is_written_in_digits);
	tcase_add_test(tcase, text_grows_and_always_ends_with_a_nul);
	tcase_add_test(tcase, text_takes_bytes_strings_and_formats);
	tcase_add_loop_test(
		tcase, hostile_text_is_escaped_for_json, 0, COUNT(escapes));
	tcase_add_loop_test(
		tcase, hostile_text_is_escaped_for_xml, 0, COUNT(escapes));
	tcase_add_test(tcase, a_word_is_quoted_for_a_shell);
	tcase_add_test(tcase, a_path_keeps_what_a_path_may_hold);
	tcase_add_test(tcase, a_path_encodes_every_other_byte);
	tcase_add_loop_test(
		tcase, a_code_point_is_read_and_passed, 0, COUNT(sequences));
	tcase_add_loop_test(tcase, a_code_point_is_written_as_it_is_read, 0,
		COUNT(sequences));
	tcase_add_loop_test(
		tcase, the_char_range_is_that_of_xml, 0, COUNT(sequences));
	tcase_add_loop_test(tcase, a_sequence_cut_short_is_refused_at_each_byte,
		0, COUNT(sequences));
	tcase_add_loop_test(tcase, what_is_no_utf8_is_refused_where_it_stands,
		0, COUNT(broken));
	tcase_add_test(tcase, lengths_count_code_points);
	tcase_add_loop_test(
		tcase, outer_white_space_is_trimmed, 0, COUNT(trims));
	tcase_add_loop_test(tcase,
		outer_format_characters_are_stripped_with_white_space, 0,
		COUNT(strips));
	tcase_add_test(tcase, what_is_no_utf_8_is_left_as_it_is);
	tcase_add_test(tcase, names_are_the_same_but_for_ascii_case);
	tcase_add_test(tcase, a_repeated_name_is_found_among_many);
	tcase_add_loop_test(tcase, base64_is_padded, 0, COUNT(base64s));
	tcase_add_loop_test(
		tcase, what_is_no_base64_is_not_decoded, 0, COUNT(no_base64s));
	return suite;
}
