/* How the self-check judges what was found. */
#include "service/judge.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/config.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "language/language.h"
#include "service/facts.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { MIB = 1024 * 1024 };

static struct outcome
good(const char *text)
{
	return (struct outcome){ VERDICT_GOOD, text };
}

static struct outcome
open_question(const char *text)
{
	return (struct outcome){ VERDICT_OPEN, text };
}

static struct outcome
doubt(const char *text)
{
	return (struct outcome){ VERDICT_DOUBT, text };
}

static struct outcome
fault(const char *text)
{
	return (struct outcome){ VERDICT_FAULT, text };
}

/* Whose an entry is and who may do what with it: "path is 0644 of user 33". */
static const char *
show(const struct facts *facts, const struct entry *entry)
{
	if (entry->trouble != 0)
		return arena_printf(facts->arena, "%s: %s", entry->path,
			strerror(entry->trouble));
	return arena_printf(facts->arena, "%s has mode %04o and belongs to %s",
		entry->path, (unsigned)(entry->mode & 07777),
		entry->owner_name);
}

struct outcome
judge_settings(const struct facts *facts)
{
	if (facts->wrong != NULL)
		return fault(facts->wrong);
	return good(facts->config->file == NULL
			    ? "There is no file; every key has its default."
			    : facts->config->file);
}

struct outcome
judge_user(const struct facts *facts)
{
	if (facts->user != 0)
		return good(arena_printf(
			facts->arena, "It runs as %s.", facts->user_name));
	return fault(facts->asked
			     ? "The web server runs it as root."
			     : "You are root. What it would make now, the web "
			       "server could not open.");
}

/* Whether others than its owner may change a file or folder. */
static bool
is_loose(const struct entry *entry)
{
	return entry->trouble == 0 && (entry->mode & 022) != 0;
}

struct outcome
judge_program(const struct facts *facts)
{
	const struct entry *entries[] = { &facts->program,
		&facts->program_folder, &facts->settings };

	for (size_t i = 0; i < COUNT(entries); i++)
		if (entries[i]->path != NULL && is_loose(entries[i]))
			return fault(show(facts, entries[i]));
	return good(facts->program.path == NULL ? "its path is not known"
						: show(facts, &facts->program));
}

/* Whether an entry is private to the user who runs the program. */
static bool
is_private(const struct facts *facts, const struct entry *entry)
{
	return (entry->owner == facts->user || facts->user == 0) &&
	       (entry->mode & 077) == 0;
}

struct outcome
judge_folder(const struct facts *facts)
{
	const struct entry *folder = &facts->folder;
	const char *text = show(facts, folder);

	if (facts->makable && !facts->asked)
		return open_question("It is not there yet: the first request "
				     "makes it.");
	return folder->trouble == 0 && S_ISDIR(folder->mode) &&
			       is_private(facts, folder)
		       ? good(text)
		       : fault(text);
}

struct outcome
judge_file(const struct facts *facts)
{
	const struct entry *file = &facts->database;

	if (file->trouble == ENOENT)
		return open_question("It is not there yet.");
	if (file->trouble != 0 || !S_ISREG(file->mode) ||
		!is_private(facts, file))
		return fault(show(facts, file));
	if (facts->companion.path != NULL && facts->user != 0)
		return fault(show(facts, &facts->companion));
	return good(show(facts, file));
}

/* Whether a path leads through a folder of a name that sites are served from.
 */
static bool
is_within_site(const char *path)
{
	static const char *const names[] = { "/public_html/", "/htdocs/",
		"/httpdocs/", "/www/" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strstr(path, names[i]) != NULL)
			return true;
	return false;
}

struct outcome
judge_place(const struct facts *facts)
{
	if (facts->shown == NULL && is_within_site(facts->database.path))
		return doubt(arena_printf(facts->arena,
			"%s lies where another site may be served from. Ask "
			"for it in a browser, at each site: you must be told "
			"that it is forbidden or not found.",
			facts->database.path));
	if (facts->shown == NULL)
		return good(facts->folder.path);
	if (facts->config->allow_under_document_root == 0)
		return fault(arena_printf(facts->arena,
			"%s lies in %s, which the web server may serve.",
			facts->folder.path, facts->shown));
	return doubt(arena_printf(facts->arena,
		"%s lies in %s, as crm.conf allows. Ask for it in a browser: "
		"you must be told that it is forbidden or not found.",
		facts->folder.path, facts->shown));
}

