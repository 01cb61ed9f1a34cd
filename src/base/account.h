/* The names of the accounts of the system. */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <sys/types.h>

struct arena;

/* The name of a user, in the arena; the number if it has none. */
const char *account_name(struct arena *arena, uid_t uid);

#endif
