/* The names of the system's user accounts, by user id. */
#include "base/account.h"

#include <pwd.h>

#include "base/arena.h"

const char *
account_name(struct arena *arena, uid_t uid)
{
	const struct passwd *user = getpwuid(uid);

	return user == NULL ? arena_printf(arena, "%lu", (unsigned long)uid)
			    : arena_printf(arena, "%s", user->pw_name);
}
