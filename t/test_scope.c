/* Tests of the scopes of API keys. */
#include <string.h>

#include "fixture.h"
#include "store/scope.h"

Suite *scope_suite(void);

/* Names, and the same as they are written. */
static const struct {
	const char *names;
	unsigned scopes;
	const char *written;
} sets[] = {
	{ "create", SCOPE_CREATE, "create" },
	{ "read", SCOPE_READ, "read" },
	{ "write", SCOPE_WRITE, "write" },
	{ "erase", SCOPE_ERASE, "erase" },
	{ "export", SCOPE_EXPORT, "export" },
	{ "  READ\tRead read ", SCOPE_READ, "read" },
	{ "erase read", SCOPE_READ | SCOPE_ERASE, "read erase" },
	{ "export erase write read create", SCOPE_ALL,
		"create read write erase export" },
};

START_TEST(names_become_scopes_and_scopes_names)
{
	unsigned scopes;

	ck_assert_ptr_null(scopes_read(&arena, sets[_i].names, &scopes));
	ck_assert_uint_eq(scopes, sets[_i].scopes);
	ck_assert_str_eq(scopes_names(&arena, scopes), sets[_i].written);
}
END_TEST

/* Texts with a word that is no name, and the word. */
static const struct {
	const char *names, *wrong;
} wrong_sets[] = {
	{ "", "" },
	{ " ", "" },
	{ "delete", "delete" },
	{ "read wrote write", "wrote" },
	{ "rea", "rea" },
	{ "read,write", "read,write" },
};

START_TEST(the_first_word_that_is_no_scope_is_told)
{
	unsigned scopes;

	ck_assert_str_eq(scopes_read(&arena, wrong_sets[_i].names, &scopes),
		wrong_sets[_i].wrong);
}
END_TEST

START_TEST(each_scope_has_one_row)
{
	unsigned scopes = 0;

	for (const struct scope_row *row = scope_rows; row->name != NULL;
		row++) {
		ck_assert_uint_eq(scopes & row->scope, 0);
		ck_assert_uint_gt(strlen(row->allows), 0);
		scopes |= row->scope;
	}
	ck_assert_uint_eq(scopes, SCOPE_ALL);
	ck_assert_str_eq(scopes_names(&arena, 0), "");
}
END_TEST

Suite *
scope_suite(void)
{
	Suite *suite = suite_create("scope");
	TCase *tcase = fixture_case(suite, "scope");

	tcase_add_loop_test(tcase, names_become_scopes_and_scopes_names, 0,
		sizeof(sets) / sizeof(*sets));
	tcase_add_loop_test(tcase, the_first_word_that_is_no_scope_is_told, 0,
		sizeof(wrong_sets) / sizeof(*wrong_sets));
	tcase_add_test(tcase, each_scope_has_one_row);
	return suite;
}
