/* Tests of the queue of writers: who waits, for how long, and who is next. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/calendar.h"
#include "fixture.h"
#include "store/sqlite/writelock.h"

Suite *writelock_suite(void);

static char folder[] = "/tmp/crm-writelock-XXXXXX";
static int writelock;

/* A path in this test's folder. */
static const char *
path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

/* The lock file as another process opens it. */
static int
open_writelock(void)
{
	return writelock_open(&arena, path_of("crm.db"));
}

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	writelock = open_writelock();
	ck_assert_int_ge(writelock, 0);
}

static void
tear_down(void)
{
	close(writelock);
	remove_folder(folder);
}

/* Waits for at most so many milliseconds. */
static enum writelock_result
take_within(int64_t place, int64_t milliseconds)
{
	return writelock_take(
		writelock, place, calendar_elapsed() + milliseconds);
}

static void
pause_for(int milliseconds)
{
	usleep((useconds_t)milliseconds * 1000);
}

/* A process that holds the lock at a place for that many milliseconds. */
static pid_t
hold(int64_t place, int milliseconds)
{
	int ready[2];
	char byte = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		writelock = open_writelock();
		if (take_within(place, 0) != WRITELOCK_TAKEN ||
			write(ready[1], &byte, 1) != 1)
			leave(EXIT_FAILURE);
		pause_for(milliseconds);
		leave(EXIT_SUCCESS);
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void
release(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

START_TEST(a_free_lock_is_taken_at_once)
{
	int64_t begin = calendar_elapsed();

	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 60000), WRITELOCK_TAKEN);
	ck_assert_int_eq(take_within(1, 0), WRITELOCK_TAKEN);
	ck_assert_int_lt(calendar_elapsed() - begin, 1000);
}
END_TEST

START_TEST(a_lock_is_waited_for_until_it_is_given_back)
{
	pid_t holder = hold(WRITELOCK_WRITE, 300);
	int64_t begin = calendar_elapsed(), waited;

	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 60000), WRITELOCK_TAKEN);
	waited = calendar_elapsed() - begin;
	release(holder);
	ck_assert_int_ge(waited, 200);
	ck_assert_int_lt(waited, 2000);
}
END_TEST

START_TEST(a_lock_that_stays_is_waited_for_just_so_long)
{
	static const int64_t times[] = { 0, 30, 300, 1200 };
	pid_t holder = hold(WRITELOCK_WRITE, 60000);
	int64_t begin = calendar_elapsed(), waited;

	ck_assert_int_eq(
		take_within(WRITELOCK_WRITE, times[_i]), WRITELOCK_LATE);
	waited = calendar_elapsed() - begin;
	release(holder);
	ck_assert_int_ge(waited, times[_i]);
	ck_assert_int_lt(waited, times[_i] + 700);
	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 0), WRITELOCK_TAKEN);
}
END_TEST

START_TEST(a_deadline_that_has_passed_is_late)
{
	pid_t holder = hold(WRITELOCK_WRITE, 60000);
	int64_t begin = calendar_elapsed();

	ck_assert_int_eq(take_within(WRITELOCK_WRITE, -60000), WRITELOCK_LATE);
	ck_assert_int_lt(calendar_elapsed() - begin, 700);
	release(holder);
}
END_TEST

START_TEST(whoever_wants_the_lock_again_is_behind_those_who_wait)
{
	int ready[2], rounds = 0;
	char byte = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		writelock = open_writelock();
		for (;;) {
			int64_t deadline = calendar_elapsed() + 60000;

			if (writelock_queue(writelock, deadline) !=
				WRITELOCK_TAKEN)
				leave(EXIT_FAILURE);
			if (write(ready[1], &byte, 1) != 1)
				leave(EXIT_FAILURE);
			pause_for(1);
			writelock_give(writelock, WRITELOCK_WRITE);
		}
	}
	close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	fcntl(ready[0], F_SETFL, O_NONBLOCK);
	for (; rounds < 20; rounds++) {
		char bytes[64];

		ck_assert_int_eq(
			writelock_queue(writelock, calendar_elapsed() + 60000),
			WRITELOCK_TAKEN);
		/* at most: one before this process queued, and one after */
		ck_assert_int_le(read(ready[0], bytes, sizeof(bytes)), 3);
		writelock_give(writelock, WRITELOCK_WRITE);
	}
	release(pid);
	close(ready[0]);
}
END_TEST

START_TEST(no_alarm_goes_off_afterwards)
{
	pid_t holder = hold(WRITELOCK_WRITE, 300);
	struct itimerval timer;

	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 100), WRITELOCK_LATE);
	getitimer(ITIMER_REAL, &timer);
	ck_assert(timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0);
	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 60000), WRITELOCK_TAKEN);
	getitimer(ITIMER_REAL, &timer);
	ck_assert(timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0);
	release(holder);
}
END_TEST

