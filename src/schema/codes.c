/* Lists of codes, such as countries: lookup, merging, parsing and printing. */
#include "schema/codes.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"
#include "language/language.h"

/* Takes the text before the next tab, or before the end of the line. */
static const char *
take_cell(const char **at, const char *end, size_t *length)
{
	const char *cell = *at;
	const char *tab = memchr(cell, '\t', (size_t)(end - cell));

	*length = (size_t)((tab == NULL ? end : tab) - cell);
	*at = tab == NULL ? end : tab + 1;
	return cell;
}

/* The beginning of the next line. */
static const char *
next_line(const char *line)
{
	const char *end = strchrnul(line, '\n');

	return end + (*end == '\n');
}

bool
codes_next(const char **at, struct code *code)
{
	const char *end = strchrnul(*at, '\n');

	if (**at == '\0')
		return false;
	code->code = take_cell(at, end, &code->code_length);
	code->name = take_cell(at, end, &code->name_length);
	code->alias = take_cell(at, end, &code->alias_length);
	*at = next_line(end);
	return true;
}

bool
codes_find_line(
	const char *codes, const char *bytes, size_t length, struct code *code)
{
	const char *end = codes + strlen(codes);

	while (codes + length < end &&
		(memcmp(codes, bytes, length) != 0 ||
			strchr("\t\n", codes[length]) == NULL)) {
		do
			codes = memmem(codes + 1, (size_t)(end - codes - 1),
				bytes, length);
		while (codes != NULL && codes[-1] != '\n');
		if (codes == NULL)
			return false;
	}
	return codes + length < end && codes_next(&codes, code);
}

/* Less than 0 if a text comes before a line's code, 0 if it is that code. */
static int
compare(const char *bytes, size_t length, const char *line)
{
	size_t code = strcspn(line, "\t\n"), i = 0;

	while (i < length && i < code &&
		text_lower(bytes[i]) == text_lower(line[i]))
		i++;
	if (i == length || i == code)
		return (length > code) - (length < code);
	return text_lower(bytes[i]) - text_lower(line[i]);
}

/* Finds a code in a list that is in the order of its codes. */
static bool
find_ordered(
	const char *codes, const char *bytes, size_t length, struct code *code)
{
	const char *low = codes, *high = low + strlen(low);

	while (low < high) {
		const char *line = low + (high - low) / 2;
		int order;

		while (line > low && line[-1] != '\n')
			line--;
		order = compare(bytes, length, line);
		if (order == 0)
			return codes_next(&line, code);
		if (order < 0)
			high = line;
		else
			low = next_line(line);
	}
	return false;
}

/* Finds a code in any list; of most lines it looks at the first letter only. */
static bool
find_code(
	const char *codes, const char *bytes, size_t length, struct code *code)
{
	for (const char *line = codes; *line != '\0';) {
		const char *at = line;

		if (text_may_be(*line, *bytes) && codes_next(&at, code) &&
			text_same(bytes, length, code->code, code->code_length))
			return true;
		line = next_line(line);
	}
	return false;
}

static bool
find_alias(
	const char *codes, const char *bytes, size_t length, struct code *code)
{
	while (codes_next(&codes, code))
		if (code->alias_length > 0 &&
			text_same(
				bytes, length, code->alias, code->alias_length))
			return true;
	return false;
}

bool
codes_find(
	const char *codes, const char *bytes, size_t length, struct code *code)
{
	return length > 0 && (find_ordered(codes, bytes, length, code) ||
				     find_code(codes, bytes, length, code) ||
				     find_alias(codes, bytes, length, code));
}

void
codes_say(const struct language *language, struct code *code)
{
	const char *name =
		language_find(language, code->name, code->name_length);

	if (name == NULL)
		return;
	code->name = name;
	code->name_length = strlen(name);
}

static const struct codes_setting *
setting_of(const struct field *field, const struct rules *rules)
{
	const struct codes_setting *setting = rules->settings;

	if (field->row != NULL)
		field = field->row;
	while (setting != NULL && setting->field != field)
		setting = setting->next;
	return setting;
}

const char *
codes_of(const struct field *field, const struct rules *rules)
{
	const struct codes_setting *setting = setting_of(field, rules);

	if (setting != NULL)
		return setting->codes;
	return field->open ? NULL : field->codes;
}

const char *
codes_added(const struct field *field, const struct rules *rules)
{
	const struct codes_setting *setting = setting_of(field, rules);

	return setting == NULL ? NULL : setting->added;
}

/* Whether a text comes before another; none comes before one beyond ASCII. */
static bool
comes_before(const char *a, size_t a_length, const char *b, size_t b_length)
{
	int order =
		strncasecmp(a, b, a_length < b_length ? a_length : b_length);

	if (b_length > 0 && (*b & 0x80) != 0)
		return false;
	return order != 0 ? order < 0 : a_length < b_length;
}

static bool
belongs_before(const struct code *a, const struct code *b, bool by_name)
{
	return by_name ? comes_before(a->name, a->name_length, b->name,
				 b->name_length)
		       : comes_before(a->code, a->code_length, b->code,
				 b->code_length);
}

/* A list with a line inserted. */
static const char *
insert(struct arena *arena, const char *codes, const char *line, size_t length,
	bool by_name)
{
	struct text list = { .arena = arena };
	const char *at = codes, *place = codes;
	struct code code, other;

	codes_next(&(const char *){ line }, &code);
	while (codes_next(&at, &other) &&
		!belongs_before(&code, &other, by_name))
		place = at;
	text_add(&list, codes, (size_t)(place - codes));
	text_add(&list, line, length);
	text_puts(&list, place);
	return list.bytes;
}

const char *
codes_insert(
	struct arena *arena, const char *codes, const char *added, bool by_name)
{
	for (const char *next; *added != '\0'; added = next) {
		next = next_line(added);
		codes = insert(
			arena, codes, added, (size_t)(next - added), by_name);
	}
	return codes;
}

const char *
codes_parse(struct arena *arena, const char *values)
{
	struct text list = { .arena = arena };

	while (values != NULL) {
		size_t length;
		const char *code = list_item(&values, &length);

		if (length == 0)
			return NULL;
		for (size_t i = 0; i < length; i++)
			if ((unsigned char)code[i] < ' ' || code[i] == 0x7F)
				return NULL;
		text_printf(&list, "%.*s\t%.*s\n", (int)length, code,
			(int)length, code);
	}
	return list.bytes;
}

const char *
codes_print(struct arena *arena, const char *codes)
{
	struct text list = { .arena = arena };
	struct code code;

	while (codes_next(&codes, &code)) {
		text_puts(&list, list.length == 0 ? "" : ", ");
		text_add(&list, code.code, code.code_length);
	}
	return list.length == 0 ? "" : list.bytes;
}
