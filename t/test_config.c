/* Tests of the configuration file and of its table of keys. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/key.h"
#include "fixture.h"

static struct config config;

/* Where the file of the last read_config() was, folder and name. */
static char folder[PATH_MAX];
static const char *file;

/* Reads bytes as a configuration; what is wrong begins with its line. */
static const char *
read_bytes(const char *bytes, size_t length)
{
	char name[] = "/tmp/crm-conf-XXXXXX";
	int fd = mkstemp(name);
	const char *wrong;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
	close(fd);
	file = arena_copy(&arena, name, strlen(name));
	ck_assert_ptr_nonnull(realpath("/tmp", folder));
	wrong = config_read(&arena, &config, file);
	unlink(name);
	if (wrong == NULL)
		return NULL;
	ck_assert_int_eq(strncmp(wrong, file, strlen(file)), 0);
	return wrong + strlen(file) + 1;
}

static const char *
read_string(const char *string)
{
	return read_bytes(string, strlen(string));
}

static const char *
beside_file(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

START_TEST(without_a_file_all_is_standard)
{
	ck_assert_ptr_null(config_read(&arena, &config, NULL));
	ck_assert_ptr_null(config.file);
	ck_assert_str_eq(config.database, CRM_STATEDIR "/crm.db");
	ck_assert_str_eq(config.log, "stderr");
	ck_assert_ptr_null(config.allow_origin);
	ck_assert_ptr_null(config.check_token);
	ck_assert_ptr_null(config.url);
	ck_assert_ptr_null(config.codes);
	ck_assert_ptr_null(config.zone);
	ck_assert_ptr_null(config.countries);
	ck_assert_int_eq(config.journal, JOURNAL_AUTO);
	ck_assert_int_eq(config.reject_unknown, 0);
	ck_assert_int_eq(config.refuse_query_members, 0);
	ck_assert_int_eq(config.wcf_dates, 0);
	ck_assert_int_eq(config.allow_under_document_root, 0);
	ck_assert_int_eq(config.max_body, 65536);
	ck_assert_int_eq(config.max_batch_body, 8388608);
	ck_assert_int_eq(config.max_items, 64);
	ck_assert_int_eq(config.body_timeout, 10);
	ck_assert_int_eq(config.lock_timeout, 5);
	ck_assert_int_eq(config.open, OPEN_CREATE);
	ck_assert_int_eq(config.remote_user, 0);
}
END_TEST

START_TEST(every_key_can_be_set)
{
	ck_assert_ptr_null(read_string(
		"#!/usr/bin/crm.cgi\n"
		"database: /srv/crm/crm.db\n"
		"journal:rollback\n"
		"\t unknown :  reject \t\n"
		"query-members: refuse\n"
		"json-dates: wcf\n"
		"url: https://crm.example.com:8443/shop/\n"
		"\n"
		"  # a comment: indeed\n"
		"max-body: 1\r\n"
		"max-batch-body: 1073741824\n"
		"max-items: 0064\n"
		"body-timeout: 3600\n"
		"lock-timeout: 7\n"
		"allow-origin: https://a.example http://b.example:81\n"
		"check-token: 0123456789-_.~abcdefghi-Z\n"
		"log: syslog\n"
		"allow-under-document-root: yes"));
	ck_assert_str_eq(config.file, file);
	ck_assert_str_eq(config.database, "/srv/crm/crm.db");
	ck_assert_int_eq(config.journal, JOURNAL_ROLLBACK);
	ck_assert_int_eq(config.reject_unknown, 1);
	ck_assert_int_eq(config.refuse_query_members, 1);
	ck_assert_int_eq(config.wcf_dates, 1);
	ck_assert_str_eq(config.url, "https://crm.example.com:8443/shop");
	ck_assert_int_eq(config.max_body, 1);
	ck_assert_int_eq(config.max_batch_body, 1073741824);
	ck_assert_int_eq(config.max_items, 64);
	ck_assert_int_eq(config.body_timeout, 3600);
	ck_assert_int_eq(config.lock_timeout, 7);
	ck_assert_str_eq(
		config.allow_origin, "https://a.example http://b.example:81");
	ck_assert_str_eq(config.check_token, "0123456789-_.~abcdefghi-Z");
	ck_assert_str_eq(config.log, "syslog");
	ck_assert_int_eq(config.allow_under_document_root, 1);
}
END_TEST

START_TEST(what_needs_no_key_is_said_by_a_word)
{
	static const char *const words[] = { "create", "form", "none" };

	for (int i = 0; i < COUNT(words); i++) {
		ck_assert_ptr_null(read_string(
			arena_printf(&arena, "open: %s", words[i])));
		ck_assert_int_eq(config.open, i);
	}
	ck_assert_int_eq(config.open, OPEN_NONE);
	ck_assert_ptr_null(read_string("remote-user: yes"));
	ck_assert_int_eq(config.remote_user, 1);
	ck_assert_str_eq(read_string("open: all"),
		"1: open must be one of the words: create form none");
}
END_TEST

START_TEST(countries_are_kept_with_their_place)
{
	ck_assert_ptr_null(read_string("\ncountries: xk Kosovo, an A B \n"));
	ck_assert_str_eq(config.countries->values, "xk Kosovo, an A B");
	ck_assert_str_eq(
		config.countries->place, arena_printf(&arena, "%s:2", file));
	ck_assert_ptr_null(config.codes);
}
END_TEST

START_TEST(codes_are_kept_in_the_order_of_the_file)
{
	ck_assert_ptr_null(read_string("codes.gender: M, F ,X\n"
				       "log: stderr\n"
				       "codes.gender: *\n"
				       "codes.title: Dott.: ssa"));
	ck_assert_str_eq(config.codes->field, "gender");
	ck_assert_str_eq(config.codes->values, "M, F ,X");
	ck_assert_str_eq(
		config.codes->place, arena_printf(&arena, "%s:1", file));
	ck_assert_str_eq(config.codes->next->values, "*");
	ck_assert_str_eq(
		config.codes->next->place, arena_printf(&arena, "%s:3", file));
	ck_assert_str_eq(config.codes->next->next->values, "Dott.: ssa");
	ck_assert_ptr_null(config.codes->next->next->next);
}
END_TEST

START_TEST(a_text_is_found_by_its_language_else_for_all)
{
	const struct config_text *form;

	ck_assert_ptr_null(read_string("form.title.it: Cliente: nuovo\n"
				       "form.title: Client\n"
				       "form.introduction.fr: Bonjour\n"
				       "form.privacy-link: /privacy\n"));
	form = config.form;
	ck_assert_str_eq(
		config_text_find(form, "title", "it"), "Cliente: nuovo");
	ck_assert_str_eq(config_text_find(form, "title", "fr"), "Client");
	ck_assert_str_eq(
		config_text_find(form, "introduction", "fr"), "Bonjour");
	ck_assert_ptr_null(config_text_find(form, "introduction", "it"));
	ck_assert_ptr_null(config_text_find(config.consent, "title", "it"));
}
END_TEST

START_TEST(a_relative_path_is_beside_the_file)
{
	ck_assert_ptr_null(read_string("database: data/crm.db\nlog: crm.log"));
	ck_assert_str_eq(config.database, beside_file("data/crm.db"));
	ck_assert_str_eq(config.log, beside_file("crm.log"));
}
END_TEST

/* Databases that are not told by a path alone, and what is beside them. */
static const char *const named_kinds[] = {
	"postgresql://crm@db.example.com/crm?sslmode=verify-full",
	"sqlite:///srv/crm/crm.db",
	"nowhere://",
	"x://a/../b",
};

START_TEST(a_database_with_the_name_of_its_kind_stays_as_it_is)
{
	ck_assert_ptr_null(read_string(
		arena_printf(&arena, "database: %s", named_kinds[_i])));
	ck_assert_str_eq(config.database, named_kinds[_i]);
}
END_TEST

/* Paths that have two slashes, but no name of a kind before them. */
static const char *const unnamed_kinds[] = {
	"data//crm.db",
	"data/x://crm.db",
	"://crm.db",
	"my.data://crm.db",
	"Data://crm.db",
};

START_TEST(a_path_with_two_slashes_is_beside_the_file)
{
	ck_assert_ptr_null(read_string(
		arena_printf(&arena, "database: %s", unnamed_kinds[_i])));
	ck_assert_str_eq(config.database, beside_file(unnamed_kinds[_i]));
	ck_assert_ptr_null(
		read_string(arena_printf(&arena, "log: x://crm.log")));
	ck_assert_str_eq(config.log, beside_file("x://crm.log"));
}
END_TEST

/* A picture, and what is wrong with it. */
static const struct {
	size_t length;
	const char *wrong; /* NULL: nothing */
} pictures[] = {
	{ 0, "must have 1 to 32768 bytes" },
	{ 1, NULL },
	{ 32768, NULL },
	{ 32769, "must have 1 to 32768 bytes" },
};

START_TEST(a_mark_is_a_file_of_a_bounded_length)
{
	char name[] = "/tmp/crm-mark-XXXXXX";
	int fd = mkstemp(name);
	const char *wrong;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)pictures[_i].length), 0);
	close(fd);
	wrong = read_string(arena_printf(&arena, "form.mark: %s\n", name));
	unlink(name);
	if (pictures[_i].wrong == NULL) {
		ck_assert_pstr_eq(wrong, NULL);
		ck_assert_uint_eq(
			config.form_mark->length, pictures[_i].length);
		return;
	}
	ck_assert_ptr_nonnull(wrong);
	ck_assert_ptr_nonnull(strstr(wrong, pictures[_i].wrong));
}
END_TEST

