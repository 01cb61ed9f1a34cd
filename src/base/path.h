/* Paths of files: taken apart, joined, and freed of symbolic links. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

struct arena;

/*
 * The folder of a file, in the arena; NULL if file is NULL or has no folder.
 * The root folder is in itself.
 */
const char *path_folder(struct arena *arena, const char *file);

/*
 * The path of a file in a folder, in the arena; name begins with a slash.
 */
const char *
path_join(struct arena *arena, const char *folder, const char *name);

/*
 * The path of a file that is there, free of symbolic links, in the arena; NULL
 * if the path leads nowhere, and errno says why.
 */
const char *path_real(struct arena *arena, const char *path);

#endif
