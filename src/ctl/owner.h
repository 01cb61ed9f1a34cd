/* Whose the database is, and so who may open it. */
#ifndef CTL_OWNER_H
#define CTL_OWNER_H

struct arena;

/*
 * Makes root the owner of the database for good, so that no file beside it
 * becomes one that the web server can't open. Returns NULL, or why this user
 * may not open it, in the arena.
 */
const char *owner_become(struct arena *arena, const char *database);

#endif