struct outcome
judge_writing(const struct facts *facts)
{
	if (!facts->tried)
		return open_question("It was not tried.");
	return *facts->said == '\0' ? good("A row was written, and taken back.")
				    : fault(facts->said);
}

struct outcome
judge_damage(const struct facts *facts)
{
	if (!facts->tried || *facts->said != '\0')
		return open_question("It was not looked through.");
	if (facts->view.damage == NULL)
		return doubt("It is too large to look through it now.");
	return *facts->view.damage == '\0' ? good("SQLite finds nothing wrong.")
					   : fault(facts->view.damage);
}

/* File systems, as statfs(2) numbers them, on which it is not as it should be.
 */
static const struct {
	int64_t type;
	enum verdict verdict;
	const char *name, *why;
} file_systems[] = {
	{ 0x6969, VERDICT_DOUBT, "NFS",
		"locks must work there for all machines that use it" },
	{ 0xff534d42, VERDICT_FAULT, "SMB", "locks do not work there" },
	{ 0xfe534d42, VERDICT_FAULT, "SMB", "locks do not work there" },
	{ 0x517b, VERDICT_FAULT, "SMB", "locks do not work there" },
	{ 0x65735546, VERDICT_DOUBT, "FUSE",
		"whether locks work and data stay depends on what is behind "
		"it" },
	{ 0x01021997, VERDICT_DOUBT, "9P",
		"whether locks work depends on the machine behind it" },
	{ 0x01021994, VERDICT_FAULT, "tmpfs",
		"all is gone when the machine starts again" },
	{ 0x858458f6, VERDICT_FAULT, "ramfs",
		"all is gone when the machine starts again" },
	{ 0x794c7630, VERDICT_DOUBT, "overlayfs",
		"if this is a container, all is gone with it: keep the folder "
		"in a volume" },
	{ 0x4d44, VERDICT_FAULT, "FAT", "nothing is private there" },
	{ 0x2011bab0, VERDICT_FAULT, "exFAT", "nothing is private there" },
};

struct outcome
judge_journal(const struct facts *facts)
{
	const char *journal = facts->view.journal;

	for (size_t i = 0; i < COUNT(file_systems); i++) {
		if (file_systems[i].type != facts->file_system)
			continue;
		return (struct outcome){
			file_systems[i].verdict,
			arena_printf(facts->arena, "%s is on %s: %s.",
				facts->folder.path, file_systems[i].name,
				file_systems[i].why),
		};
	}
	if (*journal == '\0')
		return good("There is nothing to say against it.");
	return good(strcmp(journal, "wal") == 0 ? "It has a write-ahead log."
						: "It has a rollback journal.");
}

struct outcome
judge_room(const struct facts *facts)
{
	/* a batch as it is kept and as it is undone, twice */
	int64_t most = facts->config->max_batch_body * 4 + 16 * MIB;
	const char *text;

	if (facts->room < 0)
		return open_question("It is not known.");
	text = arena_printf(facts->arena, "%lld MiB are free",
		(long long)facts->room / MIB);
	return facts->room < most ? fault(text) : good(text);
}

struct outcome
judge_log(const struct facts *facts)
{
	return facts->log_open
		       ? good(facts->config->log)
		       : fault(arena_printf(facts->arena,
				 "%s can't be written.", facts->config->log));
}

static bool
ends_with(const char *string, const char *end)
{
	size_t length = strlen(string), tail = strlen(end);

	return length >= tail && text_is(string + length - tail, tail, end);
}

struct outcome
judge_path(const struct facts *facts)
{
	if (!facts->asked)
		return open_question("Only a request can tell.");
	if (*facts->path == '\0' || ends_with(facts->script, facts->path))
		return fault(arena_printf(facts->arena,
			"SCRIPT_NAME is %s and PATH_INFO is %s: the path below "
			"the program must be in PATH_INFO alone.",
			facts->script, facts->path));
	if (*facts->uri != '\0' && !ends_with(facts->uri, facts->path))
		return fault(arena_printf(facts->arena,
			"%s was asked for, but PATH_INFO is %s.", facts->uri,
			facts->path));
	return good(
		arena_printf(facts->arena, "mounted at %s/", facts->script));
}

/* Judges a header that the client says it sent. */
static struct outcome
look_header(const struct facts *facts, bool came)
{
	if (came)
		return good("It came.");
	if (!facts->asked || !facts->claim.headers)
		return open_question("Only a request that has it can tell.");
	return fault("It was sent, and did not come.");
}