START_TEST(one_place_does_not_keep_another)
{
	pid_t holder = hold(1, 60000);

	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 0), WRITELOCK_TAKEN);
	ck_assert_int_eq(take_within(2, 0), WRITELOCK_TAKEN);
	ck_assert_int_eq(take_within(1, 0), WRITELOCK_LATE);
	release(holder);
}
END_TEST

START_TEST(closing_gives_all_locks_back)
{
	pid_t holder;

	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 0), WRITELOCK_TAKEN);
	ck_assert_int_eq(take_within(1, 0), WRITELOCK_TAKEN);
	close(writelock);
	writelock = open_writelock();
	holder = hold(WRITELOCK_WRITE, 60000);
	ck_assert_int_eq(take_within(1, 0), WRITELOCK_TAKEN);
	release(holder);
}
END_TEST

START_TEST(a_holder_that_was_killed_blocks_nobody)
{
	release(hold(WRITELOCK_WRITE, 60000));
	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 0), WRITELOCK_TAKEN);
}
END_TEST

START_TEST(those_who_wait_are_served_when_the_holder_is_killed)
{
	pid_t holder = hold(WRITELOCK_WRITE, 60000);
	int64_t begin = calendar_elapsed();
	pid_t killer = fork();

	if (killer == 0) {
		pause_for(200);
		leave(kill(holder, SIGKILL));
	}
	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 60000), WRITELOCK_TAKEN);
	ck_assert_int_lt(calendar_elapsed() - begin, 2000);
	release(killer);
	release(holder);
}
END_TEST

START_TEST(one_that_is_interrupted_waits_on)
{
	pid_t holder = hold(WRITELOCK_WRITE, 60000);
	pid_t waiting = getpid(), killer = fork();

	if (killer == 0) {
		for (int i = 0; i < 10; i++) {
			pause_for(50);
			kill(waiting, SIGALRM);
		}
		leave(kill(holder, SIGKILL));
	}
	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 60000), WRITELOCK_TAKEN);
	release(killer);
	release(holder);
}
END_TEST

START_TEST(one_that_was_killed_while_it_waited_is_forgotten)
{
	pid_t holder = hold(WRITELOCK_WRITE, 60000);
	pid_t waiting = fork();

	if (waiting == 0) {
		writelock = open_writelock();
		leave((int)take_within(WRITELOCK_WRITE, 60000));
	}
	pause_for(100);
	release(waiting);
	release(holder);
	ck_assert_int_eq(take_within(WRITELOCK_WRITE, 0), WRITELOCK_TAKEN);
}
END_TEST

/* How many wait for a lock of this test's file (proc_locks(5)). */
static int
count_waiting(void)
{
	FILE *file = fopen("/proc/locks", "r");
	struct stat status;
	char line[256], inode[32];
	int count = 0;

	ck_assert_int_eq(fstat(writelock, &status), 0);
	snprintf(inode, sizeof(inode), ":%ju ", (uintmax_t)status.st_ino);
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		count += strstr(line, "-> ") != NULL &&
			 strstr(line, inode) != NULL;
	if (file != NULL)
		fclose(file);
	return count;
}

/* Waits for the lock in a process of its own, and says so when it has it. */
static pid_t
queue_up(int number, int served)
{
	pid_t pid = fork();

	if (pid == 0) {
		writelock = open_writelock();
		leave(take_within(WRITELOCK_WRITE, 60000) != WRITELOCK_TAKEN ||
			write(served, &"0123456789"[number], 1) != 1);
	}
	for (int i = 0; i < 20 && count_waiting() <= number; i++)
		pause_for(10);
	return pid;
}

