/* Every phrase that is said, gathered from the tables and from the sources. */
#include "phrases.h"

#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "customer/customer.h"
#include "fixture.h"
#include "schema/codes.h"
#include "schema/error.h"
#include "service/routes.h"

enum { SOURCE_MOST = 100000 };

/* What says or marks a phrase, and in which sources. */
static const struct {
	const char *sources, *name;
} calls[] = {
	{ "src/*/*.c", "PHRASE" },
	{ "src/*/*.c", "language_say" },
	{ "src/*/*.c", "html_say" },
	{ "src/*/*.c", "label_phrase" },
	{ "src/form/*.c", "label_condition" },
	{ "src/format/*.c", "read_say" },
	{ "src/format/*.c", "read_refuse" },
	{ "src/format/*.c", "read_refuse_member" },
	{ "src/format/*.c", "refuse" },
	{ "src/format/*.c", "refuse_at" },
};

static void
add(struct phrases *phrases, const char *phrase)
{
	if (phrase == NULL)
		return;
	for (size_t i = 0; i < phrases->count; i++)
		if (strcmp(phrases->list[i], phrase) == 0)
			return;
	ck_assert_uint_lt(phrases->count, PHRASES_MOST);
	phrases->list[phrases->count++] = phrase;
}

/* The countries and the languages have lists of their own in each language. */
static void
add_codes(struct phrases *phrases, const char *codes)
{
	struct code code;

	if (codes == NULL || codes == customer_countries ||
		codes == customer_languages)
		return;
	while (codes_next(&codes, &code))
		add(phrases, arena_copy(&arena, code.name, code.name_length));
}

static void
add_schema(struct phrases *phrases, const struct schema *schema, bool helps)
{
	if (schema == NULL)
		return;
	add(phrases, schema->title);
	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct field *field = &schema->fields[i];

		add(phrases, field->title);
		if (helps)
			add(phrases, field->help);
		add_codes(phrases, field->codes);
		if (field->item != NULL)
			add_schema(phrases, field->item, helps);
	}
}

/* Adds what the answers of an operation say on a page. */
static void
add_answers(struct phrases *phrases, const struct operation *operation)
{
	if (operation != NULL && operation->one.response != NULL)
		add_schema(phrases, operation->one.response, false);
	if (operation != NULL && operation->many.response != NULL)
		add_schema(phrases, operation->many.response, false);
}

static void
add_tables(struct phrases *phrases)
{
	add_schema(phrases, &customer_schema, true);
	add_schema(phrases, &responses_schema, false);
	add_schema(phrases, &error_schema, false);
	for (size_t i = 0; i < service_routes.count; i++)
		add_answers(phrases, service_routes.rows[i].operation);
	for (size_t i = 0; i < GROUP__MAX; i++) {
		add(phrases, customer_groups[i].title);
		add(phrases, customer_groups[i].text);
	}
	for (int i = FAULT_NONE + 1; i < FAULT__MAX; i++) {
		add(phrases, fault_phrase((enum fault_kind)i, false));
		add(phrases, fault_phrase((enum fault_kind)i, true));
	}
}

/* What comes behind the comment or character that begins here, if any does. */
static const char *
skip(const char *at)
{
	if (strncmp(at, "/*", 2) == 0)
		return strstr(at, "*/") + 2;
	if (*at == '\'')
		return strchr(at + (at[1] == '\\' ? 3 : 2), '\'') + 1;
	return at;
}

/* Adds what a literal holds, and returns what comes behind it. */
static const char *
take_literal(const char *at, struct text *out)
{
	for (at++; *at != '"'; at++) {
		at += *at == '\\';
		text_putc(out, *at);
	}
	return at + 1;
}

/* Whether it is a value by itself, such as "%zu". */
static bool
is_value(const char *phrase)
{
	return *phrase == '\0' ||
	       (*phrase == '%' && strchr(phrase, ' ') == NULL);
}

/* Adds the literals of a call, whose parenthesis opens here. */
static void
add_call(struct phrases *phrases, const char *at)
{
	int depth = 0;

	do {
		struct text phrase = { .arena = &arena };

		at = skip(at);
		while (*at == '"') {
			at = take_literal(at, &phrase);
			at += strspn(at, " \t\n");
		}
		if (phrase.length > 0 && !is_value(phrase.bytes))
			add(phrases, phrase.bytes);
		depth += (*at == '(') - (*at == ')');
		at++;
	} while (depth > 0);
}

/* The identifier that begins here, if one does, is so long. */
static size_t
word_length(const char *at)
{
	size_t length = 0;

	while (isalnum((unsigned char)at[length]) || at[length] == '_')
		length++;
	return length;
}

static void
add_source(struct phrases *phrases, const char *at, const char *name)
{
	while (*at != '\0') {
		struct text literal = { .arena = &arena };
		size_t length = word_length(at);

		if (length > 0) {
			if (text_is(at, length, name) && at[length] == '(')
				add_call(phrases, at + length);
			at += length;
		} else if (*at == '"') {
			at = take_literal(at, &literal);
		} else {
			at = skip(at) == at ? at + 1 : skip(at);
		}
	}
}

static const char *
read_source(const char *path)
{
	char *content = arena_alloc(&arena, SOURCE_MOST);
	FILE *in = fopen(path, "r");

	ck_assert_msg(in != NULL, "%s can't be read", path);
	ck_assert_uint_lt(fread(content, 1, SOURCE_MOST, in), SOURCE_MOST);
	fclose(in);
	return content;
}

static void
add_sources(struct phrases *phrases, const char *pattern, const char *name)
{
	const char *top = getenv("top_srcdir");
	glob_t found;

	pattern =
		arena_printf(&arena, "%s/%s", top == NULL ? "." : top, pattern);
	ck_assert_int_eq(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		add_source(phrases, read_source(found.gl_pathv[i]), name);
	globfree(&found);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
phrases_gather(struct phrases *phrases)
{
	phrases->count = 0;
	add_tables(phrases);
	for (int i = 0; i < COUNT(calls); i++)
		add_sources(phrases, calls[i].sources, calls[i].name);
	qsort(phrases->list, phrases->count, sizeof(*phrases->list), compare);
}
