/* The loader of libpq, which loads it only where a database is PostgreSQL's. */
#ifndef POSTGRESQL_PQLIB_H
#define POSTGRESQL_PQLIB_H

#include <libpq-fe.h>

/*
 * The functions of libpq that are used. A start on another store does not have
 * libpq with its libraries, which would make the start several times as long.
 */
struct pqlib {
	PQconninfoOption *(*parse)(const char *text, char **wrong);
	PQconninfoOption *(*defaults)(void);
	void (*free_options)(PQconninfoOption *options);
	PGconn *(*start)(const char *const *keywords, const char *const *values,
		int expand);
	PostgresPollingStatusType (*poll)(PGconn *connection);
	int (*socket)(const PGconn *connection);
	ConnStatusType (*status)(const PGconn *connection);
	char *(*message)(const PGconn *connection);
	void (*finish)(PGconn *connection);
	int (*set_nonblocking)(PGconn *connection, int on);
	PQnoticeReceiver (*set_receiver)(
		PGconn *connection, PQnoticeReceiver receiver, void *context);
	const char *(*parameter)(const PGconn *connection, const char *name);

	int (*enter_pipeline)(PGconn *connection);
	int (*send)(PGconn *connection, const char *sql, int count,
		const Oid *types, const char *const *values, const int *lengths,
		const int *formats, int format);
	int (*send_prepare)(PGconn *connection, const char *name,
		const char *sql, int count, const Oid *types);
	int (*send_prepared)(PGconn *connection, const char *name, int count,
		const char *const *values, const int *lengths,
		const int *formats, int format);
	int (*sync)(PGconn *connection);
	int (*flush)(PGconn *connection);
	int (*consume)(PGconn *connection);
	int (*is_busy)(PGconn *connection);

	PGresult *(*next)(PGconn *connection);
	ExecStatusType (*status_of)(const PGresult *result);
	char *(*field_of)(const PGresult *result, int field);
	char *(*tag_of)(PGresult *result);
	char *(*affected)(PGresult *result);
	int (*rows)(const PGresult *result);
	char *(*value)(const PGresult *result, int row, int column);
	int (*is_null)(const PGresult *result, int row, int column);
	void (*clear)(PGresult *result);
};

/* Loads libpq, once. Returns NULL, or the reason why it can't be loaded. */
const char *pqlib_try(const struct pqlib **lib);

#endif