START_TEST(a_mark_that_is_not_there_is_a_mistake)
{
	const char *wrong = read_string("form.mark: /nowhere/mark.svg\n");

	ck_assert_ptr_nonnull(wrong);
	ck_assert_ptr_nonnull(strstr(wrong, "/nowhere/mark.svg can't be read"));
}
END_TEST

START_TEST(a_relative_path_may_lead_up)
{
	ck_assert_ptr_null(read_string("database: ../srv/../crm.db\n"
				       "log: ../../../crm.log"));
	ck_assert_str_eq(config.database, "/srv/../crm.db");
	ck_assert_str_eq(config.log, "/crm.log");
}
END_TEST

START_TEST(a_relative_path_beside_a_relative_file_becomes_absolute)
{
	FILE *out;

	ck_assert_ptr_nonnull(mkdtemp(strcpy(folder, "/tmp/crm-conf-XXXXXX")));
	ck_assert_int_eq(chdir(folder), 0);
	out = fopen("crm.conf", "w");
	fputs("database: crm.db\n", out);
	fclose(out);
	ck_assert_ptr_null(config_read(&arena, &config, "crm.conf"));
	unlink("crm.conf");
	rmdir(folder);
	ck_assert_ptr_nonnull(realpath("/tmp", folder));
	ck_assert_int_eq(strncmp(config.database, folder, strlen(folder)), 0);
	ck_assert_ptr_nonnull(strstr(config.database, "/crm.db"));
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
} harmless[] = {
	{ BYTES("") },
	{ BYTES("\n\n") },
	{ BYTES("\xEF\xBB\xBF") },
	{ BYTES("\xEF\xBB\xBFlog: stderr\r\n") },
	{ BYTES("# \xC3\xA9 tab\there\nlog: stderr") },
};

