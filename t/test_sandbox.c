/* Tests of what the process gives up, each in a process that gives it up. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "fixture.h"

Suite *sandbox_suite(void);

static char folder[] = "/tmp/crm-sandbox-XXXXXX";

/* A path in this test's folder. */
static const char *
path_of(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static void
write_file(const char *name)
{
	FILE *file = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(file);
	fputs("text", file);
	fclose(file);
}

/* Two folders with a file each: the process is left with the first. */
static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(mkdir(path_of("data"), 0700), 0);
	ck_assert_int_eq(mkdir(path_of("other"), 0700), 0);
	write_file("data/file");
	write_file("other/file");
}

static void
tear_down(void)
{
	remove_folder(folder);
}

/* Does work in a process of its own. Returns what it returned. */
static int
in_child(int (*work)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(work());
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(
		WIFEXITED(status), "killed by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* The version of Landlock that the kernel has; 0 if it has none. */
static __attribute__((unused)) long
landlock(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
		LANDLOCK_CREATE_RULESET_VERSION);

	return version < 0 ? 0 : version;
}

/* Whether system calls can be refused here: other machines have none to. */
static bool
can_refuse_calls(void)
{
#if !defined(CRM_UNCONFINED) && (defined(__x86_64__) || defined(__aarch64__))
	return prctl(PR_GET_SECCOMP) >= 0;
#else
	return false;
#endif
}

/* What became of a system call: 0 or errno. */
static int
outcome(long result)
{
	return result < 0 ? errno : 0;
}

static int
open_as(const char *name, int flags)
{
	return outcome(open(path_of(name), flags | O_CLOEXEC, 0600));
}

static int
read_other(void)
{
	return open_as("other/file", O_RDONLY);
}

static int
write_other(void)
{
	return open_as("other/file", O_WRONLY);
}

static int
make_other(void)
{
	return open_as("other/new", O_WRONLY | O_CREAT);
}

static int
truncate_other(void)
{
	return outcome(truncate(path_of("other/file"), 0));
}

static int
remove_other(void)
{
	return outcome(unlink(path_of("other/file")));
}

static int
list_other(void)
{
	return open_as("other", O_RDONLY | O_DIRECTORY);
}

static int
list_above(void)
{
	return open_as("", O_RDONLY | O_DIRECTORY);
}

static int
read_through_above(void)
{
	return open_as("data/../other/file", O_RDONLY);
}

static int
read_passwords(void)
{
	return outcome(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static int
move_out(void)
{
	return outcome(rename(path_of("data/file"), path_of("other/moved")));
}

static int
link_in(void)
{
	return outcome(link(path_of("other/file"), path_of("data/linked")));
}

static int
read_data(void)
{
	return open_as("data/file", O_RDONLY);
}

static int
write_data(void)
{
	int fd = open(path_of("data/file"), O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return errno;
	return outcome(write(fd, "more", 4) == 4 ? fsync(fd) : -1);
}

static int
make_data(void)
{
	return open_as("data/new", O_RDWR | O_CREAT | O_EXCL);
}

static int
truncate_data(void)
{
	return open_as("data/file", O_RDWR | O_TRUNC);
}

static int
remove_data(void)
{
	return outcome(unlink(path_of("data/file")));
}

static int
list_data(void)
{
	return open_as("data", O_RDONLY | O_DIRECTORY);
}

static int
make_folder(void)
{
	return outcome(mkdir(path_of("data/below"), 0700));
}

static int
make_link(void)
{
	return outcome(symlink(path_of("other/file"), path_of("data/link")));
}

static int
make_fifo(void)
{
	return outcome(mkfifo(path_of("data/fifo"), 0600));
}

/*
 * A version is that of Landlock from which on it can tell. Where calls are
 * filtered, some never come so far.
 */
static const struct {
	const char *what;
	int (*work)(void);
	int with_folder, with_nothing;
	long version;
	bool filtered;
} files[] = {
	{ "read elsewhere", read_other, EACCES, EACCES, 1, false },
	{ "write elsewhere", write_other, EACCES, EACCES, 1, false },
	{ "make elsewhere", make_other, EACCES, EACCES, 1, false },
	{ "truncate elsewhere", truncate_other, EACCES, EACCES, 3, true },
	{ "remove elsewhere", remove_other, EACCES, EACCES, 1, false },
	{ "list elsewhere", list_other, EACCES, EACCES, 1, false },
	{ "list above", list_above, EACCES, EACCES, 1, false },
	{ "read by way of above", read_through_above, EACCES, EACCES, 1,
		false },
	{ "read a file of all", read_passwords, EACCES, EACCES, 1, false },
	{ "move out", move_out, EACCES, EACCES, 2, true },
	{ "link in", link_in, EXDEV, EACCES, 2, true },
	{ "read", read_data, 0, EACCES, 1, false },
	{ "write", write_data, 0, EACCES, 1, false },
	{ "make", make_data, 0, EACCES, 1, false },
	{ "truncate", truncate_data, 0, EACCES, 1, false },
	{ "remove", remove_data, 0, EACCES, 1, false },
	{ "list", list_data, 0, EACCES, 1, false },
	{ "make a folder", make_folder, EACCES, EACCES, 1, true },
	{ "make a symbolic link", make_link, EACCES, EACCES, 1, true },
	{ "make a FIFO", make_fifo, EACCES, EACCES, 1, true },
};

/* What is being tried: tests run one by one. */
static int (*attempt)(void);

static int
attempt_with_folder(void)
{
	sandbox_enter(path_of("data"), false);
	return attempt();
}

static int
attempt_with_nothing(void)
{
	sandbox_enter(NULL, false);
	return attempt();
}

static __attribute__((unused)) int
attempt_without_folder(void)
{
	sandbox_enter(path_of("none"), false);
	return attempt();
}

START_TEST(without_the_sandbox_all_files_are_open)
{
	ck_assert_int_eq(in_child(files[_i].work), 0);
}
END_TEST

/* What becomes of a row, if Landlock alone would make that of it. */
static __attribute__((unused)) int
expected(int row, int otherwise)
{
	return files[row].filtered && can_refuse_calls() ? EPERM : otherwise;
}

START_TEST(only_the_files_of_the_folder_stay_open)
{
	attempt = files[_i].work;
#if !defined(CRM_UNCONFINED)
	if (landlock() >= files[_i].version)
		ck_assert_msg(in_child(attempt_with_folder) ==
				      expected(_i, files[_i].with_folder),
			"%s", files[_i].what);
#endif
}
END_TEST

START_TEST(without_a_folder_no_file_stays_open)
{
	attempt = files[_i].work;
#if !defined(CRM_UNCONFINED)
	if (landlock() < files[_i].version)
		return;
	ck_assert_msg(in_child(attempt_with_nothing) ==
			      expected(_i, files[_i].with_nothing),
		"%s", files[_i].what);
	ck_assert_msg(in_child(attempt_without_folder) ==
			      expected(_i, files[_i].with_nothing),
		"%s", files[_i].what);
#endif
}
END_TEST

static int
make_socket(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM, 0));
}

static int
make_local_socket(void)
{
	return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
make_sockets(void)
{
	int pair[2];

	return outcome(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

static int
make_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return outcome(pid);
}

static int
make_process_as_of_old(void)
{
#if defined(SYS_fork)
	long pid = syscall(SYS_fork);

	if (pid == 0)
		_exit(0);
	return outcome(pid);
#else
	return make_process();
#endif
}

/* A program that is run ends with 0 too. */
static int
run_program(void)
{
	return outcome(execl("/bin/true", "true", (char *)NULL));
}

static int
send_signal(void)
{
	return outcome(kill(getpid(), 0));
}

static int
be_traced(void)
{
	return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

/* What no rule of Landlock is about. */
static int
change_mode(void)
{
	return outcome(chmod(path_of("other/file"), 0600));
}

static int
change_owner(void)
{
	return outcome(chown(path_of("other/file"), getuid(), getgid()));
}

static int
change_owner_of_link(void)
{
	return outcome(lchown(path_of("other/file"), getuid(), getgid()));
}

static int
change_times(void)
{
	return outcome(utimensat(AT_FDCWD, path_of("other/file"), NULL, 0));
}

static const struct {
	const char *what;
	int (*work)(void);
} calls[] = {
	{ "chmod", change_mode },
	{ "chown", change_owner },
	{ "lchown", change_owner_of_link },
	{ "utimensat", change_times },
	{ "socket, IPv4", make_socket },
	{ "socket, local", make_local_socket },
	{ "socketpair", make_sockets },
	{ "fork", make_process },
	{ "fork of old", make_process_as_of_old },
	{ "execve", run_program },
	{ "kill", send_signal },
	{ "ptrace", be_traced },
};

START_TEST(without_the_sandbox_all_calls_are_made)
{
	ck_assert_int_eq(in_child(calls[_i].work), 0);
}
END_TEST

START_TEST(calls_that_no_request_needs_are_refused)
{
	attempt = calls[_i].work;
	if (!can_refuse_calls())
		return;
	ck_assert_msg(
		in_child(attempt_with_folder) == EPERM, "%s", calls[_i].what);
	ck_assert_msg(
		in_child(attempt_with_nothing) == EPERM, "%s", calls[_i].what);
}
END_TEST

static int
use_open_descriptors(void)
{
	int file = open(path_of("other/file"), O_RDWR | O_CLOEXEC);
	int sockets[2], ends[2];
	char byte;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0 ||
		pipe(ends) != 0)
		return errno;
	sandbox_enter(NULL, false);
	if (write(file, "more", 4) != 4 || ftruncate(file, 1) != 0 ||
		lseek(file, 0, SEEK_SET) != 0 || read(file, &byte, 1) != 1)
		return errno;
	if (write(sockets[0], "a", 1) != 1 || read(sockets[1], &byte, 1) != 1 ||
		write(ends[1], "a", 1) != 1 || read(ends[0], &byte, 1) != 1)
		return errno;
	return 0;
}

START_TEST(descriptors_that_are_open_stay_so)
{
	ck_assert_int_eq(in_child(use_open_descriptors), 0);
}
END_TEST

/* Listens at a socket, connects to that and says something. */
static int
connect_to_socket(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), fd;

	strcpy(address.sun_path, path_of("data/socket"));
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(listener, 1) != 0)
		return errno;
	sandbox_enter(NULL, true);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
		connect(fd, (struct sockaddr *)&address, sizeof(address)) !=
			0 ||
		send(fd, "a", 1, 0) != 1)
		return errno;
	return 0;
}

START_TEST(a_process_that_connects_can_do_so)
{
	ck_assert_int_eq(in_child(connect_to_socket), 0);
}
END_TEST

static __attribute__((unused)) int
read_and_connect(void)
{
	sandbox_enter(NULL, true);
	return read_data();
}

START_TEST(a_process_that_connects_reads_no_file)
{
#if !defined(CRM_UNCONFINED)
	if (landlock() >= 1)
		ck_assert_int_eq(in_child(read_and_connect), EACCES);
#endif
}
END_TEST

/* Files of two folders, and of no third, can be made and renamed. */
static int
work_in_two_folders(void)
{
	const char *folders[] = { path_of("data"), path_of("none"),
		path_of("more"), NULL };
	const char *made = path_of("more/new"), *moved = path_of("more/moved");

	if (mkdir(path_of("more"), 0700) != 0)
		return errno;
	sandbox_work(folders, false, 0);
	if (read_data() != 0 || open_as("more/new", O_RDWR | O_CREAT) != 0 ||
		rename(made, moved) != 0 || link(moved, made) != 0)
		return errno;
	return read_other();
}

START_TEST(a_command_has_several_folders)
{
#if !defined(CRM_UNCONFINED)
	const int without = 0, outside = EACCES;

	ck_assert_int_eq(in_child(work_in_two_folders),
		landlock() >= 1 ? outside : without);
#else
	ck_assert_int_eq(in_child(work_in_two_folders), 0);
#endif
}
END_TEST

static int
enter_twice(void)
{
	sandbox_enter(path_of("data"), false);
	sandbox_enter(path_of("data"), false);
	return read_data();
}

START_TEST(entering_twice_does_no_harm)
{
	ck_assert_int_eq(in_child(enter_twice), 0);
}
END_TEST

/* Whether /proc says so (proc(5)); it is opened before it can't be. */
static __attribute__((unused)) int
gain_privileges(void)
{
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	char text[4096] = "";

	sandbox_enter(path_of("data"), false);
	if (read(fd, text, sizeof(text) - 1) < 0)
		return errno;
	return strstr(text, "NoNewPrivs:\t1") != NULL;
}

START_TEST(no_privileges_can_be_gained)
{
#if !defined(CRM_UNCONFINED)
	ck_assert_int_eq(in_child(gain_privileges), 1);
#endif
}
END_TEST

/* The bound of a resource when bodies may have so many bytes. */
static rlim_t
bound_for(int64_t body, rlimit_kind resource)
{
	struct rlimit now;

	sandbox_hide();
	sandbox_limit(body);
	return getrlimit(resource, &now) == 0 ? now.rlim_cur : RLIM_INFINITY;
}

static rlim_t
bound(rlimit_kind resource)
{
	return bound_for(8 << 20, resource);
}

static int
dump_core(void)
{
	return bound(RLIMIT_CORE) != 0 || prctl(PR_GET_DUMPABLE) != 0;
}

START_TEST(no_core_is_dumped)
{
	ck_assert_int_eq(in_child(dump_core), 0);
}
END_TEST

static int
bound_time(void)
{
	return (int)bound(RLIMIT_CPU);
}

START_TEST(time_is_bounded)
{
	int seconds = in_child(bound_time);

	ck_assert_int_gt(seconds, 0);
	ck_assert_int_le(seconds, 60);
}
END_TEST

static int
bound_memory(void)
{
	void *volatile too_much, *volatile enough;

	if (bound(RLIMIT_AS) >> 20 != 512)
		return EXIT_FAILURE;
	too_much = malloc((size_t)600 << 20);
	enough = malloc(1 << 20);
	return too_much != NULL || enough == NULL;
}

START_TEST(memory_is_bounded_but_for_builds_that_watch_themselves)
{
#if !defined(CRM_UNCONFINED)
	ck_assert_int_eq(in_child(bound_memory), 0);
#else
	ck_assert_int_ne(in_child(bound_memory), 0);
#endif
}
END_TEST

static __attribute__((unused)) int
bound_more_memory(void)
{
	return bound_for(1 << 30, RLIMIT_AS) != (rlim_t)sandbox_memory(1 << 30);
}

START_TEST(large_bodies_get_the_memory_that_they_need)
{
#if !defined(CRM_UNCONFINED)
	ck_assert_int_gt(sandbox_memory(1 << 30), INT64_C(4) << 30);
	ck_assert_int_eq(in_child(bound_more_memory), 0);
#endif
}
END_TEST

/* Bounds that are closer than ours. */
static const struct rlimit close_time = { 7, 9 };
static const struct rlimit close_memory = { 256 << 20, 300 << 20 };

static bool
is_kept(rlimit_kind resource, const struct rlimit *bounds)
{
	struct rlimit now;

	return getrlimit(resource, &now) == 0 &&
	       now.rlim_cur == bounds->rlim_cur &&
	       now.rlim_max == bounds->rlim_max;
}

static __attribute__((unused)) int
keep_close_bounds(void)
{
	setrlimit(RLIMIT_CPU, &close_time);
	setrlimit(RLIMIT_AS, &close_memory);
	sandbox_limit(8 << 20);
	return !is_kept(RLIMIT_CPU, &close_time) ||
	       !is_kept(RLIMIT_AS, &close_memory);
}

START_TEST(bounds_that_are_closer_stay)
{
#if !defined(CRM_UNCONFINED)
	ck_assert_int_eq(in_child(keep_close_bounds), 0);
#endif
}
END_TEST

static void
add_files(Suite *suite)
{
	TCase *tcase = fixture_case(suite, "files");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
		tcase, without_the_sandbox_all_files_are_open, 0, COUNT(files));
	tcase_add_loop_test(
		tcase, only_the_files_of_the_folder_stay_open, 0, COUNT(files));
	tcase_add_loop_test(
		tcase, without_a_folder_no_file_stays_open, 0, COUNT(files));
	tcase_add_test(tcase, descriptors_that_are_open_stay_so);
	tcase_add_test(tcase, entering_twice_does_no_harm);
	tcase_add_test(tcase, a_command_has_several_folders);
	tcase_add_test(tcase, a_process_that_connects_can_do_so);
	tcase_add_test(tcase, a_process_that_connects_reads_no_file);
}

static void
add_calls(Suite *suite)
{
	TCase *tcase = fixture_case(suite, "calls");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
		tcase, without_the_sandbox_all_calls_are_made, 0, COUNT(calls));
	tcase_add_loop_test(tcase, calls_that_no_request_needs_are_refused, 0,
		COUNT(calls));
	tcase_add_test(tcase, no_privileges_can_be_gained);
}

static void
add_limits(Suite *suite)
{
	TCase *tcase = fixture_case(suite, "limits");

	tcase_add_test(tcase, no_core_is_dumped);
	tcase_add_test(tcase, time_is_bounded);
	tcase_add_test(
		tcase, memory_is_bounded_but_for_builds_that_watch_themselves);
	tcase_add_test(tcase, large_bodies_get_the_memory_that_they_need);
	tcase_add_test(tcase, bounds_that_are_closer_stay);
}

Suite *
sandbox_suite(void)
{
	Suite *suite = suite_create("sandbox");

	add_files(suite);
	add_calls(suite);
	add_limits(suite);
	return suite;
}
