/* Where a database may lie: its folder and its file. */
#include "store/sqlite/location.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"

/* Logs why a place will not do, and what would. Always returns false. */
static bool
refuse(const char *path, const char *why, const char *remedy)
{
	log_line("database not opened: %s: %s; %s", path, why, remedy);
	return false;
}

static bool
refuse_errno(const char *path)
{
	return refuse(path, strerror(errno),
		"set database in crm.conf to a place that the user who runs"
		" this program can write to");
}

bool
location_is_within(const char *path, const char *folder)
{
	size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	return strncmp(path, folder, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0');
}

static bool
is_allowed(const char *folder, const char *const *forbidden)
{
	char real[PATH_MAX];

	for (; *forbidden != NULL; forbidden++)
		if (location_is_within(folder, *forbidden) ||
			(realpath(*forbidden, real) != NULL &&
				location_is_within(folder, real)))
			return refuse(folder, "a web server may serve it",
				"set database in crm.conf to a place outside"
				" of the document root and the program's"
				" folder, or allow-under-document-root");
	return true;
}

/* The folder that a file or folder lies in, whose path is absolute. */
static const char *
folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? "/"
			     : arena_copy(arena, path, (size_t)(slash - path));
}

bool
location_sync(struct arena *arena, const char *path)
{
	const char *folder = folder_of(arena, path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced;

	if (fd < 0)
		return refuse_errno(folder);
	synced = fsync(fd) == 0;
	if (!synced)
		refuse_errno(folder);
	close(fd);
	return synced;
}

/* Whether this account may make what is in a folder; if in doubt, it may. */
static bool
may_make(const char *folder)
{
	return access(folder, W_OK) == 0 || (errno != EACCES && errno != EROFS);
}

/*
 * Makes the names of a folder and of all above it durable. Whoever made one of
 * them may have died before the name was synced, so that any may be new that
 * this account can have made.
 */
static bool
sync_names(struct arena *arena, const char *folder)
{
	while (strcmp(folder, "/") != 0) {
		const char *parent = folder_of(arena, folder);

		if (may_make(parent) && !location_sync(arena, folder))
			return false;
		folder = parent;
	}
	return true;
}

/*
 * Writes the real path of a folder, which is made if it is missing and may be
 * there.
 */
static bool
make_folder(struct arena *arena, const char *path, const char *const *forbidden,
	char real[PATH_MAX])
{
	if (realpath(path, real) != NULL)
		return is_allowed(real, forbidden);
	if (errno != ENOENT)
		return refuse_errno(path);
	if (!make_folder(arena, folder_of(arena, path), forbidden, real))
		return false;
	if ((mkdir(path, 0700) != 0 && errno != EEXIST) ||
		realpath(path, real) == NULL)
		return refuse_errno(path);
	return is_allowed(real, forbidden);
}

/* The path of a file in its folder, whose real path this is. */
static const char *
file_in(struct arena *arena, const char *folder, const char *file)
{
	return arena_printf(arena, "%s%s",
		strcmp(folder, "/") == 0 ? "" : folder, strrchr(file, '/'));
}

/* Whether there is nothing in a file that anybody may have been told of. */
static bool
is_unused(const char *path)
{
	struct stat status;

	return lstat(path, &status) != 0 || status.st_size == 0;
}

const char *
location_folder(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	char real[PATH_MAX];
	const char *folder;

	if (*file != '/') {
		refuse(file, "this is no absolute path", "write it in full");
		return NULL;
	}
	folder = folder_of(arena, file);
	if (!is_allowed(folder, forbidden) ||
		!make_folder(arena, folder, forbidden, real))
		return NULL;
	folder = arena_printf(arena, "%s", real);
	if (is_unused(file_in(arena, folder, file)) &&
		!sync_names(arena, folder))
		return NULL;
	return folder;
}

static bool
make_file(const char *path)
{
	struct stat status;
	bool there = lstat(path, &status) == 0;
	int fd;

	if (there && S_ISREG(status.st_mode))
		return true;
	if (there)
		return refuse(path, "this is no regular file",
			"set database in crm.conf to the file itself");
	if (errno != ENOENT)
		return refuse_errno(path);
	fd = open(
		path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		return refuse_errno(path);
	if (fd >= 0)
		close(fd);
	return true;
}

/*
 * Whether others than owner and group may do nothing of that with what is at a
 * path, if it is of that type; for what is not, others see to it.
 */
static bool
is_closed(const char *path, mode_t type, mode_t others)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return errno == ENOENT || refuse_errno(path);
	if ((status.st_mode & S_IFMT) != type || (status.st_mode & others) == 0)
		return true;
	if (type == S_IFDIR)
		return refuse(path, "everybody may write to it",
			"let its owner and group alone do so: chmod o-w");
	return refuse(path, "everybody may read or write it",
		"let its owner and group alone do so: chmod o-rw");
}

const char *const location_companions[] = { "-lock", "-journal", "-wal", "-shm",
	NULL };

/* What a journal holds is in the database, or was, or will be. */
static bool
are_closed(struct arena *arena, const char *file)
{
	const char *const *ending = location_companions;
	const char *path = file;

	while (is_closed(path, S_IFREG, S_IROTH | S_IWOTH)) {
		if (*ending == NULL)
			return true;
		path = arena_printf(arena, "%s%s", file, *ending++);
	}
	return false;
}

const char *
location_file(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	const char *folder = folder_of(arena, file), *path;
	char real[PATH_MAX];

	if (realpath(folder, real) == NULL) {
		refuse_errno(folder);
		return NULL;
	}
	path = file_in(arena, real, file);
	return is_allowed(real, forbidden) &&
			       is_closed(real, S_IFDIR, S_IWOTH) &&
			       make_file(path) && are_closed(arena, path)
		       ? path
		       : NULL;
}
