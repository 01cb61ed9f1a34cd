/* The table of crmctl's commands. */
#ifndef CTL_COMMANDS_H
#define CTL_COMMANDS_H

#include "ctl/ctl.h"

enum { CTL_COMMANDS = 32 }; /* at most */

/* One row for each command, in the order of the help, ended by NULL. */
extern const struct ctl_command *const ctl_commands[];

extern const struct ctl_option ctl_common[]; /* of all, ended by a NULL name */

/* The places of the common options. */
enum { COMMON_CONFIG, COMMON_JSON, COMMON_HELP, COMMON_VERSION, COMMON__MAX };

/* The command of a name, or NULL. */
const struct ctl_command *commands_find(const char *name);

/* The option of a command, or with NULL of crmctl itself, that a word, without
 * the dashes, resembles most; NULL: it resembles none. */
const char *
commands_option_like(const struct ctl_command *command, const char *word);

/* The command whose name a word resembles most; NULL: it resembles none. */
const char *commands_like(const char *word);

extern const struct ctl_command ctl_audit, ctl_backup, ctl_check, ctl_erase,
	ctl_export, ctl_get, ctl_import, ctl_key, ctl_list, ctl_migrate,
	ctl_restore, ctl_set, ctl_stats, ctl_subject, ctl_suspects, ctl_vacuum;

#endif
