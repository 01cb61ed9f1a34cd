/* The dispatch of calls to the kind of store that the configuration names. */
#include "store/store.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
#include "config/config.h"
#include "store/methods.h"
#if defined(CRM_POSTGRESQL)
#include "store/postgresql/postgresql.h"
#endif
#include "store/sqlite/sqlite.h"

const struct store_methods *const store_kinds[] = {
	&sqlite_methods,
#if defined(CRM_POSTGRESQL)
	&postgresql_methods,
#endif
	NULL,
};

/* The length of the name of a database's kind; 0: the database is a path. */
static size_t
name_length(const char *database)
{
	const char *end = strstr(database, "://");
	size_t length = end == NULL ? 0 : (size_t)(end - database);

	/* a path may hold "://", but not at its beginning */
	return memchr(database, '/', length) == NULL ? length : 0;
}

/* The kind of a database, or NULL if the kind is unknown. */
static const struct store_methods *
kind_of(const char *database)
{
	const struct store_methods *const *kind = store_kinds;
	size_t length = name_length(database);

	while (length > 0 && *kind != NULL &&
		(strlen((*kind)->name) != length ||
			strncmp((*kind)->name, database, length) != 0))
		kind++;
	return *kind;
}

/* The kind of the database; NULL if it is unknown, and the log says so. */
static const struct store_methods *
find_kind(const struct store_settings *settings)
{
	const char *database = settings->config->database;
	const struct store_methods *kind = kind_of(database);

	if (kind == NULL)
		log_line("database not opened: this program was built "
			 "without a store for %.*s://; set database in "
			 "crm.conf to a file",
			(int)name_length(database), database);
	return kind;
}

const char *
store_file(const struct config *config)
{
	const struct store_methods *kind = kind_of(config->database);

	return kind == NULL ? NULL : kind->file(config);
}

const struct store_prepared *
store_prepare(struct arena *arena, const struct store_settings *settings)
{
	static const struct store_prepared none = {
		.result = STORE_UNAVAILABLE,
	};
	const struct store_methods *kind = find_kind(settings);

	return kind == NULL ? &none : kind->prepare(arena, settings);
}

enum store_result
store_open(struct arena *arena, const struct store_settings *settings,
	struct store **store)
{
	const struct store_methods *kind = find_kind(settings);

	*store = NULL;
	return kind == NULL ? STORE_UNAVAILABLE
			    : kind->open(arena, settings, store);
}

enum store_result
store_open_to_read(struct arena *arena, const struct store_settings *settings,
	struct store **store)
{
	const struct store_methods *kind = find_kind(settings);

	*store = NULL;
	return kind == NULL ? STORE_UNAVAILABLE
			    : kind->open_to_read(arena, settings, store);
}

bool
store_was_done(struct arena *arena, const struct store_settings *settings)
{
	const struct store_methods *kind = find_kind(settings);

	return kind != NULL && kind->was_done(arena, settings);
}

enum store_result
store_read_secret(struct arena *arena, const struct store_settings *settings,
	unsigned char secret[STORE_SECRET])
{
	const struct store_methods *kind = find_kind(settings);

	return kind == NULL ? STORE_UNAVAILABLE
			    : kind->read_secret(arena, settings, secret);
}

enum store_result
store_inspect(struct arena *arena, const struct store_settings *settings,
	struct store_view *view)
{
	const struct store_methods *kind = find_kind(settings);

	*view = (struct store_view){ .durability = "", .newest = "" };
	return kind == NULL ? STORE_UNAVAILABLE
			    : kind->inspect(arena, settings, view);
}

enum store_result
store_commit(struct store *store)
{
	return store->methods->commit(store);
}

void
store_close(struct store *store)
{
	store->methods->close(store);
}

enum store_result
store_add(struct store *store, const struct record *record,
	const struct origin *origin, int64_t *id)
{
	return store->methods->add(store, record, origin, id);
}

enum store_result
store_read(struct store *store, struct intake *intake, int64_t id,
	struct stored *stored)
{
	return store->methods->read(store, intake, id, stored);
}

enum store_result
store_read_slice(
	struct store *store, struct intake *intake, struct cursor *cursor)
{
	return store->methods->read_slice(store, intake, cursor);
}

enum store_result
store_search(struct store *store, struct arena *arena,
	const struct search *search, struct search_page *page)
{
	return store->methods->search(store, arena, search, page);
}

void
store_end_reading(struct store *store)
{
	store->methods->end_reading(store);
}

