/* What the self-check found, before anybody judges it. */
#include "service/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/account.h"
#include "base/arena.h"
#include "base/calendar.h"
#include "base/config.h"
#include "base/die.h"
#include "base/program.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "format/xml.h"
#include "http/gateway.h"
#include "http/site.h"
#include "service/exchange.h"
#include "store/place.h"

enum { PATIENCE = 2000 }; /* milliseconds, for a lock and for a look */

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

/* The folder of a file, in the arena. */
static const char *
folder_of(struct arena *arena, const char *file)
{
	const char *slash = file == NULL ? NULL : strrchr(file, '/');

	if (slash == NULL)
		return NULL;
	return slash == file ? "/"
			     : arena_copy(arena, file, (size_t)(slash - file));
}

/* A path without symbolic links, in the arena; as it is if it leads nowhere. */
static const char *
real_path(struct arena *arena, const char *path)
{
	char real[PATH_MAX];

	return path == NULL || realpath(path, real) == NULL
		       ? path
		       : arena_printf(arena, "%s", real);
}

/* Finds the first companion that is another's, or not private. */
static struct entry
stray_companion(const struct facts *facts)
{
	const char *const *ending;

	for (ending = place_companions; *ending != NULL; ending++) {
		struct entry entry = entry_of(
			facts->arena, arena_printf(facts->arena, "%s%s",
					      facts->database.path, *ending));

		if (entry.trouble == 0 &&
			(entry.owner != facts->user || (entry.mode & 077) != 0))
			return entry;
	}
	return (struct entry){ 0 };
}

/* Whether a folder that is missing can be made, with those above it. */
static bool
can_make(struct arena *arena, const char *path)
{
	const char *above = folder_of(arena, path);

	if (access(above, W_OK | X_OK) == 0)
		return true;
	return errno == ENOENT && can_make(arena, above);
}

/* Whose the files are to be: root's in no case. */
static const char *
account_of(const struct facts *facts)
{
	if (facts->user != 0)
		return facts->user_name;
	return facts->folder.trouble == 0 && facts->folder.owner != 0
		       ? facts->folder.owner_name
		       : "www-data";
}

static void
gather_files(struct facts *facts)
{
	struct arena *arena = facts->arena;
	const char *file = facts->config->database;

	facts->user = geteuid();
	facts->user_name = account_name(arena, facts->user);
	facts->program = entry_of(arena, program_file(arena));
	facts->program_folder =
		entry_of(arena, folder_of(arena, facts->program.path));
	facts->settings =
		entry_of(arena, real_path(arena, facts->config->file));
	facts->folder =
		entry_of(arena, real_path(arena, folder_of(arena, file)));
	facts->database =
		entry_of(arena, arena_printf(arena, "%s%s",
					strcmp(facts->folder.path, "/") == 0
						? ""
						: facts->folder.path,
					strrchr(file, '/')));
	facts->companion = stray_companion(facts);
	facts->makable = facts->folder.trouble == ENOENT &&
			 can_make(arena, facts->folder.path);
	facts->account = account_of(facts);
}

/* The first folder that a server may show and that holds the database. */
static const char *
find_shown(const struct facts *facts)
{
	struct arena *arena = facts->arena;
	const char *const folders[] = {
		gateway_variable("DOCUMENT_ROOT"),
		gateway_variable("CONTEXT_DOCUMENT_ROOT"),
		folder_of(arena, gateway_variable("SCRIPT_FILENAME")),
		facts->program_folder.path,
		/* settings that are a program lie where programs are run */
		(facts->settings.mode & 0111) == 0
			? NULL
			: folder_of(arena, facts->settings.path),
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const char *real;

		if (folders[i] == NULL || *folders[i] == '\0')
			continue;
		real = real_path(arena, folders[i]);
		if (place_is_within(facts->folder.path, real))
			return real;
	}
	return NULL;
}

/* What the log says while the database is tried. */
static struct text heard;

static void
hear(const char *line)
{
	text_printf(&heard, "%s%s", heard.length == 0 ? "" : "\n", line);
}

/* Opens the database, writes to it, takes that back, and looks through it. */
static void
try_database(struct facts *facts, struct exchange *exchange)
{
	enum store_result result;
	struct store *store;

	heard = (struct text){ .arena = facts->arena };
	log_listen(hear);
	facts->tried = true;
	result = exchange_open(exchange, PATIENCE, NULL, &store);
	if (result == STORE_OK) {
		result = store_try(store);
		store_close(store);
	}
	if (result == STORE_OK)
		result = exchange_look(exchange, PATIENCE, &facts->view);
	log_listen(NULL);
	facts->said = heard.length > 0     ? heard.bytes
		      : result != STORE_OK ? "it is not available"
					   : "";
}

static void
gather_database(struct facts *facts, struct exchange *exchange)
{
	bool exists = facts->database.trouble == 0;

	facts->said = "";
	facts->view = (struct store_view){ .journal = "", .newest = "" };
	facts->shown = find_shown(facts);
	if (facts->asked || (exists && facts->user != 0))
		try_database(facts, exchange);
}

/* Whether a file can be written, or made if it is missing. */
static bool
is_writable(struct arena *arena, const char *file)
{
	if (access(file, W_OK) == 0)
		return true;
	return errno == ENOENT &&
	       access(folder_of(arena, file), W_OK | X_OK) == 0;
}

static void
gather_place(struct facts *facts)
{
	struct statfs status;
	const char *log = facts->config->log;

	facts->file_system = facts->room = -1;
	if (statfs(facts->folder.path, &status) == 0) {
		facts->file_system = (int64_t)status.f_type;
		facts->room =
			(int64_t)status.f_bavail * (int64_t)status.f_bsize;
	}
	facts->log_open = *log != '/' || is_writable(facts->arena, log);
}

static void
gather_request(struct facts *facts, const struct request *request)
{
	const char *uri = gateway_variable("REQUEST_URI");
	const char *remote = gateway_variable("REMOTE_ADDR");
	struct site site;

	gateway_site(&site);
	facts->server = gateway_variable("SERVER_SOFTWARE");
	facts->script = request->script;
	facts->path = request->path;
	facts->uri = arena_copy(facts->arena, uri, strcspn(uri, "?"));
	facts->authorization = *gateway_variable("HTTP_AUTHORIZATION") != '\0';
	facts->key = request->idempotency_key != NULL;
	facts->secure = site_is_secure(&site);
	facts->local =
		strncmp(remote, "127.", 4) == 0 || strcmp(remote, "::1") == 0;
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
gather_clock(struct facts *facts)
{
	struct stat status;

	facts->now = calendar_now();
	facts->made = facts->program.path != NULL &&
				      stat(facts->program.path, &status) == 0
			      ? status.st_mtime
			      : 0;
}

void
facts_gather(struct facts *facts, struct exchange *exchange, const char *wrong,
	bool asked, struct claim claim)
{
	*facts = (struct facts){
		.arena = exchange->arena,
		.config = exchange->config,
		.wrong = wrong,
		.asked = asked,
		.claim = claim,
		.memory = bound_of(RLIMIT_AS),
		.file_size = bound_of(RLIMIT_FSIZE),
		.files = bound_of(RLIMIT_NOFILE),
	};
	gather_files(facts);
	gather_database(facts, exchange);
	/* opening it may have made the folder and the file */
	gather_files(facts);
	gather_place(facts);
	gather_request(facts, exchange->request);
	gather_clock(facts);
	facts->xml = xml_missing();
}
