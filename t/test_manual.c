/* Tests that the manual pages tell what the tables hold, and nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/key.h"
#include "customer/customer.h"
#include "fixture.h"
#include "language/language.h"
#include "schema/codes.h"
#include "document/headers.h"
#include "service/routes.h"

/* A file of the tree that a variable names. */
static const char *
content_of(const char *variable, const char *name)
{
	const char *top = getenv(variable);
	FILE *in = fopen(
		arena_printf(&arena, "%s/%s", top == NULL ? "." : top, name),
		"r");
	char *content = arena_alloc(&arena, 65536);

	ck_assert_msg(in != NULL, "%s can't be read", name);
	ck_assert_uint_gt(fread(content, 1, 65535, in), 0);
	fclose(in);
	return content;
}

static const char *
source(const char *name)
{
	return content_of("top_srcdir", name);
}

/* A file that the build makes. */
static const char *
built(const char *name)
{
	return content_of("top_builddir", name);
}

static size_t
occurrences(const char *content, const char *part)
{
	size_t count = 0;

	while ((content = strstr(content, part)) != NULL) {
		content++;
		count++;
	}
	return count;
}

static void
assert_holds(const char *content, const char *part)
{
	ck_assert_msg(strstr(content, part) != NULL, "there is no:%s", part);
}

/* The item of a list in a page that begins so, up to the next or the last. */
static const char *
item(const char *page, const char *begin)
{
	const char *at = strstr(page, arena_printf(&arena, "\n.It %s", begin));
	const char *next, *last;

	ck_assert_msg(at != NULL, "there is no .It %s", begin);
	next = strstr(at + 1, "\n.It ");
	last = strstr(at, "\n.El");
	ck_assert_ptr_nonnull(last);
	if (next == NULL || next > last)
		next = last;
	return arena_copy(&arena, at, (size_t)(next + 1 - at));
}

/* The words of a blank-separated list, with that in the place of blanks. */
static const char *
joined(const char *words, const char *between)
{
	struct text text = { .arena = &arena };

	for (; *words != '\0'; words++)
		if (*words == ' ')
			text_puts(&text, between);
		else
			text_putc(&text, *words);
	return text.bytes;
}

/* How the item of a key begins. */
static const char *
key_begin(const struct config_key *key)
{
	if (key->kind == CONFIG_CODES)
		return arena_printf(
			&arena, "Ic %s\\& Ns Ar field :", key->name);
	if (key->kind == CONFIG_PAIRS)
		return arena_printf(
			&arena, "Ic %s\\& Ns Ar field : Ar value\n", key->name);
	if (key->kind == CONFIG_TEXTS)
		return arena_printf(&arena, "Ic %s\\& Ns Ar %s : Ar words\n",
			key->name, key->words == NULL ? "field" : "text");
	if (key->words == NULL)
		return arena_printf(&arena, "Ic %s : Ar ", key->name);
	return arena_printf(&arena, "Ic %s : Cm %s%s\n", key->name,
		joined(key->words, " | "),
		key->kind == CONFIG_PATH ? " | Ar path" : "");
}

/* The sentence about a key's default. */
static const char *
key_default(const struct config_key *key)
{
	if (key->kind == CONFIG_CODES)
		return "with their defaults:\n.Bd -literal\n";
	if (key->standard == NULL)
		return "\nThere is no default";
	return arena_printf(&arena, "\nThe default is\n.%s %s .\n",
		*key->standard == '/' ? "Pa" : "Cm", key->standard);
}

START_TEST(every_key_is_told_with_its_values_and_its_default)
{
	const struct config_key *key = &config_table.keys[_i];
	const char *told = item(built("man/crm.conf.5"), key_begin(key));

	assert_holds(told, key_default(key));
	if (key->kind == CONFIG_NUMBER)
		assert_holds(told,
			arena_printf(&arena, "from %lld to %lld",
				(long long)key->low, (long long)key->high));
}
END_TEST

START_TEST(nothing_but_keys_is_told)
{
	ck_assert_uint_eq(occurrences(built("man/crm.conf.5"), "\n.It Ic "),
		config_table.count);
}
END_TEST

