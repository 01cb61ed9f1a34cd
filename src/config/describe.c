/* Documents the keys of a table: as comments of crm.conf and as crm.conf(5). */
#include "config/describe.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/kinds.h"

enum { COLUMNS = 80 }; /* of running text in mdoc */

static const char punctuation[] = ".,:;!?)";

static const char *const sections[SECTION__MAX] = {
	[SECTION_STORAGE] = "storage",
	[SECTION_LIMITS] = "limits",
	[SECTION_INPUT] = "input",
	[SECTION_FORM] = "form",
	[SECTION_SPAM] = "spam",
	[SECTION_ACCESS] = "access",
};

/* A documentation of keys under construction. */
struct guide {
	struct text *out;
	const struct config_table *table;
	const char *codes;
	size_t told;   /* keys */
	size_t column; /* of running text in mdoc */
};

/* A sentence on what values a key may have, or "". */
static const char *
demand_sentence(struct arena *arena, const struct config_key *key)
{
	const char *demand = kind_demand(arena, key);

	return demand == NULL
		       ? ""
		       : arena_printf(arena, " The value must be %s.", demand);
}

/* Adds lines, each behind a beginning. */
static void
add_lines(struct text *out, const char *begin, const char *lines)
{
	while (*lines != '\0') {
		size_t length = strcspn(lines, "\n");

		text_printf(out, "%s%.*s\n", begin, (int)length, lines);
		lines += length + (lines[length] != '\0');
	}
}

/* What a comment says of the lines below it, or "". */
static const char *
comment_end(const struct config_key *key)
{
	if (key->standard != NULL)
		return "";
	if (key->kind == CONFIG_CODES)
		return " These are the fields that can be set, with their "
		       "defaults.";
	if (key->kind == CONFIG_TEXTS)
		return " There is no default; these are examples.";
	return key->example == NULL
		       ? " There is no default."
		       : " There is no default; this is an example.";
}

/* Adds the lines of a key that a user may want to take the # from. */
static void
add_settings(struct guide *guide, const struct config_key *key)
{
	const char *begin = arena_printf(guide->out->arena, "#%s", key->name);

	if (key->kind == CONFIG_CODES)
		add_lines(guide->out, begin, guide->codes);
	else if (key->kind == CONFIG_TEXTS)
		add_lines(guide->out, begin, key->example);
	else
		text_printf(guide->out, "%s: %s\n", begin,
			key->standard != NULL  ? key->standard
			: key->example != NULL ? key->example
					       : "(your own, never one that "
						 "stood in a manual)");
}

/* Adds a key as a comment: the first paragraph, and without signs. */
static void
add_comment(struct guide *guide, const struct config_key *key)
{
	struct text words = { .arena = guide->out->arena };

	for (const char *at = key->text; *at != '\0' && *at != '\n'; at++)
		if (*at != '`')
			text_putc(&words, *at);
	text_puts(&words, demand_sentence(words.arena, key));
	text_puts(&words, comment_end(key));
	text_wrap(guide->out, "# ", words.bytes);
	add_settings(guide, key);
}

static void
end_line(struct guide *guide)
{
	if (guide->column > 0)
		text_putc(guide->out, '\n');
	guide->column = 0;
}

/* Adds a word of running text; every sentence begins a line, as mdoc asks. */
static void
add_word(struct guide *guide, const char *word, size_t length)
{
	if (guide->column + length >= COLUMNS)
		end_line(guide);
	if (guide->column > 0)
		text_putc(guide->out, ' ');
	else if (*word == '.' || *word == '\'')
		text_puts(guide->out, "\\&");
	text_add(guide->out, word, length);
	guide->column += length + 1;
	if (length > 1 && word[length - 1] == '.')
		end_line(guide);
}

