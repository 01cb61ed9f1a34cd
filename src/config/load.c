/* The configuration: the settings of crm.conf, found and read from the file. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "config/config.h"
#include "config/file.h"

#define INSTALLED CRM_CONFDIR "/crm.conf"

/* Whether the file is a script that names its interpreter. */
static bool
is_script(const char *file)
{
	char magic[2];
	ssize_t got;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	got = read(fd, magic, sizeof(magic));
	close(fd);
	return got == sizeof(magic) && memcmp(magic, "#!", 2) == 0;
}

const char *
config_stub(char **argv)
{
	const char *started = (const char *)getauxval(AT_EXECFN);

	if (started == NULL || argv[0] == NULL || argv[1] == NULL)
		return NULL;
	if (strcmp(argv[1], started) != 0 || !is_script(started))
		return NULL;
	return argv[1];
}

const char *
config_find(const char *named, char **argv)
{
	const char *stub;

	if (named != NULL && *named != '\0')
		return named;
	stub = config_stub(argv);
	if (stub != NULL)
		return stub;
	if (access(INSTALLED, F_OK) == 0 || errno != ENOENT)
		return INSTALLED;
	return NULL;
}

const char *
config_read(struct arena *arena, struct config *config, const char *file)
{
	*config = (struct config){ .file = file };
	return config_file_read(arena, &config_table, config, file);
}

const char *
config_text_find(
	const struct config_text *texts, const char *name, const char *language)
{
	const char *found = NULL;

	for (; texts != NULL; texts = texts->next) {
		if (strcmp(texts->name, name) != 0)
			continue;
		if (strcmp(texts->language, language) == 0)
			return texts->text;
		if (*texts->language == '\0')
			found = texts->text;
	}
	return found;
}
