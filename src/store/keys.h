/* The keys that a customer is found by: words of names, addresses, numbers. */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct record;
struct text;

/*
 * The kinds of keys. A number is kept from its end: the digits of its country
 * in reverse stand behind those of the number itself and a "+".
 */
enum key_kind { KEY_NAME = 'n', KEY_EMAIL = 'e', KEY_PHONE = 'p' };

/* A key that is looked for. */
struct key {
	enum key_kind kind;
	const char *text;
	size_t length;
	bool whole; /* else keys that begin with the text are found, too */
};

/* Keys that are looked for. */
struct keys {
	struct arena *arena;
	struct key *list;
	size_t count;
};

/*
 * Adds the keys of a customer, each once, in lines: "\nnana\nnrossi\n", the
 * first letter of which is the kind. The record has the customer's schema.
 */
void keys_of(struct text *lines, const struct record *customer);

/* Takes the next key of such lines; *at begins at NULL. False: no more. */
bool keys_next(const char *lines, const char **at, struct key *key);

/* Whether lines of keys have one that is looked for. */
bool keys_match(const char *lines, const struct key *key);

/*
 * The last name, or the name of a company, and the first name, folded, with a
 * control character between them that no name has: in the order of bytes the
 * texts are in the order of names. At most KEY_ORDER bytes. In the arena.
 */
const char *keys_order(struct arena *arena, const struct record *customer);

enum { KEY_ORDER = 512 };

/*
 * Adds the beginnings that the words of a text are for the words of names. All
 * have to be found; none: the text has no word.
 */
void keys_words(struct keys *keys, const char *text);

/* Adds the address that a text begins, or with "whole" is; or nothing. */
void keys_email(struct keys *keys, const char *text, bool whole);

/*
 * Adds the numbers that a text is with or without a prefix, and unless "whole"
 * those that end with its five or more digits; any of them is found. Nothing,
 * if the text is no number.
 */
void keys_phone(struct keys *keys, const char *text, size_t length, bool whole);

/* The id that a text is; 0 if it is none. */
int64_t keys_id(const char *text);

#endif
