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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	MEMORY_MIB = 512, /* of address space: libraries and a large batch */
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
sandbox_limit(void)
{
	limit(RLIMIT_CORE, 0);
	prctl(PR_SET_DUMPABLE, 0);
	limit(RLIMIT_CPU, CPU_SECONDS);
#if !defined(CRM_UNCONFINED)
	limit(RLIMIT_AS, (rlim_t)MEMORY_MIB << 20);
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

/* seccomp(2): those calls fail with EPERM, as do those of another ABI. */
static void
confine_calls(void)
{
#if defined(NATIVE)
	enum { CALLS = sizeof(needless) / sizeof(*needless), BEFORE = 4 };
	const struct sock_filter refuse =
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	struct sock_filter code[BEFORE + CALLS + 2] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 0, CALLS + 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, CALLS + 1, 0),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(*code),
		.filter = code,
	};

	for (unsigned char i = 0; i < CALLS; i++)
		code[BEFORE + i] =
			(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
				needless[i], (unsigned char)(CALLS - i), 0);
	code[BEFORE + CALLS] = (struct sock_filter)BPF_STMT(
		BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[BEFORE + CALLS + 1] = refuse;
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

void
sandbox_enter(const char *folder)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return;
	confine_files(folder);
	confine_calls();
}

#endif