/* Adds the macro's line, with punctuation that does not take part in it. */
static void
add_macro(struct guide *guide, const char *macro, bool bracket,
	const char *words, size_t length, const char **at)
{
	bool dot = length == 1 && strchr(punctuation, *words) != NULL;

	end_line(guide);
	text_printf(guide->out, ".%s %s%s%.*s", macro, bracket ? "( " : "",
		dot ? "\\&" : "", (int)length, words);
	for (; **at != '\0' && strchr(punctuation, **at) != NULL; ++*at)
		text_printf(guide->out, " %c", **at);
	text_putc(guide->out, '\n');
}

static bool
is_word(const char *words, const char *word)
{
	const char *next;
	size_t length;

	while (words != NULL && (next = text_word(&words, &length)) != NULL)
		if (text_is(next, length, word))
			return true;
	return false;
}

static bool
is_path(const char *word)
{
	return *word == '/' && word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
						 "./-")] == '\0';
}

/* The macro for what stands between signs in the text of a key. */
static const char *
macro_for(const struct guide *guide, const struct config_key *key,
	const char *word)
{
	if (strcmp(word, "crm.conf") == 0)
		return "Nm";
	for (size_t i = 0; i < guide->table->count; i++)
		if (kind_names(&guide->table->keys[i], word))
			return "Ic";
	if (is_word(key->words, word))
		return "Cm";
	return is_path(word) ? "Pa" : "Ql";
}

/* Adds what stands between signs, from the sign at *at on. */
static void
add_signed(struct guide *guide, const struct config_key *key, const char **at)
{
	bool bracket = **at == '(';
	const char *word = *at + bracket + 1;
	size_t length = strcspn(word, "`");

	*at = word + length + 1;
	add_macro(guide,
		macro_for(guide, key,
			arena_copy(guide->out->arena, word, length)),
		bracket, word, length, at);
}

/* Adds a reference, crm.cgi(8), if that is at *at. */
static bool
add_reference(struct guide *guide, const char **at)
{
	const char *word = *at;
	size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz.");

	if (length == 0 || word[length] != '(' || word[length + 1] < '1' ||
		word[length + 1] > '9' || word[length + 2] != ')')
		return false;
	*at += length + 3;
	word = arena_printf(guide->out->arena, "%.*s %c", (int)length, word,
		word[length + 1]);
	add_macro(guide, "Xr", false, word, strlen(word), at);
	return true;
}

/* Adds paragraphs; returns whether there is more than one. */
static bool
add_prose(struct guide *guide, const struct config_key *key, const char *text)
{
	bool many = false;

	while (*text != '\0') {
		size_t length = strcspn(text, " \n");

		if (*text == '\n') {
			end_line(guide);
			text_puts(guide->out, ".Pp\n");
			many = true;
		}
		if (length == 0)
			text++;
		else if (*text == '`' || strncmp(text, "(`", 2) == 0)
			add_signed(guide, key, &text);
		else if (!add_reference(guide, &text)) {
			add_word(guide, text, length);
			text += length;
		}
	}
	end_line(guide);
	return many;
}

/* What stands for a value in the head of an item, or NULL for words alone. */
static const char *
argument_of(const struct config_key *key)
{
	switch (key->kind) {
	case CONFIG_ORIGINS:
		return "origin ...";
	case CONFIG_PATH:
		return "path";
	case CONFIG_NUMBER:
		return key->unit == NULL ? "number" : key->unit;
	case CONFIG_TOKEN:
		return "word";
	case CONFIG_ZONE:
		return "name";
	case CONFIG_URL:
		return "address";
	case CONFIG_CODES:
		return "code , ... | Cm *";
	case CONFIG_NAMES:
		return "code name , ...";
	case CONFIG_TEXTS:
		return "words";
	case CONFIG_WORD:
		break;
	}
	return NULL;
}

