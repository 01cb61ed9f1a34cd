/* The state and the functions that the files of the PostgreSQL store share. */
#ifndef POSTGRESQL_SQL_H
#define POSTGRESQL_SQL_H

#include "base/sha256.h"
#include "schema/schema.h"
#include "store/postgresql/link.h"

/* A request's key in a transaction, as it will be kept. */
struct keeping {
	const char *key;
	int64_t owner;
	unsigned char print[SHA256_BYTES];
	int64_t first, count, version, time;
	bool known; /* the key was kept before; the row is only touched */
};

/*
 * What a transaction does: a commit in doubt is done again by it, on another
 * connection.
 */
struct deeds {
	struct arena *arena; /* as long as the transaction */
	struct statement *statements;
	size_t count;
	struct keeping *keys;
	size_t key_count;
};

struct postgresql {
	struct store base;
	struct arena *arena;           /* of the request */
	struct store_session *session; /* NULL: closed after its transaction */
	const struct target *target;
	const struct schema *schema;
	struct link *link;
	enum store_result result; /* if not STORE_OK, nothing more is done */
	bool quiet;               /* no failure is logged */
	bool writes;              /* it is open to write */
	bool searching;           /* a search began a transaction that reads */
	int64_t patience;         /* lock_timeout, in milliseconds */
	const struct idempotency *idempotency;
	bool known;      /* the key of the request is kept already */
	int64_t first;   /* the id of the first record added or changed … */
	size_t count;    /* … the number of these … */
	int64_t version; /* … and the version of the last one */
	struct deeds *deeds;
	size_t deeds_before, keys_before; /* of other requests of the group */
};

/* Milliseconds in which a server that waits for no lock has to answer. */
enum { ANSWER_TIME = 1000 };

static inline struct postgresql *
postgresql_of(struct store *store)
{
	return (struct postgresql *)store;
}

/* Parameters of a statement under construction: start with { .arena = a }. */
struct parameters {
	struct arena *arena;
	const char **values;
	int *lengths, *formats;
	int count;
};

/* Adds a parameter; texts and bytes have to stay. NULL is SQL's NULL. */
void put_number(struct parameters *parameters, int64_t number);
void put_text(struct parameters *parameters, const char *text);
void put_bytes(struct parameters *parameters, const void *bytes, size_t length);
/* A number, or NULL for 0. */
void put_key(struct parameters *parameters, int64_t key);
/* An array of texts or numbers, of the SQL type text[] or bigint[]. */
void put_texts(
	struct parameters *parameters, const char *const *texts, size_t count);
void put_numbers(
	struct parameters *parameters, const int64_t *numbers, size_t count);

/* When a server that is asked now has to have answered. */
int64_t sql_deadline(const struct postgresql *store);

/* Gives up, and logs the reason and the remedy. */
void sql_give_up(struct postgresql *store, enum store_result result,
	const char *why, const char *remedy);

/* Draws random bytes. */
void sql_draw(struct postgresql *store, unsigned char *bytes, size_t count);

/* Takes the end of waiting; returns whether all is well so far. */
bool sql_ended(struct postgresql *store, enum link_end end);

/*
 * Sends a statement that changes rows, and waits for nothing: a failure shows
 * later. In a transaction the statement becomes one of its deeds. Parameters
 * may be NULL.
 */
void sql_tell(struct postgresql *store, const char *sql,
	const struct parameters *parameters);
/* Likewise; the statement has to change a row. */
void sql_must(struct postgresql *store, const char *sql,
	const struct parameters *parameters);
/* Adds to the deeds what another statement has done here. */
void sql_keep(struct postgresql *store, const char *sql,
	const struct parameters *parameters);
/* As sql_tell(), of no importance for doing the transaction again. */
void sql_send(struct postgresql *store, const char *sql,
	const struct parameters *parameters);

/* Sends a query, whose rows sql_settle() brings. */
void sql_want(struct postgresql *store, const char *sql,
	const struct parameters *parameters);
/* Waits for all that was sent; returns whether all is well. */
bool sql_settle(struct postgresql *store);

/* Begins to read a state of one moment, unless a transaction is begun. */
bool sql_begin(struct postgresql *store);
/* Ends a reading that sql_begin() said it began. */
void sql_end(struct postgresql *store, bool begun);

/* The rows of a query: valid until sql_forget(). */
struct rows {
	const struct pqlib *lib;
	PGresult *result;
	int count;
};

/* The rows of the query of that number since sql_forget(). */
struct rows sql_rows(struct postgresql *store, size_t number);
void sql_forget(struct postgresql *store);

/* Asks a query and waits; without rows after a failure. */
struct rows sql_ask(struct postgresql *store, const char *sql,
	const struct parameters *parameters);

/* The number that a query results in; 0 after a failure. */
int64_t sql_number(struct postgresql *store, const char *sql,
	const struct parameters *parameters);

/* Columns of rows; texts are copied, NULL is NULL, and 0. */
bool rows_null(const struct rows *rows, int row, int column);
int64_t rows_number(const struct rows *rows, int row, int column);
const char *
rows_text(struct arena *arena, const struct rows *rows, int row, int column);
/* Likewise, "" for NULL. */
const char *
rows_string(struct arena *arena, const struct rows *rows, int row, int column);
/* Bytes in the arena, with a NUL behind them; NULL: none. */
const char *rows_bytes(struct arena *arena, const struct rows *rows, int row,
	int column, size_t *length);

#endif
