/* Paths of files, as texts. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

struct arena;

/*
 * The folder of a file, in the arena; NULL of NULL, and if it names none. The
 * root folder is in itself.
 */
const char *path_folder(struct arena *arena, const char *file);

/*
 * The path of a file of that name in a folder, in the arena; name begins with
 * a slash.
 */
const char *
path_join(struct arena *arena, const char *folder, const char *name);

/*
 * The path of a file that is there, free of symbolic links, in the arena; NULL
 * if it leads nowhere, and errno says why.
 */
const char *path_real(struct arena *arena, const char *path);

#endif
