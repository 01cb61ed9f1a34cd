/* What the process gives up before it touches what strangers sent. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdint.h>
#include <sys/resource.h>

/* POSIX has an int here, the C library of GNU a type of its own. */
#if defined(__GLIBC__)
typedef __rlimit_resource_t rlimit_kind;
#else
typedef int rlimit_kind;
#endif

/* Sees to it that no core is dumped: it would hold personal data. */
void sandbox_hide(void);

/*
 * The bytes of memory that a request may take whose body has at most so many:
 * libraries, and what a batch is read into.
 */
int64_t sandbox_memory(int64_t body);

/*
 * Bounds CPU time, and memory to what such a body may need. A bound that the
 * system does not take is no reason to fail.
 */
void sandbox_limit(int64_t body);

/*
 * From now on the process can open nothing but what lies in a folder (NULL:
 * nothing at all), ask about no file by its path and change none so, talk to
 * nobody new, signal nobody else, and start nothing, not even code that it
 * writes; descriptors that are open stay so. System calls fail with EPERM but
 * for those that are known to be needed (filter.h). Where the kernel lacks
 * Landlock or seccomp, that part is left out, as is seccomp on processors other
 * than x86-64 and arm64. Builds that watch themselves, with sanitizers or
 * coverage, leave all of it and the memory bound out (CRM_UNCONFINED): they
 * need files of their own.
 */
void sandbox_enter(const char *folder);

#endif
