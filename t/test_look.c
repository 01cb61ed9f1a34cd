/* Tests of looking at files without a call that takes any path. */
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sqlite/look.h"

Suite *look_suite(void);

static char folder[] = "/tmp/crm-look-XXXXXX";
static struct stat status;

/* A path in this test's folder. */
static const char *
path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static void
set_up(void)
{
	int fd;

	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	fd = open(path_of("file"), O_WRONLY | O_CREAT, 0640);
	ck_assert_int_eq(write(fd, "text", 4), 4);
	close(fd);
	ck_assert_int_eq(symlink("file", path_of("link")), 0);
}

static void
tear_down(void)
{
	remove_folder(folder);
}

START_TEST(a_file_is_seen_as_it_is)
{
	struct stat known;
	int fd = open(path_of("file"), O_RDONLY | O_CLOEXEC);

	ck_assert_int_eq(stat(path_of("file"), &known), 0);
	ck_assert_int_eq(look_at(path_of("file"), &status), 0);
	ck_assert(S_ISREG(status.st_mode));
	ck_assert_int_eq(status.st_size, 4);
	ck_assert_uint_eq(status.st_ino, known.st_ino);
	ck_assert_uint_eq(status.st_dev, known.st_dev);
	ck_assert_uint_eq(status.st_mode, known.st_mode);
	ck_assert_uint_eq(status.st_uid, known.st_uid);
	ck_assert_uint_eq(status.st_gid, known.st_gid);
	ck_assert_int_eq(look_through(fd, &status), 0);
	ck_assert_uint_eq(status.st_ino, known.st_ino);
	ck_assert_int_eq(status.st_size, 4);
	close(fd);
}
END_TEST

START_TEST(what_is_no_file_is_seen_too)
{
	ck_assert_int_eq(look_at(path_of("link"), &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_int_eq(look_at(folder, &status), 0);
	ck_assert(S_ISDIR(status.st_mode));
	ck_assert_int_eq(mkfifo(path_of("fifo"), 0600), 0);
	ck_assert_int_eq(look_at(path_of("fifo"), &status), 0);
	ck_assert(S_ISFIFO(status.st_mode));
}
END_TEST

START_TEST(what_is_not_there_is_told)
{
	ck_assert_int_eq(look_at(path_of("none"), &status), -1);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(look_at(path_of("file/none"), &status), -1);
	ck_assert_int_eq(errno, ENOTDIR);
}
END_TEST

/* A journal that can't be opened must not be taken for none. */
START_TEST(what_cannot_be_opened_is_there)
{
	struct rlimit few, all;
	int result;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &all), 0);
	few = all;
	few.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	result = look_at(path_of("file"), &status);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &all), 0);
	ck_assert_int_eq(result, 0);
	ck_assert(S_ISREG(status.st_mode));
	ck_assert_int_gt(status.st_size, 0);
}
END_TEST

/* Whether this process holds a lock on the database, as another sees it. */
static bool
is_locked(const char *path)
{
	int status_of_child;
	pid_t pid = fork();

	if (pid == 0) {
		struct flock lock = { .l_type = F_WRLCK };
		int fd = open(path, O_RDWR | O_CLOEXEC);

		if (fd < 0 || fcntl(fd, F_GETLK, &lock) != 0)
			leave(2);
		leave(lock.l_type == F_UNLCK ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status_of_child, 0), pid);
	ck_assert_int_ne(WEXITSTATUS(status_of_child), 2);
	return WEXITSTATUS(status_of_child) == 1;
}

START_TEST(locks_are_held_until_there_are_none_to_keep)
{
	struct flock lock = { .l_type = F_WRLCK };
	int fd = open(path_of("file"), O_RDWR | O_CLOEXEC);

	look_keep(path_of("file"));
	ck_assert_int_eq(fcntl(fd, F_SETLK, &lock), 0);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(look_at(path_of("file"), &status), 0);
	ck_assert(is_locked(path_of("file")));
	look_keep(NULL);
	ck_assert(!is_locked(path_of("file")));
	close(fd);
}
END_TEST