/* Adds the head of an item: the key, and what may stand behind its colon. */
static void
add_head(struct text *out, const struct config_key *key)
{
	const char *variable = kind_variable(key), *argument = argument_of(key);
	const char *words = variable == NULL ? key->words : NULL;
	const char *word, *between = "Cm ";
	size_t length;

	text_printf(out, ".It Ic %s", key->name);
	if (variable != NULL)
		text_puts(out, "\\& Ns Ar ");
	for (; variable != NULL && *variable != '\0'; variable++)
		text_putc(out, text_lower(*variable));
	text_puts(out, " : ");
	while (words != NULL && (word = text_word(&words, &length)) != NULL) {
		text_printf(out, "%s%.*s", between, (int)length, word);
		between = " | ";
	}
	if (argument != NULL)
		text_printf(out, "%sAr %s", *between == ' ' ? between : "",
			argument);
	text_putc(out, '\n');
}

/* Adds the lines of keys that begin so. */
static void
add_display(struct text *out, const char *begin, const char *lines)
{
	text_puts(out, ".Bd -literal\n");
	add_lines(out, begin, lines);
	text_puts(out, ".Ed\n");
}

/* Adds the end of an item: the default, or that there is none. */
static void
add_default(struct guide *guide, const struct config_key *key)
{
	struct text *out = guide->out;

	if (key->kind == CONFIG_CODES) {
		text_puts(out, "These are the fields that can be set, with "
			       "their defaults:\n");
		add_display(out, key->name, guide->codes);
	} else if (key->kind == CONFIG_TEXTS) {
		text_puts(out, "There is no default; these are examples:\n");
		add_display(out, key->name, key->example);
	} else if (key->standard != NULL) {
		text_printf(out, "The default is\n.%s %s .\n",
			*key->standard == '/' ? "Pa" : "Cm", key->standard);
	} else if (key->example != NULL &&
		   kind_demand(out->arena, key) == NULL) {
		text_printf(out,
			"There is no default; an example is\n.Ql %s .\n",
			key->example);
	} else {
		text_puts(out, "There is no default.\n");
	}
}

/* Adds a key as an item of a list in mdoc. */
static void
add_item(struct guide *guide, const struct config_key *key)
{
	add_head(guide->out, key);
	if (add_prose(guide, key, key->text))
		text_puts(guide->out, ".Pp\n");
	if (key->kind != CONFIG_WORD)
		add_prose(guide, key, demand_sentence(guide->out->arena, key));
	add_default(guide, key);
}

/* Adds the keys of a section, of that name, with a function. */
static bool
add_section(struct guide *guide, const char *name, size_t length,
	const char *between,
	void (*add)(struct guide *guide, const struct config_key *key))
{
	size_t section = 0, before = guide->told;

	while (section < SECTION__MAX &&
		!text_is(name, length, sections[section]))
		section++;
	for (size_t i = 0; i < guide->table->count; i++) {
		const struct config_key *key = &guide->table->keys[i];

		if (key->section != section)
			continue;
		if (guide->told > before)
			text_puts(guide->out, between);
		add(guide, key);
		guide->told++;
	}
	return section < SECTION__MAX;
}

/* Adds a line of the template, or what it stands for. */
static bool
add_line(struct guide *guide, const char *line, size_t length)
{
	static const char comments[] = "@comments ", items[] = "@items ";
	size_t skip = strlen(comments);

	if (strncmp(line, comments, skip) == 0)
		return add_section(guide, line + skip, length - skip - 1, "\n",
			add_comment);
	skip = strlen(items);
	if (strncmp(line, items, skip) == 0)
		return add_section(
			guide, line + skip, length - skip - 1, "", add_item);
	text_printf(guide->out, "%.*s\n", (int)length, line);
	return true;
}

const char *
describe_keys(struct text *out, const struct config_table *table,
	const char *codes, const char *template)
{
	struct guide guide = { .out = out, .table = table, .codes = codes };

	while (*template != '\0') {
		size_t length = strcspn(template, "\n");

		if (!add_line(&guide, template, length))
			return arena_printf(out->arena,
				"there is no section for: %.*s", (int)length,
				template);
		template += length + (template[length] != '\0');
	}
	return guide.told == table->count
		       ? NULL
		       : "not every key of the table has a place";
}
