/* A key of crm.conf, with its kind, bounds, default and documentation. */
#ifndef CONFIG_KEY_H
#define CONFIG_KEY_H

#include <stddef.h>
#include <stdint.h>

/* The kind of a key, by which the text becomes a value. */
enum config_kind {
	CONFIG_ORIGINS,  /* const char *, blank-separated origins */
	CONFIG_PATH,     /* a path, if relative beside the file; or a word */
	CONFIG_DATABASE, /* a path likewise; or NAME://…, which stays */
	CONFIG_NUMBER,   /* int64_t, from low to high */
	CONFIG_TOKEN,    /* const char *, of low to high letters, secret */
	CONFIG_ZONE,     /* const struct zone *, by its IANA name */
	CONFIG_URL,      /* const char *, http or https, no slash at its end */
	CONFIG_WORD,     /* int64_t, the index of one of words */
	CONFIG_CODES,    /* config_codes; the name is the beginning of keys */
	CONFIG_NAMES,    /* config_codes: a single line, codes with names */
	CONFIG_FIELDS,   /* config_codes: a single line, names of fields */
	CONFIG_PAIRS,    /* config_codes; a value for the field in the name */
	CONFIG_CONTENT,  /* const struct text *, what is in a small file */
	CONFIG_TEXTS     /* config_text; likewise; words are the ends of keys */
};

/* The section of the documentation that has a key. */
enum config_section {
	SECTION_STORAGE,
	SECTION_LIMITS,
	SECTION_INPUT,
	SECTION_FORM,
	SECTION_SPAM,
	SECTION_ACCESS,
	SECTION__MAX
};

struct config_key {
	const char *name;
	enum config_section section;
	enum config_kind kind;
	size_t offset; /* of the member for the value, in struct config */
	int64_t low, high;
	const char *unit;     /* of a number: "bytes"; NULL for a count */
	const char *standard; /* the default, as text; NULL for none */
	/*
	 * For CONFIG_WORD, CONFIG_PATH and CONFIG_TEXTS, blank-separated; NULL
	 * for none.
	 */
	const char *words;
	/*
	 * A value for the documentation of a key without a default; of
	 * CONFIG_TEXTS and CONFIG_PAIRS, lines that begin behind the name.
	 */
	const char *example;
	/*
	 * The key's purpose, in paragraphs with a line feed between; crm.conf
	 * has the first, crm.conf(5) all. Keys, words, paths and other literal
	 * text stand between `signs`.
	 */
	const char *text;
};

/* All keys that a file may have; a test has a table of its own. */
struct config_table {
	const struct config_key *keys;
	size_t count;
};

extern const struct config_table config_table;

#endif
