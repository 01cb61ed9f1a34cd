/* The owner of the database, the user that crmctl has to run as. */
#include "ctl/owner.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/account.h"
#include "base/arena.h"
#include "base/path.h"

/* Looks at the nearest folder above a file that is there. */
static bool
look_above(struct arena *arena, const char *file, struct stat *status)
{
	const char *folder = path_folder(arena, file);

	while (folder != NULL && stat(folder, status) != 0) {
		if (errno != ENOENT || strcmp(folder, "/") == 0)
			return false;
		folder = path_folder(arena, folder);
	}
	return folder != NULL;
}

const char *
owner_become(struct arena *arena, const char *database, bool may_make)
{
	struct stat status;
	bool there;

	if (database == NULL)
		return NULL;
	there = stat(database, &status) == 0;
	if (!there && errno == ENOENT && may_make) {
		/* of another user, the store says what is wrong */
		if (geteuid() != 0)
			return NULL;
		there = look_above(arena, database, &status);
	}
	if (!there)
		return arena_printf(arena, "the database %s: %s%s", database,
			strerror(errno),
			errno == ENOENT ? "; it is made when the first "
					  "request comes"
					: "; run this as the user that crm.cgi "
					  "runs as, or as root");
	if (status.st_uid == geteuid())
		return NULL;
	if (geteuid() != 0)
		return arena_printf(arena,
			"the database %s belongs to %s: run this as that user "
			"or as root",
			database, account_name(arena, status.st_uid));
	if (setgroups(0, NULL) != 0 || setgid(status.st_gid) != 0 ||
		setuid(status.st_uid) != 0)
		return arena_printf(arena, "becoming %s, who owns %s: %s",
			account_name(arena, status.st_uid), database,
			strerror(errno));
	return NULL;
}
