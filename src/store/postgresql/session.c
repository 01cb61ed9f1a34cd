/* The session of a PostgreSQL store: its two links, and the group at hand. */
#include "store/postgresql/session.h"

#include <string.h>

#include "base/calendar.h"
#include "config/config.h"
#include "store/postgresql/transaction.h"

struct round {
	struct store_session base;
	const struct target *target;
	const struct store_settings *settings;
	struct link writer, reader;
	struct arena scratch; /* of the group, and of its deeds */
	struct deeds deeds;
	struct postgresql *writes; /* the store that uses the writer, or NULL */
	bool begun;                /* a group … */
	bool broken;               /* … of which nothing can be kept */
	bool took, alone;
	enum store_result refused; /* why no group can begin in this round */
};

static struct round *
round_of(struct store_session *base)
{
	return (struct round *)base;
}

struct store_session *
round_new(struct arena *arena, const struct store_settings *settings,
	const struct store_methods *methods)
{
	struct round *group = arena_alloc(arena, sizeof(*group));
	struct store_settings *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *settings;
	group->base.methods = methods;
	group->settings = copy;
	if (settings->prepared->result == STORE_OK)
		group->target = (const struct target *)settings->prepared;
	group->writer.lasts = group->reader.lasts = true;
	group->deeds.arena = &group->scratch;
	return &group->base;
}

void
round_begin(struct store_session *base)
{
	struct round *group = round_of(base);

	group->refused = STORE_OK;
	link_look(&group->writer);
	link_look(&group->reader);
}

bool
round_took(struct store_session *base)
{
	struct round *group = round_of(base);
	bool took = group->took;

	group->took = false;
	return took;
}

void
round_alone(struct store_session *base, bool alone)
{
	round_of(base)->alone = alone;
}

void
round_refuse(struct store_session *base, bool refuse)
{
	round_of(base)->refused = refuse ? STORE_BUSY : STORE_OK;
}

bool
round_is_lost(const struct store_session *base)
{
	(void)base;
	return false;
}

/* Forgets the group, be it that it was committed or not. */
static void
forget(struct round *group)
{
	group->begun = group->broken = false;
	group->deeds = (struct deeds){ .arena = &group->scratch };
	arena_free(&group->scratch);
}

void
round_close(struct store_session *base)
{
	struct round *group = round_of(base);

	link_close(&group->writer);
	link_close(&group->reader);
	forget(group);
}

/* Begins the group, if none is begun, for the store that needs one. */
static void
begin(struct round *group, struct postgresql *store)
{
	if (group->begun || store->result != STORE_OK)
		return;
	group->begun = transaction_begin(store);
	if (!store->quiet)
		group->refused = store->result;
}

void
round_write(struct postgresql *store)
{
	struct round *group = round_of(store->session);

	if (group->target == NULL)
		store->result = STORE_UNAVAILABLE;
	else if (group->refused != STORE_OK)
		store->result = group->refused;
	store->target = group->target;
	store->link = &group->writer;
	store->deeds = &group->deeds;
	begin(group, store);
	group->took |= store->result == STORE_OK;
	if (store->result != STORE_OK)
		return;
	group->writes = store;
	store->deeds_before = group->deeds.count;
	store->keys_before = group->deeds.key_count;
	sql_send(store, "SAVEPOINT request", NULL);
	transaction_take_key(store);
}

void
round_read(struct postgresql *store)
{
	struct round *group = round_of(store->session);

	if (group->target == NULL)
		store->result = STORE_UNAVAILABLE;
	else if (group->refused != STORE_OK)
		store->result = group->refused;
	store->target = group->target;
	store->link = &group->reader;
	transaction_ready(store);
}

/*
 * Takes back what a request did since it began its part of the group. What it
 * sent may have failed already; then so has the group.
 */
static void
undo(struct round *group, struct postgresql *store)
{
	struct link *link = store->link;
	const struct statement back = { .sql = "ROLLBACK TO request" };

	group->deeds.count = store->deeds_before;
	group->deeds.key_count = store->keys_before;
	link_forget(link);
	if (link->connection != NULL)
		link_send(link, &back);
	group->broken |= link_settle(link, calendar_elapsed() + ANSWER_TIME) !=
			 LINK_DONE;
}

void
round_give(struct postgresql *store)
{
	struct round *group = round_of(store->session);

	if (group->writes == store) {
		group->writes = NULL;
		/* what others held up is done again alone */
		group->broken |= store->result == STORE_BUSY &&
				 strncmp(store->link->state, "40", 2) == 0;
		undo(group, store);
	} else if (store->link == &group->reader && store->searching) {
		store->searching = false;
		link_roll_back(store->link);
	}
}

enum store_result
round_keep(struct postgresql *store)
{
	struct round *group = round_of(store->session);

	transaction_keep_key(store);
	sql_send(store, "RELEASE request", NULL);
	if (group->alone)
		sql_settle(store);
	if (store->result != STORE_OK) {
		group->broken = true;
		round_give(store);
		return store->result;
	}
	group->writes = NULL;
	link_forget(store->link);
	return group->alone ? round_commit(store->session) : STORE_OK;
}

/* Commits, or takes back, the group that is begun. */
static enum store_result
end_group(struct round *group)
{
	const int64_t patience = group->settings->lock_timeout;
	struct postgresql store = {
		.arena = &group->scratch,
		.target = group->target,
		.schema = group->settings->schema,
		.link = &group->writer,
		.patience = patience,
		.result = group->broken ? STORE_UNAVAILABLE : STORE_OK,
	};

	if (store.result == STORE_OK)
		transaction_commit(&store, &group->deeds);
	if (store.result != STORE_OK)
		link_roll_back(&group->writer);
	/* what may have been done is not to be done again */
	if (store.result == STORE_IN_DOUBT)
		group->refused = store.result;
	return store.result;
}

enum store_result
round_commit(struct store_session *base)
{
	struct round *group = round_of(base);
	enum store_result result = STORE_OK;

	if (group->begun)
		result = end_group(group);
	forget(group);
	return result;
}
