/* Tests of the documentation of keys, with a table that has one key more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/describe.h"
#include "config/file.h"
#include "fixture.h"

struct settings {
	int64_t shelf_life;
	const char *room;
};

/* As the table of the program is before a key is added, and after that. */
static const struct config_key keys[] = {
	{
		.name = "room",
		.section = SECTION_STORAGE,
		.kind = CONFIG_PATH,
		.offset = offsetof(struct settings, room),
		.standard = "/srv/room",
		.text = "Where things lie.",
	},
	{
		.name = "shelf-life",
		.section = SECTION_STORAGE,
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct settings, shelf_life),
		.low = 2,
		.high = 99,
		.unit = "weeks",
		.standard = "52",
		.text = "How long things lie in `room` (as `/a/b`), in weeks. "
			"See `crm.conf`, crm.cgi(8), `Ex: am ple`; "
			"`shelf-life` itself.\n"
			"A `.` is told of in the manual alone. .x is no "
			"macro.",
	},
};

static const struct config_table fewer = { keys, COUNT(keys) - 1 };
static const struct config_table more = { keys, COUNT(keys) };

static const char comments[] = "@comments storage@\n";
static const char items[] = "@items storage@\n";

static const char *
described(const struct config_table *table, const char *template)
{
	struct text out = { .arena = &arena };

	ck_assert_pstr_eq(describe_keys(&out, table, "", template), NULL);
	return out.bytes;
}

/* What is new in a text that begins as another does. */
static const char *
added(const char *text, const char *before)
{
	ck_assert_int_eq(strncmp(text, before, strlen(before)), 0);
	return text + strlen(before);
}

START_TEST(one_stanza_more_is_one_comment_more)
{
	ck_assert_str_eq(described(&fewer, comments), "# Where things lie.\n"
						      "#room: /srv/room\n");
	ck_assert_str_eq(
		added(described(&more, comments), described(&fewer, comments)),
		"\n"
		"# How long things lie in room (as /a/b), in weeks. See "
		"crm.conf, crm.cgi(8), Ex:\n"
		"# am ple; shelf-life itself. The value must be a whole number "
		"from 2 to 99.\n"
		"#shelf-life: 52\n");
}
END_TEST

START_TEST(one_stanza_more_is_one_item_more)
{
	ck_assert_str_eq(described(&fewer, items), ".It Ic room : Ar path\n"
						   "Where things lie.\n"
						   "The default is\n"
						   ".Pa /srv/room .\n");
	ck_assert_str_eq(
		added(described(&more, items), described(&fewer, items)),
		".It Ic shelf-life : Ar weeks\n"
		"How long things lie in\n"
		".Ic room\n"
		"(as\n"
		".Pa /a/b ) ,\n"
		"in weeks.\n"
		"See\n"
		".Nm crm.conf ,\n"
		".Xr crm.cgi 8 ,\n"
		".Ql Ex: am ple ;\n"
		".Ic shelf-life\n"
		"itself.\n"
		".Pp\n"
		"A\n"
		".Ql \\&.\n"
		"is told of in the manual alone.\n"
		"\\&.x is no macro.\n"
		".Pp\n"
		"The value must be a whole number from 2 to 99.\n"
		"The default is\n"
		".Cm 52 .\n");
}
END_TEST

/* What is wrong with a file that holds a line; NULL reads the defaults. */
static const char *
read_line(const struct config_table *table, struct settings *settings,
	const char *line)
{
	char name[] = "/tmp/crm-keys-XXXXXX";
	int fd = mkstemp(name);
	const char *wrong;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, line, strlen(line)), (ssize_t)strlen(line));
	close(fd);
	wrong = config_file_read(&arena, table, settings, name);
	unlink(name);
	return wrong == NULL ? NULL : strstr(wrong, ":1: ") + 4;
}

