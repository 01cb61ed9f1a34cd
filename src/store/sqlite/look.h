/* What files are, without a call that asks so by a path: no sandbox could bound
 * what is asked, as it bounds what is opened. */
#ifndef STORE_LOOK_H
#define STORE_LOOK_H

#include <sys/stat.h>

/*
 * Looks at a file as lstat() does, by opening it. A file that can't be opened,
 * for another reason than that there is none, is there: it counts as a regular
 * file of one byte, or as a symbolic link if it is one. Returns 0, or -1 if
 * there is none, and errno says so.
 */
int look_at(const char *path, struct stat *status);

/* As fstat(), but asked in no way that could be about a path too. */
int look_through(int fd, struct stat *status);

/* From now on SQLite looks at files so too, where system calls are filtered. */
void look_for_sqlite(void);

/*
 * Says of which file the process holds locks from now on, by the path that it
 * is looked at. The locks are lost when any descriptor of the file is closed
 * (fcntl(2)): so those that it is looked at by stay open until this is called
 * again; NULL: of none.
 */
void look_keep(const char *path);

#endif
