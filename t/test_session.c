/* Tests of the session that a process keeps of a SQLite store. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/path.h"
#include "boat.h"
#include "config/config.h"
#include "fixture.h"
#include "store/change.h"
#include "store/session.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/writelock.h"
#include "store/store.h"

Suite *session_suite(void);

enum { READERS = 32 }; /* at once */

static char folder[] = "/tmp/crm-session-XXXXXX";
static struct config config;
static struct store_settings settings;
static struct store_session *session;
static struct store *store;

static const char *
path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

/* Begins the session of the database that the configuration names. */
static void
begin_session(void)
{
	settings = (struct store_settings){
		.config = &config,
		.schema = &boat_schema,
	};
	settings.prepared = store_prepare(&arena, &settings);
	session = store_session_new(&arena, &settings);
	settings.session = session;
}

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	umask(077);
	log_open(path_of("log"));
	config = (struct config){
		.database = path_of("data/boats.db"),
		.journal = JOURNAL_WAL,
	};
	begin_session();
}

static void
tear_down(void)
{
	store_session_close(session);
	log_open("stderr");
	remove_folder(folder);
}

static enum store_result
open_store(void)
{
	return store_open(&arena, &settings, &store);
}

static enum store_result
open_to_read(void)
{
	return store_open_to_read(&arena, &settings, &store);
}

static void
add(const char *name)
{
	int64_t id;

	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(
		store_add(store, boat_new(name), &boat_origin, &id), STORE_OK);
}

/* Keeps a boat, in a group of its own. */
static void
keep(const char *name)
{
	add(name);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
}

/* What reading the first record results in. */
static enum store_result
read_first(void)
{
	struct stored stored;

	return store_read(store, &intake, 1, &stored);
}

/* The database, open for another process. */
static sqlite3 *
other(void)
{
	sqlite3 *db;

	ck_assert_int_eq(
		sqlite3_open(path_of("data/boats.db"), &db), SQLITE_OK);
	return db;
}

static int
execute(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* The number of boats that are durable. */
static int
boats(void)
{
	sqlite3 *db = other();
	sqlite3_stmt *query;
	int count;

	ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT count(*) FROM boat", -1,
				 &query, NULL),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
	count = sqlite3_column_int(query, 0);
	sqlite3_finalize(query);
	sqlite3_close(db);
	return count;
}

static bool
log_is_empty(void)
{
	struct stat status;

	return stat(path_of("log"), &status) != 0 || status.st_size == 0;
}

START_TEST(a_session_without_a_folder_is_lost)
{
	store_session_close(session);
	ck_assert_int_eq(chmod(path_of("data"), 0777), 0);
	begin_session();
	ck_assert_int_eq(settings.prepared->result, STORE_UNAVAILABLE);
	ck_assert(store_session_is_lost(session));
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_int_eq(open_to_read(), STORE_UNAVAILABLE);
}
END_TEST

START_TEST(another_folder_of_the_same_name_is_not_the_sessions)
{
	keep("a");
	ck_assert_int_eq(rename(path_of("data"), path_of("old")), 0);
	ck_assert_int_eq(mkdir(path_of("data"), 0700), 0);
	store_session_begin(session);
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert(store_session_is_lost(session));
}
END_TEST

START_TEST(what_is_no_database_is_unavailable)
{
	FILE *file = fopen(path_of("data/boats.db"), "w");

	for (int i = 0; i < 1000; i++)
		fputs("no database ", file);
	fclose(file);
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_int_eq(open_to_read(), STORE_UNAVAILABLE);
}
END_TEST

START_TEST(a_path_too_long_for_sqlite_is_unavailable)
{
	const char *name = repeated("a", 200);

	store_session_close(session);
	config.database = arena_printf(
		&arena, "%s/%s/%s/%s/boats.db", folder, name, name, name);
	begin_session();
	ck_assert_int_eq(settings.prepared->result, STORE_OK);
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_int_eq(open_to_read(), STORE_UNAVAILABLE);
}
END_TEST

START_TEST(what_cannot_be_opened_is_unavailable)
{
	keep("a");
	ck_assert_int_eq(
		rename(path_of("data/boats.db"), path_of("data/old.db")), 0);
	ck_assert_int_eq(mkdir(path_of("data/boats.db"), 0700), 0);
	ck_assert_int_eq(open_to_read(), STORE_UNAVAILABLE);
	ck_assert_int_eq(rmdir(path_of("data/boats.db")), 0);
	ck_assert_int_eq(
		rename(path_of("data/old.db"), path_of("data/boats.db")), 0);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	store_close(store);
}
END_TEST

