/* Tests of the folding of texts. */
#include <string.h>

#include "base/fold.h"
#include "fixture.h"

Suite *fold_suite(void);

static const char *
folded(const char *bytes, size_t length)
{
	struct text out = { .arena = &arena };

	text_puts(&out, "");
	fold_text(&out, bytes, length);
	return out.bytes;
}

static const struct {
	const char *text, *as;
} folds[] = {
	{ "", "" },
	{ "jose", "jose" },
	{ "José", "jose" },
	{ "Jose\u0301", "jose" },
	{ "ＪＯＳＥ", "jose" },
	{ "Straße", "strasse" },
	{ "STRASSE", "strasse" },
	{ "STRAẞE", "strasse" },
	{ "O’Brien-Smith", "o’brien-smith" },
	{ "Ångström", "angstrom" },
	{ "\u212Bngstro\u0308m", "angstrom" },
	{ "Ñandú", "nandu" },
	{ "Nguyễn", "nguyen" },
	{ "Škvorecký", "skvorecky" },
	/* Turkish, of either case, with a dot and without */
	{ "Işık", "isik" },
	{ "IŞIK", "isik" },
	{ "işik", "isik" },
	{ "İstanbul", "istanbul" },
	/* strokes and ligatures */
	{ "Łukasz", "lukasz" },
	{ "Sørensen", "sorensen" },
	{ "SØRENSEN", "sorensen" },
	{ "Đoković", "dokovic" },
	{ "Ægir", "aegir" },
	{ "Œuvre", "oeuvre" },
	{ "Guðrún Þórsdóttir", "gudrun thorsdottir" },
	{ "ﬁnck", "finck" },
	{ "ﬃ", "ffi" },
	{ "ĳ", "ij" },
	{ "№ ½", "no 1⁄2" },
	/* Greek: the sigma at the end, tonos, and titlecase iota */
	{ "Ὀδυσσεύς", "οδυσσευσ" },
	{ "ΟΔΥΣΣΕΥΣ", "οδυσσευσ" },
	{ "ᾳ", "αι" },
	/* Cyrillic */
	{ "Ёлкин", "елкин" },
	{ "Йосиф", "иосиф" },
	/* Arabic: hamza and vowels, forms of presentation */
	{ "أحمد", "احمد" },
	{ "مُحَمَّد", "محمد" },
	{ "ﷲ", "الله" },
	/* Hebrew with points */
	{ "שָׁלוֹם", "שלום" },
	/* width in Japan; a voiced letter is another letter */
	{ "ﾀﾅｶ", "タナカ" },
	{ "ｶﾞ", "カ\u3099" },
	{ "ガ", "カ\u3099" },
	{ "田中", "田中" },
	/* vowels of India and Thailand stay */
	{ "राम", "राम" },
	{ "กิน", "กิน" },
	/* marks alone, and what is not seen */
	{ "\u0301", "" },
	{ "\u0301\u0302\u20DD", "" },
	{ "a\u0301\u0301\u0301b", "ab" },
	{ "a\u00ADb\u200Dc\uFEFF", "abc" },
	{ "e\u0338\u0301", "e" },
	{ "%_*\t\x7f", "%_*\t\x7f" },
	{ "😀", "😀" },
	/* no UTF-8 */
	{ "\xff", "" },
	{ "A\xc3", "a" },
	{ "\xed\xa0\x80", "" },
};

START_TEST(case_accents_and_width_are_folded)
{
	const char *text = folds[_i].text;

	ck_assert_str_eq(folded(text, strlen(text)), folds[_i].as);
}
END_TEST

START_TEST(marks_in_any_order_fold_alike)
{
	static const char one[] = "\u0915\u093C\u094D\u0301";
	static const char other[] = "\u0915\u094D\u0301\u093C";

	ck_assert_str_eq(folded(BYTES(one)), folded(BYTES(other)));
}
END_TEST

/* More marks in a row than any language has, of which the latter come first. */
START_TEST(too_many_marks_are_ordered_in_pieces)
{
	const char *marks = repeated("\u094D\u093C", 20);
	const char *as = arena_printf(&arena, "\u0915%s%s%s%s",
		repeated("\u093C", 15), repeated("\u094D", 15),
		repeated("\u093C", 5), repeated("\u094D", 5));
	const char *text = arena_printf(&arena, "\u0915%s", marks);

	ck_assert_str_eq(folded(text, strlen(text)), as);
}
END_TEST

START_TEST(folding_again_changes_nothing)
{
	for (int32_t point = 1; point <= 0x10FFFF; point++) {
		char bytes[4];
		struct arena_mark mark = arena_mark(&arena);
		const char *once;

		if (point >= 0xD800 && point <= 0xDFFF)
			continue;
		once = folded(bytes, utf8_put(bytes, point));
		ck_assert_msg(strcmp(folded(once, strlen(once)), once) == 0,
			"U+%04X is %s", (unsigned)point, once);
		arena_release(&arena, mark);
	}
}
END_TEST

START_TEST(a_long_text_is_folded_in_no_time)
{
	const char *marks = repeated("\u0301\u0316", 50000);
	const char *letters = repeated("é", 100000);
	const char *kept = repeated("\u3099", 50000);

	ck_assert_str_eq(folded(marks, strlen(marks)), "");
	ck_assert_str_eq(
		folded(letters, strlen(letters)), repeated("e", 100000));
	ck_assert_str_eq(folded(kept, strlen(kept)), kept);
}
END_TEST

Suite *
fold_suite(void)
{
	Suite *suite = suite_create("fold");
	TCase *tcase = fixture_case(suite, "fold");

	tcase_add_loop_test(
		tcase, case_accents_and_width_are_folded, 0, COUNT(folds));
	tcase_add_test(tcase, marks_in_any_order_fold_alike);
	tcase_add_test(tcase, too_many_marks_are_ordered_in_pieces);
	tcase_add_test(tcase, folding_again_changes_nothing);
	tcase_add_test(tcase, a_long_text_is_folded_in_no_time);
	return suite;
}
