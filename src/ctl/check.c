/* crmctl check: what crm.cgi --check says. */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/path.h"
#include "base/program.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"

/* The places of crm.cgi, from the folder of crmctl, or whole paths. */
static const char *const places[] = { "cgi-bin/crm.cgi", "crm-program",
	CRM_CGIDIR "/crm.cgi" };

/* The program, in the arena; NULL: it is nowhere. */
static const char *
find_program(struct arena *arena)
{
	const char *own = program_file(arena);
	const char *folder = own == NULL ? "." : path_folder(arena, own);

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		const char *path = *places[i] == '/'
					   ? places[i]
					   : arena_printf(arena, "%s/%s",
						     folder, places[i]);

		if (access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

/* Has the program check; it needs no other variables. */
static int
check(struct ctl *ctl, const char *program)
{
	char *arguments[] = { arena_printf(ctl->arena, "%s", program),
		arena_printf(ctl->arena, "--check"), NULL };
	char *variables[] = {
		arena_printf(ctl->arena, "CRM_CONFIG=%s", ctl->file), NULL
	};
	int status;
	pid_t child = fork();

	if (child == 0) {
		execve(program, arguments, variables);
		_exit(CTL_FAILED);
	}
	if (child < 0) {
		ctl_complain("%s: %s", program, strerror(errno));
		return CTL_FAILED;
	}
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) {
		ctl_complain("%s did not run to its end", program);
		return CTL_FAILED;
	}
	return WEXITSTATUS(status) == 0 ? CTL_DONE : CTL_FAILED;
}

static int
run(struct ctl *ctl, char **arguments)
{
	const char *program = find_program(ctl->arena);

	if (*arguments != NULL) {
		ctl_complain("check: there is %s too much", *arguments);
		return CTL_USAGE;
	}
	if (program == NULL) {
		ctl_complain("crm.cgi is not in its place, %s", CRM_CGIDIR);
		return CTL_FAILED;
	}
	return check(ctl, program);
}

static bool
makes(const struct ctl *ctl, char *const *arguments)
{
	(void)ctl;
	(void)arguments;
	return true;
}

static const struct ctl_form forms[] = {
	{ "", NULL },
	{ 0 },
};

const struct ctl_command ctl_check = {
	.name = "check",
	.summary = "look at all that is around the service, as crm.cgi --check",
	.forms = forms,
	.makes = makes,
	.confines = true,
	.run = run,
};
