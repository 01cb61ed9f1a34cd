/* crmctl, the operator's command: its options and its table of subcommands. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/sandbox.h"
#include "ctl/ctl.h"
#include "ctl/owner.h"
#include "customer/customer.h"

static const struct command {
	const char *name;
	int (*run)(struct ctl *ctl, char **arguments);
} commands[] = {
	{ "suspects", ctl_quarantine },
};

static const char usage[] =
	"Usage: crmctl [OPTION]... suspects\n"
	"       crmctl [OPTION]... suspects show|accept|drop NUMBER...\n"
	"\n"
	"suspects         list the requests that the form set aside as "
	"suspect\n"
	"suspects show    print all that was entered\n"
	"suspects accept  create the customers, and print their ids\n"
	"suspects drop    delete the requests, for good\n"
	"\n"
	"A number may be a range too, as in 3-17. What is printed is personal\n"
	"data: mind where it goes.\n"
	"\n"
	"  --config FILE  the configuration; else what CRM_CONFIG names, "
	"else\n"
	"                 " CRM_CONFDIR "/crm.conf\n"
	"  --json         print JSON, a line for each request\n"
	"  --help         print this text\n"
	"  --version      print the version\n"
	"\n"
	"Run it as the user that crm.cgi runs as, or as root. See crmctl(8).\n";

/* Reads the configuration, and becomes the user that owns the database. */
static bool
prepare(struct ctl *ctl, const char *file)
{
	const char *wrong =
		customer_setup(ctl->arena, file, &ctl->config, &ctl->rules);

	if (wrong == NULL)
		wrong = owner_become(ctl->arena, store_file(&ctl->config));
	if (wrong != NULL)
		ctl_complain("%s", wrong);
	return wrong == NULL;
}

static int
run(struct ctl *ctl, const char *file, char **arguments)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (*arguments != NULL &&
			strcmp(*arguments, commands[i].name) == 0)
			return prepare(ctl, file)
				       ? commands[i].run(ctl, arguments + 1)
				       : CTL_FAILED;
	if (*arguments != NULL)
		ctl_complain("there is no subcommand %s", *arguments);
	fputs(usage, stderr);
	return CTL_USAGE;
}

/* Closes stdout; returns the exit status, a failure if output was lost. */
static int
finish(int status)
{
	bool lost = ferror(stdout) != 0; /* musl's fclose() forgets errors */

	lost |= fclose(stdout) != 0;
	if (!lost)
		return status;
	ctl_complain("not all could be printed");
	return status == CTL_DONE ? CTL_FAILED : status;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct arena arena = { 0 };
	struct ctl ctl = { .arena = &arena };
	const char *file = NULL;
	int option, status;

	umask(077);
	sandbox_hide();
	log_name("crmctl");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'c':
			file = optarg;
			break;
		case 'j':
			ctl.json = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return finish(CTL_DONE);
		case 'v':
			printf("crmctl (crm-cgi) %s\n", CRM_VERSION);
			return finish(CTL_DONE);
		default:
			fputs(usage, stderr);
			return CTL_USAGE;
		}
	if (file == NULL)
		file = config_find(
			getenv("CRM_CONFIG"), (char *[]){ argv[0], NULL });
	status = run(&ctl, file, argv + optind);
	arena_free(&arena);
	return finish(status);
}