START_TEST(there_is_one_writer)
{
	struct store *writer;

	add("a");
	writer = store;
	ck_assert_int_eq(open_store(), STORE_BUSY);
	ck_assert_int_eq(store_commit(writer), STORE_OK);
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert_int_eq(boats(), 1);
}
END_TEST

START_TEST(a_part_that_fails_is_taken_back_alone)
{
	add("a");
	ck_assert_int_eq(store_commit(store), STORE_OK);
	add("b");
	sql_execute(sqlite_of(store), "SELECT nothing");
	ck_assert_int_eq(store_commit(store), STORE_UNAVAILABLE);
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert_int_eq(boats(), 1);
	keep("c");
	ck_assert_int_eq(boats(), 2);
}
END_TEST

/* What ends a part of the group behind the session's back. */
static const char *const ends[] = { "ROLLBACK", "RELEASE request" };

START_TEST(a_group_with_a_part_too_much_is_not_kept)
{
	keep("a");
	add("b");
	ck_assert_int_eq(execute(sqlite_of(store)->db, ends[_i]), SQLITE_OK);
	store_close(store);
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_int_eq(store_session_commit(session), STORE_UNAVAILABLE);
	ck_assert_int_eq(boats(), 1);
	keep("c");
	ck_assert_int_eq(boats(), 2);
}
END_TEST

START_TEST(a_refused_store_is_busy_until_the_next_round)
{
	struct store_view view;

	store_session_refuse(session, true);
	ck_assert_int_eq(open_to_read(), STORE_BUSY);
	ck_assert_int_eq(open_store(), STORE_BUSY);
	ck_assert_int_eq(store_inspect(&arena, &settings, &view), STORE_BUSY);
	store_session_refuse(session, false);
	keep("a");
	ck_assert_int_eq(boats(), 1);
}
END_TEST

START_TEST(a_quiet_request_says_nothing_and_lets_others_try)
{
	sqlite3 *db;

	keep("a");
	db = other();
	ck_assert_int_eq(execute(db, "BEGIN IMMEDIATE"), SQLITE_OK);
	settings.quiet = true;
	ck_assert_int_eq(open_store(), STORE_BUSY);
	ck_assert(log_is_empty());
	sqlite3_close(db);
	settings.quiet = false;
	keep("b");
	ck_assert_int_eq(boats(), 2);
}
END_TEST

START_TEST(a_busy_store_refuses_the_rest_of_the_round)
{
	sqlite3 *db;

	keep("a");
	db = other();
	ck_assert_int_eq(execute(db, "BEGIN IMMEDIATE"), SQLITE_OK);
	ck_assert_int_eq(open_store(), STORE_BUSY);
	ck_assert(!log_is_empty());
	sqlite3_close(db);
	ck_assert_int_eq(open_to_read(), STORE_BUSY);
	store_session_begin(session);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	store_close(store);
}
END_TEST

/* A lock of another process. */
static int
lock_elsewhere(int64_t place)
{
	int lock;

	ck_assert(mkdir(path_of("data"), 0700) == 0 || errno == EEXIST);
	lock = open(path_of("data/boats.db-lock"), O_RDWR | O_CREAT | O_CLOEXEC,
		0600);
	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(writelock_take(lock, place, 0), WRITELOCK_TAKEN);
	return lock;
}

START_TEST(a_key_is_at_work_only_where_its_lock_is_held)
{
	static const struct idempotency idempotency = { .key = "k" };
	int write = lock_elsewhere(WRITELOCK_WRITE), work;

	settings.idempotency = &idempotency;
	ck_assert_int_eq(open_store(), STORE_BUSY);
	close(write);
	store_session_begin(session);
	keep("a");
	write = lock_elsewhere(WRITELOCK_WRITE);
	ck_assert_int_eq(open_store(), STORE_BUSY);
	work = lock_elsewhere(writelock_place(0, "k"));
	ck_assert_int_eq(open_store(), STORE_AT_WORK);
	close(work);
	close(write);
}
END_TEST

START_TEST(a_store_behind_a_shown_link_is_not_opened)
{
	const char *shown[] = { path_of("shown"), NULL };

	store_session_close(session);
	ck_assert_int_eq(symlink("data", path_of("shown")), 0);
	config.database = path_of("shown/boats.db");
	begin_session();
	keep("a");
	settings.exposed = shown;
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_int_eq(open_to_read(), STORE_UNAVAILABLE);
	shown[0] = path_of("data");
	ck_assert_int_eq(open_to_read(), STORE_UNAVAILABLE);
	shown[0] = path_of("dat");
	ck_assert_int_eq(open_to_read(), STORE_OK);
	store_close(store);
}
END_TEST

