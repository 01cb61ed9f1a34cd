/* The languages that people are answered in. */
#ifndef LANGUAGE_LANGUAGE_H
#define LANGUAGE_LANGUAGE_H

#include <stddef.h>

/*
 * What is said stands in the code and in the tables in English, and a language
 * has a translation of each phrase:
 *
 *	ENGLISH TAB TRANSLATION NUL
 *
 * in the order of the English bytes, so that it can be searched as it is: a
 * constant of this shape needs neither relocations nor set-up, and costs a
 * request that says nothing nothing. What stands in {braces}, and what begins
 * with a percent sign, stands for something and is in the translation too, the
 * latter in the same order. No phrase depends on whether a number is one.
 */
struct language {
	const char *tag;       /* "it" (BCP 47) */
	const char *direction; /* "ltr" or "rtl", as HTML has it */
	const char *phrases;   /* NULL: English, which needs no translation */
	size_t length;         /* of the phrases, in bytes */
	const char *countries; /* the codes of customer_countries, named */
	const char *languages; /* the codes of customer_languages, named */
};

/*
 * Puts a table apart from the constants that every request reads, so that none
 * of it comes along with them: the kernel maps what lies around, too.
 */
#define LANGUAGE_TABLE \
	__attribute__((section("language_tables"))) static const char

/* Marks a phrase that is said elsewhere, for the test that finds all. */
#define PHRASE(english) english

/* The table: a row for each, English first. */
extern const struct language *const languages[];
extern const size_t language_count;

/* Each in a file of its own, named after its tag. */
extern const struct language in_english, in_german, in_french, in_italian,
	in_japanese, in_chinese;

/*
 * The language that a language range such as "de-CH" falls to when it is cut
 * short from its end (RFC 4647 section 3.4), ASCII case ignored, or NULL.
 */
const struct language *language_for(const char *range, size_t length);

/*
 * The translation of the phrase of that length, or NULL if there is none: in
 * English, for which language may be NULL too, there is none of any.
 */
const char *language_find(
	const struct language *language, const char *english, size_t length);

/* The translation of a phrase; what has none is said in English. */
const char *language_say(const struct language *language, const char *english);

#endif
