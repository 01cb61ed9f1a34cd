/* The probe: the findings that the self-check gathers before judging them. */
#include "doctor/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/account.h"
#include "base/arena.h"
#include "base/calendar.h"
#include "base/die.h"
#include "base/path.h"
#include "base/peer.h"
#include "base/program.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "config/config.h"
#include "exchange/exchange.h"
#include "format/xml.h"
#include "http/credentials.h"
#include "store/sqlite/location.h"

enum {
	PATIENCE = 2000,      /* milliseconds, for a lock and for a look */
	LOG_END = 1024 * 1024 /* bytes of the log that are looked at */
};

static struct entry
entry_of(struct arena *arena, const char *path)
{
	struct entry entry = { .path = path };
	struct stat status;

	if (path == NULL)
		return entry;
	if (lstat(path, &status) != 0) {
		entry.trouble = errno;
		return entry;
	}
	entry.mode = status.st_mode;
	entry.owner = status.st_uid;
	entry.owner_name = account_name(arena, status.st_uid);
	return entry;
}

/* A path without symbolic links, in the arena; as it is if it leads nowhere. */
static const char *
real_path(struct arena *arena, const char *path)
{
	const char *real = path == NULL ? NULL : path_real(arena, path);

	return real == NULL ? path : real;
}

/* Finds the first companion that is not this account's, or not private. */
static struct entry
stray_companion(const struct probe *probe)
{
	const char *const *ending;

	for (ending = location_companions; *ending != NULL; ending++) {
		struct entry entry = entry_of(
			probe->arena, arena_printf(probe->arena, "%s%s",
					      probe->database.path, *ending));

		if (entry.trouble == 0 &&
			(entry.owner != probe->user || (entry.mode & 077) != 0))
			return entry;
	}
	return (struct entry){ 0 };
}

/* Whether a folder that is missing can be made, with those above it. */
static bool
can_make(struct arena *arena, const char *path)
{
	const char *above = path_folder(arena, path);

	if (access(above, W_OK | X_OK) == 0)
		return true;
	return errno == ENOENT && can_make(arena, above);
}

/* The account that the files are to belong to: never root. */
static const char *
account_of(const struct probe *probe)
{
	if (probe->user != 0)
		return probe->user_name;
	return probe->folder.trouble == 0 && probe->folder.owner != 0
		       ? probe->folder.owner_name
		       : "www-data";
}

static void
gather_location(struct probe *probe)
{
	struct arena *arena = probe->arena;
	const char *file = store_file(probe->config);

	if (file == NULL)
		return;
	probe->folder =
		entry_of(arena, real_path(arena, path_folder(arena, file)));
	probe->database = entry_of(arena,
		path_join(arena, probe->folder.path, strrchr(file, '/')));
	probe->companion = stray_companion(probe);
	probe->makable = probe->folder.trouble == ENOENT &&
			 can_make(arena, probe->folder.path);
}

static void
gather_files(struct probe *probe)
{
	struct arena *arena = probe->arena;

	probe->user = geteuid();
	probe->user_name = account_name(arena, probe->user);
	probe->program = entry_of(arena, program_file(arena));
	probe->program_folder =
		entry_of(arena, path_folder(arena, probe->program.path));
	probe->settings =
		entry_of(arena, real_path(arena, probe->config->file));
	gather_location(probe);
	probe->account = account_of(probe);
}

/* Adds a line of the log to a text. */
static void
hear(void *heard, const char *line)
{
	text_printf(heard, "%s%s",
		((struct text *)heard)->length == 0 ? "" : "\n", line);
}

/* Opens the database, writes to it, takes that back, and looks through it. */
static void
try_database(struct probe *probe, struct exchange *exchange)
{
	struct text heard = { .arena = probe->arena };
	enum store_result result;
	struct api_key *keys = NULL;
	struct store *store;

	log_listen(hear, &heard);
	probe->tried = true;
	result = exchange_open(exchange, PATIENCE, &store);
	if (result == STORE_OK) {
		result = store_try(store);
		if (result == STORE_OK)
			result = store_list_keys(
				store, &keys, &probe->key_count);
		store_close(store);
	}
	if (result == STORE_OK)
		result = exchange_inspect(exchange, PATIENCE, &probe->view);
	log_listen(NULL, NULL);
	probe->keys = keys;
	probe->said = heard.length > 0     ? heard.bytes
		      : result != STORE_OK ? "it is not available"
					   : "";
}

