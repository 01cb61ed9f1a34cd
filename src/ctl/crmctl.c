/* crmctl, the operator's command: its arguments, and what it does first. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/sandbox.h"
#include "ctl/commands.h"
#include "ctl/completion.h"
#include "ctl/ctl.h"
#include "ctl/help.h"
#include "ctl/login.h"
#include "ctl/manual.h"
#include "ctl/owner.h"
#include "customer/customer.h"

/* The own options of a command are numbers from OWN on. */
enum { BEGIN = 'a', OUTPUT = 'o', OWN = 256 };

/* What the arguments ask for. */
struct call {
	const struct ctl_command *command; /* NULL: none, or none as yet */
	const char *file;                  /* the configuration, or NULL */
	bool help, version;
	void (*print)(FILE *out, struct arena *arena); /* the help; or NULL */
	char **arguments;                              /* behind the options */
};

static size_t
put_option(struct option *out, const struct ctl_option *options, int value)
{
	size_t count = 0;

	for (; options != NULL && options[count].name != NULL; count++)
		out[count] = (struct option){
			.name = options[count].name,
			.has_arg = options[count].value == NULL
					   ? no_argument
					   : required_argument,
			.val = value + (int)count,
		};
	return count;
}

/* Writes the options that getopt_long() takes of a command. */
static void
put_options(struct option out[COMMON__MAX + CTL_OPTIONS + 1],
	const struct ctl_command *command)
{
	size_t count = put_option(out, ctl_common, BEGIN);

	count += put_option(
		out + count, command == NULL ? NULL : command->options, OWN);
	out[count] = (struct option){ 0 };
}

/* Complains of what is no option, and of what may have been meant. */
static void
complain_of_option(const struct call *call, const char *word)
{
	const char *like =
		commands_option_like(call->command, word + strspn(word, "-"));

	if (like == NULL)
		ctl_complain("there is no option %s", word);
	else
		ctl_complain("there is no option %s; is it --%s?", word, like);
}

/* Whether the command has an option "output", of that index. */
static bool
takes_output(const struct call *call, int *index)
{
	const struct ctl_option *own =
		call->command == NULL ? NULL : call->command->options;
	int i = 0;

	while (own != NULL && own[i].name != NULL &&
		strcmp(own[i].name, "output") != 0)
		i++;
	if (own == NULL || own[i].name == NULL)
		return false;
	*index = i;
	return true;
}

/*
 * Takes the options of the command so far, without one those before its name.
 * Returns whether all are known.
 */
static bool
take_options(struct ctl *ctl, struct call *call, int argc, char **argv)
{
	const char *order = call->command == NULL ? "+:o:" : ":o:";
	struct option options[COMMON__MAX + CTL_OPTIONS + 1];
	int option;

	put_options(options, call->command);
	opterr = 0;
	optind = 0;
	while ((option = getopt_long(argc, argv, order, options, NULL)) != -1)
		if (option == BEGIN + COMMON_CONFIG) {
			call->file = optarg;
		} else if (option == BEGIN + COMMON_JSON) {
			ctl->json = true;
		} else if (option == BEGIN + COMMON_HELP) {
			call->help = true;
		} else if (option == BEGIN + COMMON_VERSION) {
			call->version = true;
		} else if (option >= OWN) {
			ctl->values[option - OWN] =
				optarg == NULL ? "" : optarg;
		} else if (option == OUTPUT && takes_output(call, &option)) {
			ctl->values[option] = optarg;
		} else if (option == ':') {
			ctl_complain(
				"%s: its value is missing", argv[optind - 1]);
			return false;
		} else {
			complain_of_option(call, argv[optind - 1]);
			return false;
		}
	call->arguments = argv + optind;
	return true;
}

/* Complains of what is no command, and of what may have been meant. */
static void
complain_of_command(const char *word)
{
	const char *like = commands_like(word);

	if (like == NULL)
		ctl_complain(
			"there is no command %s; crmctl help has all", word);
	else
		ctl_complain("there is no command %s; is it %s?", word, like);
}

/* What else can be printed of the table of commands. */
static const struct printer {
	const char *name;
	void (*print)(FILE *out, struct arena *arena);
} printers[] = {
	{ "bash", completion_print },
	{ "mdoc", manual_print },
};

/* The printer of a name, or NULL. */
static void (*printer_named(const char *name))(FILE *, struct arena *)
{
	for (size_t i = 0; name != NULL && i < 2; i++)
		if (strcmp(name, printers[i].name) == 0)
			return printers[i].print;
	return NULL;
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
		call->print = printer_named(*++call->arguments);
		if (*call->arguments == NULL || call->print != NULL)
			return true;
	}
	if (*call->arguments == NULL)
		return call->help || call->version;
	call->command = commands_find(*call->arguments);
	if (call->command == NULL) {
		complain_of_command(*call->arguments);
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
	int status;

	if (!read_call(ctl, &call, argc, argv)) {
		help_usage(stderr, ctl->arena, call.command);
		return CTL_USAGE;
	}
	if (call.print != NULL) {
		call.print(stdout, ctl->arena);
		return CTL_DONE;
	}
	if (call.help) {
		help_print(stdout, ctl->arena, call.command);
		return CTL_DONE;
	}
	if (call.version) {
		printf("crmctl (crm-cgi) %s\n", CRM_VERSION);
		return CTL_DONE;
	}
	if (call.file == NULL)
		call.file = config_find(
			getenv("CRM_CONFIG"), (char *[]){ argv[0], NULL });
	ctl->file = call.file;
	if (!prepare(ctl, &call))
		return CTL_FAILED;
	if (!call.command->confines)
		ctl_confine(ctl, NULL);
	status = call.command->run(ctl, call.arguments);
	if (status == CTL_USAGE)
		help_hint(stderr, call.command);
	return status;
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
	struct arena arena = { 0 }, items = { 0 }, lost = { 0 };
	struct ctl ctl = {
		.arena = &arena,
		.items = &items,
		.damage.lost.arena = &lost,
	};
	int status;

	umask(077);
	sandbox_hide();
	log_name("crmctl");
	/* a confined process can't ask what stdout is */
	setvbuf(stdout, NULL, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, BUFSIZ);
	status = run(&ctl, argc, argv);
	arena_free(&arena);
	arena_free(&items);
	arena_free(&lost);
	return finish(status);
}