START_TEST(a_store_is_not_opened_whatever_its_folders_are_called)
{
	const char *shown[] = { path_of("other"), NULL, NULL };

	keep("a");
	ck_assert_int_eq(symlink("data", path_of("inner")), 0);
	ck_assert_int_eq(symlink(folder, path_of("outer")), 0);
	ck_assert_int_eq(mkdir(path_of("other"), 0700), 0);
	settings.exposed = shown;
	keep("b");
	keep("c");
	shown[1] = path_of("inner");
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_int_eq(open_to_read(), STORE_UNAVAILABLE);
	shown[1] = path_of("outer");
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	shown[1] = path_of("none");
	keep("d");
	shown[1] = repeated("/.", 1000);
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	shown[1] = path_join(&arena, path_of("other"), shown[1]);
	keep("e");
	shown[1] = NULL;
	keep("f");
	shown[0] = path_of("outer");
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
	ck_assert_int_eq(boats(), 6);
}
END_TEST

START_TEST(a_link_that_leads_elsewhere_is_noticed_soon)
{
	static const struct timespec second = { 1, 10000000 };
	const char *shown[] = { path_of("shown"), NULL };

	keep("a");
	ck_assert_int_eq(mkdir(path_of("other"), 0700), 0);
	ck_assert_int_eq(symlink("other", path_of("shown")), 0);
	settings.exposed = shown;
	keep("b");
	ck_assert_int_eq(unlink(path_of("shown")), 0);
	ck_assert_int_eq(symlink("data", path_of("shown")), 0);
	nanosleep(&second, NULL);
	ck_assert_int_eq(open_store(), STORE_UNAVAILABLE);
}
END_TEST

START_TEST(readers_are_so_many_at_once)
{
	struct store *readers[READERS];

	keep("a");
	for (int i = 0; i < READERS; i++) {
		ck_assert_int_eq(open_to_read(), STORE_OK);
		readers[i] = store;
	}
	ck_assert_int_eq(open_to_read(), STORE_BUSY);
	store_close(readers[READERS / 2]);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	ck_assert_ptr_eq(store, readers[READERS / 2]);
	for (int i = 0; i < READERS; i++)
		store_close(readers[i]);
}
END_TEST

START_TEST(a_connection_that_is_open_is_preferred)
{
	struct store *first, *second;

	keep("a");
	ck_assert_int_eq(open_to_read(), STORE_OK);
	first = store;
	ck_assert_int_eq(unlink(path_of("data/boats.db")), 0);
	store_session_begin(session);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	second = store;
	store_close(first);
	store_close(second);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	ck_assert_ptr_eq(store, second);
	store_close(store);
}
END_TEST

START_TEST(a_store_may_be_closed_twice)
{
	keep("a");
	ck_assert_int_eq(open_to_read(), STORE_OK);
	store_close(store);
	store_close(store);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	ck_assert_int_eq(read_first(), STORE_OK);
	store_close(store);
}
END_TEST

START_TEST(what_is_not_kept_ends_with_the_session)
{
	keep("a");
	add("b");
	store_session_close(session);
	store_close(store);
	ck_assert_int_eq(boats(), 1);
}
END_TEST

START_TEST(a_reader_that_ends_amid_its_reading_holds_up_nobody)
{
	keep("a");
	ck_assert_int_eq(open_to_read(), STORE_OK);
	sql_end_shared(sqlite_of(store));
	ck_assert(sql_begin_read(sqlite_of(store)));
	ck_assert_int_eq(read_first(), STORE_OK);
	store_close(store);
	ck_assert_int_ne(sqlite3_get_autocommit(sqlite_of(store)->db), 0);
}
END_TEST

/* Gives the boat another number, as another process could. */
static void
change_elsewhere(void)
{
	sqlite3 *db = other();

	ck_assert_int_eq(
		execute(db, "UPDATE \"boat\" SET \"id\"=2"), SQLITE_OK);
	sqlite3_close(db);
}

/* Whether a reader, given back afterwards, finds a boat of number 2. */
static bool
finds_second(void)
{
	struct stored stored;

	ck_assert_int_eq(open_to_read(), STORE_OK);
	ck_assert_int_eq(store_read(store, &intake, 2, &stored), STORE_OK);
	store_close(store);
	return stored.record != NULL;
}