static void
gather_database(struct probe *probe, struct exchange *exchange)
{
	const char *file = store_file(probe->config);
	bool exists = file != NULL && probe->database.trouble == 0;

	probe->said = "";
	probe->view = (struct store_view){ .durability = "", .newest = "" };
	if (file != NULL)
		probe->shown =
			location_shown(probe->arena, file, exchange->shown);
	if (probe->asked || file == NULL || (exists && probe->user != 0))
		try_database(probe, exchange);
}

/* Whether a file can be written, or made if it is missing. */
static bool
is_writable(struct arena *arena, const char *file)
{
	if (access(file, W_OK) == 0)
		return true;
	return errno == ENOENT &&
	       access(path_folder(arena, file), W_OK | X_OK) == 0;
}

/* The bytes that are free; a file system may claim any number of blocks. */
static int64_t
room_of(const struct statfs *status)
{
	int64_t room;

	return __builtin_mul_overflow(status->f_bavail, status->f_bsize, &room)
		       ? INT64_MAX
		       : room;
}

/* How often a text holds a phrase. */
static int64_t
count_phrase(const char *text, size_t length, const char *phrase)
{
	const char *end = text + length, *at = text;
	int64_t count = 0;

	while ((at = memmem(at, (size_t)(end - at), phrase, strlen(phrase))) !=
		NULL) {
		at += strlen(phrase);
		count++;
	}
	return count;
}

/* Counts the lines of keys in URLs in the end of a log that is a file. */
static int64_t
count_leaks(struct arena *arena, const char *file)
{
	int fd = *file == '/' ? open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
			      : -1;
	struct stat status;
	char *text;
	ssize_t got = -1;

	if (fd < 0)
		return *file == '/' && errno == ENOENT ? 0 : -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		text = arena_alloc(arena, LOG_END);
		got = pread(fd, text, LOG_END,
			status.st_size > LOG_END ? status.st_size - LOG_END
						 : 0);
	}
	close(fd);
	return got < 0 ? -1
		       : count_phrase(text, (size_t)got, credentials_leaked);
}

static void
gather_place(struct probe *probe)
{
	struct statfs status;
	const char *log = probe->config->log;

	probe->file_system = probe->room = -1;
	if (probe->folder.path != NULL &&
		statfs(probe->folder.path, &status) == 0) {
		probe->file_system = (int64_t)status.f_type;
		probe->room = room_of(&status);
	}
	probe->leaks = count_leaks(probe->arena, log);
	probe->log_open = *log != '/' || is_writable(probe->arena, log);
}

static void
gather_request(struct probe *probe, const struct request *request)
{
	const char *uri = request->uri, *remote = request->remote;

	probe->server = request->server;
	probe->script = request->script;
	probe->path = request->path;
	probe->uri = arena_copy(probe->arena, uri, strcspn(uri, "?"));
	probe->authorization = *request->authorization != '\0';
	probe->key = request->idempotency_key != NULL;
	probe->secure = site_is_secure(&request->site);
	probe->local =
		strncmp(remote, "127.", 4) == 0 || strcmp(remote, "::1") == 0;
}

/* How requests come to their process: by CGI, FastCGI, or a relay. */
static void
gather_way(struct probe *probe, const struct exchange *exchange)
{
	const char *relay = probe->config->relay;
	int fd = -1;

	probe->stays = exchange->session != NULL;
	if (!probe->stays && relay != NULL)
		fd = peer_connect(relay);
	probe->relays = fd >= 0;
	if (probe->relays)
		close(fd);
}

static int64_t
bound_of(rlimit_kind kind)
{
	struct rlimit bound;

	return getrlimit(kind, &bound) != 0 ||
			       bound.rlim_cur >= (rlim_t)INT64_MAX
		       ? INT64_MAX
		       : (int64_t)bound.rlim_cur;
}

static void
gather_clock(struct probe *probe)
{
	struct stat status;

	probe->now = calendar_now();
	probe->made = probe->program.path != NULL &&
				      stat(probe->program.path, &status) == 0
			      ? status.st_mtime
			      : 0;
}

void
probe_gather(struct probe *probe, struct exchange *exchange, const char *wrong,
	bool asked, struct claim claim)
{
	*probe = (struct probe){
		.arena = exchange->arena,
		.config = exchange->config,
		.wrong = wrong,
		.asked = asked,
		.claim = claim,
		.memory = bound_of(RLIMIT_AS),
		.file_size = bound_of(RLIMIT_FSIZE),
		.files = bound_of(RLIMIT_NOFILE),
	};
	gather_way(probe, exchange);
	gather_files(probe);
	gather_database(probe, exchange);
	/* opening it may have made the folder and the file */
	gather_files(probe);
	gather_place(probe);
	gather_request(probe, exchange->request);
	gather_clock(probe);
	probe->xml = xml_missing();
}
