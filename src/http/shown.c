/* The folders whose files a web server may hand out. */
#include "http/shown.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/path.h"
#include "config/config.h"
#include "http/request.h"

/* The folder that a program is run in, or "". */
static const char *
folder_of_program(struct arena *arena, const char *program)
{
	const char *folder = path_folder(arena, program);

	return folder == NULL || strcmp(folder, "/") == 0 ? "" : folder;
}

const char *
shown_settings(const struct config *config)
{
	return config->file != NULL && access(config->file, X_OK) == 0
		       ? config->file
		       : NULL;
}

const char *const *
shown_folders(struct arena *arena, const struct request *request,
	const char *program, const char *stub, const char *settings)
{
	const char *const folders[] = {
		request->document_root,
		request->context_root,
		folder_of_program(arena, request->script_file),
		folder_of_program(arena, program),
		folder_of_program(arena, stub),
		folder_of_program(arena, settings),
	};
	const size_t most = sizeof(folders) / sizeof(*folders);
	const char **shown = arena_array(arena, most + 1, sizeof(*shown));
	size_t count = 0;

	for (size_t i = 0; i < most; i++)
		if (*folders[i] != '\0')
			shown[count++] = folders[i];
	return shown;
}
