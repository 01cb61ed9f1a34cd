/* Tests of the languages. */
#include "fixture.h"

#include <string.h>

#include "http/accept.h"
#include "language/language.h"

Suite *language_suite(void);

static const struct {
	const char *header, *tag;
} choices[] = {
	/* English unless another is asked for */
	{ "", "en" },
	{ " , ,", "en" },
	{ "*", "en" },
	{ "*;q=0.5", "en" },
	{ "en", "en" },
	{ "tlh", "en" },
	{ "tlh, pt-BR;q=0.9", "en" },
};

START_TEST(the_client_is_spoken_to_as_it_wants_most)
{
	ck_assert_str_eq(
		accept_language(choices[_i].header)->tag, choices[_i].tag);
}
END_TEST

Suite *
language_suite(void)
{
	Suite *suite = suite_create("language");
	TCase *tcase = fixture_case(suite, "language");

	tcase_add_loop_test(tcase, the_client_is_spoken_to_as_it_wants_most, 0,
		COUNT(choices));
	return suite;
}