START_TEST(marks_blank_lines_and_line_ends_do_no_harm)
{
	ck_assert_ptr_null(read_bytes(harmless[_i].bytes, harmless[_i].length));
	ck_assert_str_eq(config.log, "stderr");
}
END_TEST

static const struct {
	const char *bytes;
	size_t length;
	const char *wrong;
} mistakes[] = {
	{ BYTES("# a\n\ndatabse: x\n"), "3: there is no key \"databse\"; " },
	{ BYTES("Log: stderr"), "1: there is no key \"Log\"; " },
	{ BYTES("log.x: stderr"), "1: there is no key " },
	{ BYTES(": stderr"), "1: there is no key \"\"; " },
	{ BYTES("codes: a"), "1: there is no key " },
	{ BYTES("codes.: a"), "1: there is no key " },
	{ BYTES("form.: a"), "1: there is no key " },
	{ BYTES("form.titel: a"), "1: there is no form.titel; behind form. " },
	{ BYTES("form.title:"), "1: form.title has no value; " },
	{ BYTES("form.title.i t: a"), "1: form.title: \"i t\" is no language" },
	{ BYTES("form.title.it: a\nform.title: b\nform.title.it: c"),
		"3: form.title is set already at " },
	{ BYTES("form.privacy-link: javascript:alert(1)"),
		"1: form.privacy-link must be an address " },
	{ BYTES("form.privacy-link: //www.example.com"),
		"1: form.privacy-link must be an address " },
	{ BYTES("form.privacy-link.it: https://a.example/\" b"),
		"1: form.privacy-link must be an address " },
	{ BYTES("form.first.countryId: it\n#\nform.first.countryId: ch"),
		"3: form.first.countryId is set already at " },
	{ BYTES("consent.notes: a\nconsent.notes: b"),
		"2: consent.notes is set already at " },
	{ BYTES("time-zone: ../../../etc/passwd"),
		"1: time-zone \"../../../etc/passwd\" is no name such as "
		"Europe/Rome" },
	{ BYTES("#\ntime-zone: CET-1CEST,M3.5.0,M10.5.0/3"),
		"2: time-zone \"CET-1CEST,M3.5.0,M10.5.0/3\" is no name " },
	{ BYTES("time-zone: Europe/Atlantis"),
		"1: time-zone \"Europe/Atlantis\" " },
	{ BYTES("time-zone: Europe"), "1: time-zone \"Europe\" " },
	{ BYTES("time-zone:"), "1: time-zone has no value; " },
	{ BYTES("countries: xk Kosovo\ncountries: xk Kosovo"),
		"2: countries is set already in line 1; " },
	{ BYTES("log"), "1: the line has no colon; " },
	{ BYTES("log = stderr"), "1: the line has no colon; " },
	{ BYTES("log:"), "1: log has no value; " },
	{ BYTES("log: \t"), "1: log has no value; " },
	{ BYTES("codes.title:"), "1: codes.title has no value; " },
	{ BYTES("log: a\n#\nlog: a"), "3: log is set already in line 1; " },
	{ BYTES("max-items: 0"),
		"1: max-items must be a whole number from 1 to 4096" },
	{ BYTES("max-items: 4097"), "1: max-items must be " },
	{ BYTES("max-items: +1"), "1: max-items must be " },
	{ BYTES("max-items: -1"), "1: max-items must be " },
	{ BYTES("max-items: 1k"), "1: max-items must be " },
	{ BYTES("max-items: 0x1"), "1: max-items must be " },
	{ BYTES("max-items: 1.5"), "1: max-items must be " },
	{ BYTES("max-items: 64 # many"), "1: max-items must be " },
	{ BYTES("max-items: 18446744073709551617"), "1: max-items must be " },
	{ BYTES("max-body: 1073741825"), "1: max-body must be " },
	{ BYTES("body-timeout: 3601"), "1: body-timeout must be " },
	{ BYTES("lock-timeout: 0"), "1: lock-timeout must be " },
	{ BYTES("check-token: 0123456789abcdef0123456"),
		"1: check-token must be from 24 to 200 letters, " },
	{ BYTES("check-token: (your own, never one that stood in a manual)"),
		"1: check-token must be " },
	{ BYTES("check-token: 0123456789abcdef%20123456789abcdef"),
		"1: check-token must be " },
	{ BYTES("url: www.example.com"),
		"1: url must be an address such as https://www.example.com " },
	{ BYTES("url: ftp://www.example.com"), "1: url must be " },
	{ BYTES("url: https://"), "1: url must be " },
	{ BYTES("url: https:///crm"), "1: url must be " },
	{ BYTES("url: https://:8443"), "1: url must be " },
	{ BYTES("url: https://www.example.com//"), "1: url must be " },
	{ BYTES("url: https://www.example.com/crm?a"), "1: url must be " },
	{ BYTES("url: https://www.example.com/#a"), "1: url must be " },
	{ BYTES("url: https://ana@www.example.com"), "1: url must be " },
	{ BYTES("url: https://www.example.com/\"><a"), "1: url must be " },
	{ BYTES("url: https://www.example.com /crm"), "1: url must be " },
	{ BYTES("query-members: ignore"), "1: query-members must be " },
	{ BYTES("journal: WAL"),
		"1: journal must be one of the words: auto wal rollback" },
	{ BYTES("journal: auto wal"), "1: journal must be " },
	{ BYTES("journal: rollb"), "1: journal must be " },
	{ BYTES("unknown: 1"), "1: unknown must be " },
	{ BYTES("allow-under-document-root: true"),
		"1: allow-under-document-root must be " },
	{ BYTES("log: a\0b"), "1: the line is not plain text" },
	{ BYTES("\n# \x1B[2J"), "2: the line is not plain text" },
	{ BYTES("log: a\rb"), "1: the line is not plain text" },
	{ BYTES("log: \xE9t"), "1: the line is not plain text" },
	{ BYTES("log: a\x7F"), "1: the line is not plain text" },
	{ BYTES("log: a\xC2\x85"), "1: the line is not plain text" },
};

