/* The table of commands as what bash completes words with. */
#include "ctl/completion.h"

#include <string.h>

#include "ctl/commands.h"

/* The functions of the script; the table stands before them. */
static const char script[] =
	"_crmctl()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} word command= i\n"
	"\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tcase $word in\n"
	"\t\t--config) ((i++)) ;;\n"
	"\t\t-* | help) ;;\n"
	"\t\t*) command=$word && break ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\tCOMPREPLY=()\n"
	"\tcase $(_crmctl_value \"$command\" \"$prev\") in\n"
	"\tFILE*) COMPREPLY=($(compgen -f -- \"$cur\")) && return ;;\n"
	"\tFORMAT) COMPREPLY=($(compgen -W \\\n"
	"\t\t'json jsonl csv xml jsv text vcard' -- \"$cur\")) && return ;;\n"
	"\t?*) return ;;\n"
	"\tesac\n"
	"\tCOMPREPLY=($(compgen -W \"$(_crmctl_words \"$command\")\" -- "
	"\"$cur\"))\n"
	"\tif test \"${COMPREPLY[0]: -1}\" = =; then\n"
	"\t\tcompopt -o nospace\n"
	"\tfi\n"
	"}\n"
	"complete -o default -F _crmctl crmctl\n";

/* Prints the options of a command, as words. */
static void
print_options(FILE *out, const struct ctl_option *options)
{
	for (; options != NULL && options->name != NULL; options++)
		fprintf(out, " --%s", options->name);
}

/* Prints the words that may follow a command. */
static void
print_words(FILE *out, struct arena *arena, const struct ctl_command *command)
{
	fprintf(out, "\t%s%s%s) echo '", command->name,
		command->also == NULL ? "" : " | ",
		command->also == NULL ? "" : command->also);
	for (const struct ctl_form *form = command->forms; form->words != NULL;
		form++)
		if (*form->words >= 'a' && *form->words <= 'z')
			fprintf(out, "%.*s ", (int)strcspn(form->words, " "),
				form->words);
	if (command->words != NULL)
		fputs(command->words(arena), out);
	print_options(out, command->options);
	fputs("' ;;\n", out);
}

/* Prints what the options of a command have for a value. */
static void
print_values(FILE *out, const char *name, const struct ctl_option *options)
{
	for (; options != NULL && options->name != NULL; options++)
		if (options->value != NULL)
			fprintf(out, "\t'%s --%s') echo %s ;;\n", name,
				options->name, options->value);
}

void
completion_print(FILE *out, struct arena *arena)
{
	fputs("# Completes the words of crmctl's command line.\n"
	      "_crmctl_words()\n{\n\tcase $1 in\n\t'') echo 'help",
		out);
	for (size_t i = 0; ctl_commands[i] != NULL; i++)
		fprintf(out, " %s", ctl_commands[i]->name);
	print_options(out, ctl_common);
	fputs("' ;;\n", out);
	for (size_t i = 0; ctl_commands[i] != NULL; i++)
		print_words(out, arena, ctl_commands[i]);
	fputs("\tesac\n}\n_crmctl_value()\n{\n\tcase \"$1 $2\" in\n"
	      "\t*' --config') echo FILE ;;\n",
		out);
	for (size_t i = 0; ctl_commands[i] != NULL; i++)
		print_values(
			out, ctl_commands[i]->name, ctl_commands[i]->options);
	fputs("\tesac\n}\n", out);
	fputs(script, out);
}
