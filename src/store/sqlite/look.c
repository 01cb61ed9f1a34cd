/* The status of files without stat(2): a sandbox can only bound open(2). */
#include "store/sqlite/look.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "store/sqlite/sql.h"

/*
 * On these machines the kernel, the C libraries and SQLite have the same struct
 * stat; and only on them system calls are filtered.
 */
#if (defined(__x86_64__) || defined(__aarch64__)) && defined(__LP64__)
#define PLAIN_STAT
#endif

enum { KEPT = 32 }; /* a transaction looks at its database a few times */

static const char *locked;
static int kept[KEPT];
static size_t kept_count;
static int held = -1;

int
look_through(int fd, struct stat *status)
{
#if defined(PLAIN_STAT)
	/* some C libraries implement fstat() by fstatat() */
	return (int)syscall(SYS_fstat, fd, status);
#else
	return fstat(fd, status);
#endif
}

/* Whether a descriptor may be closed; one too many stays open for good. */
static bool
is_free(const char *path, int fd)
{
	if (locked == NULL || strcmp(path, locked) != 0)
		return true;
	if (kept_count < KEPT)
		kept[kept_count++] = fd;
	return false;
}

static int
open_to_look(const char *path)
{
	return open(path,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int
look_at(const char *path, struct stat *status)
{
	int fd, result;

	if (held >= 0 && strcmp(path, locked) == 0)
		return look_through(held, status);
	fd = open_to_look(path);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return -1;
	if (fd < 0) {
		*status = (struct stat){
			.st_mode = errno == ELOOP ? S_IFLNK : S_IFREG,
			.st_size = 1,
		};
		return 0;
	}
	result = look_through(fd, status);
	if (is_free(path, fd))
		close(fd);
	return result;
}

#if defined(PLAIN_STAT)

/*
 * SQLite asks of each folder above a database whether the folder is a symbolic
 * link; none is (location.h), and the folders can't be opened.
 */
static int
look_for_link(const char *path, struct stat *status)
{
	if (locked != NULL && strcmp(path, locked) == 0)
		return look_at(path, status);
	errno = ENOENT;
	return -1;
}

static int
look_whether(const char *path, int mode)
{
	struct stat status;

	(void)mode;
	return look_at(path, &status);
}

/* Has SQLite call a function of ours in place of one of the system. */
static void
replace(sqlite3_vfs *files, const char *name, sqlite3_syscall_ptr function)
{
	files->xSetSystemCall(files, name, function);
}

void
look_for_sqlite(void)
{
	sqlite3_vfs *files = sqlite3_vfs_find(NULL);

	/* no memory: opening the database will tell */
	if (files == NULL)
		return;
	replace(files, "stat", (sqlite3_syscall_ptr)look_at);
	replace(files, "lstat", (sqlite3_syscall_ptr)look_for_link);
	replace(files, "fstat", (sqlite3_syscall_ptr)look_through);
	replace(files, "access", (sqlite3_syscall_ptr)look_whether);
}

#else

void
look_for_sqlite(void)
{
}

#endif

void
look_keep(const char *path)
{
	while (kept_count > 0)
		close(kept[--kept_count]);
	if (held >= 0)
		close(held);
	held = -1;
	locked = path;
}

void
look_let_go(void)
{
	if (held >= 0 && kept_count < KEPT)
		kept[kept_count++] = held;
	held = -1;
}

void
look_hold(const char *path)
{
	look_let_go();
	held = open_to_look(path);
	locked = path;
}
