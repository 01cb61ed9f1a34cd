/* The seccomp filter of system calls that a confined process may make. */
#ifndef BASE_FILTER_H
#define BASE_FILTER_H

enum {
	FILTER_STAYS = 1,    /* take connections, wait for them, read folders */
	FILTER_CONNECTS = 2, /* open connections */
	FILTER_WORKS = 4     /* rename files, read folders, ask of terminals */
};

/*
 * From now on every system call fails with EPERM but the calls that the store,
 * libxml2 and the C library make (seccomp(2)), with harmless arguments only;
 * calls of another ABI of the processor fail too. The caller has set
 * no_new_privs (prctl(2)). Nothing happens where the kernel has no seccomp, or
 * the processor is neither x86-64 nor arm64. Of "more" is what the process may
 * do besides; a process that stays may tell one folder from another (open(2),
 * O_PATH), too.
 */
void filter_enter(unsigned more);

#endif
