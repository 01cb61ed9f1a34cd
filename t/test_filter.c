/* Tests of the system calls that are left to a confined process: each number
 * is tried, and the ways that an attack would go. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "fixture.h"

Suite *filter_suite(void);

#if !defined(CRM_UNCONFINED) &&                          \
	((defined(__x86_64__) && !defined(__ILP32__)) || \
		(defined(__aarch64__) && !defined(__AARCH64EB__)))

/* What the kernel's headers may be too old for; each architecture has these
   numbers. */
enum {
	NEW_PIDFD_SEND_SIGNAL = 424,
	NEW_OPEN_TREE = 428,
	NEW_FSOPEN = 430,
	NEW_PIDFD_OPEN = 434,
	NEW_OPENAT2 = 437,
	NEW_FACCESSAT2 = 439,
	NEW_FCHMODAT2 = 452,
	NEW_SETXATTRAT = 463,
	NEW_FILE_SETATTR = 469
};

/* Calls are numbered from 0 to less than this, in all ABIs. */
enum { NUMBERS = 4096, X32 = 0x40000000 };

/* What a confined process may call, in one way or another. */
static const long allowed[] = {
	SYS_read,
	SYS_write,
	SYS_writev,
	SYS_pread64,
	SYS_pwrite64,
	SYS_lseek,
	SYS_close,
	SYS_dup3,
	SYS_fstat,
	SYS_fstatfs,
	SYS_fcntl,
	SYS_fsync,
	SYS_fdatasync,
	SYS_ftruncate,
	SYS_fallocate,
	SYS_fchmod,
	SYS_fchown,
	SYS_ppoll,
	SYS_openat,
	SYS_unlinkat,
	SYS_brk,
	SYS_mmap,
	SYS_mprotect,
	SYS_mremap,
	SYS_munmap,
	SYS_madvise,
	SYS_clock_gettime,
	SYS_clock_nanosleep,
	SYS_gettimeofday,
	SYS_nanosleep,
	SYS_setitimer,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_getpid,
	SYS_gettid,
	SYS_geteuid,
	SYS_getrandom,
	SYS_sysinfo,
	SYS_futex,
	SYS_tgkill,
	SYS_tkill,
	SYS_exit,
	SYS_exit_group,
#if defined(__x86_64__)
	SYS_dup2,
	SYS_open,
	SYS_unlink,
	SYS_poll,
	SYS_time,
#endif
};

/* The calls that an operator's command may make besides. */
static const long working[] = {
	SYS_getcwd,
	SYS_getdents64,
	SYS_linkat,
	SYS_renameat,
#if defined(__x86_64__)
	SYS_link,
	SYS_rename,
#endif
};

/*
 * Calls that the kernel makes up where a process is probed, and of which it
 * asks no filter: made by the process itself they end it, or do nothing.
 */
static bool
is_probe(long call)
{
#if defined(__x86_64__)
	return call == 335 || call == 336;
#else
	return call < 0;
#endif
}

static bool
is_allowed(long call)
{
	for (int i = 0; i < COUNT(allowed); i++)
		if (allowed[i] == call)
			return true;
	return false;
}

/*
 * A call whose last argument is this is not made: a filter below that of the
 * sandbox leaves it to a tracer, and there is none, which is ENOSYS; unless the
 * sandbox refuses it, for that weighs more. So all can be tried.
 */
enum { ONLY_TRIED = 0x7E57 };

static void
only_try(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, args[5])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ONLY_TRIED, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = COUNT(code), .filter = code };

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

/* The arguments of a call; the last is not given when it is only tried. */
struct arguments {
	long at[6];
};

/* ENOSYS if the call would be made, EPERM if it is refused. */
static int
try(long call, const struct arguments *given)
{
	const long *at = given->at;
	long result;
	int error;

	result = syscall(
		call, at[0], at[1], at[2], at[3], at[4], (long)ONLY_TRIED);
	error = result < 0 ? errno : 0;
	/* what comes next has fewer arguments, and is not tried only */
	syscall(SYS_getpid, 0L, 0L, 0L, 0L, 0L, 0L);
	return error;
}

static const struct arguments zeros = { { 0 } };
static const struct arguments ones = { { -1, -1, -1, -1, -1, 0 } };

