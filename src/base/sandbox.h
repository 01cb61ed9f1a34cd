/* The sandbox: rights the process gives up before it reads strangers' input. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

/* POSIX has an int here, the C library of GNU a type of its own. */
#if defined(__GLIBC__)
typedef __rlimit_resource_t rlimit_kind;
#else
typedef int rlimit_kind;
#endif

/* Prevents core dumps, which would hold personal data. */
void sandbox_hide(void);

/*
 * The bytes of memory that a request may take whose body has at most so many
 * bytes: for libraries, and for a batch that is read.
 */
int64_t sandbox_memory(int64_t body);

/*
 * Bounds CPU time, and memory to sandbox_memory(body). A bound that the system
 * does not take is no reason to fail.
 */
void sandbox_limit(int64_t body);

/*
 * From now on the process can open only files in a folder (NULL: no file at
 * all). The process can't ask about a file or change one by its path, open a
 * connection, signal another process, or run a program or code that the process
 * has written; open descriptors stay open. System calls fail with EPERM but for
 * the calls that are known to be needed (filter.h). Where the kernel lacks
 * Landlock or seccomp, that part is left out, as is seccomp on processors other
 * than x86-64 and arm64. Where the process "connects", connections can be
 * opened besides. Builds with sanitizers or coverage leave out the
 * sandbox and the memory bound (CRM_UNCONFINED): they need files of their own.
 */
void sandbox_enter(const char *folder, bool connects);

/*
 * As sandbox_enter(), for the whole life of a process that answers connections
 * of a socket, and reads folders. The process can besides ask whether a path is
 * that of a folder, and of which, but read or change no other. Memory is
 * bounded by several requests with bodies of so many bytes, and CPU time is
 * not.
 */
void sandbox_stay(const char *folder, bool connects, int64_t body);

/*
 * As sandbox_enter(), for a command of an operator: with several folders, ended
 * by NULL, of which those that are missing count for nothing. Within one of
 * them files can be renamed besides; folders can be read, and terminals be
 * asked for their width. Memory is bounded by what a body of so many bytes and
 * the indexes of millions of records take, CPU time is not.
 */
void sandbox_work(const char *const *folders, bool connects, int64_t body);

#endif
