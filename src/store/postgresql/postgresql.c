/* The PostgreSQL store: a database behind a connection. */
#include "store/postgresql/postgresql.h"

#include <string.h>

#include "base/calendar.h"
#include "config/config.h"
#include "store/postgresql/audit.h"
#include "store/postgresql/card.h"
#include "store/postgresql/change.h"
#include "store/postgresql/fetch.h"
#include "store/postgresql/import.h"
#include "store/postgresql/inspection.h"
#include "store/postgresql/keys.h"
#include "store/postgresql/quarantine.h"
#include "store/postgresql/rows.h"
#include "store/postgresql/search.h"
#include "store/postgresql/secret.h"
#include "store/postgresql/session.h"
#include "store/postgresql/task.h"
#include "store/postgresql/transaction.h"

/* It is a server's. */
static const char *
no_file(const struct config *config)
{
	(void)config;
	return NULL;
}

static const struct store_prepared *
prepare(struct arena *arena, const struct store_settings *settings)
{
	static const struct store_prepared none = {
		.result = STORE_UNAVAILABLE,
	};
	const struct target *target =
		target_read(arena, settings->config->database);

	return target == NULL ? &none : &target->base;
}

/* Ends all that the request has of the store. */
static void
give_back(struct postgresql *store)
{
	if (store->session != NULL) {
		round_give(store);
		return;
	}
	link_roll_back(store->link);
	link_close(store->link);
}

static void
close_at_end(void *store)
{
	give_back(store);
}

/* A store that is not open as yet. */
static struct postgresql *
store_new(struct arena *arena, const struct store_settings *settings)
{
	struct postgresql *store = arena_alloc(arena, sizeof(*store));
	const struct store_prepared *prepared = settings->prepared;

	store->base.methods = &postgresql_methods;
	store->arena = arena;
	store->schema = settings->schema;
	store->session = settings->session;
	store->idempotency = settings->idempotency;
	store->quiet = settings->quiet;
	store->patience = settings->lock_timeout;
	arena_at_end(arena, close_at_end, store);
	if (store->session != NULL)
		return store;
	if (prepared == NULL)
		prepared = prepare(arena, settings);
	store->result = prepared->result;
	store->target = (const struct target *)prepared;
	store->link = arena_alloc(arena, sizeof(*store->link));
	store->deeds = arena_alloc(arena, sizeof(*store->deeds));
	store->deeds->arena = arena;
	return store;
}

/* The result of opening a store, which is closed if that failed. */
static enum store_result
opened(struct postgresql *store, struct store **base)
{
	if (store->result == STORE_OK)
		*base = &store->base;
	else
		give_back(store);
	return store->result;
}

static enum store_result
open_to_write(struct arena *arena, const struct store_settings *settings,
	struct store **base)
{
	struct postgresql *store = store_new(arena, settings);

	store->writes = true;
	if (store->session != NULL)
		round_write(store);
	else if (transaction_begin(store))
		transaction_take_key(store);
	return opened(store, base);
}

static enum store_result
open_to_read(struct arena *arena, const struct store_settings *settings,
	struct store **base)
{
	struct postgresql *store = store_new(arena, settings);

	if (store->session != NULL)
		round_read(store);
	else
		transaction_ready(store);
	return opened(store, base);
}

static enum store_result
commit(struct store *base)
{
	struct postgresql *store = postgresql_of(base);

	if (store->session != NULL)
		return round_keep(store);
	transaction_keep_key(store);
	transaction_commit(store, store->deeds);
	give_back(store);
	return store->result;
}

static void
give_up(struct store *base)
{
	give_back(postgresql_of(base));
}

/* Asks for the key of a request, as it is kept. */
static enum recall
find_key(struct postgresql *store, struct recalled *recalled)
{
	const struct idempotency *idempotency = store->idempotency;
	struct parameters wanted = { .arena = store->arena };
	enum recall recall = RECALL_NOTHING;
	struct rows rows;

	put_bytes(&wanted, idempotency->print, SHA256_BYTES);
	put_number(&wanted, idempotency->owner);
	put_text(&wanted, idempotency->key);
	rows = sql_ask(store,
		"SELECT(print=?)::int,first,count,version FROM idempotency"
		" WHERE owner=? AND key=?",
		&wanted);
	if (rows.count > 0) {
		recall = rows_number(&rows, 0, 0) != 0 ? RECALL_SAME
						       : RECALL_OTHER;
		*recalled = (struct recalled){
			.first = rows_number(&rows, 0, 1),
			.count = (size_t)rows_number(&rows, 0, 2),
			.version = rows_number(&rows, 0, 3),
		};
	}
	sql_forget(store);
	return recall;
}