/* What codes.FIELD is by default, as a line of crm.conf. */
static const char *
codes_line(const struct field *field)
{
	const char *at = field->codes;
	const char *between = "";
	struct text line = { .arena = &arena };
	struct code code;

	text_printf(&line, "codes.%s: ", field->name);
	if (at == NULL || field->open)
		text_puts(&line, "*");
	else
		for (; codes_next(&at, &code); between = ", ")
			text_printf(&line, "%s%.*s", between,
				(int)code.code_length, code.code);
	text_puts(&line, "\n");
	return line.bytes;
}

/* Returns how many fields there are whose codes can be set. */
static size_t
assert_codes(const struct schema *schema, const char *page, const char *shipped)
{
	size_t count = 0;

	for (size_t i = 0; i < schema->count; i++) {
		const struct field *field = &schema->fields[i];

		if (field->item != NULL)
			count += assert_codes(field->item, page, shipped);
		if (!field->settable)
			continue;
		count++;
		assert_holds(
			page, arena_printf(&arena, "\n%s", codes_line(field)));
		assert_holds(shipped,
			arena_printf(&arena, "\n#%s", codes_line(field)));
	}
	return count;
}

START_TEST(the_codes_of_every_field_are_told_in_page_and_file)
{
	const char *page = item(built("man/crm.conf.5"), "Ic codes.");
	const char *shipped = built("conf/crm.conf");
	size_t count = assert_codes(&customer_schema, page, shipped);

	ck_assert_uint_eq(occurrences(page, "\ncodes."), count);
	ck_assert_uint_eq(occurrences(shipped, "\n#codes."), count);
}
END_TEST

START_TEST(every_format_is_told_with_its_names_and_its_use)
{
	const struct format *format = &formats[_i];
	const char *page = source("man/crm.cgi.8.in");
	struct text row = { .arena = &arena };

	text_printf(&row, "\n.It %s Ta %s", format->name, format->media[0]);
	for (size_t i = 1; i < FORMAT_MEDIA && format->media[i] != NULL; i++)
		text_printf(&row, ", %s", format->media[i]);
	text_printf(&row, " Ta %s\n",
		format->read == NULL    ? "written"
		: format->write == NULL ? "read"
					: "read, written");
	assert_holds(page, row.bytes);
	if (format->media_suffix != NULL)
		assert_holds(page,
			arena_printf(&arena, "Ta application/*%s Ta read\n",
				format->media_suffix));
}
END_TEST

START_TEST(every_fault_is_told_at_its_status)
{
	enum fault_kind kind = (enum fault_kind)_i;
	const char *told = item(source("man/crm.cgi.8.in"),
		arena_printf(&arena, "Cm %d\n", fault_status(kind)));

	assert_holds(told, arena_printf(&arena, "Sy %s ", fault_code(kind)));
}
END_TEST

/* The path of a route as the page has it. */
static const char *
told_path(const struct route *route)
{
	return route_name(&arena, route->path, format_default());
}

START_TEST(every_route_is_told)
{
	const struct route *route = &service_routes.rows[_i];
	const char *page = source("man/crm.cgi.8.in");

	if (strncmp(route->path, "/--", 3) == 0)
		assert_holds(page,
			arena_printf(&arena, "\n.Pa %s\n", told_path(route)));
	else
		assert_holds(page, arena_printf(&arena, "\n.It Cm %s Pa %s\n",
					   route->method, told_path(route)));
	if (route->operation != NULL)
		assert_holds(page, arena_printf(&arena, "\n.Sy %s",
					   route->operation->name));
}
END_TEST

/* The configurations of servers, each with the short URLs in one pattern. */
static const char *const servers[] = { "conf/apache.conf.in",
	"conf/lighttpd.conf.in", "conf/nginx.conf.in",
	"conf/apache-fastcgi.conf.in", "conf/lighttpd-fastcgi.conf.in",
	"conf/nginx-fastcgi.conf.in" };

