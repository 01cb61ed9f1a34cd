/* The names of the system's user accounts, by user id. */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <sys/types.h>

struct arena;

/* The name of a user, in the arena; the user id if the user has no name. */
const char *account_name(struct arena *arena, uid_t uid);

#endif
