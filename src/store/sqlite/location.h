/* Where a database may lie: its folder and its file. */
#ifndef SQLITE_LOCATION_H
#define SQLITE_LOCATION_H

#include <stdbool.h>

struct arena;

/*
 * Makes the folder of a file (mode 0700) if it is missing. file is an absolute
 * path; forbidden are folders, ended by NULL, in and below which it may not
 * lie. Returns the folder's path, free of symbolic links; or NULL, and the log
 * says why, if it can't be made or is forbidden.
 */
const char *location_folder(
	struct arena *arena, const char *file, const char *const *forbidden);

/*
 * Makes the folder ready, and in it the file (mode 0600, empty) if it is
 * missing. Returns the file's path; or NULL, and the log says why, if there
 * can be no folder, or if it is no regular file.
 */
const char *location_ready(
	struct arena *arena, const char *file, const char *const *forbidden);

/* Whether a path is that of a folder or leads below it; both are real. */
bool location_is_within(const char *path, const char *folder);

/* Makes the names in a folder durable; if it can't, the log says why. */
bool location_sync(const char *folder);

#endif
