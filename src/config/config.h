/* crm.conf: its keys, their defaults, and how the file is found and read. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum config_journal { JOURNAL_AUTO, JOURNAL_WAL, JOURNAL_ROLLBACK };

/* One codes.FIELD line, in the order of the file. */
struct config_codes {
	const char *field;  /* what stands behind "codes." */
	const char *values; /* as written, trimmed */
	const char *place;  /* "FILE:LINE", for messages */
	const struct config_codes *next;
};

/* One line with a text for people; the last of the file comes first. */
struct config_text {
	const char *name;     /* what stands behind the key's beginning … */
	const char *language; /* … and behind a point after that, or "" */
	const char *text;     /* as written, trimmed */
	const char *place;    /* "FILE:LINE", for messages */
	const struct config_text *next;
};

struct config {
	const char *file;         /* where it was read, NULL for the defaults */
	const char *database;     /* path */
	const char *allow_origin; /* blank-separated origins, or NULL */
	const char *url;         /* what clients call the service by, or NULL */
	const char *check_token; /* what opens the self-check, or NULL */
	const char *log;         /* "stderr", "syslog" or a path */
	const struct zone *zone; /* of days that come as instants, or NULL */
	const struct config_codes *codes;
	const struct config_codes *countries; /* added to ISO's, or NULL */
	const struct config_text *form;       /* what the form page says */
	const struct config_text *consent;    /* what its consents say */
	int64_t journal;                      /* enum config_journal */
	int64_t reject_unknown;
	int64_t refuse_query_members;
	int64_t allow_under_document_root;
	int64_t max_body;       /* bytes */
	int64_t max_batch_body; /* bytes */
	int64_t max_items;      /* items in one list */
	int64_t body_timeout;   /* seconds */
	int64_t lock_timeout;   /* seconds */
	int64_t spam_trap;
	int64_t spam_fill_time; /* seconds */
	int64_t spam_keep;      /* requests in quarantine */
};

/* How a key's text becomes a value. */
enum config_kind {
	CONFIG_ORIGINS, /* const char *, blank-separated origins */
	CONFIG_PATH, /* a path, a relative one is beside the file; or a word */
	CONFIG_NUMBER, /* int64_t, from low to high */
	CONFIG_TOKEN,  /* const char *, of low to high letters, secret */
	CONFIG_ZONE,   /* const struct zone *, by its IANA name */
	CONFIG_URL,    /* const char *, http or https, no slash at its end */
	CONFIG_WORD,   /* int64_t, the index of one of words */
	CONFIG_CODES,  /* config_codes; the name is how such keys begin */
	CONFIG_NAMES,  /* config_codes: a single one, codes with names */
	CONFIG_TEXTS   /* config_text; as that; words are how they may go on */
};

/* A key; the table of all of them is what reads and documents the file. */
struct config_key {
	const char *name;
	enum config_kind kind;
	size_t offset;        /* of the member of struct config */
	const char *standard; /* the default, as text; NULL for none */
	int64_t low, high;
	const char
		*words;   /* for CONFIG_WORD and CONFIG_PATH, blank-separated */
	const char *text; /* what it is for, one sentence or more */
};

extern const struct config_key config_keys[];
extern const size_t config_key_count;

/*
 * The file to read: CRM_CONFIG from the environment, else the stub that
 * started the program (see config_stub()), else the installed one if it is
 * there, else NULL. argv is main()'s.
 */
const char *config_find(char **argv);

/*
 * The script whose first line named the program as its interpreter, or NULL:
 * argv[1] when the kernel says that this is what it was asked to execute
 * (getauxval(AT_EXECFN)) and that file begins with "#!". So no request can
 * name a file by its query string.
 */
const char *config_stub(char **argv);

/*
 * The text of that name in a language ("it"), else the one that is for all
 * languages, else NULL.
 */
const char *config_text_find(const struct config_text *texts, const char *name,
	const char *language);

/*
 * Fills config from the defaults and, unless file is NULL, from it. Returns
 * NULL, or what is wrong, beginning with file and line, in the arena.
 */
const char *
config_read(struct arena *arena, struct config *config, const char *file);

#endif
