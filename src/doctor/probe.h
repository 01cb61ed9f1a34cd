/* What the self-check found, before anybody judges it. */
#ifndef DOCTOR_PROBE_H
#define DOCTOR_PROBE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "store/store.h"

struct arena;
struct config;
struct exchange;

/* A file or a folder. */
struct entry {
	const char *path; /* NULL: it is not known, or there is none */
	int trouble;      /* why it can't be looked at (errno), or 0 */
	mode_t mode;
	uid_t owner;
	const char *owner_name; /* or the number, if nobody has it */
};

/* What a client says that it sent. */
struct claim {
	bool headers;     /* Authorization and Idempotency-Key */
	const char *body; /* what became of the largest body: an HTTP status,
			     "" if none was sent */
};

struct probe {
	struct arena *arena;
	const struct config *config;
	const char *wrong; /* with the configuration, or NULL */
	bool asked;        /* by a request, and not on a terminal */
	struct claim claim;

	/* whose files they are, and who may change them */
	uid_t user; /* who runs the program … */
	const char *user_name;
	/* … and who is to: the same, but for root; in remedies */
	const char *account;
	struct entry program, program_folder, settings, folder, database;
	struct entry companion; /* of the database: the first that is not as it
				   should be */

	/* the database */
	bool makable;      /* its folder is missing, and can be made */
	const char *shown; /* a folder that is served, and that it lies in */
	bool tried;        /* it was opened and written */
	const char *said;  /* what the log says of that; "" if all went well */
	struct store_view view;
	int64_t file_system; /* its type, as statfs(2) counts them; -1 */
	int64_t room;        /* bytes that are free, or -1 */
	bool log_open;       /* the log that is a file can be written */

	/* the request */
	const char *server; /* SERVER_SOFTWARE */
	const char *script; /* SCRIPT_NAME */
	const char *path;   /* PATH_INFO */
	const char *uri;    /* REQUEST_URI without the query */
	bool authorization, key, secure, local;

	/* bounds that the server set; INT64_MAX if there is none */
	int64_t memory, file_size, files;

	int64_t now, made; /* the time, and that of the program's file */
	const char *xml;   /* why libxml2 can't be loaded, or NULL */
};

/*
 * Looks at all of it. exchange->request is that of a web server, or all empty
 * on a terminal, where no database is made and root touches none.
 */
void probe_gather(struct probe *probe, struct exchange *exchange,
	const char *wrong, bool asked, struct claim claim);

#endif
