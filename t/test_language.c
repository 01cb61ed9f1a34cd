/* Tests of the languages, and that each says all that is said. */
#include "fixture.h"

#include <ctype.h>
#include <string.h>

#include "customer/customer.h"
#include "http/accept.h"
#include "language/language.h"
#include "phrases.h"
#include "schema/codes.h"
#include "form/ticket.h"

Suite *language_suite(void);

enum { NAMES_MOST = 1000 };

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
	/* each of those there are */
	{ "it", "it" },
	{ "fr", "fr" },
	{ "de", "de" },
	{ "zh", "zh" },
	{ "ja", "ja" },
	/* as browsers ask */
	{ "it-IT,it;q=0.9,en-US;q=0.8,en;q=0.7", "it" },
	{ "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr" },
	{ "zh-CN,zh;q=0.8,zh-TW;q=0.7,zh-HK;q=0.5,en-US;q=0.3", "zh" },
	{ "pt-BR,pt;q=0.9,ja;q=0.8", "ja" },
	/* a range falls to a shorter one, whatever its case */
	{ "DE", "de" },
	{ "de-CH-1996", "de" },
	{ "zh-Hant-TW", "zh" },
	{ "deu", "en" },
	{ "i-de", "en" },
	/* the highest quality decides, of equals the first */
	{ "de;q=0.5, fr;q=0.8, it;q=0.7", "fr" },
	{ "de;q=0.8, fr;q=0.8", "de" },
	{ "en;q=0.1, ja;q=0.2", "ja" },
	{ "de;q=1.000, fr", "de" },
	{ "it;q=0.001", "it" },
	{ "xx, it;q=0.2, *;q=0.9", "it" },
	/* no language is refused one that it does not ask for */
	{ "it;q=0", "en" },
	{ "it;q=0, fr;q=0.0", "en" },
	{ "it;q=0, fr;q=0.1", "fr" },
	/* what is malformed counts for nothing, and the rest goes on */
	{ "it;q=2", "en" },
	{ "it;q=x, fr", "fr" },
	{ "it;q=0.1234, fr;q=0.1", "fr" },
	{ "it;q=\"1\", fr;q=0.1", "fr" },
	{ "it fr, de", "de" },
	{ "it_IT, de;q=0.1", "de" },
	{ "-, --, -it, de-", "de" },
	{ "\x80\xFF, ja", "ja" },
	{ "\"it, fr", "en" },
	{ ";q=1, it", "it" },
	{ "it/it, de;q=0.1", "de" },
};

START_TEST(the_client_is_spoken_to_as_it_wants_most)
{
	ck_assert_str_eq(
		accept_language(choices[_i].header)->tag, choices[_i].tag);
}
END_TEST

START_TEST(there_are_six_languages_and_english_comes_first)
{
	static const char *const tags[] = { "en", "it", "fr", "de", "zh",
		"ja" };

	ck_assert_str_eq(languages[0]->tag, "en");
	ck_assert_ptr_null(languages[0]->phrases);
	for (int i = 0; i < COUNT(tags); i++) {
		const struct language *found =
			language_for(tags[i], strlen(tags[i]));

		ck_assert_ptr_nonnull(found);
		ck_assert_str_eq(found->tag, tags[i]);
	}
	for (size_t i = 0; i < language_count; i++) {
		ck_assert_uint_le(strlen(languages[i]->tag), TICKET_LANGUAGE);
		ck_assert(strcmp(languages[i]->direction, "ltr") == 0 ||
			  strcmp(languages[i]->direction, "rtl") == 0);
	}
}
END_TEST

START_TEST(phrases_are_found_wherever_they_are_said)
{
	static const char *const some[] = {
		"Kind of customer", /* a field */
		"What follows the name, such as Junior or a degree.",
		"Interests",           /* a group */
		"Private person",      /* a code */
		"Postal address",      /* an item */
		"{path} is required.", /* a fault */
		"{path} must be chosen from the list.",
		"The request was refused",        /* a message */
		"Create the customer",            /* say_phrase */
		"required for %s",                /* two calls deep */
		"Not answered",                   /* PHRASE */
		"a comma or ] was expected",      /* refuse */
		"JSON at line %zu, byte %zu: %s", /* read_refuse */
	};
	struct phrases phrases;

	phrases_gather(&phrases);
	for (int i = 0; i < COUNT(some); i++) {
		size_t found = 0;

		for (size_t k = 0; k < phrases.count; k++)
			found += strcmp(phrases.list[k], some[i]) == 0;
		ck_assert_msg(found == 1, "%s was not gathered", some[i]);
	}
}
END_TEST

