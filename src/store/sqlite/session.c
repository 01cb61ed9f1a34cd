/* The session of a SQLite store: its connections, and the group at hand. */
#include "store/sqlite/session.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/path.h"
#include "config/config.h"
#include "schema/schema.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/erasure.h"
#include "store/sqlite/location.h"
#include "store/sqlite/look.h"
#include "store/sqlite/writelock.h"

enum {
	READERS = 32, /* at once, most of them exports on their way */
	LINKS = 1 + READERS,
	LISTED = 1024,     /* bytes of paths */
	LISTED_FOR = 1000, /* milliseconds */
	SETTLED = 2 /* seconds after which the time of a folder is its own */
};

/* A connection to the database. */
struct link {
	struct arena arena;   /* of all that lives as long as it */
	struct sqlite *store; /* NULL: not open */
	unsigned uses;        /* so far */
	bool busy;
	bool orphan; /* its database is gone: it is closed after its use */
};

/* The names whose files are watched for being replaced. */
enum { DATABASE, LOCK_FILE, NAMES };

struct session {
	struct store_session base;
	struct store_settings settings;
	struct arena place;   /* of what is there while the store is open */
	struct arena scratch; /* of what is said while no request is at hand */
	const char *file;     /* NULL: the store is not open */
	const char *names[NAMES];
	ino_t numbers[NAMES];
	DIR *folder;     /* as it was when the session began */
	int64_t changed; /* when a name in it last changed, … */
	bool settled;    /* … if that was long ago */
	int lock;
	struct link links[LINKS]; /* the first one writes */
	bool begun;               /* a group … */
	bool broken;              /* … of which nothing can be kept */
	bool erases, pending;     /* as in struct sqlite, of the group */
	bool stale;               /* to be opened anew after the group */
	bool took, alone;
	/* the folders above the database, by both of its paths */
	struct location_folders above;
	/* what was exposed to the last request, and not the database */
	char list[LISTED];
	size_t listed;
	int64_t listed_until;      /* as calendar_elapsed() counts */
	bool lost;                 /* the folder is another one */
	enum store_result refused; /* why no group can begin in this round */
};

static struct session *
session_of(struct store_session *base)
{
	return (struct session *)base;
}

/* Notes what has to be hidden, while all folders can be opened. */
static void
note_folders(struct arena *arena, struct session *session)
{
	const struct store_settings *settings = &session->settings;

	location_note_folders(
		arena, connection_path(settings->config), &session->above);
	location_note_folders(arena,
		path_join(arena, settings->prepared->reach, "/"),
		&session->above);
}

struct store_session *
session_new(struct arena *arena, const struct store_settings *settings,
	const struct store_methods *methods)
{
	struct session *session = arena_alloc(arena, sizeof(*session));

	session->base.methods = methods;
	session->settings = *settings;
	session->settings.session = &session->base;
	session->lock = -1;
	if (settings->prepared->result == STORE_OK)
		session->folder = opendir(settings->prepared->reach);
	session->lost = session->folder == NULL;
	if (!session->lost)
		note_folders(arena, session);
	return &session->base;
}

/* Closes a connection that nobody uses. */
static void
link_close(struct link *link)
{
	if (link->store != NULL)
		connection_close(link->store);
	link->store = NULL;
	link->orphan = false;
	arena_free(&link->arena);
}

/* A store that nothing can be done with, for a reason. */
static struct sqlite *
no_store(struct arena *arena, const struct store_settings *settings,
	enum store_result result)
{
	struct sqlite *store = arena_alloc(arena, sizeof(*store));

	store->base.methods = settings->session->methods;
	store->arena = store->lasting = arena;
	store->schema = settings->schema;
	store->session = settings->session;
	store->result = result;
	store->writelock = -1;
	return store;
}

/*
 * When SQLite closes the last connection it takes the write-ahead log away, by
 * its name: which may be that of another database's log meanwhile. So here the
 * log stays.
 */
