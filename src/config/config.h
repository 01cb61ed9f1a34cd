/* What crm.conf says, and how the file is found and read. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdint.h>

struct arena;

enum config_journal { JOURNAL_AUTO, JOURNAL_WAL, JOURNAL_ROLLBACK };

/* One line with codes; the first of the file comes first. */
struct config_codes {
	const char *field;  /* what stands behind "codes.", or "" */
	const char *values; /* as written, trimmed */
	const char *place;  /* "FILE:LINE", for messages */
	struct config_codes *next;
};

/* One line with a text for people; the last of the file comes first. */
struct config_text {
	const char *name;     /* what stands behind the key's beginning … */
	const char *language; /* … and behind a point after that, or "" */
	const char *text;     /* as written, trimmed */
	const char *place;    /* "FILE:LINE", for messages */
	const struct config_text *next;
};

/* What each member means is told by its stanza in config/keys.c. */
struct config {
	const char *file;         /* where it was read, NULL for the defaults */
	const char *database;     /* path */
	const char *allow_origin; /* blank-separated origins, or NULL */
	const char *url;         /* what clients call the service by, or NULL */
	const char *check_token; /* what opens the self-check, or NULL */
	const char *log;         /* "stderr", "syslog" or a path */
	const struct zone *zone; /* of days that come as instants, or NULL */
	struct config_codes *codes;
	struct config_codes *countries;    /* added to ISO's, or NULL */
	const struct config_text *form;    /* what the form page says */
	const struct config_text *consent; /* what its consents say */
	int64_t journal;                   /* enum config_journal */
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

/*
 * The file to read: the one that is named, which is what CRM_CONFIG has in the
 * environment, unless it is NULL or ""; else the stub that started the program
 * (see config_stub()), else the installed one if it is there, else NULL. argv
 * is main()'s.
 */
const char *config_find(const char *named, char **argv);

/*
 * The script whose first line named the program as its interpreter, or NULL:
 * argv[1] when the kernel says that this is what it was asked to execute
 * (getauxval(AT_EXECFN)) and that file begins with "#!". So no request can
 * name a file by its query string.
 */
const char *config_stub(char **argv);

/*
 * Fills config from the defaults and, unless file is NULL, from it. Returns
 * NULL, or what is wrong, beginning with file and line, in the arena.
 */
const char *
config_read(struct arena *arena, struct config *config, const char *file);

/*
 * The text of that name in a language ("it"), else the one that is for all
 * languages, else NULL.
 */
const char *config_text_find(const struct config_text *texts, const char *name,
	const char *language);

#endif
