/* Preloaded into the program: lets malloc() and its kin fail at will. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * FAIL_AT is the number of the call that fails, from 1; with FAIL_ON set those
 * after it fail too. At the end the number of all calls goes to the descriptor
 * FAIL_TELL, as the bytes of a long.
 */
static long fail_at, calls;
static bool fail_on, begun;
static int tell = -1;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);

__attribute__((constructor)) static void
begin(void)
{
	const char *at = getenv("FAIL_AT"), *fd = getenv("FAIL_TELL");

	fail_at = at == NULL ? 0 : strtol(at, NULL, 10);
	fail_on = getenv("FAIL_ON") != NULL;
	tell = fd == NULL ? -1 : atoi(fd);
	begun = true;
}

__attribute__((destructor)) static void
end(void)
{
	if (tell >= 0 && write(tell, &calls, sizeof(calls)) < 0)
		_exit(EXIT_FAILURE);
}

static bool
fails(void)
{
	if (!begun)
		return false;
	calls++;
	if (calls != fail_at && !(fail_on && fail_at > 0 && calls > fail_at))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
