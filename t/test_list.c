/* Tests of lists within a text. */
#include "fixture.h"

#include <string.h>

#include "base/list.h"

Suite *list_suite(void);

static const struct {
	const char *list, *words, *items; /* each with | behind it */
} lists[] = {
	{ "", "", "|" },
	{ "a", "a|", "a|" },
	{ "a bc", "a|bc|", "a bc|" },
	{ " \ta\t  bc ", "a|bc|", "a\t  bc|" },
	{ "  ", "", "|" },
	{ "a,bc", "a,bc|", "a|bc|" },
	{ " a , bc ", "a|,|bc|", "a|bc|" },
	{ ",a,,", ",a,,|", "|a|||" },
	{ "a,\xC2\xA0", "a,\xC2\xA0|", "a||" },
};

/* All pieces that a list is said to have. */
static const char *
pieces(const char *at, const char *(*next)(const char **, size_t *))
{
	struct text out = { .arena = &arena };
	const char *piece;
	size_t length;

	text_puts(&out, "");
	while (at != NULL && (piece = next(&at, &length)) != NULL)
		text_printf(&out, "%.*s|", (int)length, piece);
	return out.bytes;
}

START_TEST(words_have_blanks_and_items_commas_between)
{
	ck_assert_str_eq(pieces(lists[_i].list, list_word), lists[_i].words);
	ck_assert_str_eq(pieces(lists[_i].list, list_item), lists[_i].items);
}
END_TEST

START_TEST(words_are_put_into_lines_that_are_full)
{
	struct text out = { .arena = &arena };
	char long_word[71] = { 0 };

	memset(long_word, 'x', 70);
	list_wrap(&out, "// ",
		arena_printf(
			&arena, " a  bc %s %s 1234567 ", long_word, long_word));
	ck_assert_str_eq(out.bytes,
		arena_printf(&arena, "// a bc %s\n// %s\n// 1234567\n",
			long_word, long_word));
}
END_TEST

Suite *
list_suite(void)
{
	Suite *suite = suite_create("list");
	TCase *tcase = fixture_case(suite, "list");

	tcase_add_loop_test(tcase, words_have_blanks_and_items_commas_between,
		0, COUNT(lists));
	tcase_add_test(tcase, words_are_put_into_lines_that_are_full);
	return suite;
}
