/* The status of files without stat(2): a sandbox can only bound open(2). */
#ifndef STORE_LOOK_H
#define STORE_LOOK_H

#include <sys/stat.h>

/*
 * Looks at a file as lstat() does, by opening it. A file that exists but can't
 * be opened counts as a regular file of one byte, or as a symbolic link if it
 * is one. Returns 0, or -1 if there is no file, and errno says so.
 */
int look_at(const char *path, struct stat *status);

/* As fstat(), but never by a system call that could take a path too. */
int look_through(int fd, struct stat *status);

/* From now on SQLite looks at files so too, where system calls are filtered. */
void look_for_sqlite(void);

/*
 * Names the file that the process holds locks of from now on, by the path that
 * it is looked at. The locks are lost when any descriptor of the file is closed
 * (fcntl(2)): so the descriptors that look_at() opens of it stay open until the
 * next call of this function; NULL: of no file.
 */
void look_keep(const char *path);

/*
 * As look_keep(), for a process that stays: the file is opened once, and looked
 * at by that descriptor alone, whatever its name leads to later on. Descriptors
 * of a file before stay open until look_keep().
 */
void look_hold(const char *path);

/*
 * From now on the name may lead to another file, while the one that was held is
 * still in use: its descriptor stays open, and is looked at no more.
 */
void look_let_go(void);

#endif
