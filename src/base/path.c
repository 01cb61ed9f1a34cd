/* Paths of files: taken apart, joined, and freed of symbolic links. */
#include "base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

const char *
path_folder(struct arena *arena, const char *file)
{
	const char *slash = file == NULL ? NULL : strrchr(file, '/');

	if (slash == NULL)
		return NULL;
	return slash == file ? "/"
			     : arena_copy(arena, file, (size_t)(slash - file));
}

const char *
path_join(struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(
		arena, "%s%s", strcmp(folder, "/") == 0 ? "" : folder, name);
}

const char *
path_real(struct arena *arena, const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) == NULL ? NULL
					    : arena_printf(arena, "%s", real);
}
