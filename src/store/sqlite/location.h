/* The location of a database: checks and makes its folder and its file. */
#ifndef SQLITE_LOCATION_H
#define SQLITE_LOCATION_H

#include <stdbool.h>

#include <stddef.h>
#include <sys/types.h>

struct arena;

/*
 * The first of the folders, ended by NULL, in or below which a file lies, or
 * would lie: by its own path, or by the path that symbolic links lead to. NULL
 * if there is no such folder.
 */
const char *location_shown(
	struct arena *arena, const char *file, const char *const *folders);

/* Folders that are known again, whatever names lead to them. */
struct location_folders {
	struct location_folder {
		dev_t device;
		ino_t number;
	} * list; /* in the arena */
	size_t count;
};

/* Adds the folders in and below which a file lies, by its absolute path. */
void location_note_folders(struct arena *arena, const char *file,
	struct location_folders *folders);

/*
 * Whether a file lies outside of all forbidden folders, ended by NULL: by its
 * path as it is written, and by the folders that were noted for it. So the
 * forbidden ones alone are opened, with O_PATH. If not, the log says so.
 */
bool location_is_hidden(const char *file, const char *const *forbidden,
	const struct location_folders *folders);

/*
 * Makes the folder of a file (mode 0700), and the folders above it, if they are
 * missing. While the file is missing or empty, the names of all these folders
 * are made durable too, whichever process made them. file is an absolute path;
 * forbidden are folders, ended by NULL, in and below which the file may not lie
 * (location_shown()). Returns the folder's path, free of symbolic links; or
 * NULL, and the log says why, if the folder can't be made or is forbidden, or
 * if others than owner and group may write to it.
 */
const char *location_folder(
	struct arena *arena, const char *file, const char *const *forbidden);

/*
 * Makes the file (mode 0600, empty) if it is missing, in the folder that
 * location_folder() returned for it; works where nothing but that folder can be
 * opened. Returns the file's path; or NULL, and the log says why, if it is no
 * regular file, or if others than owner and group may read or write the file or
 * a companion.
 */
const char *
location_file(struct arena *arena, const char *file, const char *folder);

/* Makes folder and file ready: location_folder(), then location_file(). */
const char *location_ready(
	struct arena *arena, const char *file, const char *const *forbidden);

/*
 * Makes the name of a file or folder durable, as all the names in the folder
 * above it. Returns false if that fails, and the log says why.
 */
bool location_sync(struct arena *arena, const char *path);

/* The endings of the names of the files beside a database, then NULL. */
extern const char *const location_companions[];

#endif
