/* The session of a SQLite store: its connections, and the group at hand. */
#ifndef SQLITE_SESSION_H
#define SQLITE_SESSION_H

#include "store/sqlite/sql.h"

/* As the functions of store/session.h; methods are those of the store. */
struct store_session *session_new(struct arena *arena,
	const struct store_settings *settings,
	const struct store_methods *methods);
void session_begin(struct store_session *session);
bool session_took(struct store_session *session);
enum store_result session_commit(struct store_session *session);
void session_alone(struct store_session *session, bool alone);
void session_refuse(struct store_session *session, bool refuse);
bool session_is_lost(const struct store_session *session);
void session_close(struct store_session *session);

/*
 * The writer of the session, with a part of the group begun; or a store whose
 * result says why there is none.
 */
struct sqlite *
session_write(struct arena *arena, const struct store_settings *settings);

/* A connection that reads; or a store whose result says why there is none. */
struct sqlite *
session_read(struct arena *arena, const struct store_settings *settings);

/* Adds the part of the writer to the group. */
enum store_result session_keep(struct sqlite *store);

/* Takes a connection back, and with it what was not kept. */
void session_give(struct sqlite *store);

#endif
