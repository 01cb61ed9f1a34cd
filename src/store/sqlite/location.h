/* Where a database may lie: its folder and its file. */
#ifndef SQLITE_LOCATION_H
#define SQLITE_LOCATION_H

#include <stdbool.h>

struct arena;

/*
 * Makes the folder of a file (mode 0700), and those above it, if they are
 * missing. While the file is missing or empty, it also makes the names of all
 * these folders durable, whoever made them. file is an absolute path;
 * forbidden are folders, ended by NULL, in and below which it may not lie.
 * Returns the folder's path, free of symbolic links; or NULL, and the log says
 * why, if it can't be made or is forbidden.
 */
const char *location_folder(
	struct arena *arena, const char *file, const char *const *forbidden);

/*
 * Makes the file (mode 0600, empty) if it is missing, in a folder that is
 * there. Returns its path, free of symbolic links; or NULL, and the log says
 * why: if the folder is missing or forbidden, if the file is no regular one, or
 * if others than owner and group may write to the folder, or read or write the
 * file or a companion.
 */
const char *location_file(
	struct arena *arena, const char *file, const char *const *forbidden);

/* Whether a path is that of a folder or leads below it; both are real. */
bool location_is_within(const char *path, const char *folder);

/*
 * Makes the name of a file or folder durable, as all the names in the folder
 * that it lies in; if it can't, the log says why.
 */
bool location_sync(struct arena *arena, const char *path);

/* What the names of the files that lie beside a database end in, then NULL. */
extern const char *const location_companions[];

#endif
