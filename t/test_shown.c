/* Tests of the one rule by which the service and its self-check tell whether a
 * web server may show the database. */
#include "fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "base/die.h"
#include "base/path.h"
#include "http/request.h"
#include "http/shown.h"
#include "store/sqlite/location.h"

Suite *shown_suite(void);

static char folder[] = "/tmp/crm-shown-XXXXXX";

/* In the folder there are www/, www/in -> out, out/, link -> www, run/stub,
   which can be run, and run/plain, which can't. */
static void
set_up(void)
{
	static const char *const folders[] = { "www", "out", "run" };
	static const char *const files[] = { "run/stub", "run/plain" };

	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	for (int i = 0; i < COUNT(folders); i++)
		ck_assert_int_eq(mkdir(folders[i], 0755), 0);
	for (int i = 0; i < COUNT(files); i++)
		ck_assert_int_eq(close(creat(files[i], 0644)), 0);
	ck_assert_int_eq(chmod("run/stub", 0755), 0);
	ck_assert_int_eq(symlink("www", "link"), 0);
	ck_assert_int_eq(symlink("../out", "www/in"), 0);
	log_open(path_join(&arena, folder, "/log"));
}

static void
tear_down(void)
{
	log_open("stderr");
	ck_assert_int_eq(chdir("/"), 0);
	remove_folder(folder);
}

/*
 * The file of the database, what tells which folders are shown, and which of
 * them holds it. What begins with / is in the test's folder, with // in the
 * root folder.
 */
static const struct {
	const char *database, *root, *context, *script, *program, *stub,
		*settings, *holder;
} cases[] = {
	{ .database = "/out/a.db" },
	{ .database = "/out/a.db",
		.root = "/www",
		.context = "/run",
		.script = "/run/stub",
		.program = "/www/crm.cgi",
		.stub = "/run/stub",
		.settings = "/run/stub" },
	/* beside and below what is shown */
	{ "/www/a.db", .root = "/www", .holder = "/www" },
	{ "/www/b/c/a.db", .root = "/www", .holder = "/www" },
	{ "/www/a.db", .context = "/www", .holder = "/www" },
	{ "/run/a.db", .script = "/run/stub", .holder = "/run" },
	{ "/run/b/a.db", .program = "/run/crm.cgi", .holder = "/run" },
	{ "/run/a.db", .stub = "/run/stub", .holder = "/run" },
	{ "/run/a.db", .settings = "/run/stub", .holder = "/run" },
	{ "/run/a.db", .settings = "/run/plain" },
	{ "/run/a.db", .settings = "/run/none" },
	{ "/ww/a.db", .root = "/www" },
	{ "/www2/a.db", .root = "/www" },
	/* by other names */
	{ "/link/a.db", .root = "/www", .holder = "/www" },
	{ "/link/b/a.db", .root = "/www", .holder = "/www" },
	{ "/www/a.db", .root = "/link", .holder = "/link" },
	{ "/www/in/a.db", .root = "/www", .holder = "/www" },
	{ "/www/in/a.db", .root = "/out", .holder = "/out" },
	{ "/none/../www/a.db", .root = "/www", .holder = "/www" },
	{ "/none/./../link/b/a.db", .root = "/www", .holder = "/www" },
	{ "/www/../out/a.db", .root = "/none" },
	{ "/out/a.db", .root = "/none", .program = "/run/crm.cgi" },
	{ "/none/a.db", .root = "/none", .holder = "/none" },
	{ "/none/a.db", .root = "/none/", .holder = "/none/" },
	{ "/none/b/a.db", .root = "/out/../none/", .holder = "/out/../none/" },
	/* the root folder */
	{ "/out/a.db", .program = "//crm.cgi" },
	{ "/out/a.db", .script = "//crm.cgi", .stub = "//stub" },
	{ "/out/a.db", .root = "//", .holder = "//" },
	{ "/out/a.db", .root = "/www", .program = "//crm.cgi" },
	{ "/www/a.db", .root = "/www", .program = "//crm.cgi",
		.holder = "/www" },
};

static const char *
whole(const char *path)
{
	if (path == NULL || strncmp(path, "//", 2) == 0)
		return path == NULL ? NULL : path + 1;
	return path_join(&arena, folder, path);
}

static const char *
given(const char *path)
{
	return path == NULL ? "" : whole(path);
}

START_TEST(one_rule_says_whether_a_server_may_show_the_database)
{
	const struct request request = {
		.script_file = given(cases[_i].script),
		.document_root = given(cases[_i].root),
		.context_root = given(cases[_i].context),
	};
	const struct config config = { .file = whole(cases[_i].settings) };
	const char *const *shown =
		shown_folders(&arena, &request, whole(cases[_i].program),
			whole(cases[_i].stub), shown_settings(&config));
	const char *file = whole(cases[_i].database);

	/* what the self-check says, and what becomes of a customer */
	ck_assert_pstr_eq(
		location_shown(&arena, file, shown), whole(cases[_i].holder));
	ck_assert_int_eq(location_ready(&arena, file, shown) == NULL,
		cases[_i].holder != NULL);
	ck_assert_int_eq(access(file, F_OK) == 0, cases[_i].holder == NULL);
}
END_TEST

START_TEST(no_place_is_shown_that_is_none)
{
	const char *const shown[] = { "nowhere", "/nowhere", NULL };

	ck_assert_ptr_null(location_shown(&arena, "other/boats.db", shown));
	ck_assert_ptr_null(location_shown(&arena, "boats.db", shown));
	ck_assert_ptr_null(location_shown(&arena, "/boats.db", shown));
}
END_TEST

Suite *
shown_suite(void)
{
	Suite *suite = suite_create("shown");
	TCase *tcase = fixture_case(suite, "shown");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase,
		one_rule_says_whether_a_server_may_show_the_database, 0,
		COUNT(cases));
	tcase_add_test(tcase, no_place_is_shown_that_is_none);
	return suite;
}