/* Does work in a process of its own, which ends well if the work returns. */
static int
status_of(void (*work)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		work();
		leave(EXIT_SUCCESS);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

/*
 * The first call from a number on, of so many, that comes to something else
 * than it should: ENOSYS, or EPERM in the sandbox, where those that are allowed
 * are left out; -1 if none does.
 */
static long
first_other(long from, const struct arguments *given, bool confined)
{
	for (long call = from; call < from + NUMBERS; call++) {
		if (is_probe(call) || (confined && is_allowed(call)))
			continue;
		if (try(call, given) != (confined ? EPERM : ENOSYS))
			return call;
	}
	return -1;
}

static void
try_all(void)
{
	only_try();
	ck_assert_int_eq(first_other(0, &zeros, false), -1);
	sandbox_enter(NULL, false);
	ck_assert_int_eq(first_other(0, &zeros, true), -1);
	ck_assert_int_eq(first_other(0, &ones, true), -1);
	for (int bit = 12; bit < 32; bit++)
		ck_assert_int_eq(try(1L << bit, &zeros), EPERM);
	ck_assert_int_eq(try(-1, &zeros), EPERM);
}

/* As try_all(), and what is allowed besides is left, of ioctl(2) two kinds. */
static void
try_all_of_work(void)
{
	static const unsigned long kinds[] = { TCGETS, TIOCGWINSZ };
	int more = 0;

	only_try();
	sandbox_work((const char *[]){ NULL }, false, 0);
	for (long call = 0; call < NUMBERS; call++)
		if (!is_probe(call) && !is_allowed(call) &&
			try(call, &zeros) != EPERM)
			more++;
	ck_assert_int_eq(more, COUNT(working));
	for (int i = 0; i < COUNT(working); i++)
		ck_assert_int_eq(try(working[i], &zeros), ENOSYS);
	for (int i = 0; i < COUNT(kinds); i++)
		ck_assert_int_eq(try(SYS_ioctl, &(struct arguments){ { 0,
							(long)kinds[i] } }),
			ENOSYS);
	ck_assert_int_eq(
		try(SYS_ioctl, &(struct arguments){ { 0, TIOCSTI } }), EPERM);
	ck_assert_int_eq(
		try(SYS_fcntl, &(struct arguments){ { 0, F_SETFL } }), EPERM);
}

START_TEST(a_command_has_few_calls_more)
{
	ck_assert_int_eq(status_of(try_all_of_work), 0);
}
END_TEST

START_TEST(no_call_is_left_but_those_that_are_needed)
{
	ck_assert_int_eq(status_of(try_all), 0);
}
END_TEST

#if defined(__x86_64__)

static void
try_x32(void)
{
	only_try();
	sandbox_enter(NULL, false);
	ck_assert_int_eq(first_other(X32, &zeros, true), -1);
	ck_assert_int_eq(first_other(X32, &ones, true), -1);
}

START_TEST(no_call_of_x32_is_left)
{
	ck_assert_int_eq(status_of(try_x32), 0);
}
END_TEST

/* Tries a call as a program of 32 bits would. */
static int
try_i386(long call)
{
	long last = ONLY_TRIED, result = call;

	__asm__ volatile("xchg %%rbp, %1\n\t"
			 "int $0x80\n\t"
			 "xchg %%rbp, %1"
			 : "+a"(result), "+r"(last)
			 : "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
			 : "memory", "r8", "r9", "r10", "r11");
	return -(int)result;
}

static void
be_foreign(void)
{
	only_try();
	ck_assert_int_eq(try_i386(0), ENOSYS);
}

static void
try_all_of_i386(void)
{
	only_try();
	sandbox_enter(NULL, false);
	for (long call = 0; call < NUMBERS; call++)
		if (try_i386(call) != EPERM)
			ck_abort_msg("%ld", call);
}

START_TEST(no_call_of_i386_is_left)
{
	if (WIFEXITED(status_of(be_foreign))) /* the kernel knows them */
		ck_assert_int_eq(status_of(try_all_of_i386), 0);
}
END_TEST

#endif

/* A call, the argument that decides, and up to which value it does. */
static const struct {
	long call;
	int argument;
	long values[8]; /* that are allowed, ended by -1 */
} choices[] = {
	{ SYS_fcntl, 1,
		{ F_GETFD, F_SETFD, F_GETLK, F_SETLK, F_OFD_SETLK, F_OFD_SETLKW,
			-1 } },
	{ SYS_fallocate, 1, { 0, FALLOC_FL_KEEP_SIZE, -1 } },
	{ SYS_futex, 1, { FUTEX_WAKE | FUTEX_PRIVATE_FLAG, -1 } },
};

static bool
is_choice(int row, long value)
{
	for (const long *at = choices[row].values; *at >= 0; at++)
		if (*at == value)
			return true;
	return false;
}

static int row;

static void
try_choices(void)
{
	struct arguments given = zeros;

	only_try();
	sandbox_enter(NULL, false);
	for (long value = 0; value < NUMBERS; value++) {
		given.at[choices[row].argument] = value;
		if (try(choices[row].call, &given) !=
			(is_choice(row, value) ? ENOSYS : EPERM))
			ck_abort_msg("%ld, %ld", choices[row].call, value);
	}
}

START_TEST(of_some_calls_few_ways_are_left)
{
	row = _i;
	ck_assert_int_eq(status_of(try_choices), 0);
}
END_TEST

/* A call and the argument of which no bit of a mask may be set. */
static const struct {
	long call;
	int argument;
	unsigned long forbidden;
} masks[] = {
	{ SYS_mmap, 2, PROT_EXEC },
	{ SYS_mprotect, 2, PROT_EXEC },
	{ SYS_openat, 2, O_PATH },
	{ SYS_openat, 3, 0xFFFFFE00 },
	{ SYS_fchmod, 1, 0xFFFFFE00 },
#if defined(__x86_64__)
	{ SYS_open, 1, O_PATH },
	{ SYS_open, 2, 0xFFFFFE00 },
#endif
};

static void
try_bits(void)
{
	struct arguments given = zeros;

	only_try();
	sandbox_enter(NULL, false);
	for (int bit = 0; bit < 32; bit++) {
		unsigned long value = 1UL << bit;

		given.at[masks[row].argument] = (long)value;
		if (try(masks[row].call, &given) !=
			((value & masks[row].forbidden) == 0 ? ENOSYS : EPERM))
			ck_abort_msg("%ld, %lx", masks[row].call, value);
	}
	ck_assert_int_eq(try(masks[row].call, &ones), EPERM);
	ck_assert_int_eq(try(masks[row].call, &zeros), ENOSYS);
}

START_TEST(of_some_arguments_bits_are_refused)
{
	row = _i;
	ck_assert_int_eq(status_of(try_bits), 0);
}
END_TEST

/* The calls that open files, and the argument with the flags. */
static const struct {
	long call;
	int argument;
} openings[] = {
	{ SYS_openat, 2 },
#if defined(__x86_64__)
	{ SYS_open, 1 },
#endif
};

static int
try_opening(int way, long flags)
{
	struct arguments given = zeros;

	given.at[openings[way].argument] = flags;
	return try(openings[way].call, &given);
}

static void
try_openings(void)
{
	only_try();
	sandbox_enter(NULL, false);
	for (int i = 0; i < COUNT(openings); i++) {
		ck_assert_int_eq(try_opening(i, O_RDONLY), ENOSYS);
		ck_assert_int_eq(try_opening(i, O_WRONLY | O_CREAT), ENOSYS);
		ck_assert_int_eq(try_opening(i, O_RDWR | O_CREAT), ENOSYS);
		ck_assert_int_eq(try_opening(i, O_WRONLY | O_RDWR), EPERM);
		ck_assert_int_eq(
			try_opening(i, O_WRONLY | O_RDWR | O_CREAT), EPERM);
		ck_assert_int_eq(
			try_opening(i, O_WRONLY | O_RDWR | O_TRUNC), EPERM);
	}
}

/* Linux has a fourth way, for devices: Landlock lets any file be opened so. */
START_TEST(files_are_opened_to_be_read_or_written)
{
	ck_assert_int_eq(status_of(try_openings), 0);
}
END_TEST

/* Whether a call is told what to do by an argument, or may be any way. */
static bool
is_told(long call)
{
	for (int i = 0; i < COUNT(choices); i++)
		if (choices[i].call == call)
			return true;
	return call == SYS_tgkill || call == SYS_tkill;
}

static void
try_needed(void)
{
	only_try();
	sandbox_enter(NULL, false);
	for (int i = 0; i < COUNT(allowed); i++)
		if (!is_told(allowed[i]) && try(allowed[i], &zeros) != ENOSYS)
			ck_abort_msg("%ld", allowed[i]);
}

START_TEST(what_is_needed_is_left)
{
	ck_assert_int_eq(status_of(try_needed), 0);
}
END_TEST

static void
try_signals(void)
{
	const struct arguments own = { { getpid(), getpid(), SIGABRT } };
	const struct arguments other = { { getppid(), getppid(), SIGABRT } };
	const struct arguments everybody = { { -1, -1, SIGABRT } };

	only_try();
	sandbox_enter(NULL, false);
	ck_assert_int_eq(try(SYS_tgkill, &own), ENOSYS);
	ck_assert_int_eq(try(SYS_tkill, &own), ENOSYS);
	ck_assert_int_eq(try(SYS_tgkill, &other), EPERM);
	ck_assert_int_eq(try(SYS_tkill, &other), EPERM);
	ck_assert_int_eq(try(SYS_tgkill, &everybody), EPERM);
	ck_assert_int_eq(try(SYS_tkill, &everybody), EPERM);
}

START_TEST(signals_reach_nobody_else)
{
	ck_assert_int_eq(status_of(try_signals), 0);
}
END_TEST

static void
abort_confined(void)
{
	sandbox_hide();
	sandbox_enter(NULL, false);
	abort();
}

START_TEST(a_process_can_end_itself)
{
	int status = status_of(abort_confined);

	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGABRT);
}
END_TEST

