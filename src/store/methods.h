/* The functions that every kind of store provides; the table of all kinds. */
#ifndef STORE_METHODS_H
#define STORE_METHODS_H

#include "store/backup.h"
#include "store/change.h"
#include "store/counter.h"
#include "store/idempotency.h"
#include "store/import.h"
#include "store/inspection.h"
#include "store/key.h"
#include "store/quarantine.h"
#include "store/record.h"
#include "store/refusal.h"
#include "store/result.h"
#include "store/search.h"
#include "store/session.h"
#include "store/secret.h"
#include "store/settings.h"
#include "store/statistics.h"
#include "store/task.h"

struct arena;
struct config;

/* The beginning of each kind's own struct of an open store. */
struct store {
	const struct store_methods *methods;
};

/* Likewise of a session. */
struct store_session {
	const struct store_methods *methods;
};

/*
 * Each method does the same as the public function store_NAME() of its name, if
 * there is one.
 */
struct store_methods {
	const char *name; /* "sqlite" */

	const char *(*file)(const struct config *config);
	const struct store_prepared *(*prepare)(
		struct arena *arena, const struct store_settings *settings);
	enum store_result (*open)(struct arena *arena,
		const struct store_settings *settings, struct store **store);
	enum store_result (*open_to_read)(struct arena *arena,
		const struct store_settings *settings, struct store **store);
	enum store_result (*commit)(struct store *store);
	void (*close)(struct store *store);

	struct store_session *(*session_new)(
		struct arena *arena, const struct store_settings *settings);
	void (*session_begin)(struct store_session *session);
	bool (*session_took)(struct store_session *session);
	enum store_result (*session_commit)(struct store_session *session);
	void (*session_alone)(struct store_session *session, bool alone);
	void (*session_refuse)(struct store_session *session, bool refuse);
	bool (*session_is_lost)(const struct store_session *session);
	void (*session_close)(struct store_session *session);

	enum store_result (*add)(struct store *store,
		const struct record *record, const struct origin *origin,
		int64_t *id);
	enum store_result (*read)(struct store *store, struct intake *intake,
		int64_t id, struct stored *stored);
	enum store_result (*read_slice)(struct store *store,
		struct intake *intake, struct cursor *cursor);
	enum store_result (*search)(struct store *store, struct arena *arena,
		const struct search *search, struct search_page *page);
	void (*end_reading)(struct store *store);

	enum store_result (*replace)(struct store *store,
		const struct replacement *replacement, int64_t *version);
	enum store_result (*erase)(struct store *store,
		const struct stored *stored, const struct origin *origin);
	enum store_result (*history)(struct store *store, struct arena *arena,
		int64_t id, struct history *history);
	enum store_result (*copy)(struct store *store, struct arena *arena,
		struct copying *copying);
	/* these four: NULL of a kind whose stores are in no file */
	enum store_result (*vacuum)(struct arena *arena,
		const struct store_settings *settings,
		struct vacuuming *vacuuming);
	enum store_result (*stage)(struct arena *arena,
		const struct store_settings *settings,
		struct restoring *restoring);
	enum store_result (*swap)(struct arena *arena,
		const struct store_settings *settings,
		struct restoring *restoring);
	void (*unstage)(struct arena *arena, struct restoring *restoring);
	/* for store_note_refusal() */
	bool (*may_note_refusal)(const struct store_settings *settings);
	void (*note_refusal)(struct store *store, const char *day,
		const char *const *fields, size_t count);
	enum store_result (*figures)(struct store *store, struct arena *arena,
		enum figure_kind kind, struct figure **figures, size_t *count);
	enum store_result (*walk_changes)(struct store *store,
		struct arena *arena, struct change_walk *walk);
	enum store_result (*list_deeds)(struct store *store,
		struct arena *arena, int64_t after,
		struct audit_entry **entries, size_t *count);
	enum store_result (*consents)(struct store *store, struct arena *arena,
		int64_t id, struct consent **consents, size_t *count);
	enum store_result (*feed)(
		struct store *store, struct arena *arena, struct feed *feed);
	enum store_result (*counters)(struct store *store, struct arena *arena,
		struct counter **counters, size_t *count);

	enum recall (*recall)(struct store *store, struct recalled *recalled);
	bool (*was_done)(
		struct arena *arena, const struct store_settings *settings);

	enum store_result (*secret)(
		struct store *store, unsigned char secret[STORE_SECRET]);
	enum store_result (*read_secret)(struct arena *arena,
		const struct store_settings *settings,
		unsigned char secret[STORE_SECRET]);
	bool (*spend)(struct store *store, const char *word, int64_t time);

	enum store_result (*try)(struct store *store);
	enum store_result (*inspect)(struct arena *arena,
		const struct store_settings *settings, struct store_view *view);

	enum store_result (*quarantine)(struct store *store,
		const struct suspect *suspect, int64_t most);
	enum store_result (*suspect)(
		struct store *store, int64_t after, struct suspect *suspect);
	enum store_result (*drop_suspect)(struct store *store, int64_t id);
	enum store_result (*drop_suspects)(
		struct store *store, int64_t after, int64_t to, int64_t *last);

	enum store_result (*keep_task)(
		struct store *store, struct task *task, enum task_kept *kept);
	enum store_result (*find_task)(struct store *store, const char *id,
		int64_t now, struct task *task);
	enum store_result (*list_tasks)(struct store *store, int64_t key,
		int64_t now, struct task **tasks, size_t *count);
	enum store_result (*find_key)(struct store *store,
		const struct key_wanted *wanted, int64_t now,
		struct api_key *key);
	/* notes the day of a key's last use, for store_use_key() */
	enum store_result (*note_key_use)(
		struct store *store, int64_t id, const char *day);
	enum store_result (*add_key)(struct store *store,
		const struct api_key *key,
		const unsigned char print[SHA256_BYTES],
		const struct deed *deed, int64_t *id);
	enum store_result (*list_keys)(
		struct store *store, struct api_key **keys, size_t *count);
	enum store_result (*revoke_key)(
		struct store *store, int64_t id, const struct deed *deed);
	enum store_result (*rotate_key)(struct store *store, int64_t id,
		const unsigned char print[SHA256_BYTES], int64_t until,
		const struct deed *deed);
	enum store_result (*add_visit)(struct store *store, int64_t key,
		const unsigned char print[SHA256_BYTES], int64_t until,
		int64_t now);
	enum store_result (*drop_visit)(struct store *store,
		const unsigned char print[SHA256_BYTES]);

	enum store_result (*keep_import)(struct store *store,
		struct import_run *run, const struct deed *deed);
	enum store_result (*list_imports)(struct store *store,
		struct arena *arena, int64_t number, struct import_run **runs,
		size_t *count);
	enum store_result (*keep_import_row)(
		struct store *store, const struct import_row *row);
	enum store_result (*find_import_row)(struct store *store,
		const unsigned char print[IMPORT_PRINT],
		struct import_row *row);
	enum store_result (*last_import_row)(struct store *store,
		int64_t import, int64_t before, struct import_row *row);
	enum store_result (*drop_import_row)(struct store *store, int64_t id);
	enum store_result (*find_known)(struct store *store, enum known_by by,
		const char *text, const char *brand, int64_t ids[KNOWN_MOST],
		size_t *count);
};

/* All kinds, ended by NULL; a database that names no kind is of the first. */
extern const struct store_methods *const store_kinds[];

#endif
