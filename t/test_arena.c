/* Tests of memory that lives as long as a request. */
#include "fixture.h"

#include <string.h>

Suite *arena_suite(void);

static bool
is_zero(const unsigned char *at, size_t length)
{
	while (length > 0 && at[length - 1] == 0)
		length--;
	return length == 0;
}

START_TEST(memory_is_zeroed_aligned_and_apart)
{
	static const size_t sizes[] = { 1, 3, 8, 17, 4095, 4096, 4097,
		1 << 20 };
	unsigned char *previous = NULL;

	for (int i = 0; i < COUNT(sizes); i++) {
		unsigned char *at = arena_alloc(&arena, sizes[i]);

		ck_assert_uint_eq((uintptr_t)at % _Alignof(max_align_t), 0);
		ck_assert(is_zero(at, sizes[i]));
		memset(at, i + 1, sizes[i]);
		if (previous != NULL)
			ck_assert_int_eq(previous[sizes[i - 1] - 1], i);
		previous = at;
	}
}
END_TEST

START_TEST(nothing_is_a_size_too)
{
	ck_assert_ptr_nonnull(arena_alloc(&arena, 0));
	ck_assert_ptr_nonnull(arena_array(&arena, 0, 8));
	ck_assert_str_eq(arena_copy(&arena, "", 0), "");
}
END_TEST

START_TEST(a_copy_ends_with_a_nul_and_may_hold_one)
{
	char *copy = arena_copy(&arena, "a\0bcd", 3);

	ck_assert_mem_eq(copy, "a\0b\0", 4);
}
END_TEST

START_TEST(printf_makes_text_of_any_length)
{
	const char *dots = repeated(".", 10000);

	ck_assert_str_eq(arena_printf(&arena, "%s-%d", "a", 7), "a-7");
	ck_assert_uint_eq(strlen(arena_printf(&arena, "[%s]", dots)), 10002);
}
END_TEST

START_TEST(an_array_grows_by_one_and_keeps_what_it_has)
{
	int *list = NULL;

	for (int i = 0; i < 1000; i++) {
		int *old = list;

		list = arena_grow(&arena, list, (size_t)i, sizeof(*list));
		if (i != 0 && (i & (i - 1)) != 0)
			ck_assert_ptr_eq(list, old);
		list[i] = i;
		arena_alloc(&arena, 1);
	}
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(list[i], i);
}
END_TEST

/* Sizes that a piece gets: in its block, beyond, and much beyond. */
static const size_t sizes[] = { 1, 16, 17, 1000, 20000, 20001, 1 << 20 };

START_TEST(a_piece_grows_and_keeps_what_it_has)
{
	char *piece = NULL;
	size_t had = 0;

	for (int i = 0; i < COUNT(sizes); i++) {
		piece = arena_resize(&arena, piece, had, sizes[i]);
		for (size_t k = 0; k < sizes[i]; k++)
			ck_assert_int_eq(piece[k], k < had ? 'x' : 0);
		memset(piece, 'x', sizes[i]);
		had = sizes[i];
		if (_i == 1) /* it is no longer the last */
			memset(arena_alloc(&arena, 8), 'y', 8);
	}
}
END_TEST

START_TEST(the_last_piece_grows_where_it_lies)
{
	char *before = arena_alloc(&arena, 16);
	char *piece = arena_alloc(&arena, 16);

	ck_assert_ptr_eq(arena_resize(&arena, piece, 16, 100), piece);
	ck_assert_ptr_ne(arena_resize(&arena, before, 16, 100), before);
}
END_TEST

START_TEST(a_mark_outlives_what_grew_before_it)
{
	char *kept = arena_copy(&arena, "kept", 4);
	char *piece = arena_resize(&arena, NULL, 0, 1 << 16);
	struct arena_mark mark = arena_mark(&arena);

	arena_resize(&arena, piece, 1 << 16, 1 << 22);
	arena_alloc(&arena, 1 << 16);
	arena_release(&arena, mark);
	ck_assert_str_eq(kept, "kept");
	ck_assert_int_eq(*(char *)arena_alloc(&arena, 1), 0);
}
END_TEST

START_TEST(what_came_after_a_mark_is_given_back)
{
	char *kept = arena_copy(&arena, "kept", 4);
	struct arena_mark mark = arena_mark(&arena);
	char *first = arena_alloc(&arena, 100);

	memset(first, 'x', 100);
	memset(arena_alloc(&arena, 1 << 20), 'y', 1 << 20);
	arena_release(&arena, mark);
	ck_assert_str_eq(kept, "kept");
	first = arena_alloc(&arena, 100);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(first[i], 0);
}
END_TEST

START_TEST(a_mark_of_an_empty_arena_gives_all_back)
{
	struct arena own = { 0 };
	struct arena_mark mark = arena_mark(&own);

	arena_alloc(&own, 1 << 16);
	arena_release(&own, mark);
	ck_assert_str_eq(arena_copy(&own, "again", 5), "again");
	arena_free(&own);
}
END_TEST

START_TEST(a_freed_arena_is_ready_again)
{
	struct arena own = { 0 };

	for (int i = 0; i < 3; i++) {
		ck_assert_str_eq(arena_printf(&own, "%d", i), i == 0   ? "0"
							      : i == 1 ? "1"
								       : "2");
		arena_free(&own);
	}
	arena_free(&own);
}
END_TEST

/* Adds the letter, which lies behind a text, to it. */
struct ending {
	char *said, letter;
};

static void
end(void *thing)
{
	const struct ending *ending = thing;

	strncat(ending->said, &ending->letter, 1);
}

static void
add_ending(struct arena *own, char *said, char letter)
{
	struct ending *ending = arena_alloc(own, sizeof(*ending));

	*ending = (struct ending){ said, letter };
	arena_at_end(own, end, ending);
}

START_TEST(what_is_more_than_memory_ends_with_it_the_latest_first)
{
	char said[8] = "";
	struct arena own = { 0 };
	struct arena_mark mark;

	add_ending(&own, said, 'a');
	mark = arena_mark(&own);
	add_ending(&own, said, 'b');
	add_ending(&own, said, 'c');
	ck_assert_str_eq(said, "");
	arena_release(&own, mark);
	ck_assert_str_eq(said, "cb");
	arena_settle(&own);
	ck_assert_str_eq(said, "cba");
	add_ending(&own, said, 'd');
	arena_free(&own);
	ck_assert_str_eq(said, "cbad");
}
END_TEST

Suite *
arena_suite(void)
{
	Suite *suite = suite_create("arena");
	TCase *tcase = fixture_case(suite, "arena");

	tcase_add_test(
		tcase, what_is_more_than_memory_ends_with_it_the_latest_first);
	tcase_add_test(tcase, memory_is_zeroed_aligned_and_apart);
	tcase_add_test(tcase, nothing_is_a_size_too);
	tcase_add_test(tcase, a_copy_ends_with_a_nul_and_may_hold_one);
	tcase_add_test(tcase, printf_makes_text_of_any_length);
	tcase_add_test(tcase, an_array_grows_by_one_and_keeps_what_it_has);
	tcase_add_loop_test(tcase, a_piece_grows_and_keeps_what_it_has, 0, 2);
	tcase_add_test(tcase, the_last_piece_grows_where_it_lies);
	tcase_add_test(tcase, a_mark_outlives_what_grew_before_it);
	tcase_add_test(tcase, what_came_after_a_mark_is_given_back);
	tcase_add_test(tcase, a_mark_of_an_empty_arena_gives_all_back);
	tcase_add_test(tcase, a_freed_arena_is_ready_again);
	return suite;
}
