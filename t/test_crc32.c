/* Tests of CRC-32. */
#include <string.h>

#include "base/crc32.h"
#include "fixture.h"

Suite *crc32_suite(void);

/* The check value of the catalogues of CRCs, and sums that zlib gives. */
static const struct {
	const char *text;
	int times;
	uint32_t sum;
} sums[] = {
	{ "123456789", 1, 0xcbf43926 },
	{ "", 1, 0 },
	{ "a", 1, 0xe8b7be43 },
	{ "The quick brown fox jumps over the lazy dog", 1, 0x414fa339 },
	{ "\xff", 32, 0xff6cab0b },
};

START_TEST(known_texts_have_the_known_sums)
{
	char text[64] = "";

	for (int i = 0; i < sums[_i].times; i++)
		strcat(text, sums[_i].text);
	ck_assert_uint_eq(crc32_of(text, strlen(text)), sums[_i].sum);
}
END_TEST

START_TEST(zero_bytes_count)
{
	static const char zeros[32];

	ck_assert_uint_eq(crc32_of(zeros, sizeof(zeros)), 0x190a55ad);
}
END_TEST

Suite *
crc32_suite(void)
{
	Suite *suite = suite_create("crc32");
	TCase *tcase = fixture_case(suite, "crc32");

	tcase_add_loop_test(tcase, known_texts_have_the_known_sums, 0,
		sizeof(sums) / sizeof(*sums));
	tcase_add_test(tcase, zero_bytes_count);
	return suite;
}
