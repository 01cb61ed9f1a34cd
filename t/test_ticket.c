/* Tests of the ticket that a form page is shown with. */
#include <string.h>

#include "fixture.h"
#include "form/ticket.h"

Suite *ticket_suite(void);

static const unsigned char secret[STORE_SECRET] =
	"a secret of thirty-two bytes, 32";

static const struct ticket ticket = {
	.time = FIXTURE_NOW,
	.key = "0123456789abcdef0123456789abcdef",
	.wording = "fedcba9876543210fedcba9876543210",
	.language = "zh-Hans",
};

/* The signature was made by another program. */
static const char signed_text[] =
	"1.1592222400.0123456789abcdef0123456789abcdef."
	"fedcba9876543210fedcba9876543210.zh-Hans."
	"0423078c64531c048178499f6c9ef11e"
	"adc20173a4e7fa2c04be433c6cc1d7e9";

static const char *
printed(void)
{
	struct text out = { .arena = &arena };

	ticket_write(&out, &ticket, secret);
	return out.bytes;
}

START_TEST(a_ticket_is_written_and_signed)
{
	ck_assert_str_eq(printed(), signed_text);
	ck_assert(ticket_is_signed(signed_text, secret));
}
END_TEST

START_TEST(what_was_written_is_read)
{
	struct ticket read;

	ck_assert(ticket_parse(printed(), &read));
	ck_assert_int_eq(read.time, ticket.time);
	ck_assert_str_eq(read.key, ticket.key);
	ck_assert_str_eq(read.wording, ticket.wording);
	ck_assert_str_eq(read.language, ticket.language);
}
END_TEST

START_TEST(every_letter_that_is_changed_is_noticed)
{
	char *text = arena_copy(&arena, BYTES(signed_text));

	for (size_t i = 0; i < strlen(signed_text); i++) {
		for (int bit = 0; bit < 8; bit++) {
			text[i] = (char)(signed_text[i] ^ 1 << bit);
			ck_assert_msg(!ticket_is_signed(text, secret),
				"letter %zu, bit %d", i, bit);
		}
		text[i] = signed_text[i];
	}
	ck_assert(ticket_is_signed(text, secret));
}
END_TEST

START_TEST(a_ticket_that_is_cut_or_longer_is_noticed)
{
	struct ticket read;

	for (size_t i = 0; i < strlen(signed_text); i++) {
		const char *head = arena_copy(&arena, signed_text, i);

		ck_assert(!ticket_is_signed(head, secret));
		ck_assert(!ticket_parse(head, &read));
		if (i > 0)
			ck_assert(!ticket_is_signed(signed_text + i, secret));
	}
	ck_assert(
		!ticket_parse(arena_printf(&arena, "%s0", signed_text), &read));
	ck_assert(!ticket_is_signed(
		arena_printf(&arena, "%s0", signed_text), secret));
}
END_TEST

START_TEST(another_secret_signs_otherwise)
{
	unsigned char other[STORE_SECRET];

	for (int i = 0; i < STORE_SECRET; i++) {
		memcpy(other, secret, sizeof(other));
		other[i] ^= 1;
		ck_assert(!ticket_is_signed(signed_text, other));
	}
}
END_TEST

#define KEY "0123456789abcdef0123456789abcdef"
#define SIGNATURE KEY KEY

/* Texts that are no tickets. */
static const char *const malformed[] = {
	"",
	"1",
	"1.",
	"1....",
	"2.1." KEY "." KEY ".en." SIGNATURE,
	"1.." KEY "." KEY ".en." SIGNATURE,
	"1.-1." KEY "." KEY ".en." SIGNATURE,
	"1.12345678901234567." KEY "." KEY ".en." SIGNATURE,
	"1.1.x" KEY "." KEY ".en." SIGNATURE,
	"1.1.0" KEY "." KEY ".en." SIGNATURE,
	"1.1." KEY "." KEY "0.en." SIGNATURE,
	"1.1." KEY ".0123456789ABCDEF0123456789abcdef.en." SIGNATURE,
	"1.1." KEY "." KEY ".." SIGNATURE,
	"1.1." KEY "." KEY ".e_n." SIGNATURE,
	"1.1." KEY "." KEY ".abcdefghijklmnopq." SIGNATURE,
	"1.1." KEY "." KEY ".en." SIGNATURE "0",
	"1.1." KEY "." KEY ".en." SIGNATURE ".",
	"1.1." KEY "." KEY ".en." KEY,
	" 1.1." KEY "." KEY ".en." SIGNATURE,
};

START_TEST(what_is_no_ticket_is_not_read)
{
	struct ticket read;

	ck_assert(ticket_parse("1.1." KEY "." KEY ".en." SIGNATURE, &read));
	ck_assert_msg(!ticket_parse(malformed[_i], &read), "%s", malformed[_i]);
	ck_assert(!ticket_is_signed(malformed[_i], secret));
}
END_TEST

Suite *
ticket_suite(void)
{
	Suite *suite = suite_create("ticket");
	TCase *tcase = fixture_case(suite, "ticket");

	tcase_add_test(tcase, a_ticket_is_written_and_signed);
	tcase_add_test(tcase, what_was_written_is_read);
	tcase_add_test(tcase, every_letter_that_is_changed_is_noticed);
	tcase_add_test(tcase, a_ticket_that_is_cut_or_longer_is_noticed);
	tcase_add_test(tcase, another_secret_signs_otherwise);
	tcase_add_loop_test(
		tcase, what_is_no_ticket_is_not_read, 0, COUNT(malformed));
	return suite;
}