/* Where an attack is tried: a folder, and what is open at a known number. */
static char folder[] = "/tmp/crm-filter-XXXXXX";
static char file[sizeof(folder) + 8];
enum { FILE_FD = 200, PIDFD, DATAGRAMS, LISTENER };
static struct sockaddr_un place = { .sun_family = AF_UNIX };

static void
keep_as(int number, int fd)
{
	ck_assert_int_ge(dup2(fd, number), 0);
	close(fd);
}

/* A socket that takes datagrams, and one that is connected to it. */
static void
connect_datagrams(void)
{
	snprintf(place.sun_path, sizeof(place.sun_path), "%s/log", folder);
	keep_as(LISTENER, socket(AF_UNIX, SOCK_DGRAM, 0));
	keep_as(DATAGRAMS, socket(AF_UNIX, SOCK_DGRAM, 0));
	ck_assert_int_eq(
		bind(LISTENER, (const void *)&place, sizeof(place)), 0);
	ck_assert_int_eq(
		connect(DATAGRAMS, (const void *)&place, sizeof(place)), 0);
}

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/file", folder);
	keep_as(FILE_FD, open(file, O_RDWR | O_CREAT, 0600));
	keep_as(PIDFD, (int)syscall(NEW_PIDFD_OPEN, getpid(), 0));
	connect_datagrams();
}