START_TEST(a_secret_is_not_repeated_where_it_is_wrong)
{
	ck_assert_ptr_null(strstr(
		read_string("check-token: too-short-secret"), "too-short"));
}
END_TEST

START_TEST(a_secret_may_be_200_letters_long)
{
	const char *line =
		arena_printf(&arena, "check-token: %s", repeated("a", 200));

	ck_assert_ptr_null(read_string(line));
	ck_assert_ptr_nonnull(read_string(arena_printf(&arena, "%sa", line)));
}
END_TEST

START_TEST(a_mistake_is_told_with_file_and_line)
{
	const char *wrong = read_bytes(mistakes[_i].bytes, mistakes[_i].length);

	ck_assert_ptr_nonnull(wrong);
	ck_assert_ptr_eq(strstr(wrong, mistakes[_i].wrong), wrong);
}
END_TEST

enum { DEEP = PATH_MAX / 200 + 1 };

/* Makes a folder whose path is too long to be written, and goes there. */
static void
go_deep(const char *top)
{
	const char *name = repeated("x", 200);

	ck_assert_int_eq(chdir(top), 0);
	for (int i = 0; i < DEEP; i++) {
		ck_assert_int_eq(mkdir(name, 0700), 0);
		ck_assert_int_eq(chdir(name), 0);
	}
}

