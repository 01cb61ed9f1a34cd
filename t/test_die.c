/* Tests of the log, and of the end of a request that met a defect. */
#include "fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>

#include "base/die.h"
#include "base/pool.h"

Suite *die_suite(void);

static void
say_what_a_terminal_would_obey(void)
{
	log_line("a\x1b[31m\nb\x7f\xc3\xa9~ ");
}

START_TEST(a_line_of_the_log_is_one_and_harmless)
{
	ck_assert_str_eq(
		last_words(say_what_a_terminal_would_obey), "a?[31m?b???~ ");
}
END_TEST

static void
say_with_marks(void)
{
	log_mark("Zx1");
	log_line("a");
	log_mark("");
	log_line("b");
	log_mark(repeated("x", 2 * LOG_MARK));
	log_line("c");
}

/* What last_words() takes away with the time is the program and the process. */
START_TEST(a_line_begins_with_the_mark_of_its_request)
{
	ck_assert_str_eq(last_words(say_with_marks),
		arena_printf(
			&arena, "Zx1 a; b; %s c", repeated("x", LOG_MARK - 1)));
}
END_TEST

static char folder[] = "/tmp/crm-die-XXXXXX";

/* A path in this test's folder. */
static const char *
path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static void
log_to_file(void)
{
	log_open(path_of("log"));
	log_line("kept");
}

static void
log_through_link(void)
{
	log_open(path_of("link"));
	log_line("kept");
}

static void
log_to_one_and_another(void)
{
	log_open(path_of("log"));
	log_open(path_of("other"));
	log_line("kept");
}

static void
set_up_folder(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(symlink("log", path_of("link")), 0);
}

static void
tear_down_folder(void)
{
	remove_folder(folder);
}

START_TEST(a_log_is_a_file_of_its_owner_alone)
{
	struct stat status;

	umask(0);
	ck_assert_str_eq(last_words(log_to_file), "");
	ck_assert_int_eq(stat(path_of("log"), &status), 0);
	ck_assert_int_gt(status.st_size, 0);
	ck_assert_int_eq(status.st_mode & 0777, 0600);
}
END_TEST

/* Whoever may write to the folder would choose what is written to. */
START_TEST(a_log_is_no_symbolic_link)
{
	struct stat status;

	ck_assert_str_eq(last_words(log_through_link), "kept");
	ck_assert_int_ne(stat(path_of("log"), &status), 0);
	ck_assert_int_eq(close(open(path_of("log"), O_CREAT, 0600)), 0);
	ck_assert_str_eq(last_words(log_through_link), "kept");
	ck_assert_int_eq(stat(path_of("log"), &status), 0);
	ck_assert_int_eq(status.st_size, 0);
}
END_TEST

START_TEST(a_log_that_is_opened_anew_is_no_more_what_it_was)
{
	struct stat status;

	ck_assert_str_eq(last_words(log_to_one_and_another), "");
	ck_assert_int_eq(stat(path_of("log"), &status), 0);
	ck_assert_int_eq(status.st_size, 0);
	ck_assert_int_eq(stat(path_of("other"), &status), 0);
	ck_assert_int_gt(status.st_size, 0);
}
END_TEST

static void
ask_too_much(void)
{
	arena_alloc(&arena, SIZE_MAX - 8);
}

static void
ask_for_too_many(void)
{
	arena_array(&arena, SIZE_MAX / 2, 4);
}

/* No character, which has no bytes in any locale. */
static const wint_t nothing = 0x110000;

static void
format_too_much(void)
{
	arena_printf(&arena, "%lc", nothing);
}

static void
add_too_much(void)
{
	struct text text = { .arena = &arena };

	text_add(&text, "", SIZE_MAX / 2);
}

static void
print_too_much(void)
{
	struct text text = { .arena = &arena };

	text_printf(&text, "%lc", nothing);
}

START_TEST(what_no_memory_can_hold_ends_the_request)
{
	ck_assert_str_eq(last_words(ask_too_much),
		arena_printf(&arena, "a request for %zu bytes of memory",
			SIZE_MAX - 8));
	ck_assert_str_eq(last_words(ask_for_too_many),
		arena_printf(&arena,
			"a request for %zu times 4 bytes of"
			" memory",
			SIZE_MAX / 2));
	ck_assert_str_eq(
		last_words(format_too_much), "a text that can't be formatted");
	ck_assert_str_eq(last_words(add_too_much),
		arena_printf(&arena, "a text of over %zu bytes", SIZE_MAX / 2));
	ck_assert_str_eq(
		last_words(print_too_much), "a text that can't be formatted");
}
END_TEST

/* A work that does one of these things. */
enum deed { END_WELL, DIE, DIE_WITHIN };

