/* The languages of the answers: their table, and the lookup of phrases. */
#ifndef LANGUAGE_LANGUAGE_H
#define LANGUAGE_LANGUAGE_H

#include <stddef.h>

struct text;

/*
 * Phrases stand in the code and in the tables in English, and a language has a
 * translation of each phrase:
 *
 *	ENGLISH TAB TRANSLATION NUL
 *
 * in the order of the English bytes, for a binary search: a constant of this
 * shape needs neither relocations nor set-up, and costs nothing in a request
 * that says no phrase. Names in {braces} and conversions that begin with a
 * percent sign are in the translation too, the conversions in the same order.
 * No phrase depends on whether a number is one.
 */
struct language {
	const char *tag;       /* "it" (BCP 47) */
	const char *direction; /* "ltr" or "rtl", as HTML has it */
	const char *phrases;   /* NULL: English, which needs no translation */
	size_t length;         /* of the phrases, in bytes */
	const char *countries; /* the codes of customer_countries, named */
	const char *languages; /* the codes of customer_languages, named */
	const char *lang;      /* of HTML, where that is not the tag */
	const char *name;      /* in the language itself */
	const char *code;      /* among customer_languages */
	/* lines of codes that its people use most, as in crm.conf */
	const char *likely_countries, *likely_languages;
	/* fields that stand in another order, blank-separated, in theirs */
	const char *order;
	const char *months; /* blank-separated, or NULL: numbers */
	const char *day;    /* a day: %d, %m and %y stand for its parts */
	/* what stands between three digits each, in numbers of that many */
	const char *group;
	size_t grouped;
	const char *point; /* before the tenths */
	const char *units; /* of sizes, blank-separated: bytes, KiB, MiB */
};

/*
 * Puts a table apart from the constants that every request reads: the kernel
 * maps the pages around those constants too.
 */
#define LANGUAGE_TABLE \
	__attribute__((section("language_tables"))) static const char

/* Marks a phrase that is said elsewhere, for the test that finds phrases. */
#define PHRASE(english) english

/* The table: a row for each language, English first. */
extern const struct language *const languages[];
extern const size_t language_count;

/* Each language in a file of its own, named after its tag. */
extern const struct language in_english, in_german, in_french, in_italian,
	in_japanese, in_chinese;

/*
 * The language that a language range such as "de-CH" falls to when it is cut
 * short from its end (RFC 4647 section 3.4), ASCII case ignored, or NULL.
 */
const struct language *language_for(const char *range, size_t length);

/*
 * The translation of a phrase of a length, or NULL if there is none: English,
 * for which language may be NULL too, has no translations.
 */
const char *language_find(
	const struct language *language, const char *english, size_t length);

/* Adds a number of decimal digits as the language writes it; other text stays.
 */
void language_put_number(
	struct text *out, const struct language *language, const char *digits);

/*
 * Adds a number of bytes as the language writes a size: in the largest unit of
 * which there is one, with the tenths that are whole.
 */
void language_put_size(
	struct text *out, const struct language *language, const char *digits);

/*
 * Adds a day as the language writes it, with the minute of an instant. The text
 * is as records have it.
 */
void language_put_day(
	struct text *out, const struct language *language, const char *text);

/* The translation of a phrase, or the English phrase if there is none. */
const char *language_say(const struct language *language, const char *english);

#endif
