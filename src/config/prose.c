/* The documentation text of a key, as plain words and as mdoc(7). */
#include "config/prose.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"
#include "config/kinds.h"

enum { COLUMNS = 80 };

static const char punctuation[] = ".,:;!?)";

/* Text in mdoc under construction. */
struct prose {
	struct text *out;
	const struct config_table *table;
	const struct config_key *key;
	size_t column;
};

void
prose_plain(struct text *out, const char *text)
{
	for (; *text != '\0' && *text != '\n'; text++)
		if (*text != '`')
			text_putc(out, *text);
}

static void
end_line(struct prose *prose)
{
	if (prose->column > 0)
		text_putc(prose->out, '\n');
	prose->column = 0;
}

/* Adds a word of running text; every sentence begins a line, as mdoc asks. */
static void
add_word(struct prose *prose, const char *word, size_t length)
{
	if (prose->column + length >= COLUMNS)
		end_line(prose);
	if (prose->column > 0)
		text_putc(prose->out, ' ');
	else if (*word == '.' || *word == '\'')
		text_puts(prose->out, "\\&");
	text_add(prose->out, word, length);
	prose->column += length + 1;
	if (length > 1 && word[length - 1] == '.')
		end_line(prose);
}

/* Adds the line of a macro, with punctuation that is not in its argument. */
static void
add_macro(struct prose *prose, const char *macro, bool bracket,
	const char *words, size_t length, const char **at)
{
	bool dot = length == 1 && strchr(punctuation, *words) != NULL;

	end_line(prose);
	text_printf(prose->out, ".%s %s%s%.*s", macro, bracket ? "( " : "",
		dot ? "\\&" : "", (int)length, words);
	for (; **at != '\0' && strchr(punctuation, **at) != NULL; ++*at)
		text_printf(prose->out, " %c", **at);
	text_putc(prose->out, '\n');
}

static bool
is_word(const char *words, const char *word)
{
	const char *next;
	size_t length;

	while (words != NULL && (next = list_word(&words, &length)) != NULL)
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

/* The macro for the text between signs in the text of a key. */
static const char *
macro_for(const struct prose *prose, const char *word)
{
	if (strcmp(word, "crm.conf") == 0)
		return "Nm";
	for (size_t i = 0; i < prose->table->count; i++)
		if (kind_names(&prose->table->keys[i], word))
			return "Ic";
	if (is_word(prose->key->words, word))
		return "Cm";
	return is_path(word) ? "Pa" : "Ql";
}

/* Adds the text between signs, from the sign at *at on. */
static void
add_signed(struct prose *prose, const char **at)
{
	bool bracket = **at == '(';
	const char *word = *at + bracket + 1;
	size_t length = strcspn(word, "`");

	*at = word + length + 1;
	add_macro(prose,
		macro_for(prose, arena_copy(prose->out->arena, word, length)),
		bracket, word, length, at);
}

/* Adds a reference, crm.cgi(8), if a reference is at *at. */
static bool
add_reference(struct prose *prose, const char **at)
{
	const char *word = *at;
	size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz.");

	if (length == 0 || word[length] != '(' || word[length + 1] < '1' ||
		word[length + 1] > '9' || word[length + 2] != ')')
		return false;
	*at += length + 3;
	word = arena_printf(prose->out->arena, "%.*s %c", (int)length, word,
		word[length + 1]);
	add_macro(prose, "Xr", false, word, strlen(word), at);
	return true;
}

/* Adds the word, sign or reference at *at, which is no blank. */
static void
add_next(struct prose *prose, const char **at)
{
	size_t length = strcspn(*at, " \n");

	if (**at == '`' || strncmp(*at, "(`", 2) == 0) {
		add_signed(prose, at);
	} else if (!add_reference(prose, at)) {
		add_word(prose, *at, length);
		*at += length;
	}
}

void
prose_mdoc(struct text *out, const struct config_table *table,
	const struct config_key *key, const char *text)
{
	struct prose prose = { .out = out, .table = table, .key = key };

	while (*text != '\0')
		if (*text == '\n') {
			end_line(&prose);
			text_puts(out, ".Pp\n");
			text++;
		} else if (*text == ' ') {
			text++;
		} else {
			add_next(&prose, &text);
		}
	end_line(&prose);
}
