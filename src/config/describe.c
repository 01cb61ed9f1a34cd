/* The documentation of a table of keys, in crm.conf and in crm.conf(5). */
#include "config/describe.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"
#include "config/kinds.h"
#include "config/prose.h"

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
	bool told[SECTION__MAX];
};

/* A sentence on the values that a key may have, or "". */
static const char *
demand_sentence(struct arena *arena, const struct config_key *key)
{
	const char *demand = kind_demand(arena, key);

	return demand == NULL
		       ? ""
		       : arena_printf(arena, " The value must be %s.", demand);
}

/* Adds lines, each with begin before the text. */
static void
add_lines(struct text *out, const char *begin, const char *lines)
{
	while (*lines != '\0') {
		size_t length = strcspn(lines, "\n");

		text_printf(out, "%s%.*s\n", begin, (int)length, lines);
		lines += length + (lines[length] != '\0');
	}
}

/* Whether the example of a key is lines that begin behind its name. */
static bool
is_lines(const struct config_key *key)
{
	return key->kind == CONFIG_TEXTS || key->kind == CONFIG_PAIRS;
}

/* The comment's words on the settings below the comment, or "". */
static const char *
comment_end(const struct config_key *key)
{
	if (key->standard != NULL)
		return "";
	if (key->kind == CONFIG_CODES)
		return " These are the fields that can be set, with their "
		       "defaults.";
	if (is_lines(key))
		return " There is no default; these are examples.";
	return key->example == NULL
		       ? " There is no default."
		       : " There is no default; this is an example.";
}

/* Adds the settings of a key, behind a # for the user to take off. */
static void
add_settings(struct guide *guide, const struct config_key *key)
{
	const char *begin = arena_printf(guide->out->arena, "#%s", key->name);

	if (key->kind == CONFIG_CODES)
		add_lines(guide->out, begin, guide->codes);
	else if (is_lines(key))
		add_lines(guide->out, begin, key->example);
	else
		text_printf(guide->out, "%s: %s\n", begin,
			key->standard != NULL  ? key->standard
			: key->example != NULL ? key->example
					       : "(your own, never one that "
						 "stood in a manual)");
}

/* Adds a key as a comment: the first paragraph, without signs, and settings. */
static void
add_comment(struct guide *guide, const struct config_key *key)
{
	struct text words = { .arena = guide->out->arena };

	prose_plain(&words, key->text);
	text_puts(&words, demand_sentence(words.arena, key));
	text_puts(&words, comment_end(key));
	list_wrap(guide->out, "# ", words.bytes);
	add_settings(guide, key);
}

/* The name of a value in the head of an item, or NULL for words alone. */
static const char *
argument_of(const struct config_key *key)
{
	switch (key->kind) {
	case CONFIG_ORIGINS:
		return "origin ...";
	case CONFIG_PATH:
	case CONFIG_DATABASE:
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
	case CONFIG_FIELDS:
		return "name , ...";
	case CONFIG_PAIRS:
		return "value";
	case CONFIG_CONTENT:
		return "path";
	case CONFIG_TEXTS:
		return "words";
	case CONFIG_WORD:
		break;
	}
	return NULL;
}

/* Adds the head of an item: the key, and the values behind the colon. */
static void
add_head(struct text *out, const struct config_key *key)
{
	const char *variable = kind_variable(key), *argument = argument_of(key);
	const char *words = variable == NULL ? key->words : NULL;
	const char *word, *between = "Cm ";
	bool both = words != NULL && argument != NULL;
	size_t length;

	text_printf(out, ".It Ic %s", key->name);
	if (variable != NULL)
		text_puts(out, "\\& Ns Ar ");
	for (; variable != NULL && *variable != '\0'; variable++)
		text_putc(out, text_lower(*variable));
	text_puts(out, " : ");
	while (words != NULL && (word = list_word(&words, &length)) != NULL) {
		text_printf(out, "%s%.*s", between, (int)length, word);
		between = " | ";
	}
	if (argument != NULL)
		text_printf(out, "%sAr %s", both ? between : "", argument);
	text_putc(out, '\n');
}

/* Adds the lines of keys, each with begin before the text. */
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
	} else if (is_lines(key)) {
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
	prose_mdoc(guide->out, guide->table, key, key->text);
	if (strchr(key->text, '\n') != NULL)
		text_puts(guide->out, ".Pp\n");
	if (key->kind != CONFIG_WORD)
		prose_mdoc(guide->out, guide->table, key,
			demand_sentence(guide->out->arena, key));
	add_default(guide, key);
}

/* The beginnings of a template's lines, and the functions that add keys. */
static const struct place {
	const char *begin, *between;
	void (*add)(struct guide *guide, const struct config_key *key);
} places[] = {
	{ "@comments ", "\n", add_comment },
	{ "@items ", "", add_item },
};

/* The section of a name, or SECTION__MAX. */
static enum config_section
section_named(const char *name, size_t length)
{
	enum config_section section = 0;

	while (section < SECTION__MAX &&
		!text_is(name, length, sections[section]))
		section++;
	return section;
}

/* Adds a section's keys; returns false for no section, or a second time. */
static bool
add_section(struct guide *guide, enum config_section section,
	const struct place *place)
{
	bool first = true;

	if (section == SECTION__MAX || guide->told[section])
		return false;
	guide->told[section] = true;
	for (size_t i = 0; i < guide->table->count; i++) {
		const struct config_key *key = &guide->table->keys[i];

		if (key->section != section)
			continue;
		text_puts(guide->out, first ? "" : place->between);
		first = false;
		place->add(guide, key);
	}
	return true;
}

/* Adds a line of the template, or the keys in its place. */
static bool
add_line(struct guide *guide, const char *line, size_t length)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		size_t skip = strlen(places[i].begin);

		if (length > skip && line[length - 1] == '@' &&
			strncmp(line, places[i].begin, skip) == 0)
			return add_section(guide,
				section_named(line + skip, length - skip - 1),
				&places[i]);
	}
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
				"there is no section, or no other, for: %.*s",
				(int)length, template);
		template += length + (template[length] != '\0');
	}
	for (size_t i = 0; i < table->count; i++)
		if (!guide.told[table->keys[i].section])
			return arena_printf(out->arena,
				"there is no place for %s",
				table->keys[i].name);
	return NULL;
}
