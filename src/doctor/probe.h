/* The probe: the findings that the self-check gathers before judging them. */
#ifndef DOCTOR_PROBE_H
#define DOCTOR_PROBE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "store/key.h"
#include "store/store.h"

struct arena;
struct config;
struct exchange;

/* A file or a folder. */
struct entry {
	const char *path; /* NULL: unknown, or there is no file */
	int trouble;      /* the errno of looking at it, or 0 */
	mode_t mode;
	uid_t owner;
	const char *owner_name; /* or the number, if no account has it */
};

/* A client's claim about its request. */
struct claim {
	bool headers;     /* Authorization and Idempotency-Key */
	const char *body; /* the answer to the largest body: an HTTP status, ""
			     if none was sent */
};

struct probe {
	struct arena *arena;
	const struct config *config;
	const char *wrong; /* fault of the configuration, or NULL */
	bool asked;        /* by a request, and not on a terminal */
	struct claim claim;

	/* the accounts: owners of files, and permissions to change them */
	uid_t user; /* of the running program … */
	const char *user_name;
	/* … and the right one for it: the same, but for root; in remedies */
	const char *account;
	struct entry program, program_folder, settings, folder, database;
	struct entry companion; /* of the database: the first wrong one */

	/* the database */
	bool makable;      /* the folder is missing, and can be made */
	const char *shown; /* a served folder that the database is in */
	bool tried;        /* the database was opened and written */
	const char *said;  /* the log of that trial; "" if all went well */
	struct store_view view;
	const struct api_key *keys; /* all, valid or not … */
	size_t key_count;           /* … and their number */
	int64_t file_system;        /* its type, as statfs(2) counts them; -1 */
	int64_t room;               /* bytes that are free, or -1 */
	bool log_open;              /* the log that is a file can be written */
	int64_t leaks; /* lines in the end of the log of keys in URLs; -1: they
			  can't be told */

	/* the request */
	const char *server; /* SERVER_SOFTWARE */
	const char *script; /* SCRIPT_NAME */
	const char *path;   /* PATH_INFO */
	const char *uri;    /* REQUEST_URI without the query */
	bool authorization, key, secure, local;

	/* bounds that the server set; INT64_MAX if there is none */
	int64_t memory, file_size, files;

	bool stays;  /* the process, which is asked by FastCGI */
	bool relays; /* somebody of ours listens where crm.conf has a relay */

	int64_t now, made; /* the time, and that of the program's file */
	const char *xml;   /* why libxml2 can't be loaded, or NULL */
};

/*
 * Gathers all findings. exchange->request is that of a web server, or all empty
 * on a terminal. On a terminal no database is made, and root touches none.
 */
void probe_gather(struct probe *probe, struct exchange *exchange,
	const char *wrong, bool asked, struct claim claim);

#endif
