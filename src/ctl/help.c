/* What crmctl says of itself: how to use it, and each of its commands. */
#include "ctl/help.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "ctl/commands.h"
#include "ctl/listing.h"

enum { GAP = 2, WIDE = 100 }; /* columns */

/* The columns that text is wrapped at: easy to read, be the terminal wider. */
static size_t
columns(void)
{
	size_t there = listing_columns();

	return there == 0 ? 80 : there < WIDE ? there : WIDE;
}

/* The length of a word, or of words in brackets. */
static size_t
word_length(const char *words)
{
	size_t inside = *words == '[' ? strcspn(words, "]") : 0;

	return inside + strcspn(words + inside, " ");
}

/* Prints words from a column on, wrapped, each further line at the indent. */
static void
print_wrapped(FILE *out, const char *words, size_t at, size_t indent)
{
	const size_t room = columns();
	bool first = true;

	while (*words != '\0') {
		size_t length = word_length(words);

		if (!first && at + 1 + length > room) {
			fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			fputc(' ', out);
			at++;
		}
		fprintf(out, "%.*s", (int)length, words);
		at += length;
		first = false;
		words += length;
		words += *words == ' ';
	}
	fputc('\n', out);
}

/* Prints paragraphs, each below an empty line. */
static void
print_about(FILE *out, struct arena *arena, const char *about)
{
	while (about != NULL) {
		const char *end = strstr(about, "\n\n");
		size_t length =
			end == NULL ? strlen(about) : (size_t)(end - about);

		fputc('\n', out);
		print_wrapped(out, arena_copy(arena, about, length), 0, 0);
		about = end == NULL ? NULL : end + 2;
	}
}

/* A term and what is said of it. */
struct item {
	const char *term, *help;
};

/* Prints items, what is said in a column behind the terms. */
static void
print_items(FILE *out, const struct item *items, size_t count)
{
	size_t widest = 0;

	for (size_t i = 0; i < count; i++)
		if (strlen(items[i].term) > widest)
			widest = strlen(items[i].term);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "%*s%-*s", GAP, "", (int)widest + GAP,
			items[i].term);
		print_wrapped(out, items[i].help, GAP + widest + GAP,
			GAP + widest + GAP);
	}
}

static void
print_options(FILE *out, struct arena *arena, const struct ctl_option *options)
{
	struct item items[CTL_OPTIONS];
	size_t count = 0;

	for (; options != NULL && options[count].name != NULL; count++)
		items[count] = (struct item){
			.term = arena_printf(arena, "--%s%s%s",
				options[count].name,
				options[count].value == NULL ? "" : " ",
				options[count].value == NULL
					? ""
					: options[count].value),
			.help = options[count].help,
		};
	if (count > 0)
		fputc('\n', out);
	print_items(out, items, count);
}

/* Prints all ways to call a command. */
static void
print_forms(FILE *out, struct arena *arena, const struct ctl_command *command)
{
	for (const struct ctl_form *form = command->forms; form->words != NULL;
		form++) {
		fputs(form == command->forms ? "Usage: " : "       ", out);
		print_wrapped(out,
			arena_printf(arena, "crmctl [OPTION]... %s%s%s",
				command->name, *form->words == '\0' ? "" : " ",
				form->words),
			7, 14);
	}
}

/* Prints what each way does, behind its first word. */
static void
print_deeds(FILE *out, struct arena *arena, const struct ctl_command *command)
{
	size_t count = 0;
	struct item *items;

	while (command->forms[count].words != NULL)
		count++;
	items = arena_array(arena, count, sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		const char *words = command->forms[i].words;
		bool named = *words >= 'a' && *words <= 'z';

		items[i].term = arena_printf(arena, "%s%s%.*s", command->name,
			named ? " " : "", named ? (int)strcspn(words, " ") : 0,
			words);
		items[i].help = command->forms[i].help == NULL
					? command->summary
					: command->forms[i].help;
	}
	print_items(out, items, count);
}

static void
print_command(FILE *out, struct arena *arena, const struct ctl_command *command)
{
	print_forms(out, arena, command);
	fputc('\n', out);
	print_deeds(out, arena, command);
	if (command->also != NULL)
		fprintf(out, "\nIts other name is %s.\n", command->also);
	print_options(out, arena, command->options);
	print_about(out, arena, command->about);
}

static void
print_list(FILE *out)
{
	struct item items[CTL_COMMANDS];
	size_t count = 0;

	fputs("Usage: crmctl [OPTION]... COMMAND [ARGUMENT]...\n"
	      "       crmctl help COMMAND\n"
	      "\n",
		out);
	for (; ctl_commands[count] != NULL; count++)
		items[count] = (struct item){ ctl_commands[count]->name,
			ctl_commands[count]->summary };
	print_items(out, items, count);
}

void
help_print(FILE *out, struct arena *arena, const struct ctl_command *command)
{
	if (command != NULL)
		print_command(out, arena, command);
	else
		print_list(out);
	print_options(out, arena, ctl_common);
	fputc('\n', out);
	print_wrapped(out,
		"Run it as the user that crm.cgi runs as, or as root. See "
		"crmctl(8).",
		0, 0);
}

void
help_usage(FILE *out, struct arena *arena, const struct ctl_command *command)
{
	if (command == NULL) {
		fputs("Usage: crmctl [OPTION]... COMMAND [ARGUMENT]...\n"
		      "Try: crmctl help\n",
			out);
		return;
	}
	print_forms(out, arena, command);
	help_hint(out, command);
}

void
help_hint(FILE *out, const struct ctl_command *command)
{
	fprintf(out, "Try: crmctl help %s\n", command->name);
}