START_TEST(requests_read_one_moment_until_the_group_is_durable)
{
	keep("a");
	ck_assert(!finds_second());
	change_elsewhere();
	ck_assert(!finds_second());
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert(finds_second());
}
END_TEST

START_TEST(without_a_log_requests_read_one_after_another)
{
	store_session_close(session);
	config.journal = JOURNAL_ROLLBACK;
	begin_session();
	keep("a");
	ck_assert(!finds_second());
	change_elsewhere();
	ck_assert(finds_second());
}
END_TEST

START_TEST(a_large_group_keeps_no_reader_out)
{
	store_session_close(session);
	config.journal = JOURNAL_ROLLBACK;
	begin_session();
	keep("a");
	add("b");
	sql_execute(sqlite_of(store),
		"CREATE TABLE large(bytes);"
		"INSERT INTO large VALUES(zeroblob(4000000))");
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert(!finds_second());
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert(finds_second());
}
END_TEST

START_TEST(nobody_reads_on_where_a_request_has_failed)
{
	keep("a");
	ck_assert(!finds_second());
	change_elsewhere();
	ck_assert_int_eq(open_to_read(), STORE_OK);
	sql_execute(sqlite_of(store), "SELECT nothing");
	store_close(store);
	ck_assert(finds_second());
}
END_TEST

START_TEST(names_are_looked_at_again_when_the_folder_has_changed)
{
	const struct timespec past[] = { { 1000, 0 }, { 1000, 0 } };

	keep("a");
	ck_assert_int_eq(utimensat(AT_FDCWD, path_of("data"), past, 0), 0);
	store_session_begin(session);
	store_session_begin(session);
	ck_assert_int_eq(
		rename(path_of("data/boats.db"), path_of("boats.db")), 0);
	store_session_begin(session);
	keep("b");
	ck_assert_int_eq(boats(), 1);
}
END_TEST

START_TEST(a_reader_that_found_a_lock_is_used_again)
{
	sqlite3 *db;

	store_session_close(session);
	config.journal = JOURNAL_ROLLBACK;
	begin_session();
	keep("a");
	ck_assert_int_eq(open_to_read(), STORE_OK);
	db = other();
	ck_assert_int_eq(execute(db, "BEGIN EXCLUSIVE"), SQLITE_OK);
	ck_assert_int_eq(read_first(), STORE_BUSY);
	store_close(store);
	sqlite3_close(db);
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	store_close(store);
}
END_TEST

START_TEST(a_database_that_fails_is_opened_anew)
{
	sqlite3 *db;

	keep("a");
	db = other();
	ck_assert_int_eq(
		execute(db, "ALTER TABLE boat RENAME TO ship"), SQLITE_OK);
	ck_assert_int_eq(open_to_read(), STORE_OK);
	ck_assert_int_eq(read_first(), STORE_UNAVAILABLE);
	store_close(store);
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert_int_eq(
		execute(db, "ALTER TABLE ship RENAME TO boat"), SQLITE_OK);
	sqlite3_close(db);
	keep("b");
	ck_assert_int_eq(boats(), 2);
}
END_TEST

START_TEST(alone_each_part_is_durable_at_once)
{
	store_session_alone(session, true);
	ck_assert(!store_session_took(session));
	add("a");
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_eq(boats(), 1);
	ck_assert(store_session_took(session));
	ck_assert(!store_session_took(session));
	store_session_alone(session, false);
	add("b");
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_eq(boats(), 1);
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert_int_eq(boats(), 2);
}
END_TEST

/* The size of a file beside the database. */
static long
size_of(const char *name)
{
	struct stat status;

	ck_assert_int_eq(stat(path_of(name), &status), 0);
	return (long)status.st_size;
}

START_TEST(an_erasure_empties_the_log_with_its_group)
{
	struct stored stored;

	keep("a");
	ck_assert_int_eq(open_store(), STORE_OK);
	ck_assert_int_eq(store_read(store, &intake, 1, &stored), STORE_OK);
	ck_assert_int_eq(store_erase(store, &stored, &boat_origin), STORE_OK);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_gt(size_of("data/boats.db-wal"), 0);
	ck_assert_int_eq(store_session_commit(session), STORE_OK);
	ck_assert_int_eq(size_of("data/boats.db-wal"), 0);
	ck_assert_int_eq(size_of("data/boats.db-lock"), 0);
}
END_TEST