START_TEST(every_language_says_every_phrase)
{
	struct phrases phrases;
	struct text missing = { .arena = &arena };

	phrases_gather(&phrases);
	for (size_t i = 0; i < phrases.count; i++)
		if (language_find(languages[_i], phrases.list[i],
			    strlen(phrases.list[i])) == NULL)
			text_printf(&missing, "\n%s", phrases.list[i]);
	ck_assert_msg(missing.length == 0, "in %s there is no:%s",
		languages[_i]->tag, missing.bytes);
}
END_TEST

/* A phrase and its translation; each is followed by others, or by the end. */
struct entry {
	const char *english, *translation;
};

/* Reads the entry at *at and moves *at behind it; false at the end. */
static bool
entry_next(
	const struct language *language, const char **at, struct entry *entry)
{
	const char *tab;

	if (*at == language->phrases + language->length)
		return false;
	tab = strchr(*at, '\t');
	ck_assert_msg(tab != NULL, "%s: no tab in %s", language->tag, *at);
	entry->english = arena_copy(&arena, *at, (size_t)(tab - *at));
	entry->translation = tab + 1;
	*at += strlen(*at) + 1;
	return true;
}

START_TEST(no_language_says_what_nobody_says_any_more)
{
	const char *at = languages[_i]->phrases;
	struct phrases phrases;
	struct entry entry;
	size_t count = 0;

	phrases_gather(&phrases);
	/* both are in order and without repetition, so they go side by side */
	while (entry_next(languages[_i], &at, &entry)) {
		ck_assert_msg(
			count < phrases.count &&
				strcmp(entry.english, phrases.list[count]) == 0,
			"%s: \"%s\" is said no more, missing before it, or not "
			"in order",
			languages[_i]->tag, entry.english);
		count++;
	}
	ck_assert_uint_eq(count, phrases.count);
}
END_TEST

/* The placeholders in braces, in the order of their names. */
static const char *
braces(const char *phrase)
{
	static const char *const names[] = { "{detail}", "{example}", "{from}",
		"{is}", "{max}", "{other}", "{path}", "{size}" };
	struct text found = { .arena = &arena };
	size_t known = 0, all = 0;

	text_puts(&found, "of braces");
	for (const char *at = phrase; *at != '\0'; at++)
		all += *at == '{' && islower((unsigned char)at[1]);
	for (int i = 0; i < COUNT(names); i++)
		for (const char *at = phrase;
			(at = strstr(at, names[i])) != NULL; at++) {
			text_printf(&found, " %s", names[i]);
			known++;
		}
	ck_assert_msg(all == known, "an unknown placeholder: %s", phrase);
	return found.bytes;
}

/* The conversions that begin with a percent sign, in their order. */
static const char *
conversions(const char *phrase)
{
	struct text found = { .arena = &arena };

	text_puts(&found, "of percent");
	for (const char *at = phrase; (at = strchr(at, '%')) != NULL; at++) {
		size_t length = strspn(at + 1, "ztl") + 2;

		text_printf(&found, " %.*s", (int)length, at);
		at += length - 1;
	}
	return found.bytes;
}

/* Whether a phrase ends as a sentence does. */
static bool
has_end(const char *phrase)
{
	static const char full_stop[] = "。";
	size_t length = strlen(phrase);

	return phrase[length - 1] == '.' ||
	       (length > strlen(full_stop) &&
		       strcmp(phrase + length - strlen(full_stop), full_stop) ==
			       0);
}

static bool
has_control(const char *phrase)
{
	for (; *phrase != '\0'; phrase++)
		if (iscntrl((unsigned char)*phrase))
			return true;
	return false;
}