static void
tear_down(void)
{
	for (int fd = FILE_FD; fd <= LISTENER; fd++)
		close(fd);
	remove_folder(folder);
}

/* What arguments point to. */
static struct rlimit bounds;
static siginfo_t queued = { .si_code = SI_QUEUE };
static struct iovec piece = { .iov_base = file, .iov_len = 1 };
static struct msghdr message = {
	.msg_name = &place,
	.msg_namelen = sizeof(place),
	.msg_iov = &piece,
	.msg_iovlen = 1,
};
static const struct {
	uint64_t value;
	uint32_t size, flags;
} attribute = { .size = 0 };
static const struct {
	uint64_t flags, mode, resolve;
} how = { .flags = O_PATH };
static char bytes[4096];

#define AT(object) ((long)(object))

/* Stands for the parent's id, which only the child can tell. */
enum { PARENT = -1000 };

/* Of no object that other processes could share. */
enum { KEY = 0x63726D };

/* Each reaches what the service has no need of. */
static const struct {
	const char *what;
	long call;
	struct arguments given;
} attacks[] = {
	/* files, by their paths, of which Landlock knows nothing */
	{ "fchmodat", SYS_fchmodat, { { AT_FDCWD, AT(file), 0600 } } },
	{ "fchmodat2", NEW_FCHMODAT2, { { AT_FDCWD, AT(file), 0600 } } },
	{ "fchownat", SYS_fchownat, { { AT_FDCWD, AT(file), -1, -1 } } },
	{ "utimensat", SYS_utimensat, { { AT_FDCWD, AT(file) } } },
	{ "setxattr", SYS_setxattr, { { AT(file), AT("user.a") } } },
	{ "setxattrat", NEW_SETXATTRAT,
		{ { AT_FDCWD, AT(file), 0, AT("user.a"), AT(&attribute),
			sizeof(attribute) } } },
	{ "getxattr", SYS_getxattr, { { AT(file), AT("user.a") } } },
	{ "file_setattr", NEW_FILE_SETATTR,
		{ { AT_FDCWD, AT(file), AT(bytes), 24 } } },
	{ "fstatat", SYS_newfstatat, { { AT_FDCWD, AT(file), AT(bytes) } } },
	{ "fstatat of a descriptor", SYS_newfstatat,
		{ { FILE_FD, AT(""), AT(bytes), AT_EMPTY_PATH } } },
	{ "statx", SYS_statx, { { AT_FDCWD, AT(file), 0, 0, AT(bytes) } } },
	{ "statfs", SYS_statfs, { { AT(file), AT(bytes) } } },
	{ "faccessat", SYS_faccessat, { { AT_FDCWD, AT(file), F_OK } } },
	{ "faccessat2", NEW_FACCESSAT2, { { AT_FDCWD, AT(file), F_OK } } },
	{ "readlinkat", SYS_readlinkat,
		{ { AT_FDCWD, AT(file), AT(bytes), sizeof(bytes) } } },
#if defined(__x86_64__)
	{ "stat", SYS_stat, { { AT(file), AT(bytes) } } },
	{ "lstat", SYS_lstat, { { AT(file), AT(bytes) } } },
	{ "access", SYS_access, { { AT(file), F_OK } } },
	{ "chmod", SYS_chmod, { { AT(file), 0600 } } },
	{ "fork", SYS_fork, { { 0 } } },
#endif
	{ "truncate", SYS_truncate, { { AT(file) } } },
	{ "chdir", SYS_chdir, { { AT(folder) } } },
	{ "chroot", SYS_chroot, { { AT(folder) } } },
	{ "openat, O_PATH", SYS_openat, { { AT_FDCWD, AT(file), O_PATH } } },
	{ "openat, to be neither read nor written", SYS_openat,
		{ { AT_FDCWD, AT(file), O_WRONLY | O_RDWR } } },
	{ "openat2", NEW_OPENAT2,
		{ { AT_FDCWD, AT(file), AT(&how), sizeof(how) } } },
	{ "name_to_handle_at", SYS_name_to_handle_at,
		{ { AT_FDCWD, AT(file), AT(bytes), AT(bytes) } } },
	{ "inotify_init1", SYS_inotify_init1, { { 0 } } },
	{ "fanotify_init", SYS_fanotify_init, { { 0 } } },
	{ "fsopen", NEW_FSOPEN, { { AT("tmpfs") } } },
	{ "open_tree", NEW_OPEN_TREE, { { AT_FDCWD, AT(file) } } },
	{ "fchmod to run as its owner", SYS_fchmod, { { FILE_FD, 04700 } } },
	{ "openat to run as its owner", SYS_openat,
		{ { AT_FDCWD, AT(file), O_RDWR | O_CREAT, 04700 } } },
	/* other processes */
	{ "kill", SYS_kill, { { PARENT } } },
	{ "tkill", SYS_tkill, { { PARENT } } },
	{ "tgkill", SYS_tgkill, { { PARENT, PARENT } } },
	{ "rt_sigqueueinfo", SYS_rt_sigqueueinfo,
		{ { PARENT, 0, AT(&queued) } } },
	{ "rt_tgsigqueueinfo", SYS_rt_tgsigqueueinfo,
		{ { PARENT, PARENT, 0, AT(&queued) } } },
	{ "pidfd_open", NEW_PIDFD_OPEN, { { PARENT } } },
	{ "pidfd_send_signal", NEW_PIDFD_SEND_SIGNAL, { { PIDFD } } },
	{ "fcntl, F_SETOWN", SYS_fcntl, { { DATAGRAMS, F_SETOWN, PARENT } } },
	{ "setpriority", SYS_setpriority, { { PRIO_PROCESS, 0, 19 } } },
	{ "prlimit64", SYS_prlimit64,
		{ { PARENT, RLIMIT_CPU, 0, AT(&bounds) } } },
	{ "prlimit64 of its own", SYS_prlimit64,
		{ { 0, RLIMIT_CPU, 0, AT(&bounds) } } },
	{ "ptrace", SYS_ptrace, { { 0 } } },
	{ "process_vm_readv", SYS_process_vm_readv, { { PARENT } } },
	/* code of its own */
	{ "memfd_create", SYS_memfd_create, { { AT("a") } } },
	{ "mmap to run", SYS_mmap,
		{ { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
			-1 } } },
	{ "mprotect to run", SYS_mprotect, { { 0, 0, PROT_EXEC } } },
	{ "execve", SYS_execve, { { AT("/bin/true") } } },
	/* what the kernel keeps for all */
	{ "io_setup", SYS_io_setup, { { 1, AT(bytes) } } },
	{ "shmget", SYS_shmget, { { KEY, 1 } } },
	{ "msgget", SYS_msgget, { { KEY } } },
	{ "semget", SYS_semget, { { KEY, 1 } } },
	{ "mq_open", SYS_mq_open, { { AT("none"), O_RDONLY } } },
	{ "add_key", SYS_add_key,
		{ { AT("user"), AT("crm"), AT(bytes), 1, -2 } } },
	/* others, through the connection to the log */
	{ "socket", SYS_socket, { { AF_INET, SOCK_STREAM } } },
	{ "connect", SYS_connect,
		{ { DATAGRAMS, AT(&place), sizeof(place) } } },
	{ "sendto", SYS_sendto,
		{ { DATAGRAMS, AT(bytes), 1, 0, AT(&place), sizeof(place) } } },
	{ "sendmsg", SYS_sendmsg, { { DATAGRAMS, AT(&message) } } },
	{ "ioctl", SYS_ioctl, { { FILE_FD, FIONREAD, AT(bytes) } } },
};