struct outcome
judge_authorization(const struct facts *facts)
{
	return look_header(facts, facts->authorization);
}

struct outcome
judge_key(const struct facts *facts)
{
	return look_header(facts, facts->key);
}

struct outcome
judge_body(const struct facts *facts)
{
	const char *body = facts->claim.body;

	if (*body == '\0')
		return open_question(
			"Only a request that is as large can tell.");
	if (strcmp(body, "200") == 0)
		return good(arena_printf(facts->arena, "%lld bytes came.",
			(long long)facts->config->max_batch_body));
	return fault(arena_printf(facts->arena,
		"A body of max-batch-body, which is %lld bytes, was answered "
		"with status %s.",
		(long long)facts->config->max_batch_body, body));
}

struct outcome
judge_limits(const struct facts *facts)
{
	const struct config *config = facts->config;
	int64_t memory = sandbox_memory(config->max_batch_body);

	if (config->max_body > config->max_batch_body)
		return fault("max-body is larger than max-batch-body, which "
			     "bounds all.");
	if (facts->memory < memory)
		return fault(arena_printf(facts->arena,
			"It may take %lld MiB of memory, and may need %lld "
			"(RLIMIT_AS).",
			(long long)facts->memory / MIB,
			(long long)memory / MIB));
	if (facts->file_size != INT64_MAX)
		return fault(arena_printf(facts->arena,
			"No file may grow beyond %lld MiB (RLIMIT_FSIZE).",
			(long long)facts->file_size / MIB));
	if (facts->files < 16)
		return fault(arena_printf(facts->arena,
			"Only %lld files may be open (RLIMIT_NOFILE).",
			(long long)facts->files));
	if (facts->memory == INT64_MAX)
		return good("Its memory has no bound.");
	return good(arena_printf(facts->arena, "%lld MiB of memory",
		(long long)facts->memory / MIB));
}

struct outcome
judge_encryption(const struct facts *facts)
{
	const char *url = facts->config->url;

	if (!facts->asked)
		return open_question("Only a request can tell.");
	if (facts->secure || facts->local)
		return good(facts->secure ? "HTTPS" : "from this machine");
	if (url != NULL && strncmp(url, "https:", 6) == 0)
		return good("HTTPS, as url in crm.conf says");
	return doubt("This request came without TLS, or through a "
		     "proxy that ends it.");
}

struct outcome
judge_urls(const struct facts *facts)
{
	if (facts->config->refuse_query_members != 0)
		return good("Members that stand in a URL are refused.");
	return doubt("Members that stand in a URL, as in ?companyName=Example, "
		     "are accepted, and what stands there is kept in the web "
		     "server's access log.");
}

/* Whether a page may be in a language, or "". */
static bool
is_spoken(const char *tag)
{
	for (size_t i = 0; i < language_count; i++)
		if (strcmp(languages[i]->tag, tag) == 0)
			return true;
	return *tag == '\0';
}

/* The first text that is for a language which no page is in, or NULL. */
static const struct config_text *
find_foreign(const struct config_text *texts)
{
	while (texts != NULL && is_spoken(texts->language))
		texts = texts->next;
	return texts;
}

struct outcome
judge_texts(const struct facts *facts)
{
	const struct config_text *foreign = find_foreign(facts->config->form);

	if (foreign == NULL)
		foreign = find_foreign(facts->config->consent);
	if (foreign == NULL)
		return good("Each is in a language that pages are in.");
	return doubt(arena_printf(facts->arena,
		"%s: no page is in the language %s, so nobody reads it.",
		foreign->place, foreign->language));
}

struct outcome
judge_clock(const struct facts *facts)
{
	char now[CALENDAR_ROOM];

	calendar_put_instant(now, facts->now, "");
	if (facts->now + CALENDAR_DAY < facts->made)
		return fault(arena_printf(facts->arena,
			"It is %s, but the program is newer.", now));
	if (strcmp(now, facts->view.newest) < 0)
		return fault(arena_printf(facts->arena,
			"It is %s, but a customer came at %s.", now,
			facts->view.newest));
	return good(arena_copy(facts->arena, now, strlen(now)));
}

struct outcome
judge_xml(const struct facts *facts)
{
	return facts->xml == NULL ? good("libxml2 is there.")
				  : fault(facts->xml);
}