START_TEST(an_erasure_of_others_is_completed)
{
	int lock;

	keep("a");
	lock = open(path_of("data/boats.db-lock"), O_RDWR | O_CLOEXEC);
	ck_assert_int_eq(write(lock, "e", 1), 1);
	keep("b");
	ck_assert_int_eq(size_of("data/boats.db-lock"), 0);
	ck_assert_int_eq(size_of("data/boats.db-wal"), 0);
	close(lock);
}
END_TEST

START_TEST(a_statement_in_use_is_not_given_to_another_user)
{
	static const char sql[] = "SELECT 1 UNION SELECT 2";
	sqlite3_stmt *one, *two;
	struct sqlite *reader;

	keep("a");
	ck_assert_int_eq(open_to_read(), STORE_OK);
	reader = sqlite_of(store);
	one = sql_prepare(reader, sql);
	ck_assert(sql_row(reader, one));
	two = sql_prepare(reader, sql);
	ck_assert_ptr_ne(one, two);
	sql_finish(reader, one);
	sql_finish(reader, two);
	one = sql_prepare(reader, sql);
	ck_assert_int_eq(sqlite3_stmt_busy(one), 0);
	sql_finish(reader, one);
	store_close(store);
}
END_TEST

/* The number of statements of a connection. */
static int
statements(sqlite3 *db)
{
	sqlite3_stmt *at = NULL;
	int count = 0;

	while ((at = sqlite3_next_stmt(db, at)) != NULL)
		count++;
	return count;
}

START_TEST(not_all_statements_are_kept)
{
	struct sqlite *reader;

	keep("a");
	ck_assert_int_eq(open_to_read(), STORE_OK);
	reader = sqlite_of(store);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(
			sql_query(reader, arena_printf(&arena, "SELECT %d", i)),
			i);
	ck_assert_int_le(statements(reader->db), 250);
	store_close(store);
}
END_TEST

Suite *
session_suite(void)
{
	Suite *suite = suite_create("session");
	TCase *tcase = fixture_case(suite, "session");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_session_without_a_folder_is_lost);
	tcase_add_test(
		tcase, another_folder_of_the_same_name_is_not_the_sessions);
	tcase_add_test(tcase, what_is_no_database_is_unavailable);
	tcase_add_test(tcase, a_path_too_long_for_sqlite_is_unavailable);
	tcase_add_test(tcase, what_cannot_be_opened_is_unavailable);
	tcase_add_test(tcase, there_is_one_writer);
	tcase_add_test(tcase, a_part_that_fails_is_taken_back_alone);
	tcase_add_loop_test(tcase, a_group_with_a_part_too_much_is_not_kept, 0,
		COUNT(ends));
	tcase_add_test(tcase, a_refused_store_is_busy_until_the_next_round);
	tcase_add_test(tcase, a_quiet_request_says_nothing_and_lets_others_try);
	tcase_add_test(tcase, a_busy_store_refuses_the_rest_of_the_round);
	tcase_add_test(tcase, a_key_is_at_work_only_where_its_lock_is_held);
	tcase_add_test(tcase, a_store_behind_a_shown_link_is_not_opened);
	tcase_add_test(tcase, readers_are_so_many_at_once);
	tcase_add_test(tcase, a_connection_that_is_open_is_preferred);
	tcase_add_test(tcase, a_store_may_be_closed_twice);
	tcase_add_test(
		tcase, a_store_is_not_opened_whatever_its_folders_are_called);
	tcase_add_test(tcase, a_link_that_leads_elsewhere_is_noticed_soon);
	tcase_add_test(tcase, what_is_not_kept_ends_with_the_session);
	tcase_add_test(
		tcase, requests_read_one_moment_until_the_group_is_durable);
	tcase_add_test(tcase, without_a_log_requests_read_one_after_another);
	tcase_add_test(tcase, a_large_group_keeps_no_reader_out);
	tcase_add_test(tcase, nobody_reads_on_where_a_request_has_failed);
	tcase_add_test(
		tcase, names_are_looked_at_again_when_the_folder_has_changed);
	tcase_add_test(
		tcase, a_reader_that_ends_amid_its_reading_holds_up_nobody);
	tcase_add_test(tcase, a_reader_that_found_a_lock_is_used_again);
	tcase_add_test(tcase, a_database_that_fails_is_opened_anew);
	tcase_add_test(tcase, alone_each_part_is_durable_at_once);
	tcase_add_test(tcase, an_erasure_empties_the_log_with_its_group);
	tcase_add_test(tcase, an_erasure_of_others_is_completed);
	tcase_add_test(tcase, a_statement_in_use_is_not_given_to_another_user);
	tcase_add_test(tcase, not_all_statements_are_kept);
	return suite;
}
