/* The location of a database: checks and makes its folder and its file. */
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

/* Logs why a location will not do, and which would. Always returns false. */
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

/* A path as written, and free of symbolic links. */
struct place {
	const char *path, *real;
};

static struct place
place_of(struct arena *arena, const char *path)
{
	return (struct place){ path, future_path(arena, path) };
}

static bool
holds(struct place folder, struct place inner)
{
	return is_within(inner.path, folder.path) ||
	       is_within(inner.path, folder.real) ||
	       is_within(inner.real, folder.real);
}

const char *
location_shown(
	struct arena *arena, const char *file, const char *const *folders)
{
	const char *path = path_folder(arena, file);
	struct place inner;

	if (path == NULL)
		return NULL;
	inner = place_of(arena, path);
	while (*folders != NULL && !holds(place_of(arena, *folders), inner))
		folders++;
	return *folders;
}

const char *const location_companions[] = { "-lock", "-journal", "-wal", "-shm",
	NULL };

bool
location_sync(struct arena *arena, const char *path)
{
	const char *folder = path_folder(arena, path);
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

/* Whether this account may make a file in a folder; if in doubt, it may. */
static bool
may_make(const char *folder)
{
	return access(folder, W_OK) == 0 || (errno != EACCES && errno != EROFS);
}

/*
 * Makes the names of a folder and of all folders above it durable. A process
 * that made one of them may have died before it synced the name. So any of them
 * may be new that this account can have made.
 */
static bool
sync_names(struct arena *arena, const char *folder)
{
	while (strcmp(folder, "/") != 0) {
		const char *parent = path_folder(arena, folder);

		if (may_make(parent) && !location_sync(arena, folder))
			return false;
		folder = parent;
	}
	return true;
}

/* Makes a folder that is missing. Returns its real path, or NULL. */
static const char *
make_folder(struct arena *arena, const char *path)
{
	const char *real = path_real(arena, path);

	if (real != NULL)
		return real;
	if (errno == ENOENT) {
		if (make_folder(arena, path_folder(arena, path)) == NULL)
			return NULL;
		if (mkdir(path, 0700) == 0 || errno == EEXIST)
			real = path_real(arena, path);
	}
	if (real == NULL)
		refuse_errno(path);
	return real;
}

/* Whether a file is missing or empty, so that no client knows of a record. */
static bool
is_unused(const char *path)
{
	struct stat status;

	return look_at(path, &status) != 0 || status.st_size == 0;
}

/*
 * Whether others than owner and group can make no file in a folder. The folder
 * is asked for by its path: not every account that may write to a folder may
 * open it.
 */
static bool
is_closed_folder(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return refuse_errno(path);
	return !S_ISDIR(status.st_mode) || (status.st_mode & S_IWOTH) == 0 ||
	       refuse(path, "everybody may write to it",
		       "let its owner and group alone do so: chmod o-w");
}

static bool
refuse_shown(const char *folder)
{
	return refuse(folder, "a web server may serve it",
		"set database in crm.conf to a place outside of the"
		" document root and the program's folder, or"
		" allow-under-document-root");
}

/* Finds out which folder a path leads to. Returns false if to none. */
static bool
identify(const char *path, struct location_folder *folder)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat status = { 0 };

	if (fd < 0)
		return false;
	look_through(fd, &status);
	close(fd);
	*folder = (struct location_folder){ status.st_dev, status.st_ino };
	return true;
}

void
location_note_folders(
	struct arena *arena, const char *file, struct location_folders *folders)
{
	const char *path = file;

	do {
		path = path_folder(arena, path);
		folders->list = arena_grow(arena, folders->list, folders->count,
			sizeof(*folders->list));
		folders->count +=
			identify(path, &folders->list[folders->count]);
	} while (strcmp(path, "/") != 0);
}

static bool
is_same(const struct location_folder *a, const struct location_folder *b)
{
	return ((a->device ^ b->device) | (a->number ^ b->number)) == 0;
}

/* Whether a path leads to one of the folders. */
static bool
is_among(const char *path, const struct location_folders *folders)
{
	struct location_folder folder;
	size_t i = 0;

	if (!identify(path, &folder))
		return false;
	while (i < folders->count && !is_same(&folders->list[i], &folder))
		i++;
	return i < folders->count;
}

bool
location_is_hidden(const char *file, const char *const *forbidden,
	const struct location_folders *folders)
{
	for (; *forbidden != NULL; forbidden++)
		if (is_within(file, *forbidden) ||
			is_among(*forbidden, folders))
			return refuse_shown(*forbidden);
	return true;
}

const char *
location_folder(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	const char *folder = path_folder(arena, file);

	if (folder == NULL) {
		refuse(file, "this is no absolute path", "write it in full");
		return NULL;
	}
	if (location_shown(arena, file, forbidden) != NULL) {
		refuse_shown(folder);
		return NULL;
	}
	folder = make_folder(arena, folder);
	if (folder == NULL || !is_closed_folder(folder))
		return NULL;
	if (is_unused(path_join(arena, folder, strrchr(file, '/'))) &&
		!sync_names(arena, folder))
		return NULL;
	return folder;
}

static bool
make_file(const char *path)
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

/* Whether others than owner and group may neither read nor write a file. */
static bool
is_closed(const char *path)
{
	struct stat status;

	if (look_at(path, &status) != 0)
		return errno == ENOENT || refuse_errno(path);
	return !S_ISREG(status.st_mode) ||
	       (status.st_mode & (S_IROTH | S_IWOTH)) == 0 ||
	       refuse(path, "everybody may read or write it",
		       "let its owner and group alone do so: chmod o-rw");
}

/*
 * Whether a file and its companions are closed. The data of a journal is in the
 * database, or was, or will be.
 */
static bool
are_closed(struct arena *arena, const char *file)
{
	const char *const *ending = location_companions;
	const char *path = file;

	while (is_closed(path)) {
		if (*ending == NULL)
			return true;
		path = arena_printf(arena, "%s%s", file, *ending++);
	}
	return false;
}

const char *
location_file(struct arena *arena, const char *file, const char *folder)
{
	const char *path = path_join(arena, folder, strrchr(file, '/'));

	return make_file(path) && are_closed(arena, path) ? path : NULL;
}

const char *
location_ready(
	struct arena *arena, const char *file, const char *const *forbidden)
{
	const char *folder = location_folder(arena, file, forbidden);

	return folder == NULL ? NULL : location_file(arena, file, folder);
}