static void
execute(sqlite3 *db, const char *sql)
{
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

/* SQLite looks at a database while it is locked, to see it moved. */
START_TEST(sqlite_loses_no_lock)
{
	const char *path = path_of("db");
	sqlite3 *db;

	look_for_sqlite();
	look_keep(path);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	execute(db, "CREATE TABLE a (b)");
	ck_assert(!is_locked(path));
	execute(db, "BEGIN IMMEDIATE");
	ck_assert(is_locked(path));
	execute(db, "INSERT INTO a VALUES (1)");
	ck_assert(is_locked(path));
	execute(db, "COMMIT; BEGIN IMMEDIATE; INSERT INTO a VALUES (1)");
	ck_assert(is_locked(path));
	execute(db, "COMMIT");
	ck_assert(!is_locked(path));
	sqlite3_close(db);
	look_keep(NULL);
}
END_TEST

START_TEST(sqlite_sees_a_database_moved)
{
	const char *path = path_of("db");
	sqlite3 *db;

	look_for_sqlite();
	look_keep(path);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	execute(db, "CREATE TABLE a (b); BEGIN IMMEDIATE");
	ck_assert_int_eq(rename(path, path_of("moved")), 0);
	ck_assert_int_ne(
		sqlite3_exec(db, "INSERT INTO a VALUES (1)", NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
	look_keep(NULL);
}
END_TEST

/* What a process left when it ended in a transaction is undone. */
START_TEST(sqlite_finds_a_hot_journal)
{
	const char *path = path_of("db");
	sqlite3 *db;
	pid_t pid;

	look_for_sqlite();
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	execute(db, "CREATE TABLE a (b); INSERT INTO a VALUES (1)");
	sqlite3_close(db);
	pid = fork();
	if (pid == 0) {
		ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
		execute(db, "PRAGMA cache_size=1; BEGIN; UPDATE a SET b=2");
		ck_assert_int_eq(sqlite3_db_cacheflush(db), SQLITE_OK);
		leave(EXIT_SUCCESS);
	}
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(look_at(path_of("db-journal"), &status), 0);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	execute(db, "CREATE TABLE undone (b CHECK (b = 1));"
		    "INSERT INTO undone SELECT b FROM a");
	sqlite3_close(db);
}
END_TEST

/* The number of descriptors that are open. */
static int
descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			count++;
	return count;
}

START_TEST(what_is_held_is_kept_as_long_as_there_is_room)
{
	int before = descriptors();

	look_keep(NULL);
	for (int i = 0; i < 33; i++)
		look_hold(path_of("file"));
	ck_assert_int_eq(descriptors(), before + 33);
	look_hold(path_of("file"));
	ck_assert_int_eq(look_at(path_of("file"), &status), 0);
	ck_assert_int_eq(status.st_size, 4);
	look_keep(NULL);
	/* one too many stays open for good, so that no lock is lost */
	ck_assert_int_eq(descriptors(), before + 1);
}
END_TEST

Suite *
look_suite(void)
{
	Suite *suite = suite_create("look");
	TCase *tcase = fixture_case(suite, "look");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_file_is_seen_as_it_is);
	tcase_add_test(tcase, what_is_no_file_is_seen_too);
	tcase_add_test(tcase, what_is_not_there_is_told);
	tcase_add_test(tcase, what_cannot_be_opened_is_there);
	tcase_add_test(tcase, locks_are_held_until_there_are_none_to_keep);
	tcase_add_test(tcase, what_is_held_is_kept_as_long_as_there_is_room);
	tcase_add_test(tcase, sqlite_loses_no_lock);
	tcase_add_test(tcase, sqlite_sees_a_database_moved);
	tcase_add_test(tcase, sqlite_finds_a_hot_journal);
	return suite;
}
