/* The operator's login name, for the audit trail. */
#include "ctl/login.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/account.h"
#include "base/arena.h"

/* The user that logged in, as the kernel has it; (uid_t)-1: the kernel has
 * none. */
static uid_t
find_login(void)
{
	FILE *file = fopen("/proc/self/loginuid", "re");
	uint32_t user = UINT32_MAX;

	if (file == NULL)
		return (uid_t)-1;
	if (fscanf(file, "%" SCNu32, &user) != 1)
		user = UINT32_MAX;
	fclose(file);
	return (uid_t)user;
}

const char *
login_name(struct arena *arena, const char *sudo)
{
	uid_t user = find_login();

	if (user != (uid_t)-1)
		return account_name(arena, user);
	if (getuid() == 0 && sudo != NULL && *sudo != '\0')
		return sudo;
	return account_name(arena, getuid());
}
