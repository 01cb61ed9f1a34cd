/* The session of a PostgreSQL store: its two links, and the group at hand. */
#ifndef POSTGRESQL_SESSION_H
#define POSTGRESQL_SESSION_H

#include "store/postgresql/sql.h"

/* As the functions of store/session.h; methods are those of the store. */
struct store_session *
round_new(struct arena *arena, const struct store_settings *settings,
	const struct store_methods *methods);
void round_begin(struct store_session *session);
bool round_took(struct store_session *session);
enum store_result round_commit(struct store_session *session);
void round_alone(struct store_session *session, bool alone);
void round_refuse(struct store_session *session, bool refuse);
bool round_is_lost(const struct store_session *session);
void round_close(struct store_session *session);

/*
 * Lets a request have the writer of the session, with a part of the group
 * begun; or tells in the store's result why there is none.
 */
void round_write(struct postgresql *store);

/* Lets a request have the link that reads, likewise. */
void round_read(struct postgresql *store);

/* Adds the part of the writer to the group. */
enum store_result round_keep(struct postgresql *store);

/* Takes a link back, and with it what was not kept. */
void round_give(struct postgresql *store);

#endif