START_TEST(every_server_serves_every_short_URL)
{
	const char *pattern = strstr(source(servers[_i]), "(-/check|");

	ck_assert_ptr_nonnull(pattern);
	for (size_t i = 0; i < service_routes.count; i++) {
		const struct route *route = &service_routes.rows[i];
		const char *piece = route->path + 1;
		size_t length = strcspn(piece, "/");

		if (route->below_only || *piece == '{' || *piece == '-')
			continue;
		if (strcmp(piece, "openapi.json") == 0)
			piece = "openapi\\.json", length = strlen(piece);
		assert_holds(
			arena_copy(&arena, pattern, strcspn(pattern, "\n")),
			arena_printf(&arena, "|%.*s|", (int)length, piece));
	}
}
END_TEST

START_TEST(every_predefined_route_is_told_with_a_name_for_all)
{
	const struct operation any = { .name = "OPERATION",
		.many.answer = service_routes.rows[1].answer };
	const struct route row = {
		.path = "/", .method = "POST", .operation = &any
	};
	const struct routes one = { &row, 1 };
	size_t count;
	const struct route *list = route_list(&arena, &one, &count);

	ck_assert_uint_gt(count, 1);
	for (size_t i = 1; i < count; i++)
		assert_holds(source("man/crm.cgi.8.in"),
			arena_printf(
				&arena, "\n.It Pa %s\n", told_path(&list[i])));
}
END_TEST

/* The names that a source file reads variables by, one by one. */
static const char *
next_variable(const char **at)
{
	static const char *const calls[] = { "&all, \"", "context, \"",
		"getenv(\"" };
	const char *first = NULL;

	for (int i = 0; i < COUNT(calls); i++) {
		const char *call = strstr(*at, calls[i]);

		if (call != NULL && (first == NULL || call < first))
			first = call;
	}
	if (first == NULL)
		return NULL;
	first = strchr(first, '"') + 1;
	*at = first;
	return arena_copy(&arena, first, strcspn(first, "\""));
}

START_TEST(every_variable_is_told)
{
	const char *at = source("src/http/request.c");
	const char *page = source("man/crm.cgi.8.in");
	const char *name;
	size_t count = 0;

	for (; (name = next_variable(&at)) != NULL; count++)
		ck_assert_msg(strstr(page, arena_printf(&arena, " %s ",
						   name)) != NULL ||
				      strstr(page, arena_printf(&arena, " %s\n",
							   name)) != NULL,
			"there is no %s", name);
	ck_assert_uint_ge(count, 20);
}
END_TEST

START_TEST(every_language_is_told)
{
	assert_holds(source("man/crm.cgi.8.in"),
		arena_printf(&arena, "\n.It Cm %s Ta ", languages[_i]->tag));
}
END_TEST

START_TEST(every_header_is_told)
{
	assert_holds(source("man/crm.cgi.8.in"), headers[_i].name);
}
END_TEST

Suite *
manual_suite(void)
{
	Suite *suite = suite_create("manual");
	TCase *tcase = fixture_case(suite, "manual");

	tcase_add_loop_test(tcase,
		every_key_is_told_with_its_values_and_its_default, 0,
		(int)config_table.count);
	tcase_add_test(tcase, nothing_but_keys_is_told);
	tcase_add_test(
		tcase, the_codes_of_every_field_are_told_in_page_and_file);
	tcase_add_loop_test(tcase,
		every_format_is_told_with_its_names_and_its_use, 0,
		(int)format_count);
	tcase_add_loop_test(
		tcase, every_route_is_told, 0, (int)service_routes.count);
	tcase_add_test(
		tcase, every_predefined_route_is_told_with_a_name_for_all);
	tcase_add_loop_test(
		tcase, every_server_serves_every_short_URL, 0, COUNT(servers));
	tcase_add_test(tcase, every_variable_is_told);
	tcase_add_loop_test(tcase, every_header_is_told, 0, (int)header_count);
	tcase_add_loop_test(
		tcase, every_language_is_told, 0, (int)language_count);
	tcase_add_loop_test(tcase, every_fault_is_told_at_its_status,
		FAULT_NONE + 1, FAULT__MAX);
	return suite;
}
