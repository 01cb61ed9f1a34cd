/* Tests of SHA-256 and of the signatures made with it. */
#include <string.h>

#include "base/sha256.h"
#include "fixture.h"

Suite *sha256_suite(void);

/* Texts that NIST published with FIPS 180-4, and lengths around a block's. */
static const struct {
	const char *text;
	int times;
	const char *hash;
} hashes[] = {
	{ "", 1,
		"e3b0c44298fc1c149afbf4c8996fb924"
		"27ae41e4649b934ca495991b7852b855" },
	{ "abc", 1,
		"ba7816bf8f01cfea414140de5dae2223"
		"b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
		"248d6a61d20638b8e5c026930c3e6039"
		"a33ce45964ff2167f6ecedd419db06c1" },
	{ "a", 1000000,
		"cdc76e5c9914fb9281a1c7e284d73e67"
		"f1809a48a497200e046d39ccc7112cd0" },
	{ "a", 55,
		"9f4390f8d30c2dd92ec9f095b65e2b9a"
		"e9b0a925a5258e241c9f1e910f734318" },
	{ "a", 56,
		"b35439a4ac6f0948b6d6f9e3c6af0f5f"
		"590ce20f1bde7090ef7970686ec6738a" },
	{ "a", 63,
		"7d3e74a05d7db15bce4ad9ec0658ea98"
		"e3f06eeecf16b4c6fff2da457ddc2f34" },
	{ "a", 64,
		"ffe054fe7ae0cb6dc65c3af9b61d5209"
		"f439851db43d0ba5997337df154668eb" },
};

/* Test cases 1, 2, 3, 6 and 7 of RFC 4231. */
static const struct {
	const char *key;
	int key_times;
	const char *text;
	int times;
	const char *signature;
} signatures[] = {
	{ "\x0b", 20, "Hi There", 1,
		"b0344c61d8db38535ca8afceaf0bf12b"
		"881dc200c9833da726e9376c2e32cff7" },
	{ "Jefe", 1, "what do ya want for nothing?", 1,
		"5bdcc146bf60754e6a042426089575c7"
		"5a003f089d2739839dec58b964ec3843" },
	{ "\xaa", 20, "\xdd", 50,
		"773ea91e36800e46854db8ebd09181a7"
		"2959098b3ef8c122d9635514ced565fe" },
	{ "\xaa", 131, "Test Using Larger Than Block-Size Key - Hash Key First",
		1,
		"60e431591ee0b67f0d8a26aacbf5b77f"
		"8e0bc6213728c5140546040f0ee37f54" },
	{ "\xaa", 131,
		"This is a test using a larger than block-size key and a "
		"larger than block-size data. The key needs to be hashed "
		"before being used by the HMAC algorithm.",
		1,
		"9b09ffa71b942fcb27635fbcd5b0e944"
		"bfdc63644f0713938a7f51535c3a35e2" },
};

static const char *
print(const unsigned char bytes[SHA256_BYTES])
{
	struct text out = { .arena = &arena };

	for (int i = 0; i < SHA256_BYTES; i++)
		text_printf(&out, "%02x", bytes[i]);
	return out.bytes;
}

START_TEST(a_text_has_the_hash_that_was_published)
{
	const char *text = repeated(hashes[_i].text, (size_t)hashes[_i].times);
	unsigned char out[SHA256_BYTES];
	struct sha256 hash = sha256_begin();

	sha256_add(&hash, text, strlen(text));
	sha256_put(&hash, out);
	ck_assert_str_eq(print(out), hashes[_i].hash);
}
END_TEST

START_TEST(it_is_the_same_in_pieces)
{
	unsigned char out[SHA256_BYTES];
	struct sha256 hash = sha256_begin();

	for (int i = 0; i < hashes[_i].times; i++) {
		sha256_add(&hash, "", 0);
		sha256_add(&hash, hashes[_i].text, strlen(hashes[_i].text));
	}
	sha256_put(&hash, out);
	ck_assert_str_eq(print(out), hashes[_i].hash);
}
END_TEST

START_TEST(a_message_has_the_signature_that_was_published)
{
	const char *key =
		repeated(signatures[_i].key, (size_t)signatures[_i].key_times);
	const char *text =
		repeated(signatures[_i].text, (size_t)signatures[_i].times);
	unsigned char out[SHA256_BYTES];

	hmac_sha256(key, strlen(key), text, strlen(text), out);
	ck_assert_str_eq(print(out), signatures[_i].signature);
}
END_TEST

Suite *
sha256_suite(void)
{
	Suite *suite = suite_create("sha256");
	TCase *tcase = fixture_case(suite, "published");

	tcase_add_loop_test(tcase, a_text_has_the_hash_that_was_published, 0,
		COUNT(hashes));
	tcase_add_loop_test(tcase, it_is_the_same_in_pieces, 0, COUNT(hashes));
	tcase_add_loop_test(tcase,
		a_message_has_the_signature_that_was_published, 0,
		COUNT(signatures));
	return suite;
}
