/* The table of commands as a part of crmctl(8). */
#include "ctl/manual.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "ctl/commands.h"

/* Adds a word of a form in mdoc(7): an option, a word as it is, or a name. */
static void
add_word(struct text *out, const char *word, size_t length)
{
	bool more = length > 3 && memcmp(word + length - 3, "...", 3) == 0;

	length -= more ? 3 : 0;
	text_puts(out, *word == '-'                   ? " Fl "
		       : *word >= 'a' && *word <= 'z' ? " Cm "
						      : " Ar ");
	for (size_t i = *word == '-'; i < length; i++)
		text_putc(out, text_lower(word[i]));
	text_puts(out, more ? " ..." : "");
}

/* Adds the words of a form: [ and ] hold what may be left out. */
static void
add_words(struct text *out, const char *words)
{
	for (; *words != '\0'; words += *words != '\0') {
		size_t length = strcspn(words, " []");

		if (length > 0)
			add_word(out, words, length);
		words += length;
		text_puts(out, *words == '['   ? " Oo"
			       : *words == ']' ? " Oc"
					       : "");
	}
}

/* Adds sentences, each on a line of its own. */
static void
add_sentences(struct text *out, const char *words, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		bool ends = i > 0 && words[i - 1] == '.' && words[i] == ' ';

		text_putc(out, ends ? '\n' : words[i]);
	}
	text_putc(out, '\n');
}

/* Adds a few words as a sentence. */
static void
add_sentence(struct text *out, const char *words)
{
	if (*words >= 'a' && *words <= 'z')
		text_putc(out, (char)(*words++ & ~0x20));
	text_printf(out, "%s.\n", words);
}

static void
add_forms(struct text *out, const struct ctl_command *command)
{
	for (const struct ctl_form *form = command->forms; form->words != NULL;
		form++) {
		text_printf(out, ".It Cm %s", command->name);
		add_words(out, form->words);
		text_putc(out, '\n');
		add_sentence(out,
			form->help == NULL ? command->summary : form->help);
	}
}

static void
add_options(struct text *out, const struct ctl_option *options)
{
	if (options == NULL)
		return;
	text_puts(out, ".Bl -tag -width Ds\n");
	for (; options->name != NULL; options++) {
		text_printf(out, ".It Fl -%s", options->name);
		if (options->value != NULL)
			add_words(out, options->value);
		text_putc(out, '\n');
		add_sentence(out, options->help);
	}
	text_puts(out, ".El\n");
}

/* Adds paragraphs. */
static void
add_about(struct text *out, const char *about)
{
	while (about != NULL) {
		const char *end = strstr(about, "\n\n");
		size_t length =
			end == NULL ? strlen(about) : (size_t)(end - about);

		text_puts(out, ".Pp\n");
		add_sentences(out, about, length);
		about = end == NULL ? NULL : end + 2;
	}
}

void
manual_print(FILE *out, struct arena *arena)
{
	struct text text = { .arena = arena };

	for (size_t i = 0; ctl_commands[i] != NULL; i++) {
		const struct ctl_command *command = ctl_commands[i];

		add_forms(&text, command);
		if (command->also != NULL)
			text_printf(&text, "Another name of it is\n.Cm %s .\n",
				command->also);
		add_options(&text, command->options);
		add_about(&text, command->about);
	}
	fputs(text.bytes, out);
}
