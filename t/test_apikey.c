/* Tests of the text of API keys. */
#include <string.h>

#include "base/apikey.h"
#include "base/hex.h"
#include "fixture.h"

Suite *apikey_suite(void);

static const char letters[] = "0123456789"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz";

/*
 * Keys whose sums zlib and whose prints Python's hashlib made; the sum of the
 * last one begins with three zeros.
 */
static const struct {
	const char *key, *print;
} keys[] = {
	{ "crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL",
		"3a9f99fc0b4eeb701c7ceb42aaf69291"
		"0745c5294b58ab22c0d7264c17597d36" },
	{ "crm_abcdefghijklmnopqrstuvwxyz0123451nc0VA",
		"56000cb2f56d3f11caf0c516253f63b2"
		"98776eca38c64123d8997b5decbecf74" },
	{ "crm_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz4W8LJS",
		"fa5ab41a40529421441ed21cca8e55f3"
		"cbf2c563d63e0ea98a9033fac92827f9" },
	{ "crm_00000000000000000000000000009122000C2N", NULL },
};

enum { KEYS = sizeof(keys) / sizeof(*keys) };

START_TEST(known_keys_are_sound)
{
	ck_assert(apikey_is_sound(keys[_i].key, strlen(keys[_i].key)));
}
END_TEST

START_TEST(a_print_is_the_sha_256_of_the_whole_key)
{
	unsigned char print[SHA256_BYTES];
	char digits[2 * SHA256_BYTES + 1];

	if (keys[_i].print == NULL)
		return;
	apikey_print(keys[_i].key, strlen(keys[_i].key), print);
	hex_put(digits, print, sizeof(print));
	ck_assert_str_eq(digits, keys[_i].print);
}
END_TEST

START_TEST(no_letter_can_be_mistyped)
{
	char key[APIKEY_ROOM];

	for (const char *letter = letters; *letter != '\0'; letter++) {
		strcpy(key, keys[0].key);
		key[_i] = *letter;
		ck_assert_int_eq(apikey_is_sound(key, APIKEY_LENGTH),
			keys[0].key[_i] == *letter);
	}
}
END_TEST

START_TEST(neighbours_can_not_be_swapped)
{
	char key[APIKEY_ROOM];
	char letter = keys[0].key[_i];

	strcpy(key, keys[0].key);
	key[_i] = key[_i + 1];
	key[_i + 1] = letter;
	ck_assert_int_eq(
		apikey_is_sound(key, APIKEY_LENGTH), key[_i] == letter);
}
END_TEST

/* Texts that are no keys, beside those that were mistyped. */
static const char *const unsound[] = {
	"",
	"crm_",
	"crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZd",
	"crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL0",
	" crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL",
	"CRM_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL",
	"crm-0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL",
	"crm_0123456789abcdefghijklmnopqrstuv1ggZdL",
	"crm_________________________________43cM6x",
};

START_TEST(what_is_no_key_is_unsound)
{
	ck_assert(!apikey_is_sound(unsound[_i], strlen(unsound[_i])));
}
END_TEST

START_TEST(a_nul_is_no_letter)
{
	char key[APIKEY_ROOM];

	strcpy(key, keys[0].key);
	key[10] = '\0';
	ck_assert(!apikey_is_sound(key, APIKEY_LENGTH));
}
END_TEST

START_TEST(a_key_is_found_wherever_it_stands)
{
	const char *before = "crm_ crm_crm_", *behind = keys[1].key;
	const char *text =
		arena_printf(&arena, "%s%s, %s", before, keys[0].key, behind);
	const char *found = apikey_find(text);

	ck_assert_ptr_eq(found, text + strlen(before));
	ck_assert_str_eq(apikey_find(found + 1), behind);
	ck_assert_ptr_null(apikey_find(""));
	ck_assert_ptr_null(apikey_find("crm_"));
	ck_assert_ptr_null(
		apikey_find("crm_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdM"));
}
END_TEST

START_TEST(a_key_that_is_made_is_sound_and_another_one_each_time)
{
	char first[APIKEY_ROOM], second[APIKEY_ROOM];

	ck_assert(apikey_make(first));
	ck_assert(apikey_make(second));
	ck_assert_uint_eq(strlen(first), APIKEY_LENGTH);
	ck_assert(apikey_is_sound(first, APIKEY_LENGTH));
	ck_assert(apikey_is_sound(second, APIKEY_LENGTH));
	ck_assert_str_ne(first, second);
}
END_TEST

/*
 * A remainder of random bytes would have eight letters come a quarter too
 * often; by chance, 15 percent are seven times the deviation.
 */
START_TEST(all_letters_come_as_often_as_each_other)
{
	enum { MADE = 4000, EACH = MADE * 32 / 62, OFF = EACH * 15 / 100 };
	int counts[256] = { 0 };
	char key[APIKEY_ROOM];

	for (int i = 0; i < MADE; i++) {
		ck_assert(apikey_make(key));
		for (int k = 4; k < 36; k++)
			counts[(unsigned char)key[k]]++;
	}
	for (const char *letter = letters; *letter != '\0'; letter++) {
		int count = counts[(unsigned char)*letter];

		ck_assert_msg(count > EACH - OFF && count < EACH + OFF,
			"%c came %d times, not %d", *letter, count, EACH);
	}
}
END_TEST

Suite *
apikey_suite(void)
{
	Suite *suite = suite_create("apikey");
	TCase *tcase = fixture_case(suite, "apikey");

	tcase_add_loop_test(tcase, known_keys_are_sound, 0, KEYS);
	tcase_add_loop_test(
		tcase, a_print_is_the_sha_256_of_the_whole_key, 0, KEYS);
	tcase_add_loop_test(tcase, no_letter_can_be_mistyped, 0, APIKEY_LENGTH);
	tcase_add_loop_test(
		tcase, neighbours_can_not_be_swapped, 0, APIKEY_LENGTH - 1);
	tcase_add_loop_test(tcase, what_is_no_key_is_unsound, 0,
		sizeof(unsound) / sizeof(*unsound));
	tcase_add_test(tcase, a_nul_is_no_letter);
	tcase_add_test(tcase, a_key_is_found_wherever_it_stands);
	tcase_add_test(
		tcase, a_key_that_is_made_is_sound_and_another_one_each_time);
	tcase_add_test(tcase, all_letters_come_as_often_as_each_other);
	return suite;
}