enum store_result
store_replace(struct store *store, const struct replacement *replacement,
	int64_t *version)
{
	return store->methods->replace(store, replacement, version);
}

enum store_result
store_erase(struct store *store, const struct stored *stored,
	const struct origin *origin)
{
	return store->methods->erase(store, stored, origin);
}

enum store_result
store_history(struct store *store, struct arena *arena, int64_t id,
	struct history *history)
{
	return store->methods->history(store, arena, id, history);
}

enum store_result
store_walk_changes(
	struct store *store, struct arena *arena, struct change_walk *walk)
{
	return store->methods->walk_changes(store, arena, walk);
}

enum store_result
store_copy(struct store *store, struct arena *arena, struct copying *copying)
{
	return store->methods->copy(store, arena, copying);
}

enum store_result
store_vacuum(struct arena *arena, const struct store_settings *settings,
	struct vacuuming *vacuuming)
{
	return kind_of(settings->config->database)
		->vacuum(arena, settings, vacuuming);
}

enum store_result
store_stage(struct arena *arena, const struct store_settings *settings,
	struct restoring *restoring)
{
	return kind_of(settings->config->database)
		->stage(arena, settings, restoring);
}

enum store_result
store_swap(struct arena *arena, const struct store_settings *settings,
	struct restoring *restoring)
{
	return kind_of(settings->config->database)
		->swap(arena, settings, restoring);
}

void
store_unstage(struct arena *arena, const struct store_settings *settings,
	struct restoring *restoring)
{
	kind_of(settings->config->database)->unstage(arena, restoring);
}

void
store_note_refusal(struct arena *arena, const struct store_settings *settings,
	int64_t time, const char *const *fields, size_t count)
{
	const struct store_methods *kind =
		kind_of(settings->config->database);
	struct store_settings hasty = *settings;
	char today[CALENDAR_ROOM];
	struct store *store;

	if (kind == NULL || !kind->may_note_refusal(settings))
		return;
	calendar_put_day(today, calendar_day_of(time));
	hasty.lock_timeout = 0;
	hasty.quiet = true;
	hasty.idempotency = NULL;
	if (store_open(arena, &hasty, &store) != STORE_OK)
		return;
	kind->note_refusal(store, today, fields, count);
	store_commit(store);
}

enum store_result
store_figures(struct store *store, struct arena *arena, enum figure_kind kind,
	struct figure **figures, size_t *count)
{
	return store->methods->figures(store, arena, kind, figures, count);
}

enum store_result
store_list_deeds(struct store *store, struct arena *arena, int64_t after,
	struct audit_entry **entries, size_t *count)
{
	return store->methods->list_deeds(store, arena, after, entries, count);
}

enum store_result
store_consents(struct store *store, struct arena *arena, int64_t id,
	struct consent **consents, size_t *count)
{
	return store->methods->consents(store, arena, id, consents, count);
}

enum store_result
store_feed(struct store *store, struct arena *arena, struct feed *feed)
{
	return store->methods->feed(store, arena, feed);
}

enum store_result
store_counters(struct store *store, struct arena *arena,
	struct counter **counters, size_t *count)
{
	return store->methods->counters(store, arena, counters, count);
}

enum recall
store_recall(struct store *store, struct recalled *recalled)
{
	return store->methods->recall(store, recalled);
}

enum store_result
store_secret(struct store *store, unsigned char secret[STORE_SECRET])
{
	return store->methods->secret(store, secret);
}

bool
store_spend(struct store *store, const char *word, int64_t time)
{
	return store->methods->spend(store, word, time);
}

enum store_result
store_try(struct store *store)
{
	return store->methods->try(store);
}

enum store_result
store_quarantine(
	struct store *store, const struct suspect *suspect, int64_t most)
{
	return store->methods->quarantine(store, suspect, most);
}

enum store_result
store_suspect(struct store *store, int64_t after, struct suspect *suspect)
{
	return store->methods->suspect(store, after, suspect);
}

enum store_result
store_drop_suspect(struct store *store, int64_t id)
{
	return store->methods->drop_suspect(store, id);
}

enum store_result
store_drop_suspects(
	struct store *store, int64_t after, int64_t to, int64_t *last)
{
	return store->methods->drop_suspects(store, after, to, last);
}

enum store_result
store_keep_task(struct store *store, struct task *task, enum task_kept *kept)
{
	return store->methods->keep_task(store, task, kept);
}

