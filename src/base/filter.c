/* The seccomp filter of system calls that a confined process may make. */
#include "base/filter.h"

#include <linux/audit.h>

#if !defined(CRM_UNCONFINED)

#if defined(__x86_64__) && !defined(__ILP32__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#define NATIVE AUDIT_ARCH_AARCH64
#endif

#if defined(NATIVE)

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The calls that strace found in use, and the calls in their stead in other
 * versions of the C libraries, or where the clock is not read by the vDSO.
 */
static const unsigned short allowed[] = {
	/* descriptors that are open */
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
	/* files, within the bounds that Landlock sets */
	SYS_openat,
	SYS_unlinkat,
	/* memory */
	SYS_brk,
	SYS_mmap,
	SYS_mprotect,
	SYS_mremap,
	SYS_munmap,
	SYS_madvise,
	/* time, and to be woken */
	SYS_clock_gettime,
	SYS_clock_nanosleep,
	SYS_gettimeofday,
	SYS_nanosleep,
	SYS_setitimer,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	/* the process itself */
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

/* The calls of a process that stays, besides. */
static const unsigned short staying[] = {
	SYS_accept4,
	SYS_epoll_ctl,
	SYS_epoll_pwait,
	SYS_getdents64,
#if defined(__x86_64__)
	SYS_epoll_wait,
#endif
};

/* The calls of a process that opens connections, besides. */
static const unsigned short connecting[] = {
	SYS_socket,
	SYS_connect,
	SYS_sendto,
	SYS_recvfrom,
	SYS_getsockopt,
	SYS_setsockopt,
	SYS_getsockname,
	SYS_getpeername,
};

/* The calls of an operator's command, besides. */
static const unsigned short working[] = {
	SYS_getcwd,
	SYS_getdents64,
	SYS_ioctl,
	SYS_linkat,
	SYS_renameat,
#if defined(__x86_64__)
	SYS_link,
	SYS_rename,
#endif
};

/*
 * A condition on the lower half of an argument, the only half that the kernel
 * reads. A call with LACKS conditions passes if its argument has no bit of any
 * value, with LACKS_ONE not all bits; a call with EQUALS or IS_OUR_ID passes if
 * its argument has one of the values. So does in a process that connects one
 * with EQUALS_CONNECTING, and there or in a command one with EQUALS_ASKING.
 * IS_FOLDER is as LACKS, but in a process that stays the bit passes together
 * with O_DIRECTORY.
 */
struct condition {
	unsigned short call;
	unsigned char argument;
	enum {
		LACKS,
		LACKS_ONE,
		EQUALS,
		EQUALS_CONNECTING,
		EQUALS_ASKING,
		IS_FOLDER,
		IS_OUR_ID
	} kind;
	uint32_t value;
};

enum { NO_PERMISSION = ~0777 }; /* file types, set-user-id and the like */

/* TCGETS2, which newer C libraries ask; its struct is not in their headers */
#define TCGETS2_CALL UINT32_C(0x802c542a)

static const struct condition conditions[] = {
	/* memory that is written is never run */
	{ SYS_mmap, 2, LACKS, PROT_EXEC },
	{ SYS_mprotect, 2, LACKS, PROT_EXEC },
	/* Landlock lets any file be opened with O_PATH; a process that stays
	   knows folders again so, which it can neither read nor change */
	{ SYS_openat, 2, IS_FOLDER, O_PATH },
	/* and any for neither reading nor writing, to change its mode */
	{ SYS_openat, 2, LACKS_ONE, O_WRONLY | O_RDWR },
	{ SYS_openat, 3, LACKS, (uint32_t)NO_PERMISSION },
	{ SYS_fchmod, 1, LACKS, (uint32_t)NO_PERMISSION },
#if defined(SYS_open)
	{ SYS_open, 1, IS_FOLDER, O_PATH },
	{ SYS_open, 1, LACKS_ONE, O_WRONLY | O_RDWR },
	{ SYS_open, 2, LACKS, (uint32_t)NO_PERMISSION },
#endif
	/* locks, but no signal to a process when a descriptor is ready */
	{ SYS_fcntl, 1, EQUALS, F_GETFD },
	{ SYS_fcntl, 1, EQUALS, F_SETFD },
	{ SYS_fcntl, 1, EQUALS, F_GETLK },
	{ SYS_fcntl, 1, EQUALS, F_SETLK },
	{ SYS_fcntl, 1, EQUALS, F_OFD_SETLK },
	{ SYS_fcntl, 1, EQUALS, F_OFD_SETLKW },
	/* a socket that nobody waits for */
	{ SYS_fcntl, 1, EQUALS_ASKING, F_GETFL },
	{ SYS_fcntl, 1, EQUALS_CONNECTING, F_SETFL },
	/* whether there is a terminal, and how wide */
	{ SYS_ioctl, 1, EQUALS, TCGETS },
	{ SYS_ioctl, 1, EQUALS, TCGETS2_CALL },
	{ SYS_ioctl, 1, EQUALS, TIOCGWINSZ },
	/* room for a file, but no holes in it */
	{ SYS_fallocate, 1, EQUALS, 0 },
	{ SYS_fallocate, 1, EQUALS, FALLOC_FL_KEEP_SIZE },
	/* pthread_once() wakes waiting threads, though there are none */
	{ SYS_futex, 1, EQUALS, FUTEX_WAKE | FUTEX_PRIVATE_FLAG },
	/* abort() */
	{ SYS_tgkill, 0, IS_OUR_ID, 0 },
	{ SYS_tkill, 0, IS_OUR_ID, 0 },
};

enum {
	ALWAYS = sizeof(allowed) / sizeof(*allowed),
	STAYS = sizeof(staying) / sizeof(*staying),
	CONNECTS = sizeof(connecting) / sizeof(*connecting),
	WORKS = sizeof(working) / sizeof(*working),
	CALLS = ALWAYS + STAYS + CONNECTS + WORKS,
	CONDITIONS = sizeof(conditions) / sizeof(*conditions),
	/* at most: the beginning, the search, the conditions, the returns */
	LENGTH = 3 + 2 * CALLS - 1 + 3 * CONDITIONS + 2,
	ALLOW = LENGTH - 1,
	REFUSE = LENGTH - 2
};

_Static_assert(LENGTH < 256, "a jump does not lead that far");

/* A filter is written from its end, for jumps lead forward only. */
struct filter {
	struct sock_filter code[LENGTH];
	unsigned at; /* the index of the first instruction so far */
	unsigned more;
};

/* Writes an instruction before all others. Returns its index. */
static unsigned
put(struct filter *filter, unsigned code, uint32_t value)
{
	filter->code[--filter->at] =
		(struct sock_filter)BPF_STMT((unsigned short)code, value);
	return filter->at;
}

/* Writes a jump to one index or another. */
static unsigned
put_jump(struct filter *filter, unsigned how, uint32_t value, unsigned if_true,
	unsigned if_false)
{
	unsigned at = put(filter, BPF_JMP | BPF_K | how, value);

	filter->code[at].jt = (unsigned char)(if_true - at - 1);
	filter->code[at].jf = (unsigned char)(if_false - at - 1);
	return at;
}

static unsigned
put_load(struct filter *filter, size_t offset)
{
	return put(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* Refuses an argument that has all bits of a mask. */
static unsigned
put_mask(struct filter *filter, uint32_t mask, unsigned next)
{
	unsigned all = REFUSE;

	for (uint32_t bit = 1; bit != 0; bit <<= 1)
		if ((mask & bit) != 0)
			all = put_jump(filter, BPF_JSET, bit, all, next);
	return all;
}

/* Refuses an argument that has a bit, unless it tells a folder. */
static unsigned
put_folder(struct filter *filter, uint32_t bit, unsigned next)
{
	unsigned has = REFUSE;

	if ((filter->more & FILTER_STAYS) != 0)
		has = put_jump(filter, BPF_JSET, O_DIRECTORY, next, REFUSE);
	return put_jump(filter, BPF_JSET, bit, has, next);
}

static unsigned
put_condition(
	struct filter *filter, const struct condition *condition, unsigned next)
{
	uint32_t value = condition->kind == IS_OUR_ID ? (uint32_t)getpid()
						      : condition->value;

	if (condition->kind == LACKS)
		put_jump(filter, BPF_JSET, value, REFUSE, next);
	else if (condition->kind == LACKS_ONE)
		put_mask(filter, value, next);
	else if (condition->kind == IS_FOLDER)
		put_folder(filter, value, next);
	else
		put_jump(filter, BPF_JEQ, value, ALLOW,
			next == ALLOW ? REFUSE : next);
	return put_load(filter, offsetof(struct seccomp_data, args) +
					condition->argument * sizeof(uint64_t));
}

/* Whether a condition is one of a process that may do so much more. */
static bool
is_in_force(const struct condition *condition, unsigned more)
{
	switch (condition->kind) {
	case EQUALS_CONNECTING:
		return (more & FILTER_CONNECTS) != 0;
	case EQUALS_ASKING:
		return (more & (FILTER_CONNECTS | FILTER_WORKS)) != 0;
	default:
		return true;
	}
}

/* Writes a call's conditions. Returns the index of the first, or ALLOW. */
static unsigned
put_conditions(struct filter *filter, unsigned call)
{
	unsigned next = ALLOW;

	for (size_t i = CONDITIONS; i-- > 0;)
		if (conditions[i].call == call &&
			is_in_force(&conditions[i], filter->more))
			next = put_condition(filter, &conditions[i], next);
	return next;
}

/*
 * Writes a binary search for a call among sorted calls: few instructions are
 * run, for when a filter is set the kernel runs it for each call that there is.
 */
static unsigned
put_search(struct filter *filter, const unsigned short *calls, unsigned count)
{
	unsigned half = count / 2, first, second;

	if (count == 1)
		return put_jump(filter, BPF_JEQ, *calls,
			put_conditions(filter, *calls), REFUSE);
	second = put_search(filter, calls + half, count - half);
	first = put_search(filter, calls, half);
	return put_jump(filter, BPF_JGE, calls[half], second, first);
}

static int
compare(const void *a, const void *b)
{
	return *(const unsigned short *)a - *(const unsigned short *)b;
}

/* Adds calls to those that are allowed. */
static void
add(unsigned short calls[CALLS], unsigned *count, const unsigned short *more,
	unsigned number)
{
	memcpy(calls + *count, more, number * sizeof(*more));
	*count += number;
}

void
filter_enter(unsigned more)
{
	unsigned short calls[CALLS];
	struct filter filter = { .at = LENGTH, .more = more };
	struct sock_fprog program;
	unsigned search, count = 0;

	add(calls, &count, allowed, ALWAYS);
	if ((more & FILTER_STAYS) != 0)
		add(calls, &count, staying, STAYS);
	if ((more & FILTER_CONNECTS) != 0)
		add(calls, &count, connecting, CONNECTS);
	if ((more & FILTER_WORKS) != 0)
		add(calls, &count, working, WORKS);
	qsort(calls, count, sizeof(*calls), compare);
	put(&filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	put(&filter, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	search = put_search(&filter, calls, count);
	put_load(&filter, offsetof(struct seccomp_data, nr));
	put_jump(&filter, BPF_JEQ, NATIVE, search - 1, REFUSE);
	put_load(&filter, offsetof(struct seccomp_data, arch));
	program.len = (unsigned short)(LENGTH - filter.at);
	program.filter = filter.code + filter.at;
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

void
filter_enter(unsigned more)
{
	(void)more;
}

#endif

#endif