static enum recall
recall(struct store *base, struct recalled *recalled)
{
	struct postgresql *store = postgresql_of(base);

	return store->known && store->idempotency != NULL
		       ? find_key(store, recalled)
		       : RECALL_NOTHING;
}

static bool
was_done(struct arena *arena, const struct store_settings *settings)
{
	enum recall recall = RECALL_NOTHING;
	struct recalled recalled;
	struct store *base;

	if (open_to_read(arena, settings, &base) != STORE_OK)
		return false;
	recall = find_key(postgresql_of(base), &recalled);
	give_up(base);
	return recall == RECALL_SAME;
}

static enum store_result
read_secret(struct arena *arena, const struct store_settings *settings,
	unsigned char secret[STORE_SECRET])
{
	struct store *base;
	enum store_result result = open_to_read(arena, settings, &base);

	if (result != STORE_OK)
		return result;
	result = secret_tell(base, secret);
	give_up(base);
	return result;
}

static enum store_result
inspect(struct arena *arena, const struct store_settings *settings,
	struct store_view *view)
{
	struct store *base;
	enum store_result result = open_to_read(arena, settings, &base);

	if (result != STORE_OK)
		return result;
	inspect_look(postgresql_of(base), view);
	give_up(base);
	return postgresql_of(base)->result;
}

static struct store_session *
begin_session(struct arena *arena, const struct store_settings *settings)
{
	return round_new(arena, settings, &postgresql_methods);
}

/* The copy is left to the programs of the database. */
static enum store_result
copy(struct store *base, struct arena *arena, struct copying *copying)
{
	(void)base;
	(void)arena;
	copying->fault = "the database is in no file; its own programs make "
			 "backups of it";
	return STORE_OK;
}

/* Refusals are not counted as yet. */
static bool
may_note_refusal(const struct store_settings *settings)
{
	(void)settings;
	return false;
}

static enum store_result
figures(struct store *base, struct arena *arena, enum figure_kind kind,
	struct figure **list, size_t *count)
{
	(void)arena;
	(void)kind;
	*list = NULL;
	*count = 0;
	sql_give_up(postgresql_of(base), STORE_UNAVAILABLE,
		"this program counts no figures of PostgreSQL's databases",
		"ask the database with psql");
	return STORE_UNAVAILABLE;
}

const struct store_methods postgresql_methods = {
	.name = "postgresql",
	.file = no_file,
	.prepare = prepare,
	.open = open_to_write,
	.open_to_read = open_to_read,
	.commit = commit,
	.close = give_up,
	.session_new = begin_session,
	.session_begin = round_begin,
	.session_took = round_took,
	.session_commit = round_commit,
	.session_alone = round_alone,
	.session_refuse = round_refuse,
	.session_is_lost = round_is_lost,
	.session_close = round_close,
	.add = row_add,
	.replace = row_replace,
	.erase = row_erase,
	.history = change_list,
	.walk_changes = change_pass,
	.copy = copy,
	.may_note_refusal = may_note_refusal,
	.figures = figures,
	.list_deeds = deed_list,
	.keep_import = import_note,
	.list_imports = import_all,
	.keep_import_row = import_add_row,
	.find_import_row = import_get_row,
	.last_import_row = import_get_last,
	.drop_import_row = import_forget_row,
	.find_known = import_known,
	.consents = change_entries,
	.feed = change_follow,
	.counters = card_count,
	.read = fetch_one,
	.read_slice = fetch_next,
	.search = search_find,
	.end_reading = search_finish,
	.recall = recall,
	.was_done = was_done,
	.secret = secret_tell,
	.read_secret = read_secret,
	.spend = secret_use,
	.try = inspect_try,
	.inspect = inspect,
	.quarantine = quarantine_put,
	.suspect = quarantine_get,
	.drop_suspect = quarantine_drop_one,
	.drop_suspects = quarantine_drop_some,
	.keep_task = task_put,
	.find_task = task_get,
	.list_tasks = task_get_all,
	.find_key = key_find,
	.note_key_use = key_note_use,
	.add_key = key_add,
	.list_keys = key_list,
	.revoke_key = key_revoke,
	.rotate_key = key_rotate,
	.add_visit = key_add_visit,
	.drop_visit = key_drop_visit,
};