/* Comes back from there, and leaves nothing. */
static void
come_back(const char *top)
{
	for (int i = 0; i < DEEP; i++) {
		ck_assert_int_eq(chdir(".."), 0);
		ck_assert_int_eq(rmdir(repeated("x", 200)), 0);
	}
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(top), 0);
}

/* The keys whose values are paths. */
static const char *const paths[] = { "database", "form.mark" };

START_TEST(a_folder_that_has_no_path_makes_none_for_others)
{
	char top[] = "/tmp/crm-deep-XXXXXX";
	FILE *written;
	const char *wrong;

	ck_assert_ptr_nonnull(mkdtemp(top));
	go_deep(top);
	written = fopen("crm.conf", "w");
	ck_assert_ptr_nonnull(written);
	fprintf(written, "%s: crm.db\n", paths[_i]);
	fclose(written);
	wrong = config_read(&arena, &config, "crm.conf");
	ck_assert_int_eq(unlink("crm.conf"), 0);
	come_back(top);
	ck_assert_str_eq(wrong,
		arena_printf(&arena,
			"crm.conf:1: the folder that %s is relative to is"
			" out of reach (%s); write a path that begins with /",
			paths[_i], strerror(ENAMETOOLONG)));
}
END_TEST

START_TEST(an_unknown_key_is_answered_with_the_one_it_resembles)
{
	for (size_t i = 0; i < config_table.count; i++) {
		const char *name = config_table.keys[i].name;
		const char *wrong = read_string(arena_printf(&arena, "%s%s: y",
			name, name[strlen(name) - 1] == '.' ? "" : "-x"));

		if (strstr(wrong, "there is no key") == NULL)
			continue; /* any name may stand behind the point */
		ck_assert_msg(
			strstr(wrong, arena_printf(&arena, "; there is %s",
					      name)) != NULL,
			"%s", wrong);
	}
	ck_assert_ptr_nonnull(strstr(read_string("x: y"), "crm.conf(5)"));
}
END_TEST