static void
link_open(struct session *session, struct link *link, int64_t deadline)
{
	size_t lists = session->settings.schema->count * sizeof(sqlite3_stmt *);
	struct sqlite *store =
		arena_alloc(&link->arena, sizeof(*store) + lists);
	int keep = 1;

	store->base.methods = session->base.methods;
	store->arena = store->lasting = &link->arena;
	store->schema = session->settings.schema;
	store->session = &session->base;
	store->file = session->file;
	store->writelock = session->lock;
	link->store = store;
	connection_open(store, deadline);
	if (store->result == STORE_OK)
		sqlite3_file_control(
			store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

/* Closes all that no request uses. */
static void
shut(struct session *session)
{
	bool free = true;

	for (size_t i = 0; i < LINKS; i++) {
		struct link *link = &session->links[i];

		if (link->busy)
			link->orphan = true;
		else
			link_close(link);
		free = free && !link->busy;
	}
	if (session->lock >= 0)
		close(session->lock);
	session->lock = -1;
	if (free) {
		look_keep(NULL);
		arena_free(&session->place);
	} else {
		look_let_go();
	}
	session->file = NULL;
	session->stale = session->begun = session->broken = false;
}

void
session_close(struct store_session *base)
{
	struct session *session = session_of(base);

	shut(session);
	if (session->folder != NULL)
		closedir(session->folder);
	session->folder = NULL;
	arena_free(&session->scratch);
}

/* Reads the numbers of the files that have the names; 0: there is none. */
static void
read_numbers(const struct session *session, ino_t numbers[NAMES])
{
	struct dirent *entry;

	memset(numbers, 0, NAMES * sizeof(*numbers));
	rewinddir(session->folder);
	while ((entry = readdir(session->folder)) != NULL)
		for (size_t i = 0; i < NAMES; i++)
			if (strcmp(entry->d_name, session->names[i]) == 0)
				numbers[i] = entry->d_ino;
}

/* Looks whether the folder is still the one that is within reach. */
static bool
has_folder(const struct session *session, struct stat *now)
{
	struct stat then;
	int fd;

	if (session->folder == NULL)
		return false;
	fd = open(session->settings.prepared->reach,
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	memset(now, 0, sizeof(*now));
	memset(&then, 0, sizeof(then));
	look_through(fd, now);
	look_through(dirfd(session->folder), &then);
	close(fd);
	return now->st_ino == then.st_ino && now->st_dev == then.st_dev;
}

/* When a name in a folder last changed, in nanoseconds. */
static int64_t
change_of(const struct stat *folder)
{
	return folder->st_ctim.tv_sec * INT64_C(1000000000) +
	       folder->st_ctim.tv_nsec;
}

/*
 * Whether the names in the folder lead to the files that are open. A change
 * soon after another may leave the folder's time as it was: so only a time that
 * was in the past says that nothing has changed.
 */
static bool
has_names(struct session *session, const struct stat *folder)
{
	ino_t numbers[NAMES];

	if (session->settled && change_of(folder) == session->changed)
		return true;
	session->changed = change_of(folder);
	session->settled = calendar_now() - folder->st_ctim.tv_sec > SETTLED;
	read_numbers(session, numbers);
	return memcmp(numbers, session->numbers, sizeof(numbers)) == 0;
}

/* Whether the names still lead to the files that are open. */
static bool
is_same(struct session *session)
{
	struct stat folder, status;

	return has_folder(session, &folder) &&
	       look_at(session->file, &status) == 0 && status.st_nlink != 0 &&
	       (status.st_mode & (S_IROTH | S_IWOTH)) == 0 &&
	       has_names(session, &folder);
}

/* Finds the file, and opens what is beside it. */
static enum store_result
find_place(struct session *session)
{
	const struct store_prepared *prepared = session->settings.prepared;
	struct arena *arena = &session->place;
	const char *path = connection_path(session->settings.config);
	struct stat status;

	session->lost |= !has_folder(session, &status);
	if (session->lost)
		return STORE_UNAVAILABLE;
	session->file = location_file(arena, path, prepared->reach);
	if (session->file == NULL)
		return STORE_UNAVAILABLE;
	session->names[DATABASE] = strrchr(session->file, '/') + 1;
	session->names[LOCK_FILE] =
		arena_printf(arena, "%s-lock", session->names[DATABASE]);
	look_hold(session->file);
	session->lock = writelock_open(arena, session->file);
	session->settled = false;
	read_numbers(session, session->numbers);
	return STORE_OK;
}

/* Puts the writer to use, for a request or for what all have in common. */
static struct sqlite *
use(struct link *link, struct arena *arena,
	const struct store_settings *settings, int64_t deadline)
{
	struct sqlite *store = link->store;

	store->arena = arena;
	store->result = STORE_OK;
	store->quiet = settings->quiet;
	store->idempotency = settings->idempotency;
	store->patience = settings->lock_timeout;
	store->first = store->version = 0;
	store->count = 0;
	store->erases = store->searching = false;
	connection_wait(store, deadline);
	return store;
}

/*
 * The connection that writes. Without a log, what it writes to the file before
 * a commit keeps all readers out, this process's own too, so that one of these
 * would wait in vain: so it keeps what a group may change in memory.
 */
static void
open_writer(struct session *session, int64_t deadline)
{
	struct link *writer = &session->links[0];

	link_open(session, writer, deadline);
	sql_execute(writer->store, "PRAGMA cache_spill=8192"); /* pages */
}

/* Opens the store; its tables are there, and durable, when this is done. */
static enum store_result
make_ready(struct session *session, int64_t deadline)
{
	struct link *writer = &session->links[0];
	enum store_result result = STORE_OK;

	if (session->file != NULL)
		return STORE_OK;
	result = find_place(session);
	if (result == STORE_OK) {
		open_writer(session, deadline);
		connection_lock(writer->store, deadline);
		connection_set_up(writer->store, &session->settings, deadline);
		connection_sync_names(writer->store);
		sql_execute(writer->store, "COMMIT");
		result = writer->store->result;
		writelock_give(session->lock, WRITELOCK_WRITE);
	}
	if (result != STORE_OK)
		shut(session);
	return result;
}

/*
 * Ends what requests read in common; without "all" only where no request is at
 * work. What fails is said while no request is at hand.
 */
static void
end_shared(struct session *session, bool all)
{
	for (size_t i = 1; i < LINKS; i++) {
		struct link *link = &session->links[i];

		if (link->store == NULL || (link->busy && !all))
			continue;
		if (!link->busy)
			link->store->arena = &session->scratch;
		sql_end_shared(link->store);
	}
}

/* Begins a group by a time, on the database that is there then. */
static enum store_result
begin_by(struct session *session, const struct store_settings *settings,
	int64_t deadline)
{
	enum store_result result;
	struct sqlite *store;

	result = make_ready(session, deadline);
	if (result != STORE_OK)
		return result;
	store = use(&session->links[0], &session->scratch, settings, deadline);
	/* who has the lock may wait for all readers (restore, vacuum) */
	end_shared(session, false);
	connection_lock(store, deadline);
	/* who had the lock may have put another database in its place */
	if (store->result == STORE_OK && !is_same(session)) {
		shut(session);
		return begin_by(session, settings, deadline);
	}
	sql_run(store, "BEGIN IMMEDIATE");
	session->pending = erasure_is_pending(store);
	migration_adopt(store);
	session->begun = store->result == STORE_OK;
	if (session->begun)
		return STORE_OK;
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	writelock_give(session->lock, WRITELOCK_WRITE);
	session->stale = store->result != STORE_BUSY;
	return store->result;
}

/* Begins the group, if none is begun. */
static enum store_result
begin_group(struct session *session, const struct store_settings *settings)
{
	return session->begun
		       ? STORE_OK
		       : begin_by(session, settings,
				 calendar_elapsed() + settings->lock_timeout);
}

/* A use of a connection by a request, which may end without giving it back. */
struct use {
	struct link *link;
	unsigned number;
};

static void
end_use(void *thing)
{
	const struct use *use = thing;

	if (use->link->busy && use->link->uses == use->number)
		session_give(use->link->store);
}

/* Lets a request have a connection, until it gives it back or ends. */
static struct sqlite *
lend(struct link *link, struct arena *arena,
	const struct store_settings *settings)
{
	struct use *lent = arena_alloc(arena, sizeof(*lent));

	*lent = (struct use){ link, ++link->uses };
	link->busy = true;
	arena_at_end(arena, end_use, lent);
	return use(link, arena, settings,
		calendar_elapsed() + settings->lock_timeout);
}

/* Whether another process is at work under the key of a request. */
static bool
is_at_work(const struct session *session, const struct idempotency *idempotency)
{
	int64_t place;

	if (idempotency == NULL || session->lock < 0)
		return false;
	place = writelock_place(idempotency->owner, idempotency->key);
	if (writelock_take(session->lock, place, 0) != WRITELOCK_TAKEN)
		return true;
	writelock_give(session->lock, place);
	return false;
}

/* Writes a request's folders one after another; returns the length, or 0. */
static size_t
list_exposed(const struct store_settings *settings, char list[LISTED])
{
	size_t length = 0;

	for (const char *const *at = settings->exposed; *at != NULL; at++) {
		size_t more = strlen(*at) + 1;

		if (more > LISTED - length)
			return 0;
		memcpy(list + length, *at, more);
		length += more;
	}
	return length;
}

/*
 * Whether the database may be opened for a request, whose folders are told. To
 * the same folders as of the request before the answer is the same for a while.
 */
static bool
is_hidden(struct session *session, const struct store_settings *settings)
{
	static const struct location_folders none = { NULL, 0 };
	const int64_t now = calendar_elapsed();
	char list[LISTED];
	size_t length;

	if (settings->exposed == NULL)
		return true;
	length = list_exposed(settings, list);
	if (length > 0 && length == session->listed &&
		now < session->listed_until &&
		memcmp(list, session->list, length) == 0)
		return true;
	session->listed = 0;
	if (!location_is_hidden(session->file, settings->exposed, &none) ||
		!location_is_hidden(connection_path(settings->config),
			settings->exposed, &session->above))
		return false;
	memcpy(session->list, list, length);
	session->listed = length;
	session->listed_until = now + LISTED_FOR;
	return true;
}

struct sqlite *
session_write(struct arena *arena, const struct store_settings *settings)
{
	struct session *session = session_of(settings->session);
	struct link *writer = &session->links[0];
	enum store_result result = session->refused;
	struct sqlite *store;

	if (result == STORE_OK)
		result = begin_group(session, settings);
	if (result == STORE_BUSY && is_at_work(session, settings->idempotency))
		return no_store(arena, settings, STORE_AT_WORK);
	/* the requests behind it need not wait for the same in vain */
	if (result != STORE_OK && !settings->quiet)
		session->refused = result;
	if (result == STORE_OK && writer->busy)
		result = STORE_BUSY;
	if (result == STORE_OK && !is_hidden(session, settings))
		result = STORE_UNAVAILABLE;
	session->took |= result == STORE_OK;
	if (session->broken)
		result = STORE_UNAVAILABLE;
	if (result != STORE_OK)
		return no_store(arena, settings, result);
	store = lend(writer, arena, settings);
	sql_run(store, "SAVEPOINT request");
	return store;
}

/* A connection that is free, open or not; NULL: there is none. */
static struct link *
find_reader(struct session *session)
{
	struct link *found = NULL;

	for (size_t i = 1; i < LINKS; i++) {
		struct link *link = &session->links[i];

		if (!link->busy && (found == NULL || link->store != NULL))
			found = link;
		if (found != NULL && found->store != NULL)
			break;
	}
	return found;
}

struct sqlite *
session_read(struct arena *arena, const struct store_settings *settings)
{
	struct session *session = session_of(settings->session);
	int64_t deadline = calendar_elapsed() + settings->lock_timeout;
	enum store_result result = session->refused;
	struct link *link = find_reader(session);
	struct sqlite *store;

	if (result == STORE_OK)
		result = make_ready(session, deadline);
	if (result == STORE_OK && link == NULL)
		result = STORE_BUSY;
	if (result == STORE_OK && !is_hidden(session, settings))
		result = STORE_UNAVAILABLE;
	if (result != STORE_OK)
		return no_store(arena, settings, result);
	if (link->store == NULL) {
		link_open(session, link, deadline);
		result = link->store->result;
	}
	if (result != STORE_OK) {
		link_close(link);
		return no_store(arena, settings, result);
	}
	store = lend(link, arena, settings);
	/* without a log nobody could write while the transaction lasts */
	if (session->links->store->has_log)
		sql_share(store);
	return store;
}

/* Takes back what a request did since it began its part of the group. */
static void
undo(struct session *session, struct sqlite *store)
{
	static const char back[] = "ROLLBACK TO request;RELEASE request";

	session->broken |=
		sqlite3_get_autocommit(store->db) != 0 ||
		sqlite3_exec(store->db, back, NULL, NULL, NULL) != SQLITE_OK;
}

/* Ends all that statements of a connection are about. */
static void
rest(struct sqlite *store)
{
	sqlite3_stmt *at = NULL;

	fetch_end_slice(store);
	while ((at = sqlite3_next_stmt(store->db, at)) != NULL)
		sqlite3_reset(at);
}

/* The connection of a store; NULL if it has none. */
static struct link *
link_of(struct sqlite *store)
{
	struct link *links = session_of(store->session)->links;

	for (size_t i = 0; i < LINKS; i++)
		if (links[i].store == store)
			return &links[i];
	return NULL;
}

/* Whether the next request can read on; after a failure none can. */
static bool
is_shared(struct sqlite *store)
{
	if (store->result != STORE_OK)
		store->shared = store->current = false;
	return store->shared;
}

void
session_give(struct sqlite *store)
{
	struct session *session = session_of(store->session);
	struct link *link = link_of(store);

	if (link == NULL || !link->busy)
		return;
	rest(store);
	link->busy = false;
	if (link == session->links && session->begun)
		undo(session, store);
	else if (link != session->links && !is_shared(store) &&
		 sqlite3_get_autocommit(store->db) == 0)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (store->result != STORE_OK && store->result != STORE_BUSY)
		session->stale = true;
	if (link->orphan)
		link_close(link);
}

enum store_result
session_keep(struct sqlite *store)
{
	struct session *session = session_of(store->session);
	enum store_result result;

	if (store->idempotency != NULL)
		idempotency_remember(store);
	if (store->erases)
		erasure_announce(store);
	sql_run(store, "RELEASE request");
	result = store->result;
	if (result != STORE_OK) {
		session_give(store);
		return result;
	}
	session->erases |= store->erases;
	link_of(store)->busy = false;
	rest(store);
	return session->alone ? session_commit(store->session) : STORE_OK;
}

/* Commits, or takes back, the group that is begun. */
static enum store_result
end_group(struct session *session)
{
	struct sqlite *store = use(&session->links[0], &session->scratch,
		&session->settings, calendar_elapsed());

	if (session->broken)
		store->result = STORE_UNAVAILABLE;
	sql_run(store, "COMMIT");
	if (store->result != STORE_OK && sqlite3_get_autocommit(store->db) == 0)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (store->result == STORE_OK && (session->erases || session->pending))
		erasure_complete(store,
			session->erases ? session->settings.lock_timeout : 0);
	return store->result;
}

enum store_result
session_commit(struct store_session *base)
{
	struct session *session = session_of(base);
	enum store_result result = STORE_OK;

	end_shared(session, true);
	if (session->begun) {
		result = end_group(session);
		writelock_give(session->lock, WRITELOCK_WRITE);
		session->stale |= result != STORE_OK;
	}
	session->begun = session->broken = session->erases = false;
	if (session->stale)
		shut(session);
	arena_free(&session->scratch);
	return result;
}

void
session_begin(struct store_session *base)
{
	struct session *session = session_of(base);

	session->refused = STORE_OK;
	if (session->file != NULL && !is_same(session))
		shut(session);
}

bool
session_took(struct store_session *base)
{
	struct session *session = session_of(base);
	bool took = session->took;

	session->took = false;
	return took;
}

void
session_alone(struct store_session *base, bool alone)
{
	struct session *session = session_of(base);

	session->alone = alone;
}

void
session_refuse(struct store_session *base, bool refuse)
{
	struct session *session = session_of(base);

	session->refused = refuse ? STORE_BUSY : STORE_OK;
}

bool
session_is_lost(const struct store_session *base)
{
	return ((const struct session *)base)->lost;
}
