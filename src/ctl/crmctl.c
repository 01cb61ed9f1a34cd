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
#include "ctl/login.h"
#include "ctl/owner.h"
#include "customer/customer.h"

static const struct ctl_command *const commands[] = {
	&ctl_key,
	&ctl_suspects,
};

enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

static const char options_usage[] =
	"\n"
	"  --config FILE  the configuration; else what CRM_CONFIG names, "
	"else\n"
	"                 " CRM_CONFDIR "/crm.conf\n"
	"  --json         print JSON, an object on a line for each thing\n"
	"  --help         print this text\n"
	"  --version      print the version\n"
	"\n"
	"Run it as the user that crm.cgi runs as, or as root. See crmctl(8).\n";

/* The common options; the own ones of a subcommand are numbers from OWN on. */
enum { CONFIG = 'c', JSON = 'j', HELP = 'h', VERSION = 'v', OWN = 256 };

static const struct option common[] = {
	{ "config", required_argument, NULL, CONFIG },
	{ "json", no_argument, NULL, JSON },
	{ "help", no_argument, NULL, HELP },
	{ "version", no_argument, NULL, VERSION },
};

enum { COMMON = sizeof(common) / sizeof(*common) };

/* What the arguments ask for. */
struct call {
	const struct ctl_command *command; /* NULL: none, or none as yet */
	const char *file;                  /* the configuration, or NULL */
	bool help, version;
	char **arguments; /* behind the options */
};

static const struct ctl_command *
find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}

/* Prints how to use a subcommand, or with NULL crmctl itself. */
static void
print_usage(FILE *out, const struct ctl_command *command)
{
	if (command != NULL) {
		fputs(command->usage, out);
	} else {
		fputs("Usage: crmctl [OPTION]... COMMAND [ARGUMENT]...\n"
		      "       crmctl help COMMAND\n"
		      "\n",
			out);
		for (size_t i = 0; i < COMMANDS; i++)
			fprintf(out, "  %-13s  %s\n", commands[i]->name,
				commands[i]->summary);
	}
	fputs(options_usage, out);
}

/* Writes the options that getopt_long() takes of a subcommand. */
static void
put_options(struct option out[COMMON + CTL_OPTIONS + 1],
	const struct ctl_command *command)
{
	const struct ctl_option *own =
		command == NULL ? NULL : command->options;
	size_t count = COMMON;

	memcpy(out, common, sizeof(common));
	for (int i = 0; own != NULL && own[i].name != NULL; i++)
		out[count++] = (struct option){
			.name = own[i].name,
			.has_arg =
				own[i].valued ? required_argument : no_argument,
			.val = OWN + i,
		};
	out[count] = (struct option){ 0 };
}

/*
 * Takes the options of the command so far, without one those before its name.
 * Returns whether all are known.
 */
static bool
take_options(struct ctl *ctl, struct call *call, int argc, char **argv)
{
	const char *order = call->command == NULL ? "+:" : ":";
	struct option options[COMMON + CTL_OPTIONS + 1];
	int option;

	put_options(options, call->command);
	opterr = 0;
	optind = 0;
	while ((option = getopt_long(argc, argv, order, options, NULL)) != -1)
		if (option == CONFIG) {
			call->file = optarg;
		} else if (option == JSON) {
			ctl->json = true;
		} else if (option == HELP) {
			call->help = true;
		} else if (option == VERSION) {
			call->version = true;
		} else if (option >= OWN) {
			ctl->values[option - OWN] =
				optarg == NULL ? "" : optarg;
		} else {
			ctl_complain(option == ':' ? "%s: its value is missing"
						   : "there is no option %s",
				argv[optind - 1]);
			return false;
		}
	call->arguments = argv + optind;
	return true;
}

/* Reads all arguments; returns whether they can be understood. */
static bool
read_call(struct ctl *ctl, struct call *call, int argc, char **argv)
{
	int at;

	*call = (struct call){ 0 };
	if (!take_options(ctl, call, argc, argv))
		return false;
	if (*call->arguments != NULL && strcmp(*call->arguments, "help") == 0) {
		call->help = true;
		if (*++call->arguments == NULL)
			return true;
	}
	if (*call->arguments == NULL)
		return call->help || call->version;
	call->command = find_command(*call->arguments);
	if (call->command == NULL) {
		ctl_complain("there is no subcommand %s", *call->arguments);
		return false;
	}
	at = (int)(call->arguments - argv);
	argv[at] = argv[0];
	return take_options(ctl, call, argc - at, argv + at);
}

/* Whether a call may make the database that it is for. */
static bool
may_make(const struct ctl *ctl, const struct call *call)
{
	return call->command->makes != NULL &&
	       call->command->makes(ctl, call->arguments);
}

/* Reads the configuration, and becomes the user that owns the database. */
static bool
prepare(struct ctl *ctl, const struct call *call)
{
	const char *wrong = customer_setup(
		ctl->arena, call->file, &ctl->config, &ctl->rules);

	ctl->login = login_name(ctl->arena, getenv("SUDO_USER"));
	if (wrong == NULL)
		wrong = owner_become(ctl->arena, store_file(&ctl->config),
			may_make(ctl, call));
	if (wrong != NULL)
		ctl_complain("%s", wrong);
	return wrong == NULL;
}

static int
run(struct ctl *ctl, int argc, char **argv)
{
	struct call call;

	if (!read_call(ctl, &call, argc, argv)) {
		print_usage(stderr, call.command);
		return CTL_USAGE;
	}
	if (call.help) {
		print_usage(stdout, call.command);
		return CTL_DONE;
	}
	if (call.version) {
		printf("crmctl (crm-cgi) %s\n", CRM_VERSION);
		return CTL_DONE;
	}
	if (call.file == NULL)
		call.file = config_find(
			getenv("CRM_CONFIG"), (char *[]){ argv[0], NULL });
	return prepare(ctl, &call) ? call.command->run(ctl, call.arguments)
				   : CTL_FAILED;
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
	struct arena arena = { 0 };
	struct ctl ctl = { .arena = &arena };
	int status;

	umask(077);
	sandbox_hide();
	log_name("crmctl");
	status = run(&ctl, argc, argv);
	arena_free(&arena);
	return finish(status);
}
