/* The owner of the database, the user that crmctl has to run as. */
#ifndef CTL_OWNER_H
#define CTL_OWNER_H

#include <stdbool.h>

struct arena;

/*
 * Turns a process of root into one of the database's owner, for good, so that
 * the web server can open all files made beside the database. Returns NULL, or
 * an error message if this user may not open the database, in the arena.
 * Database is the file, or NULL: a database that is in no file has no owner.
 * One that is missing is an error, unless the process may make it: then its
 * owner is that of the folder, or of the nearest folder above that is there.
 */
const char *
owner_become(struct arena *arena, const char *database, bool may_make);

#endif
