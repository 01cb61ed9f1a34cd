/* Tests of what the self-check asks of a database. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/die.h"
#include "config/config.h"
#include "customer/customer.h"
#include "fixture.h"
#include "store/store.h"

Suite *inspection_suite(void);

static const char word[] = "a-word-that-nobody-guesses-0815";

static char folder[] = "/tmp/crm-examine-XXXXXX";
static struct config config;
static struct store_settings settings;
static struct store *store;

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	config = (struct config){
		.database = arena_printf(&arena, "%s/data/crm.db", folder),
	};
	settings = (struct store_settings){
		.config = &config,
		.schema = &customer_schema,
		.lock_timeout = 10000,
	};
	log_open(arena_printf(&arena, "%s/log", folder));
}

static void
tear_down(void)
{
	log_open("stderr");
	remove_folder(folder);
}

static void
open_store(void)
{
	ck_assert_int_eq(store_open(&arena, &settings, &store), STORE_OK);
}

/* Whether the word was used before, in a transaction of its own. */
static bool
spend(const char *used)
{
	bool before;

	open_store();
	before = store_spend(store, used, FIXTURE_NOW);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	return before;
}

/* The bytes of the database. */
static const char *
content(size_t *length)
{
	char *bytes = arena_alloc(&arena, 1 << 20);
	int fd = open(config.database, O_RDONLY);
	ssize_t got = read(fd, bytes, 1 << 20);

	close(fd);
	ck_assert_int_gt(got, 0);
	*length = (size_t)got;
	return bytes;
}

static struct store_view
look(void)
{
	struct store_view view;

	ck_assert_int_eq(store_inspect(&arena, &settings, &view), STORE_OK);
	return view;
}

START_TEST(a_word_counts_once)
{
	ck_assert(!spend(word));
	ck_assert(spend(word));
	ck_assert(spend(word));
	ck_assert(!spend("another-word-that-nobody-guesses"));
	ck_assert(spend(word));
}
END_TEST

START_TEST(a_word_counts_again_if_nothing_was_kept)
{
	open_store();
	ck_assert(!store_spend(store, word, FIXTURE_NOW));
	store_close(store);
	ck_assert(!spend(word));
}
END_TEST

START_TEST(the_word_itself_is_not_kept)
{
	size_t length;
	const char *bytes;

	spend(word);
	bytes = content(&length);
	ck_assert_ptr_null(memmem(bytes, length, BYTES(word)));
}
END_TEST

START_TEST(to_try_changes_nothing)
{
	size_t length, after;
	const char *before;

	spend(word);
	before = content(&length);
	open_store();
	ck_assert_int_eq(store_try(store), STORE_OK);
	store_close(store);
	ck_assert_mem_eq(content(&after), before, length);
	ck_assert_uint_eq(after, length);
}
END_TEST

START_TEST(to_try_fails_where_nothing_can_be_written)
{
	struct rlimit before, none;

	spend(word);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = (struct rlimit){ 0, before.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	open_store();
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	ck_assert_int_eq(store_try(store), STORE_UNAVAILABLE);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	store_close(store);
	ck_assert(spend(word));
}
END_TEST

START_TEST(a_new_database_is_whole)
{
	struct store_view view;

	config.journal = _i == 0 ? JOURNAL_ROLLBACK : JOURNAL_WAL;
	spend(word);
	view = look();
	ck_assert_str_eq(view.durability, _i == 0 ? "delete" : "wal");
	ck_assert_str_eq(view.damage, "");
	ck_assert_str_eq(view.newest, "");
	ck_assert_int_eq(view.version, 6);
}
END_TEST

/* Adds a customer that came at that time. */
static void
keep(int64_t time)
{
	static const char company[] =
		"{\"clientType\":\"COMPANY\",\"companyName\":\"Example\","
		"\"privacyPolicyAcceptanceStorage\":true,"
		"\"canBeContactedByMaison\":false,\"countryId\":\"it\","
		"\"posCode\":\"P\",\"brand\":\"CAR\"}";
	const struct origin origin = {
		.route = "/customer", .format = "json", .time = time
	};
	struct reading reading = {
		.intake = &intake,
		.bytes = company,
		.length = strlen(company),
	};
	struct record *customer = record_new(&intake, &customer_schema);
	struct faults faults = { .arena = &arena };
	int64_t id;

	ck_assert(format_named("json", 4)->read(&reading, customer));
	check_record(customer, &faults);
	ck_assert_uint_eq(faults.count, 0);
	open_store();
	ck_assert_int_eq(store_add(store, customer, &origin, &id), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

START_TEST(the_newest_customer_tells_its_time)
{
	keep(FIXTURE_NOW + 60);
	keep(FIXTURE_NOW);
	ck_assert_str_eq(look().newest, "2020-06-15T12:00:00Z");
}
END_TEST

START_TEST(what_is_broken_is_told)
{
	char noise[512];
	size_t length;
	int fd;

	spend(word);
	content(&length);
	memset(noise, 0xA5, sizeof(noise));
	fd = open(config.database, O_WRONLY);
	ck_assert_int_eq(
		pwrite(fd, noise, sizeof(noise), (off_t)(length - 4096)),
		(ssize_t)sizeof(noise));
	close(fd);
	ck_assert_str_ne(look().damage, "");
}
END_TEST

START_TEST(what_takes_too_long_is_given_up)
{
	settings.lock_timeout = 10000;
	spend(word);
	settings.lock_timeout = -1;
	ck_assert_ptr_null(look().damage);
}
END_TEST

Suite *
inspection_suite(void)
{
	Suite *suite = suite_create("inspection");
	TCase *tcase = fixture_case(suite, "inspection");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_word_counts_once);
	tcase_add_test(tcase, a_word_counts_again_if_nothing_was_kept);
	tcase_add_test(tcase, the_word_itself_is_not_kept);
	tcase_add_test(tcase, to_try_changes_nothing);
	tcase_add_test(tcase, to_try_fails_where_nothing_can_be_written);
	tcase_add_loop_test(tcase, a_new_database_is_whole, 0, 2);
	tcase_add_test(tcase, the_newest_customer_tells_its_time);
	tcase_add_test(tcase, what_is_broken_is_told);
	tcase_add_test(tcase, what_takes_too_long_is_given_up);
	return suite;
}
