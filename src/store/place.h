/* Where a database may lie: its folder and its file. */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

struct arena;

/*
 * Makes the folder of a file (mode 0700) and the file itself (0600, empty) if
 * they are missing. file is an absolute path; forbidden are folders, ended by
 * NULL, in and below which it may not lie. Returns its path, free of symbolic
 * links; or NULL, and the log says why, if it can't be made, is no regular
 * file, or is forbidden.
 */
const char *place_ready(
	struct arena *arena, const char *file, const char *const *forbidden);

#endif
