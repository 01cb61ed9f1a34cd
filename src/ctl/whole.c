/* Files that are made whole, or not at all. */
#include "ctl/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "ctl/ctl.h"

bool
whole_begin(struct arena *arena, const char *path, struct whole *whole)
{
	char *beside = arena_printf(arena, "%s.XXXXXX", path);
	int fd = mkstemp(beside);

	*whole = (struct whole){ path, beside, NULL };
	if (fd >= 0)
		whole->file = fdopen(fd, "w");
	if (whole->file == NULL)
		ctl_complain("%s: %s", path, strerror(errno));
	return whole->file != NULL;
}

/* Makes the name of a file durable. */
static bool
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL   ? strdup(".")
		       : slash == path ? strdup("/")
				       : strndup(path, (size_t)(slash - path));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;

	free(folder);
	if (fd >= 0)
		close(fd);
	return synced;
}

bool
whole_end(struct whole *whole, bool keep)
{
	bool written = fflush(whole->file) == 0 && !ferror(whole->file) &&
		       fsync(fileno(whole->file)) == 0;

	written &= fclose(whole->file) == 0;
	if (keep && written && rename(whole->beside, whole->path) == 0 &&
		sync_folder(whole->path))
		return true;
	if (keep)
		ctl_complain("%s: %s", whole->path, strerror(errno));
	unlink(whole->beside);
	return false;
}
