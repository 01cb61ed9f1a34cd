/* A session: the store that a process which stays keeps open for requests. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <stdbool.h>

#include "store/result.h"

struct arena;
struct store_session;
struct store_settings;

/*
 * With a session in its settings store_open() begins no transaction of its own
 * but a part of the group's: store_commit() adds the part to the group, and
 * store_close() takes back the part alone. What store_commit() says is true
 * once store_session_commit() has made the group durable. So a caller keeps all
 * answers of requests that took part until then. Reading sees what groups
 * before have made durable.
 */

/*
 * A session of the store that the settings name, which was prepared
 * (store_prepare()). Nothing is opened before it is needed. The settings'
 * strings have to stay.
 */
struct store_session *store_session_new(
	struct arena *arena, const struct store_settings *settings);

/*
 * Begins a round of requests: looks whether the store is still the one that its
 * name leads to, and closes it else.
 */
void store_session_begin(struct store_session *session);

/*
 * Whether any request has taken part in the group since the last call: its
 * answer has to wait for store_session_commit().
 */
bool store_session_took(struct store_session *session);

/*
 * Makes the group durable, with one sync. Unless the result is STORE_OK nothing
 * of the group was kept, and each request in it has to be done again, alone.
 */
enum store_result store_session_commit(struct store_session *session);

/*
 * From now on each part is a group of its own, so that store_commit() itself
 * says what became of it; or no more.
 */
void store_session_alone(struct store_session *session, bool alone);

/*
 * From now on the store is said to be busy whenever it is asked for; or no
 * more.
 */
void store_session_refuse(struct store_session *session, bool refuse);

/* Whether the store is out of this process's reach, but not of a new one's. */
bool store_session_is_lost(const struct store_session *session);

/* Closes the store; what was not committed is forgotten. */
void store_session_close(struct store_session *session);

#endif