static void
work(void *context)
{
	enum deed deed = *(enum deed *)context;
	char incident[DIE_INCIDENT];

	if (deed == DIE_WITHIN)
		ck_assert(!die_within(work, &(enum deed){ DIE }, incident));
	if (deed != END_WELL)
		die("of %d", (int)deed);
}

static void
die_in_works(void)
{
	char first[DIE_INCIDENT], second[DIE_INCIDENT];

	ck_assert(die_within(work, &(enum deed){ END_WELL }, first));
	ck_assert(!die_within(work, &(enum deed){ DIE }, first));
	ck_assert(!die_within(work, &(enum deed){ DIE_WITHIN }, second));
	ck_assert_uint_eq(strlen(first), DIE_INCIDENT - 1);
	ck_assert_uint_eq(strspn(second, "0123456789abcdef"), 8);
	ck_assert_str_ne(first, second);
	log_line("alive");
	die("at last");
}

START_TEST(a_work_that_dies_ends_and_nothing_else)
{
	ck_assert_str_eq(
		last_words(die_in_works), "of 1; of 1; of 2; alive; at last");
}
END_TEST

#if !defined(SANITIZED)

static struct rlimit usual;

static void
lift_limit(void)
{
	setrlimit(RLIMIT_AS, &usual);
}

/* Lets no more memory come from the system until the process ends. */
static void
forbid_memory(void)
{
	struct rlimit none;

	getrlimit(RLIMIT_AS, &usual);
	none = usual;
	none.rlim_cur = 0;
	atexit(lift_limit);
	setrlimit(RLIMIT_AS, &none);
}

static void
use_memory_up(void *context)
{
	for (;;)
		arena_alloc(context, 1000);
}

static void
speak_briefly_without_memory(void)
{
	char incident[DIE_INCIDENT];

	forbid_memory();
	ck_assert(!die_within(use_memory_up, &arena, incident));
	log_line("%s", arena_printf(&arena, "sorry"));
}

/* Asks for a little more than is kept for last words. */
static void
speak_on_without_memory(void)
{
	char incident[DIE_INCIDENT];

	forbid_memory();
	ck_assert(!die_within(use_memory_up, &arena, incident));
	use_memory_up(&arena);
}

/* What is freed at the end of a request counts again for the next one. */
static void
speak_twice_without_memory(void)
{
	char incident[DIE_INCIDENT];
	struct arena own = { 0 };

	for (int i = 0; i < 2; i++) {
		forbid_memory();
		ck_assert(!die_within(use_memory_up, &own, incident));
		log_line("%s", arena_printf(&own, "sorry"));
		lift_limit();
		arena_free(&own);
	}
}

START_TEST(last_words_have_memory_when_there_is_no_more)
{
	ck_assert_str_eq(last_words(speak_briefly_without_memory),
		"out of memory; sorry");
}
END_TEST

START_TEST(each_request_has_last_words_of_its_own)
{
	ck_assert_str_eq(last_words(speak_twice_without_memory),
		"out of memory; sorry; out of memory; sorry");
}
END_TEST

START_TEST(last_words_that_are_too_long_end_too)
{
	ck_assert_str_eq(last_words(speak_on_without_memory),
		"out of memory; out of memory");
}
END_TEST

static void
use_pool_up(void)
{
	forbid_memory();
	while (pool_take(4000) != NULL)
		continue;
	log_line("no more");
	if (pool_take(1 << 24) == NULL)
		log_line("nor much");
}

START_TEST(a_pool_that_is_used_up_gives_nothing)
{
	ck_assert_str_eq(last_words(use_pool_up), "no more; nor much");
}
END_TEST

#endif

Suite *
die_suite(void)
{
	Suite *suite = suite_create("die");
	TCase *tcase = fixture_case(suite, "die");
	TCase *files = fixture_case(suite, "log");

	tcase_add_test(tcase, a_line_of_the_log_is_one_and_harmless);
	tcase_add_test(tcase, a_line_begins_with_the_mark_of_its_request);
	tcase_add_test(tcase, a_work_that_dies_ends_and_nothing_else);
	tcase_add_test(tcase, what_no_memory_can_hold_ends_the_request);
#if !defined(SANITIZED)
	tcase_add_test(tcase, last_words_have_memory_when_there_is_no_more);
	tcase_add_test(tcase, each_request_has_last_words_of_its_own);
	tcase_add_test(tcase, last_words_that_are_too_long_end_too);
	tcase_add_test(tcase, a_pool_that_is_used_up_gives_nothing);
#endif
	tcase_add_checked_fixture(files, set_up_folder, tear_down_folder);
	tcase_add_test(files, a_log_is_a_file_of_its_owner_alone);
	tcase_add_test(files, a_log_is_no_symbolic_link);
	tcase_add_test(files, a_log_that_is_opened_anew_is_no_more_what_it_was);
	return suite;
}
