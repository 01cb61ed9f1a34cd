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

bool
location_sync(const char *folder)
{
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

/* Makes a folder and its entry in the parent durable. */
static bool
folder_make(const char *path, const char *parent)
{
	if (mkdir(path, 0700) == 0)
		return location_sync(parent);
	if (errno == EEXIST)
		return true;
	return refuse_errno(path);
}

/*
 * Writes the real path of a folder, which is made if it is missing and may be
 * there.
 */
static bool
folder_ready(struct arena *arena, const char *path,
	const char *const *forbidden, char real[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	const char *parent;

	if (realpath(path, real) != NULL)
		return is_allowed(real, forbidden);
	if (errno != ENOENT || slash == NULL)
		return refuse_errno(path);
	parent = slash == path
			 ? "/"
			 : arena_copy(arena, path, (size_t)(slash - path));
	if (!folder_ready(arena, parent, forbidden, real) ||
		!folder_make(path, parent))
		return false;
	if (realpath(path, real) == NULL)
		return refuse_errno(path);
	return is_allowed(real, forbidden);
}

static bool
file_ready(const char *path)
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

const char *
location_folder(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	const char *name = strrchr(file, '/');
	char real[PATH_MAX];
	const char *path;

	if (name == NULL) {
		refuse(file, "this is no absolute path", "write it in full");
		return NULL;
	}
	path = name == file ? "/"
			    : arena_copy(arena, file, (size_t)(name - file));
	if (!is_allowed(path, forbidden) ||
		!folder_ready(arena, path, forbidden, real))
		return NULL;
	return arena_printf(arena, "%s", real);
}

const char *
location_ready(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	const char *folder = location_folder(arena, file, forbidden);
	const char *path;

	if (folder == NULL)
		return NULL;
	path = arena_printf(arena, "%s%s",
		strcmp(folder, "/") == 0 ? "" : folder, strrchr(file, '/'));
	return file_ready(path) ? path : NULL;
}