START_TEST(those_who_came_first_are_served_first)
{
	enum { CROWD = 8, STEP = 13 };
	char order[CROWD + 1] = "";
	pid_t holder = hold(WRITELOCK_WRITE, 60000), crowd[CROWD];
	int served[2];

	ck_assert_int_eq(pipe(served), 0);
	for (int i = 0; i < CROWD; i++) {
		crowd[i] = queue_up(i, served[1]);
		pause_for(STEP);
	}
	release(holder);
	for (int i = 0; i < CROWD; i++) {
		int status;

		ck_assert_int_eq(read(served[0], order + i, 1), 1);
		ck_assert_int_eq(waitpid(crowd[i], &status, 0), crowd[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_str_eq(order, "01234567");
}
END_TEST

START_TEST(a_lock_that_can_not_be_had_is_broken)
{
	ck_assert_int_eq(
		writelock_take(-1, WRITELOCK_WRITE, calendar_elapsed()),
		WRITELOCK_BROKEN);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(take_within(-1, 0), WRITELOCK_BROKEN);
	ck_assert_int_eq(errno, EINVAL);
}
END_TEST

START_TEST(a_key_has_a_place_of_its_own_and_never_that_of_writing)
{
	int64_t before = WRITELOCK_WRITE;

	for (int i = 0; i < 10000; i++) {
		int64_t place =
			writelock_place(0, arena_printf(&arena, "key %d", i));

		ck_assert_int_gt(place, WRITELOCK_WRITE);
		ck_assert_int_ne(place, before);
		before = place;
	}
	ck_assert_int_eq(writelock_place(0, "key 9999"), before);
	ck_assert_int_ne(writelock_place(0, "Key 9999"), before);
	ck_assert_int_ne(writelock_place(1, "key 9999"), before);
	ck_assert_int_eq(take_within(before, 0), WRITELOCK_TAKEN);
}
END_TEST

START_TEST(the_lock_file_is_private_empty_and_closed_for_programs)
{
	struct stat status;

	ck_assert_int_eq(unlink(path_of("crm.db-lock")), 0);
	close(writelock);
	umask(0);
	writelock = open_writelock();
	ck_assert_int_eq(stat(path_of("crm.db-lock"), &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	ck_assert_int_eq(
		take_within(writelock_place(0, "key"), 0), WRITELOCK_TAKEN);
	ck_assert_int_eq(fstat(writelock, &status), 0);
	ck_assert_int_eq(status.st_size, 0);
	ck_assert_int_eq(fcntl(writelock, F_GETFD), FD_CLOEXEC);
}
END_TEST

static void
make_link(const char *path)
{
	ck_assert_int_eq(symlink(path_of("other"), path), 0);
}

static void
make_folder(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void
make_fifo(const char *path)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

/* What may stand in the place of the lock file, and why it is none. */
static const struct {
	void (*make)(const char *path);
	int error;
} strangers[] = {
	{ make_link, ELOOP },
	{ make_folder, EISDIR },
	{ make_fifo, EINVAL },
};

START_TEST(what_is_no_regular_file_is_refused)
{
	ck_assert_int_eq(unlink(path_of("crm.db-lock")), 0);
	strangers[_i].make(path_of("crm.db-lock"));
	errno = 0;
	ck_assert_int_eq(open_writelock(), -1);
	ck_assert_int_eq(errno, strangers[_i].error);
	ck_assert_int_ne(access(path_of("other"), F_OK), 0);
}
END_TEST

START_TEST(no_folder_is_made_for_it)
{
	ck_assert_int_eq(writelock_open(&arena, path_of("none/crm.db")), -1);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

static TCase *
writelock_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}

static void
add_waiting(Suite *suite)
{
	TCase *tcase = writelock_case(suite, "waiting");

	tcase_add_test(tcase, a_free_lock_is_taken_at_once);
	tcase_add_test(tcase, a_lock_is_waited_for_until_it_is_given_back);
	tcase_add_loop_test(
		tcase, a_lock_that_stays_is_waited_for_just_so_long, 0, 4);
	tcase_add_test(tcase, a_deadline_that_has_passed_is_late);
	tcase_add_test(tcase,
		whoever_wants_the_lock_again_is_behind_those_who_wait);
	tcase_add_test(tcase, no_alarm_goes_off_afterwards);
	tcase_add_test(tcase, one_place_does_not_keep_another);
	tcase_add_test(tcase, closing_gives_all_locks_back);
	tcase_add_test(tcase, a_holder_that_was_killed_blocks_nobody);
	tcase_add_test(
		tcase, those_who_wait_are_served_when_the_holder_is_killed);
	tcase_add_test(tcase, one_that_is_interrupted_waits_on);
	tcase_add_test(tcase, one_that_was_killed_while_it_waited_is_forgotten);
	tcase_add_test(tcase, those_who_came_first_are_served_first);
	tcase_add_test(tcase, a_lock_that_can_not_be_had_is_broken);
}

static void
add_file(Suite *suite)
{
	TCase *tcase = writelock_case(suite, "file");

	tcase_add_test(
		tcase, a_key_has_a_place_of_its_own_and_never_that_of_writing);
	tcase_add_test(
		tcase, the_lock_file_is_private_empty_and_closed_for_programs);
	tcase_add_loop_test(
		tcase, what_is_no_regular_file_is_refused, 0, COUNT(strangers));
	tcase_add_test(tcase, no_folder_is_made_for_it);
}

Suite *
writelock_suite(void)
{
	Suite *suite = suite_create("writelock");

	add_waiting(suite);
	add_file(suite);
	return suite;
}
