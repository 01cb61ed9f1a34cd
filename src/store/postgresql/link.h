/* Links: connections to a PostgreSQL server, and statements sent in a row. */
#ifndef POSTGRESQL_LINK_H
#define POSTGRESQL_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/methods.h"
#include "store/postgresql/pqlib.h"

/* The server and the database that a configuration names. */
struct target {
	struct store_prepared base;
	const char *const *keywords, *const *values; /* ended by NULL */
};

/* A statement with its parameters, as PQsendQueryParams() takes them. */
struct statement {
	const char *sql; /* with ? for each parameter, in their order */
	const char *const *values;
	const int *lengths, *formats;
	int count;
	bool once;   /* it gets no name, to be used again */
	bool wanted; /* its rows are kept until link_forget() */
	bool must;   /* it has to change a row */
};

/* The end of waiting for results. */
enum link_end {
	LINK_DONE,
	LINK_REFUSED, /* the server refused a statement, and all behind it */
	LINK_LATE,    /* the deadline passed */
	LINK_LOST     /* the connection is gone, or never was there */
};

enum {
	LINK_IDS = 32,
	LINK_RESULTS = 24, /* the most that are kept at a time */
	LINK_STATE = 6,    /* room for SQLSTATE */
	LINK_WHY = 200,    /* room for the line that tells why */
	LINK_SQL = 60
};

struct link {
	const struct pqlib *lib;
	PGconn *connection; /* NULL: there is none */
	bool lasts;         /* statements are prepared under names */
	bool checked;       /* the tables are those of this program */
	bool begun;         /* a transaction */
	bool warned;        /* the server warned since link_send() */

	struct arena arena; /* as long as the connection */
	struct named *named;
	size_t named_count;

	/* what was sent and has no result yet, by its place in the row, and
	   the memory of that */
	struct arena row;
	struct sent *sent;
	size_t sent_count, at;

	/* ids of records, drawn for those to come */
	int64_t ids[LINK_IDS];
	size_t id_count;  /* left, the last of the array */
	unsigned records; /* so far */

	PGresult *results[LINK_RESULTS];
	size_t result_count;

	/* of LINK_REFUSED: the class, what the server says, and the statement;
	   of others the reason */
	char state[LINK_STATE];
	char why[LINK_WHY];
	char sql[LINK_SQL]; /* the beginning of it */
	char tag[16];       /* of the last statement: "COMMIT" */
};

/*
 * Reads a configuration's database; NULL after a line in the log. Files are
 * read and libpq is loaded here, and nowhere else.
 */
const struct target *target_read(struct arena *arena, const char *database);

/* Connects, waiting until the deadline (calendar_elapsed()). */
enum link_end
link_open(struct link *link, const struct target *target, int64_t deadline);

/* Closes a connection that the server has closed meanwhile. */
void link_look(struct link *link);

/* Closes the connection, if there is one; what was not committed is lost. */
void link_close(struct link *link);

/* Sends a statement behind those that were sent; the result comes later. */
void link_send(struct link *link, const struct statement *statement);

/* Waits for the results of all that was sent. */
enum link_end link_settle(struct link *link, int64_t deadline);

/* Takes the transaction back; a link that can't do so is closed. */
void link_roll_back(struct link *link);

/* Forgets the results that were kept. */
void link_forget(struct link *link);

#endif