START_TEST(a_translation_has_what_its_phrase_has)
{
	const struct language *language = languages[_i];
	const char *at = language->phrases;
	struct entry entry;

	while (entry_next(language, &at, &entry)) {
		const char *said = entry.translation;

		ck_assert_msg(*said != '\0', "nothing: %s", entry.english);
		ck_assert_msg(utf8_valid(said, strlen(said)), "%s", said);
		ck_assert_msg(!has_control(said), "%s", said);
		ck_assert_str_eq(braces(said), braces(entry.english));
		ck_assert_str_eq(conversions(said), conversions(entry.english));
		if (strchr(entry.english, ' ') != NULL)
			ck_assert_msg(has_end(said) == has_end(entry.english),
				"%s", said);
		ck_assert_ptr_eq(language_say(language, entry.english), said);
	}
}
END_TEST

/* The codes of a list, in their order; at most NAMES_MOST. */
static size_t
codes_list(const char *codes, struct code *list)
{
	size_t count = 0;

	while (codes_next(&codes, &list[count])) {
		count++;
		ck_assert_uint_lt(count, NAMES_MOST);
	}
	return count;
}

/* Whether a list names the codes of another, each once and each otherwise. */
static void
assert_names(
	const struct language *language, const char *codes, const char *english)
{
	struct code list[NAMES_MOST], wanted[NAMES_MOST];
	size_t count = codes_list(codes, list);

	ck_assert_uint_eq(count, codes_list(english, wanted));
	for (size_t i = 0; i < count; i++) {
		struct code found;

		ck_assert(codes_find(
			codes, wanted[i].code, wanted[i].code_length, &found));
		ck_assert(utf8_valid(list[i].name, list[i].name_length));
		ck_assert_uint_gt(list[i].name_length, 0);
		/* no phrase of the same name makes something else of it */
		found = list[i];
		codes_say(language, &found);
		ck_assert_ptr_eq(found.name, list[i].name);
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(
				!text_same(list[i].name, list[i].name_length,
					list[k].name, list[k].name_length),
				"%s: two are called %.*s", language->tag,
				(int)list[i].name_length, list[i].name);
	}
}

START_TEST(countries_and_languages_have_a_name_each)
{
	const struct language *language = languages[_i];

	assert_names(language, customer_codes(language, customer_countries),
		customer_countries);
	assert_names(language, customer_codes(language, customer_languages),
		customer_languages);
}
END_TEST

/* Codes in the order in which the language has their names. */
static const struct {
	const char *tag;
	bool countries;
	const char *order;
} orders[] = {
	{ "en", true, "af ax al ci hr gb us zw" },
	{ "it", true, "af al at va de es us ch hu" },
	{ "fr", true, "af za de at eg es us fr zw" },
	{ "de", true, "af eg ax fr om at pk ch cy" }, /* Österreich, Zypern */
	{ "zh", true, "al de fr jp ch es gb cn" },    /* as in pinyin */
	{ "ja", true, "is us gb td cf cn tn za ru" }, /* as they are read */
	{ "it", false, "ara fre eng ita ger" },
	{ "fr", false, "ger eng ara fre ita" },
	{ "de", false, "ara chi ger eng fre ita jpn" },
	{ "zh", false, "ara ger fre jpn ita eng chi" },
	{ "ja", false, "ara ita eng chi ger jpn fre" },
};

/* How far down the list a code stands. */
static size_t
place_of(const char *codes, const char *code, size_t length)
{
	struct code list[NAMES_MOST];
	size_t count = codes_list(codes, list);

	for (size_t i = 0; i < count; i++)
		if (text_same(list[i].code, list[i].code_length, code, length))
			return i;
	ck_abort_msg("%.*s is no code", (int)length, code);
}

START_TEST(names_stand_in_the_order_of_their_language)
{
	const struct language *language =
		language_for(orders[_i].tag, strlen(orders[_i].tag));
	const char *codes = customer_codes(language,
		orders[_i].countries ? customer_countries : customer_languages);
	const char *at = orders[_i].order;
	size_t last = place_of(codes, at, strcspn(at, " "));

	while ((at = strchr(at, ' ')) != NULL) {
		size_t next;

		at++;
		next = place_of(codes, at, strcspn(at, " "));
		ck_assert_msg(
			last < next, "%s: %s is too late", orders[_i].tag, at);
		last = next;
	}
}
END_TEST