enum store_result
store_find_task(
	struct store *store, const char *id, int64_t now, struct task *task)
{
	return store->methods->find_task(store, id, now, task);
}

enum store_result
store_list_tasks(struct store *store, int64_t key, int64_t now,
	struct task **tasks, size_t *count)
{
	return store->methods->list_tasks(store, key, now, tasks, count);
}

enum store_result
store_find_key(struct store *store, const struct key_wanted *wanted,
	int64_t now, struct api_key *key)
{
	return store->methods->find_key(store, wanted, now, key);
}

enum store_result
store_add_key(struct store *store, const struct api_key *key,
	const unsigned char print[SHA256_BYTES], const struct deed *deed,
	int64_t *id)
{
	return store->methods->add_key(store, key, print, deed, id);
}

enum store_result
store_list_keys(struct store *store, struct api_key **keys, size_t *count)
{
	return store->methods->list_keys(store, keys, count);
}

enum store_result
store_revoke_key(struct store *store, int64_t id, const struct deed *deed)
{
	return store->methods->revoke_key(store, id, deed);
}

enum store_result
store_rotate_key(struct store *store, int64_t id,
	const unsigned char print[SHA256_BYTES], int64_t until,
	const struct deed *deed)
{
	return store->methods->rotate_key(store, id, print, until, deed);
}

enum store_result
store_add_visit(struct store *store, int64_t key,
	const unsigned char print[SHA256_BYTES], int64_t until, int64_t now)
{
	return store->methods->add_visit(store, key, print, until, now);
}

enum store_result
store_drop_visit(struct store *store, const unsigned char print[SHA256_BYTES])
{
	return store->methods->drop_visit(store, print);
}

enum store_result
store_keep_import(
	struct store *store, struct import_run *run, const struct deed *deed)
{
	return store->methods->keep_import(store, run, deed);
}

enum store_result
store_list_imports(struct store *store, struct arena *arena, int64_t number,
	struct import_run **runs, size_t *count)
{
	return store->methods->list_imports(store, arena, number, runs, count);
}

enum store_result
store_keep_import_row(struct store *store, const struct import_row *row)
{
	return store->methods->keep_import_row(store, row);
}

enum store_result
store_find_import_row(struct store *store,
	const unsigned char print[IMPORT_PRINT], struct import_row *row)
{
	return store->methods->find_import_row(store, print, row);
}

enum store_result
store_last_import_row(struct store *store, int64_t import, int64_t before,
	struct import_row *row)
{
	return store->methods->last_import_row(store, import, before, row);
}

enum store_result
store_drop_import_row(struct store *store, int64_t id)
{
	return store->methods->drop_import_row(store, id);
}

enum store_result
store_find_known(struct store *store, enum known_by by, const char *text,
	const char *brand, int64_t ids[KNOWN_MOST], size_t *count)
{
	return store->methods->find_known(
		store, by, text, brand, ids, count);
}

void
store_use_key(struct arena *arena, const struct store_settings *settings,
	const struct api_key *key, int64_t now)
{
	struct store_settings hasty = *settings;
	char today[CALENDAR_ROOM];
	struct store *store;

	calendar_put_day(today, calendar_day_of(now));
	if (key->used != NULL && strcmp(key->used, today) == 0)
		return;
	hasty.lock_timeout = 0;
	hasty.quiet = true;
	hasty.idempotency = NULL;
	if (store_open(arena, &hasty, &store) != STORE_OK)
		return;
	store->methods->note_key_use(store, key->id, today);
	store_commit(store);
}

struct store_session *
store_session_new(struct arena *arena, const struct store_settings *settings)
{
	const struct store_methods *kind = find_kind(settings);

	return kind == NULL ? NULL : kind->session_new(arena, settings);
}

void
store_session_begin(struct store_session *session)
{
	session->methods->session_begin(session);
}

bool
store_session_took(struct store_session *session)
{
	return session->methods->session_took(session);
}

enum store_result
store_session_commit(struct store_session *session)
{
	return session->methods->session_commit(session);
}

void
store_session_alone(struct store_session *session, bool alone)
{
	session->methods->session_alone(session, alone);
}

void
store_session_refuse(struct store_session *session, bool refuse)
{
	session->methods->session_refuse(session, refuse);
}

void
store_session_close(struct store_session *session)
{
	session->methods->session_close(session);
}

bool
store_session_is_lost(const struct store_session *session)
{
	return session->methods->session_is_lost(session);
}
