/* The table of crmctl's commands. */
#include "ctl/commands.h"

#include <string.h>

#include "ctl/resemble.h"

const struct ctl_command *const ctl_commands[] = {
	&ctl_get,
	&ctl_key,
	&ctl_list,
	&ctl_import,
	&ctl_export,
	&ctl_set,
	&ctl_erase,
	&ctl_suspects,
	&ctl_subject,
	&ctl_stats,
	&ctl_audit,
	&ctl_backup,
	&ctl_restore,
	&ctl_check,
	&ctl_vacuum,
	&ctl_migrate,
	NULL,
};

const struct ctl_option ctl_common[] = {
	[COMMON_CONFIG] = { "config", "FILE",
		"the configuration; else what CRM_CONFIG names, "
		"else " CRM_CONFDIR "/crm.conf" },
	[COMMON_JSON] = { "json", NULL,
		"print JSON, an object on a line for each thing" },
	[COMMON_HELP] = { "help", NULL, "print this text" },
	[COMMON_VERSION] = { "version", NULL, "print the version" },
	[COMMON__MAX] = { 0 },
};

const struct ctl_command *
commands_find(const char *name)
{
	for (size_t i = 0; ctl_commands[i] != NULL; i++)
		if (strcmp(name, ctl_commands[i]->name) == 0 ||
			(ctl_commands[i]->also != NULL &&
				strcmp(name, ctl_commands[i]->also) == 0))
			return ctl_commands[i];
	return NULL;
}

const char *
commands_like(const char *word)
{
	struct resemblance best = { .word = word };

	resemble(&best, "help");
	for (size_t i = 0; ctl_commands[i] != NULL; i++) {
		resemble(&best, ctl_commands[i]->name);
		if (ctl_commands[i]->also != NULL)
			resemble(&best, ctl_commands[i]->also);
	}
	return best.name;
}

const char *
commands_option_like(const struct ctl_command *command, const char *word)
{
	struct resemblance best = { .word = word };
	const struct ctl_option *own =
		command == NULL ? NULL : command->options;

	for (size_t i = 0; own != NULL && own[i].name != NULL; i++)
		resemble(&best, own[i].name);
	for (size_t i = 0; i < COMMON__MAX; i++)
		resemble(&best, ctl_common[i].name);
	return best.name;
}
