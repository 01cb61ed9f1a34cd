/* The system calls that a confined process may still make. */
#ifndef BASE_FILTER_H
#define BASE_FILTER_H

/*
 * From now on every system call fails with EPERM but those that the store,
 * libxml2 and the C library make (seccomp(2)), and those only with arguments
 * that are harmless; calls of another ABI of the processor fail too. The caller
 * has given up to gain privileges. Nothing happens where the kernel has no
 * seccomp, or the processor is none that is known here (x86-64, arm64).
 */
void filter_enter(void);

#endif