START_TEST(lines_and_files_have_a_limit)
{
	const char *line = repeated("x", 4096 - strlen("log: /"));

	ck_assert_ptr_null(
		read_string(arena_printf(&arena, "log: /%s\n", line)));
	ck_assert_str_eq(
		read_string(arena_printf(&arena, "\nlog: /%sx\n", line)),
		"2: the line is longer than 4096 bytes");
	ck_assert_ptr_null(read_string(repeated("#\n", 32768)));
	ck_assert_str_eq(read_string(repeated("#\n", 32769)),
		" the file can't be read: it is too large");
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_named)
{
	ck_assert_str_eq(config_read(&arena, &config, "/nowhere/crm.conf"),
		"/nowhere/crm.conf: the file can't be read: "
		"No such file or directory");
	ck_assert_str_eq(config_read(&arena, &config, "/tmp"),
		"/tmp: the file can't be read: Is a directory");
}
END_TEST

START_TEST(a_name_finds_the_file_unless_it_is_empty)
{
	char *argv[] = { "crm.cgi", NULL };

	ck_assert_str_eq(
		config_find("/nowhere/crm.conf", argv), "/nowhere/crm.conf");
	ck_assert_pstr_ne(config_find("", argv), "");
	ck_assert_pstr_eq(config_find("", argv), config_find(NULL, argv));
}
END_TEST

START_TEST(an_argument_names_no_file_unless_it_is_the_script_that_started)
{
	char *started = (char *)getauxval(AT_EXECFN);

	ck_assert_ptr_null(config_stub((char *[]){ NULL }));
	ck_assert_ptr_null(config_stub((char *[]){ "crm.cgi", NULL }));
	ck_assert_ptr_null(
		config_stub((char *[]){ "crm.cgi", "/etc/passwd", NULL }));
	ck_assert_ptr_null(config_stub((char *[]){ "crm.cgi", started, NULL }));
}
END_TEST

/* What the shipped file has in the place of a secret. */
static const char no_secret[] = "\n#check-token: ";

/* The shipped file, which documents every key. */
static char *
shipped(void)
{
	const char *top = getenv("top_builddir");
	FILE *in = fopen(arena_printf(&arena, "%s/conf/crm.conf",
				 top == NULL ? "." : top),
		"r");
	char *content = arena_alloc(&arena, 65536);

	ck_assert_ptr_nonnull(in);
	ck_assert_uint_gt(fread(content, 1, 65535, in), 0);
	fclose(in);
	return content;
}

START_TEST(the_shipped_file_changes_nothing)
{
	ck_assert_ptr_null(read_string(shipped()));
	ck_assert_str_eq(config.database, CRM_STATEDIR "/crm.db");
	ck_assert_ptr_null(config.codes);
	ck_assert_ptr_null(config.allow_origin);
	ck_assert_int_eq(config.max_body, 65536);
}
END_TEST

START_TEST(the_shipped_file_tells_every_key_and_its_default)
{
	const char *content = shipped();

	for (size_t i = 0; i < config_table.count; i++) {
		const struct config_key *key = &config_table.keys[i];
		const char *line = strstr(content,
			key->kind == CONFIG_CODES ||
					key->kind == CONFIG_TEXTS ||
					key->kind == CONFIG_PAIRS
				? arena_printf(&arena, "\n#%s", key->name)
				: arena_printf(&arena, "\n#%s: ", key->name));
		const char *end;

		ck_assert_msg(line != NULL, "%s is missing", key->name);
		if (key->standard == NULL)
			continue;
		end = line + 1 + strcspn(line + 1, "\n");
		line += strlen(key->name) + strlen("\n#: ");
		ck_assert_msg(
			text_is(line, (size_t)(end - line), key->standard),
			"%s has another default", key->name);
	}
}
END_TEST

