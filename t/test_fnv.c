/* Tests of the hash that tells requests and keys apart. */
#include <string.h>

#include "base/fnv.h"
#include "fixture.h"

Suite *fnv_suite(void);

/* The first three are the authors' own (draft-eastlake-fnv, appendix). */
static const struct {
	const char *bytes;
	size_t length;
	const char *hash;
} hashes[] = {
	{ BYTES(""), "6c62272e07bb014262b821756295c58d" },
	{ BYTES("a"), "d228cb696f1a8caf78912b704e4a8964" },
	{ BYTES("foobar"), "343e1662793c64bf6f0d3597ba446f18" },
	{ BYTES("\0"), "d228cb69101a8caf78912b704e4a147f" },
	{ BYTES("\0\0"), "0880945b4fab1be95aa0733055273845" },
	{ BYTES("\xFF\x80"), "088094195dab1be95aa0733054fef4a2" },
	{ BYTES("POST\0/customer"), "e876fcf817c7a23dff92b4357f2b434e" },
};

/* A hash as the text that it is published as. */
static const char *
print(const struct fnv *fnv)
{
	unsigned char bytes[FNV_BYTES];
	struct text out = { .arena = &arena };

	fnv_put(fnv, bytes);
	for (int i = 0; i < FNV_BYTES; i++)
		text_printf(&out, "%02x", bytes[i]);
	return out.bytes;
}

START_TEST(a_text_has_the_hash_that_was_published)
{
	struct fnv fnv = fnv_begin();

	fnv_add(&fnv, hashes[_i].bytes, hashes[_i].length);
	ck_assert_str_eq(print(&fnv), hashes[_i].hash);
}
END_TEST

START_TEST(it_is_the_same_in_pieces)
{
	struct fnv fnv = fnv_begin();

	for (size_t i = 0; i < hashes[_i].length; i++) {
		fnv_add(&fnv, hashes[_i].bytes + i, 1);
		fnv_add(&fnv, "", 0);
	}
	ck_assert_str_eq(print(&fnv), hashes[_i].hash);
}
END_TEST

START_TEST(every_byte_and_every_carry_counts)
{
	struct fnv fnv = fnv_begin();

	for (int i = 0; i < 1000; i++)
		fnv_add(&fnv, &(unsigned char){ (unsigned char)i }, 1);
	ck_assert_str_eq(print(&fnv), "e7c1dfb0cc6458a9579f40138e468c05");
}
END_TEST

START_TEST(looking_at_it_changes_nothing)
{
	struct fnv fnv = fnv_begin();

	fnv_add(&fnv, "foo", 3);
	print(&fnv);
	fnv_add(&fnv, "bar", 3);
	ck_assert_str_eq(print(&fnv), "343e1662793c64bf6f0d3597ba446f18");
}
END_TEST

Suite *
fnv_suite(void)
{
	Suite *suite = suite_create("fnv");
	TCase *tcase = fixture_case(suite, "fnv");

	tcase_add_loop_test(tcase, a_text_has_the_hash_that_was_published, 0,
		COUNT(hashes));
	tcase_add_loop_test(tcase, it_is_the_same_in_pieces, 0, COUNT(hashes));
	tcase_add_test(tcase, every_byte_and_every_carry_counts);
	tcase_add_test(tcase, looking_at_it_changes_nothing);
	return suite;
}
