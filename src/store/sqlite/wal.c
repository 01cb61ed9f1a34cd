/* The shared memory of a write-ahead log: the room of its file on the disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/vfs.h>

#include "store/sqlite/sql.h"

enum {
	NFS_SUPER_MAGIC = 0x6969, /* statfs(2) */
	STEP = 4096               /* SQLite itself fills one byte in so many */
};

/* Whether the blocks of a file system are so small that SQLite leaves holes. */
static bool
is_small(const struct statfs *status)
{
	return status->f_bsize < STEP;
}

/* Reserves room on the disk for bytes of a file. */
static bool
reserve(int fd, int mode, off_t offset, off_t length)
{
	int result;

	do
		result = fallocate(fd, mode, offset, length);
	while (result != 0 && errno == EINTR);
	return result == 0;
}

const char *
wal_obstacle(const struct sqlite *store)
{
	struct statfs status;

	if (fstatfs(store->writelock, &status) != 0)
		return NULL;
	if (status.f_type == NFS_SUPER_MAGIC)
		return "NFS";
	if (is_small(&status) &&
		!reserve(store->writelock, FALLOC_FL_KEEP_SIZE, 0, 1) &&
		errno == EOPNOTSUPP)
		return "a file system that can't reserve its small blocks";
	return NULL;
}

/*
 * Maps a file as mmap() does. A process that stores into a hole of a file while
 * the disk is full is killed (SIGBUS), even in a commit: so there must be no
 * hole.
 */
static void *
map(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	struct statfs status;

	if ((protection & PROT_WRITE) != 0 &&
		!reserve(fd, 0, offset, (off_t)length)) {
		if (errno != EOPNOTSUPP || fstatfs(fd, &status) != 0)
			return MAP_FAILED;
		errno = EOPNOTSUPP;
		if (is_small(&status))
			return MAP_FAILED;
	}
	return mmap(at, length, protection, flags, fd, offset);
}

void
wal_reserve(struct sqlite *store)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	/* no memory: opening the database will tell */
	if (vfs != NULL)
		sql_took(store, vfs->xSetSystemCall(
					vfs, "mmap", (sqlite3_syscall_ptr)map));
}