START_TEST(one_stanza_more_is_one_key_more)
{
	struct settings settings = { 0 };

	ck_assert_pstr_eq(read_line(&fewer, &settings, "shelf-life: 7"),
		"there is no key \"shelf-life\"; crm.conf(5) has them all");
	ck_assert_pstr_eq(read_line(&more, &settings, "shelf-life: 7"), NULL);
	ck_assert_int_eq(settings.shelf_life, 7);
	ck_assert_pstr_eq(read_line(&more, &settings, "room: /srv"), NULL);
	ck_assert_int_eq(settings.shelf_life, 52);
	ck_assert_pstr_eq(read_line(&more, &settings, "shelf-life: 100"),
		"shelf-life must be a whole number from 2 to 99");
	ck_assert_pstr_eq(read_line(&more, &settings, "shelf: 7"),
		"there is no key \"shelf\"; there is shelf-life");
}
END_TEST

static const struct {
	const char *template, *wrong;
} badly[] = {
	{ "", "there is no place for room" },
	{ "@comments limits@\n", "there is no place for room" },
	{ "# @comments storage@\n", "there is no place for room" },
	{ "@comments storage\n", "there is no place for room" },
	{ "@items ", "there is no place for room" },
	{ "@items storag@\n",
		"there is no section, or no other, for: @items storag@" },
	{ "@items @", "there is no section, or no other, for: @items @" },
	{ "@items storage@\n@items storage@\n",
		"there is no section, or no other, for: @items storage@" },
};

START_TEST(a_template_without_a_place_for_every_key_is_refused)
{
	struct text out = { .arena = &arena };

	ck_assert_pstr_eq(describe_keys(&out, &more, "", badly[_i].template),
		badly[_i].wrong);
}
END_TEST

START_TEST(what_is_no_place_stays_as_it_is)
{
	ck_assert_str_eq(
		described(&fewer, "# a\n\n@comments storage@\n@comments\n"),
		"# a\n\n# Where things lie.\n#room: /srv/room\n@comments\n");
}
END_TEST

START_TEST(every_key_has_a_default_an_example_or_needs_none)
{
	const struct config_key *key = &config_table.keys[_i];

	if (key->kind == CONFIG_CODES || key->kind == CONFIG_TOKEN) {
		ck_assert_ptr_null(key->standard);
		ck_assert_ptr_null(key->example);
	} else {
		ck_assert((key->standard == NULL) != (key->example == NULL));
	}
}
END_TEST

START_TEST(every_key_is_told_of_in_sentences)
{
	const char *text = config_table.keys[_i].text;

	ck_assert(*text >= 'A' && *text <= 'Z');
	ck_assert_int_eq(text[strlen(text) - 1], '.');
	ck_assert_ptr_null(strpbrk(text, "\\\t"));
	ck_assert_ptr_null(strstr(text, "  "));
	ck_assert_ptr_null(strstr(text, " \n"));
}
END_TEST

START_TEST(what_stands_between_signs_is_apart_from_other_words)
{
	const char *text = config_table.keys[_i].text, *at = text;

	while ((at = strchr(at, '`')) != NULL) {
		ck_assert(at == text || strchr(" \n(", at[-1]) != NULL);
		at = strchr(at + 1, '`');
		ck_assert_ptr_nonnull(at);
		at++;
		at += strspn(at, ".,:;)");
		ck_assert_ptr_nonnull(strchr(" \n", *at));
	}
}
END_TEST

Suite *
describe_suite(void)
{
	Suite *suite = suite_create("describe");
	TCase *tcase = fixture_case(suite, "describe");

	tcase_add_test(tcase, one_stanza_more_is_one_comment_more);
	tcase_add_test(tcase, one_stanza_more_is_one_item_more);
	tcase_add_test(tcase, one_stanza_more_is_one_key_more);
	tcase_add_loop_test(tcase,
		a_template_without_a_place_for_every_key_is_refused, 0,
		COUNT(badly));
	tcase_add_test(tcase, what_is_no_place_stays_as_it_is);
	tcase_add_loop_test(tcase,
		every_key_has_a_default_an_example_or_needs_none, 0,
		(int)config_table.count);
	tcase_add_loop_test(tcase, every_key_is_told_of_in_sentences, 0,
		(int)config_table.count);
	tcase_add_loop_test(tcase,
		what_stands_between_signs_is_apart_from_other_words, 0,
		(int)config_table.count);
	return suite;
}