/* Numbers and days, as each language writes them. */
static const struct {
	const char *tag, *numbers[5], *sizes[4], *days[2];
} in_words[] = {
	{ "en", { "7", "999", "4,000", "524,288", "1,234,567" },
		{ "1,023\u00A0bytes", "1\u00A0KiB", "512\u00A0KiB",
			"1.4\u00A0MiB" },
		{ "2 January 1990", "30 December 2020, 10:11 UTC" } },
	{ "de", { "7", "999", "4.000", "524.288", "1.234.567" },
		{ "1.023\u00A0Byte", "1\u00A0KiB", "512\u00A0KiB",
			"1,4\u00A0MiB" },
		{ "2. Januar 1990", "30. Dezember 2020, 10:11 UTC" } },
	{ "fr",
		{ "7", "999", "4\u202F000", "524\u202F288",
			"1\u202F234\u202F567" },
		{ "1\u202F023\u00A0octets", "1\u00A0Kio", "512\u00A0Kio",
			"1,4\u00A0Mio" },
		{ "2 janvier 1990", "30 décembre 2020, 10:11 UTC" } },
	{ "it", { "7", "999", "4000", "524.288", "1.234.567" },
		{ "1023\u00A0byte", "1\u00A0KiB", "512\u00A0KiB",
			"1,4\u00A0MiB" },
		{ "2 gennaio 1990", "30 dicembre 2020, 10:11 UTC" } },
	{ "ja", { "7", "999", "4,000", "524,288", "1,234,567" },
		{ "1,023\u00A0バイト", "1\u00A0KiB", "512\u00A0KiB",
			"1.4\u00A0MiB" },
		{ "1990年1月2日", "2020年12月30日 10:11 UTC" } },
	{ "zh", { "7", "999", "4,000", "524,288", "1,234,567" },
		{ "1,023\u00A0字节", "1\u00A0KiB", "512\u00A0KiB",
			"1.4\u00A0MiB" },
		{ "1990年1月2日", "2020年12月30日 10:11 UTC" } },
};

START_TEST(numbers_sizes_and_days_are_written_as_the_language_does)
{
	static const char *const numbers[] = { "7", "999", "4000", "524288",
		"1234567" };
	static const char *const sizes[] = { "1023", "1024", "524288",
		"1500000" };
	static const char *const days[] = { "1990-01-02",
		"2020-12-30T10:11:12Z" };
	const struct language *language =
		language_for(in_words[_i].tag, strlen(in_words[_i].tag));

	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct text out = { .arena = &arena };

		language_put_number(&out, language, numbers[i]);
		ck_assert_str_eq(out.bytes, in_words[_i].numbers[i]);
	}
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct text out = { .arena = &arena };

		language_put_size(&out, language, sizes[i]);
		ck_assert_str_eq(out.bytes, in_words[_i].sizes[i]);
	}
	for (size_t i = 0; i < COUNT(days); i++) {
		struct text out = { .arena = &arena };

		language_put_day(&out, language, days[i]);
		ck_assert_str_eq(out.bytes, in_words[_i].days[i]);
	}
}
END_TEST

START_TEST(what_is_no_number_stays)
{
	static const char *const texts[] = { "1234 to 5678", "2020-12-30",
		"read, write" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct text out = { .arena = &arena };

		language_put_number(&out, &in_german, texts[i]);
		ck_assert_str_eq(out.bytes, texts[i]);
	}
}
END_TEST

Suite *
language_suite(void)
{
	Suite *suite = suite_create("language");
	TCase *tcase = fixture_case(suite, "language");
	int count = (int)language_count;

	tcase_add_loop_test(tcase, the_client_is_spoken_to_as_it_wants_most, 0,
		COUNT(choices));
	tcase_add_test(tcase, there_are_six_languages_and_english_comes_first);
	tcase_add_test(tcase, phrases_are_found_wherever_they_are_said);
	tcase_add_loop_test(tcase, every_language_says_every_phrase, 1, count);
	tcase_add_loop_test(
		tcase, no_language_says_what_nobody_says_any_more, 1, count);
	tcase_add_loop_test(
		tcase, a_translation_has_what_its_phrase_has, 1, count);
	tcase_add_loop_test(
		tcase, countries_and_languages_have_a_name_each, 0, count);
	tcase_add_loop_test(tcase, names_stand_in_the_order_of_their_language,
		0, COUNT(orders));
	tcase_add_loop_test(tcase,
		numbers_sizes_and_days_are_written_as_the_language_does, 0,
		COUNT(in_words));
	tcase_add_test(tcase, what_is_no_number_stays);
	return suite;
}
