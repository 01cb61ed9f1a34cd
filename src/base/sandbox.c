/* What the process gives up before it touches what strangers sent. */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	MIB = 1 << 20,
	MEMORY_USUAL = 512 * MIB, /* unless bodies need more */
	CPU_SECONDS = 60
};

/* Lowers a bound, for good. */
static void
limit(rlimit_kind resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(resource, &now) != 0)
		return;
	if (now.rlim_max > most)
		now.rlim_max = most;
	if (now.rlim_cur > most)
		now.rlim_cur = most;
	setrlimit(resource, &now);
}

void
sandbox_hide(void)
{
	limit(RLIMIT_CORE, 0);
	prctl(PR_SET_DUMPABLE, 0);
}

int64_t
sandbox_memory(int64_t body)
{
	return body * 8 + 64 * MIB;
}

void
sandbox_limit(int64_t body)
{
	limit(RLIMIT_CPU, CPU_SECONDS);
#if defined(CRM_UNCONFINED)
	(void)body;
#else
	limit(RLIMIT_AS, sandbox_memory(body) > MEMORY_USUAL
				 ? (rlim_t)sandbox_memory(body)
				 : MEMORY_USUAL);
#endif
}

#if defined(CRM_UNCONFINED)

void
sandbox_enter(const char *folder)
{
	(void)folder;
}

#else

/* All that Landlock can forbid in the file system, by version of its ABI. */
static uint64_t
file_rights(long version)
{
	uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

	if (version >= 2)
		rights |= UINT64_C(1) << 13; /* to link or rename elsewhere */
	if (version >= 3)
		rights |= UINT64_C(1) << 14; /* to truncate */
	if (version >= 5)
		rights |= UINT64_C(1) << 15; /* to control devices */
	return rights;
}

/* What SQLite does in the folder of a database. */
static const uint64_t database_rights =
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
	LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	LANDLOCK_ACCESS_FS_REMOVE_FILE | UINT64_C(1) << 14;

/* Landlock (landlock(7)): a rule for the folder, and none for the rest. */
static void
confine_files(const char *folder)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
		LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr all = {
		.handled_access_fs = file_rights(version),
	};
	struct landlock_path_beneath_attr rule = {
		.allowed_access = database_rights & all.handled_access_fs,
	};
	int ruleset;

	if (version < 1)
		return;
	ruleset =
		(int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (ruleset < 0)
		return;
	rule.parent_fd =
		folder == NULL ? -1
			       : open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rule.parent_fd >= 0) {
		syscall(SYS_landlock_add_rule, ruleset,
			LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
		close(rule.parent_fd);
	}
	syscall(SYS_landlock_restrict_self, ruleset, 0);
	close(ruleset);
}

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#endif

#if defined(NATIVE)

/* The system calls that a request never needs. */
static const unsigned short needless[] = {
	SYS_socket,
	SYS_socketpair,
	SYS_connect,
	SYS_bind,
	SYS_listen,
	SYS_accept4,
	SYS_execve,
	SYS_execveat,
	SYS_clone,
	SYS_clone3,
#if defined(__x86_64__)
	SYS_fork,
	SYS_vfork,
#endif
	/* what changes a file by its path, and no rule of Landlock is about */
	SYS_fchmodat,
	SYS_fchownat,
	SYS_utimensat,
	SYS_setxattr,
	SYS_lsetxattr,
	SYS_removexattr,
	SYS_lremovexattr,
#if defined(__x86_64__)
	SYS_chmod,
	SYS_chown,
	SYS_lchown,
	SYS_utime,
	SYS_utimes,
	SYS_futimesat,
#endif
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_kill,
	SYS_unshare,
	SYS_setns,
	SYS_mount,
	SYS_bpf,
	SYS_io_uring_setup,
	SYS_userfaultfd,
	SYS_keyctl,
};

enum {
	CALLS = sizeof(needless) / sizeof(*needless),
	BEFORE = 4,                      /* instructions, then the search */
	REFUSE = BEFORE + 2 * CALLS - 1, /* where it leads to */
	ALLOW = REFUSE + 1,
	FOREIGN = 0x40000000 /* from here on, the calls of x32 */
};

static int
compare(const void *a, const void *b)
{
	return *(const unsigned short *)a - *(const unsigned short *)b;
}

static struct sock_filter
statement(unsigned short code, unsigned value)
{
	return (struct sock_filter)BPF_STMT(code, value);
}

/* Goes on at one place or the other, which lie behind this one. */
static struct sock_filter
jump(unsigned short code, unsigned value, unsigned at, unsigned if_true,
	unsigned if_false)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | code | BPF_K, value,
		(unsigned char)(if_true - at - 1),
		(unsigned char)(if_false - at - 1));
}

/*
 * Writes, from a place on, the search for a call among some that are in order:
 * it takes 2 * count - 1 instructions and runs through few of them, for when a
 * filter is set the kernel runs it for each call that there is.
 */
static void
search(struct sock_filter *code, unsigned at, const unsigned short *calls,
	unsigned count)
{
	unsigned half = count / 2, second = at + 2 * half;

	if (count == 1) {
		code[at] = jump(BPF_JEQ, *calls, at, REFUSE, ALLOW);
		return;
	}
	code[at] = jump(BPF_JGE, calls[half], at, second, at + 1);
	search(code, at + 1, calls, half);
	search(code, second, calls + half, count - half);
}

/* seccomp(2): those calls fail with EPERM, as do those of another ABI. */
static void
confine_calls(void)
{
	unsigned short calls[CALLS];
	struct sock_filter code[ALLOW + 1];
	struct sock_fprog program = { .len = ALLOW + 1, .filter = code };

	memcpy(calls, needless, sizeof(calls));
	qsort(calls, CALLS, sizeof(*calls), compare);
	code[0] = statement(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	code[1] = jump(BPF_JEQ, NATIVE, 1, 2, REFUSE);
	code[2] = statement(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	code[3] = jump(BPF_JGE, FOREIGN, 3, REFUSE, BEFORE);
	search(code, BEFORE, calls, CALLS);
	code[REFUSE] = statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	code[ALLOW] = statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

static void
confine_calls(void)
{
}

#endif

void
sandbox_enter(const char *folder)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return;
	confine_files(folder);
	confine_calls();
}

#endif
