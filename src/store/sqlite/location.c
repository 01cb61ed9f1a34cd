/* Where a database may lie: its folder and its file. */
#include "store/sqlite/location.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/path.h"
#include "store/sqlite/look.h"

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

/* Whether a path is that of a folder or leads below it. */
static bool
is_within(const char *path, const char *folder)
{
	size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);

	return strncmp(path, folder, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0');
}

/* The path, free of symbolic links and dots, that a folder has or would get. */
static const char *
future_path(struct arena *arena, const char *path)
{
	const char *parent = path_folder(arena, path);
	const char *name = strrchr(path, '/');
	const char *real = path_real(arena, path);

	if (real != NULL)
		return real;
	if (parent == NULL)
		return path;
	parent = future_path(arena, parent);
	if (strcmp(name, "/") == 0 || strcmp(name, "/.") == 0)
		return parent;
	if (strcmp(name, "/..") == 0)
		return path_folder(arena, parent);
	path = path_join(arena, parent, name);
	real = path_real(arena, path);
	return real == NULL ? path : real;
}

/* The first of the folders that a path is in, by either name, or NULL. */
static const char *
find_holder(struct arena *arena, const char *path, const char *const *folders)
{
	while (*folders != NULL && !is_within(path, *folders) &&
		!is_within(path, future_path(arena, *folders)))
		folders++;
	return *folders;
}

const char *
location_shown(
	struct arena *arena, const char *file, const char *const *folders)
{
	const char *path = path_folder(arena, file);
	const char *holder = NULL;

	if (path != NULL)
		holder = find_holder(arena, path, folders);
	if (path != NULL && holder == NULL)
		holder = find_holder(arena, future_path(arena, path), folders);
	return holder;
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

/* Makes a folder that is missing. Returns its real path, or NULL. */
static const char *
folder_ready(struct arena *arena, const char *path)
{
	const char *parent = path_folder(arena, path);
	const char *real = path_real(arena, path);

	if (real != NULL)
		return real;
	if (errno == ENOENT) {
		if (folder_ready(arena, parent) == NULL ||
			!folder_make(path, parent))
			return NULL;
		real = path_real(arena, path);
	}
	if (real == NULL)
		refuse_errno(path);
	return real;
}

static bool
file_ready(const char *path)
{
	struct stat status;
	bool there = look_at(path, &status) == 0;
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
location_folder(struct arena *arena, const char *file, const char *const *forbidden)
{
	const char *path = path_folder(arena, file);

	if (path == NULL) {
		refuse(file, "this is no absolute path", "write it in full");
		return NULL;
	}
	if (location_shown(arena, file, forbidden) != NULL) {
		refuse(path, "a web server may serve it",
			"set database in crm.conf to a place outside of the"
			" document root and the program's folder, or"
			" allow-under-document-root");
		return NULL;
	}
	return folder_ready(arena, path);
}

const char *
location_file(struct arena *arena, const char *file, const char *folder)
{
	const char *path = path_join(arena, folder, strrchr(file, '/'));

	return file_ready(path) ? path : NULL;
}

const char *
location_ready(struct arena *arena, const char *file, const char *const *forbidden)
{
	const char *folder = location_folder(arena, file, forbidden);

	return folder == NULL ? NULL : location_file(arena, file, folder);
}
