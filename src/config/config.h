/* The configuration: the settings of crm.conf, found and read from the file. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdint.h>

struct arena;
struct text;

enum config_journal { JOURNAL_AUTO, JOURNAL_WAL, JOURNAL_ROLLBACK };

/* What needs no API key: creating, creating by the form alone, or nothing. */
enum config_open { OPEN_CREATE, OPEN_FORM, OPEN_NONE };

/* A line of the file with codes; the lines are in the order of the file. */
struct config_codes {
	const char *field;  /* the key's name behind its beginning, or "" */
	const char *values; /* as written, trimmed */
	const char *place;  /* "FILE:LINE", for messages */
	struct config_codes *next;
};

/* A line of the file with a text for people; the file's last line is first. */
struct config_text {
	const char *name;     /* the key's name behind its beginning … */
	const char *language; /* … and behind a point after the name, or "" */
	const char *text;     /* as written, trimmed */
	const char *place;    /* "FILE:LINE", for messages */
	const struct config_text *next;
};

/* The stanza of each member in config/keys.c explains the member. */
struct config {
	const char *file;         /* path of crm.conf, or NULL */
	const char *database;     /* store_file() tells the file */
	const char *allow_origin; /* blank-separated origins, or NULL */
	const char *allow_frame;  /* likewise */
	const char *url;          /* of the service, for clients, or NULL */
	const char *check_token;  /* the secret for the self-check, or NULL */
	const char *log;          /* "stderr", "syslog" or a path */
	const struct zone *zone;  /* of days given as instants, or NULL */
	struct config_codes *codes;
	struct config_codes *countries;    /* added to ISO's, or NULL */
	struct config_codes *form_hide;    /* fields and groups, or NULL */
	struct config_codes *form_keep;    /* fields, or NULL */
	struct config_codes *form_preset;  /* values by field */
	struct config_codes *form_begin;   /* numbers of items by list */
	struct config_codes *form_first;   /* codes by field */
	const struct text *form_mark;      /* a picture in SVG, or NULL */
	const struct config_text *form;    /* texts of the form page */
	const struct config_text *consent; /* texts of its consents */
	int64_t journal;                   /* enum config_journal */
	int64_t reject_unknown;
	int64_t refuse_query_members;
	int64_t wcf_dates;
	int64_t allow_under_document_root;
	int64_t max_body;       /* bytes */
	int64_t max_batch_body; /* bytes */
	int64_t max_form;       /* bytes */
	int64_t max_items;      /* items in one list */
	int64_t body_timeout;   /* seconds */
	int64_t lock_timeout;   /* seconds */
	int64_t form_kiosk;
	int64_t spam_trap;
	int64_t spam_fill_time; /* seconds */
	int64_t spam_keep;      /* requests in quarantine */
	int64_t open;           /* enum config_open */
	int64_t remote_user;
	const char *relay; /* the socket of a process that stays, or NULL */
	int64_t processes; /* that stay; 0: one for each processor */
};

/*
 * The path of the file to read: named, the value of CRM_CONFIG in the
 * environment, unless named is NULL or ""; else the stub that started the
 * program (see config_stub()), else the installed file if there is one, else
 * NULL. argv is main()'s.
 */
const char *config_find(const char *named, char **argv);

/*
 * The script whose first line named the program as its interpreter, or NULL:
 * argv[1] if the kernel says that argv[1] is the file that was executed
 * (getauxval(AT_EXECFN)), and the file begins with "#!". So no request can name
 * a file by its query string.
 */
const char *config_stub(char **argv);

/*
 * Fills config from the defaults and, unless file is NULL, from the file.
 * Returns NULL, or an error message that begins with file and line, in the
 * arena.
 */
const char *
config_read(struct arena *arena, struct config *config, const char *file);

/*
 * The text of a name in a language ("it"), else the text for all languages,
 * else NULL.
 */
const char *config_text_find(const struct config_text *texts, const char *name,
	const char *language);

#endif