START_TEST(the_shipped_file_reads_well_without_the_signs_before_its_keys)
{
	char *content = shipped();
	size_t codes = 0;

	ck_assert_ptr_nonnull(strstr(content, no_secret));
	memcpy(strstr(content, no_secret), "\n##", 3);
	/* the picture is the operator's own */
	memcpy(strstr(content, "\n#form.mark"), "\n##", 3);
	for (char *at = content; (at = strstr(at, "\n#")) != NULL; at++)
		if (at[2] >= 'a' && at[2] <= 'z')
			at[1] = ' ';
	ck_assert_pstr_eq(read_string(content), NULL);
	ck_assert_str_eq(config.log, "stderr");
	ck_assert_ptr_nonnull(config.allow_origin);
	for (const struct config_codes *at = config.codes; at; at = at->next)
		codes++;
	ck_assert_uint_eq(codes, 7);
}
END_TEST

START_TEST(the_place_of_a_secret_in_the_shipped_file_is_none)
{
	char *content = shipped();

	strstr(content, no_secret)[1] = ' ';
	ck_assert_ptr_nonnull(
		strstr(read_string(content), "check-token must be "));
}
END_TEST

Suite *
config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *tcase = fixture_case(suite, "config");

	tcase_add_test(tcase, without_a_file_all_is_standard);
	tcase_add_test(tcase, every_key_can_be_set);
	tcase_add_test(tcase, what_needs_no_key_is_said_by_a_word);
	tcase_add_test(tcase, countries_are_kept_with_their_place);
	tcase_add_test(tcase, codes_are_kept_in_the_order_of_the_file);
	tcase_add_test(tcase, a_text_is_found_by_its_language_else_for_all);
	tcase_add_test(tcase, a_relative_path_is_beside_the_file);
	tcase_add_loop_test(tcase,
		a_database_with_the_name_of_its_kind_stays_as_it_is, 0,
		COUNT(named_kinds));
	tcase_add_loop_test(tcase, a_path_with_two_slashes_is_beside_the_file,
		0, COUNT(unnamed_kinds));
	tcase_add_loop_test(tcase, a_mark_is_a_file_of_a_bounded_length, 0,
		COUNT(pictures));
	tcase_add_test(tcase, a_mark_that_is_not_there_is_a_mistake);
	tcase_add_test(tcase, a_relative_path_may_lead_up);
	tcase_add_test(
		tcase, a_relative_path_beside_a_relative_file_becomes_absolute);
	tcase_add_loop_test(tcase, marks_blank_lines_and_line_ends_do_no_harm,
		0, COUNT(harmless));
	tcase_add_test(tcase, a_secret_is_not_repeated_where_it_is_wrong);
	tcase_add_test(tcase, a_secret_may_be_200_letters_long);
	tcase_add_loop_test(tcase, a_mistake_is_told_with_file_and_line, 0,
		COUNT(mistakes));
	tcase_add_loop_test(tcase,
		a_folder_that_has_no_path_makes_none_for_others, 0,
		COUNT(paths));
	tcase_add_test(
		tcase, an_unknown_key_is_answered_with_the_one_it_resembles);
	tcase_add_test(tcase, lines_and_files_have_a_limit);
	tcase_add_test(tcase, a_file_that_cannot_be_read_is_named);
	tcase_add_test(tcase, a_name_finds_the_file_unless_it_is_empty);
	tcase_add_test(tcase,
		an_argument_names_no_file_unless_it_is_the_script_that_started);
	tcase_add_test(tcase, the_shipped_file_changes_nothing);
	tcase_add_test(tcase, the_shipped_file_tells_every_key_and_its_default);
	tcase_add_test(tcase,
		the_shipped_file_reads_well_without_the_signs_before_its_keys);
	tcase_add_test(
		tcase, the_place_of_a_secret_in_the_shipped_file_is_none);
	return suite;
}
