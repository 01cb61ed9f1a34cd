/* The path of the program's own file. */
#include "base/program.h"

#include <limits.h>
#include <unistd.h>

#include "base/arena.h"

const char *
program_file(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));

	return length <= 0 ? NULL : arena_copy(arena, path, (size_t)length);
}