/* The row that is tried: tests run one by one. */
static void
attack(void)
{
	const struct arguments *given = &attacks[row].given;
	long at[6];

	for (int i = 0; i < COUNT(given->at); i++)
		at[i] = given->at[i] == PARENT ? getppid() : given->at[i];
	errno = 0;
	syscall(attacks[row].call, at[0], at[1], at[2], at[3], at[4], at[5]);
}

static void
attack_confined(void)
{
	sandbox_enter(folder, false);
	attack();
	ck_assert_msg(
		errno == EPERM, "%s: %s", attacks[row].what, strerror(errno));
}

START_TEST(an_attack_is_refused)
{
	row = _i;
	ck_assert_int_eq(status_of(attack_confined), 0);
}
END_TEST

/* Folders are told apart, and nothing else is asked of them. */
static void
tell_folders(void)
{
	int fd;

	sandbox_stay(folder, false, 0);
	fd = open("/", O_PATH | O_DIRECTORY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_lt(open(file, O_PATH), 0);
	ck_assert_int_eq(errno, EPERM);
	ck_assert_int_lt(open(file, O_PATH | O_DIRECTORY), 0);
	ck_assert_int_eq(errno, ENOTDIR);
	ck_assert_int_ne(fchdir(fd), 0);
}

START_TEST(a_process_that_stays_tells_folders)
{
	ck_assert_int_eq(status_of(tell_folders), 0);
}
END_TEST

/* The log goes on through a socket that was connected before. */
static void
write_datagram(void)
{
	sandbox_enter(NULL, false);
	ck_assert_int_eq(write(DATAGRAMS, "line", 4), 4);
}

START_TEST(a_connection_stays_open)
{
	ck_assert_int_eq(status_of(write_datagram), 0);
	ck_assert_int_eq(read(LISTENER, bytes, sizeof(bytes)), 4);
}
END_TEST

Suite *
filter_suite(void)
{
	Suite *suite = suite_create("filter");
	TCase *numbers = fixture_case(suite, "numbers");
	TCase *attempts = fixture_case(suite, "attacks");

	tcase_add_test(numbers, a_command_has_few_calls_more);
	tcase_add_test(numbers, no_call_is_left_but_those_that_are_needed);
	tcase_add_test(numbers, what_is_needed_is_left);
#if defined(__x86_64__)
	tcase_add_test(numbers, no_call_of_x32_is_left);
	tcase_add_test(numbers, no_call_of_i386_is_left);
#endif
	tcase_add_loop_test(
		numbers, of_some_calls_few_ways_are_left, 0, COUNT(choices));
	tcase_add_loop_test(
		numbers, of_some_arguments_bits_are_refused, 0, COUNT(masks));
	tcase_add_test(numbers, files_are_opened_to_be_read_or_written);
	tcase_add_test(numbers, signals_reach_nobody_else);
	tcase_add_test(numbers, a_process_can_end_itself);
	tcase_add_checked_fixture(attempts, set_up, tear_down);
	tcase_add_loop_test(attempts, an_attack_is_refused, 0, COUNT(attacks));
	tcase_add_test(attempts, a_process_that_stays_tells_folders);
	tcase_add_test(attempts, a_connection_stays_open);
	return suite;
}

#else

/* Nothing is filtered here. */
Suite *
filter_suite(void)
{
	return suite_create("filter");
}

#endif
