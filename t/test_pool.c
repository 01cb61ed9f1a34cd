/* Tests of memory for a library that takes and gives back small pieces. */
#include "fixture.h"

#include <string.h>

#include "base/pool.h"

Suite *pool_suite(void);

enum { LARGE = 3 * 1024 * 1024 };

static const int sizes[] = { 1, 8, 9, 24, 25, 1000, 4096, 8183, 8184, 8185,
	100000, LARGE };

static bool
is_full_of(const char *piece, int size, char what)
{
	while (size > 0 && piece[size - 1] == what)
		size--;
	return size == 0;
}

START_TEST(pieces_are_aligned_apart_and_as_large_as_they_say)
{
	char *pieces[COUNT(sizes)];

	for (int i = 0; i < COUNT(sizes); i++) {
		pieces[i] = pool_take(sizes[i]);
		ck_assert_uint_eq((uintptr_t)pieces[i] % 8, 0);
		ck_assert_int_ge(pool_size(pieces[i]), sizes[i]);
		ck_assert_int_eq(pool_size(pieces[i]), pool_round(sizes[i]));
		memset(pieces[i], i, (size_t)pool_size(pieces[i]));
	}
	for (int i = 0; i < COUNT(sizes); i++) {
		ck_assert(is_full_of(pieces[i], pool_size(pieces[i]), (char)i));
		pool_give(pieces[i]);
	}
}
END_TEST

START_TEST(what_is_given_back_is_taken_again)
{
	void *piece = pool_take(500);
	void *other = pool_take(500);

	ck_assert_ptr_ne(piece, other);
	pool_give(piece);
	pool_give(NULL);
	ck_assert_ptr_eq(pool_take(499), piece);
	ck_assert_ptr_ne(pool_take(500), piece);
}
END_TEST

START_TEST(a_piece_keeps_what_it_holds_when_it_is_resized)
{
	char *piece = NULL;
	int held = 0;

	for (int i = 0; i < COUNT(sizes); i++) {
		piece = pool_resize(piece, sizes[i]);
		ck_assert(is_full_of(piece, held, 'x'));
		held = sizes[i];
		memset(piece, 'x', (size_t)held);
	}
	for (int i = COUNT(sizes) - 1; i >= 0; i--) {
		piece = pool_resize(piece, sizes[i]);
		ck_assert(is_full_of(piece, sizes[i], 'x'));
	}
}
END_TEST

START_TEST(there_is_more_than_the_first_block)
{
	enum { PIECES = 2000, BYTES = 4096 };
	static char *pieces[PIECES];

	for (int i = 0; i < PIECES; i++) {
		pieces[i] = pool_take(BYTES);
		ck_assert_ptr_nonnull(pieces[i]);
		memset(pieces[i], i % 100, BYTES);
	}
	for (int i = 0; i < PIECES; i++)
		ck_assert(is_full_of(pieces[i], BYTES, (char)(i % 100)));
}
END_TEST

START_TEST(nothing_has_no_size)
{
	ck_assert_int_eq(pool_size(NULL), 0);
}
END_TEST

Suite *
pool_suite(void)
{
	Suite *suite = suite_create("pool");
	TCase *tcase = fixture_case(suite, "pool");

	tcase_add_test(
		tcase, pieces_are_aligned_apart_and_as_large_as_they_say);
	tcase_add_test(tcase, what_is_given_back_is_taken_again);
	tcase_add_test(tcase, a_piece_keeps_what_it_holds_when_it_is_resized);
	tcase_add_test(tcase, there_is_more_than_the_first_block);
	tcase_add_test(tcase, nothing_has_no_size);
	return suite;
}
