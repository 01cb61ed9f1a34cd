/* The seccomp filter of system calls that a confined process may make. */
#ifndef BASE_FILTER_H
#define BASE_FILTER_H

#include <stdbool.h>

/*
 * From now on every system call fails with EPERM but the calls that the store,
 * libxml2 and the C library make (seccomp(2)), with harmless arguments only;
 * calls of another ABI of the processor fail too. The caller has set
 * no_new_privs (prctl(2)). Nothing happens where the kernel has no seccomp, or
 * the processor is neither x86-64 nor arm64. A process that stays may besides
 * take connections, wait for them, read folders and tell one folder from
 * another (open(2), O_PATH); a process that connects may open connections.
 */
void filter_enter(bool stays, bool connects);

#endif
