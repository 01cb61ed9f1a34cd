/* The verdicts of the self-check on the probe: a function for each check. */
#include "doctor/verdicts.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "config/config.h"
#include "doctor/probe.h"
#include "http/credentials.h"
#include "language/language.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { MIB = 1024 * 1024 };

enum { SOON = 30 }; /* days, for the end of a key */

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

/* The mode and the owner of an entry: "path is 0644 of user 33". */
static const char *
show(const struct probe *probe, const struct entry *entry)
{
	if (entry->trouble != 0)
		return arena_printf(probe->arena, "%s: %s", entry->path,
			strerror(entry->trouble));
	return arena_printf(probe->arena, "%s has mode %04o and belongs to %s",
		entry->path, (unsigned)(entry->mode & 07777),
		entry->owner_name);
}

struct outcome
verdict_settings(const struct probe *probe)
{
	if (probe->wrong != NULL)
		return fault(probe->wrong);
	return good(probe->config->file == NULL
			    ? "There is no file; every key has its default."
			    : probe->config->file);
}

struct outcome
verdict_user(const struct probe *probe)
{
	if (probe->user != 0)
		return good(arena_printf(
			probe->arena, "It runs as %s.", probe->user_name));
	return fault(probe->asked
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
verdict_program(const struct probe *probe)
{
	const struct entry *entries[] = { &probe->program,
		&probe->program_folder, &probe->settings };

	for (size_t i = 0; i < COUNT(entries); i++)
		if (entries[i]->path != NULL && is_loose(entries[i]))
			return fault(show(probe, entries[i]));
	return good(probe->program.path == NULL ? "its path is not known"
						: show(probe, &probe->program));
}

/* Whether an entry is private to the program's account. */
static bool
is_private(const struct probe *probe, const struct entry *entry)
{
	return (entry->owner == probe->user || probe->user == 0) &&
	       (entry->mode & 077) == 0;
}

/* Of a database that is in no file of this program. */
static struct outcome
nowhere(void)
{
	return open_question("It is in no file.");
}

struct outcome
verdict_folder(const struct probe *probe)
{
	const struct entry *folder = &probe->folder;
	const char *text;

	if (folder->path == NULL)
		return nowhere();
	if (probe->makable && !probe->asked)
		return open_question("It is not there yet: the first request "
				     "makes it.");
	text = show(probe, folder);
	return folder->trouble == 0 && S_ISDIR(folder->mode) &&
			       is_private(probe, folder)
		       ? good(text)
		       : fault(text);
}

struct outcome
verdict_file(const struct probe *probe)
{
	const struct entry *file = &probe->database;

	if (file->path == NULL)
		return nowhere();
	if (file->trouble == ENOENT)
		return open_question("It is not there yet.");
	if (file->trouble != 0 || !S_ISREG(file->mode) ||
		!is_private(probe, file))
		return fault(show(probe, file));
	if (probe->companion.path != NULL && probe->user != 0)
		return fault(show(probe, &probe->companion));
	return good(show(probe, file));
}

/* Whether a path leads through a folder with a usual name for web sites. */
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
verdict_location(const struct probe *probe)
{
	if (probe->database.path == NULL)
		return nowhere();
	if (probe->shown == NULL && is_within_site(probe->database.path))
		return doubt(arena_printf(probe->arena,
			"%s lies where another site may be served from. Ask "
			"for it in a browser, at each site: you must be told "
			"that it is forbidden or not found.",
			probe->database.path));
	if (probe->shown == NULL)
		return good(probe->folder.path);
	if (probe->config->allow_under_document_root == 0)
		return fault(arena_printf(probe->arena,
			"%s lies in %s, which the web server may serve.",
			probe->folder.path, probe->shown));
	return doubt(arena_printf(probe->arena,
		"%s lies in %s, as crm.conf allows. Ask for it in a browser: "
		"you must be told that it is forbidden or not found.",
		probe->folder.path, probe->shown));
}

struct outcome
verdict_writing(const struct probe *probe)
{
	if (!probe->tried)
		return open_question("It was not tried.");
	return *probe->said == '\0' ? good("A row was written, and taken back.")
				    : fault(probe->said);
}

struct outcome
verdict_damage(const struct probe *probe)
{
	if (!probe->tried || *probe->said != '\0')
		return open_question("It was not looked through.");
	if (probe->view.apart)
		return open_question("Its server looks after that.");
	if (probe->view.damage == NULL)
		return doubt("It is too large to look through it now.");
	return *probe->view.damage == '\0' ? good("SQLite finds nothing wrong.")
					   : fault(probe->view.damage);
}

/* File systems, as statfs(2) numbers them, that are unfit or doubtful. */
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
verdict_expiry(const struct probe *probe)
{
	struct text last = { .arena = probe->arena };
	char soon[CALENDAR_ROOM];

	if (!probe->tried || *probe->said != '\0')
		return open_question("The keys were not read.");
	calendar_put_day(soon,
		calendar_day_of(probe->now + (int64_t)SOON * CALENDAR_DAY));
	for (size_t i = 0; i < probe->key_count; i++) {
		const struct api_key *key = &probe->keys[i];

		if (key->expires != NULL && strcmp(key->expires, soon) <= 0 &&
			key_is_valid(key, probe->now))
			text_printf(&last,
				last.length == 0 ? "The last day of %s is %s"
						 : ", of %s %s",
				key->name, key->expires);
	}
	if (last.length == 0)
		return good(arena_printf(
			probe->arena, "None ends within %d days.", SOON));
	text_putc(&last, '.');
	return doubt(last.bytes);
}

struct outcome
verdict_journal(const struct probe *probe)
{
	const char *durability = probe->view.durability;

	if (probe->view.apart)
		return *probe->view.danger == '\0' ? good(durability)
						   : doubt(probe->view.danger);
	for (size_t i = 0; i < COUNT(file_systems); i++) {
		if (file_systems[i].type != probe->file_system)
			continue;
		return (struct outcome){
			file_systems[i].verdict,
			arena_printf(probe->arena, "%s is on %s: %s.",
				probe->folder.path, file_systems[i].name,
				file_systems[i].why),
		};
	}
	if (*durability == '\0')
		return good("There is nothing to say against it.");
	return good(strcmp(durability, "wal") == 0
			    ? "It has a write-ahead log."
			    : "It has a rollback journal.");
}

struct outcome
verdict_room(const struct probe *probe)
{
	/* a batch in the database and in its journal, twice */
	int64_t most = probe->config->max_batch_body * 4 + 16 * MIB;
	const char *text;

	if (probe->room < 0)
		return open_question("It is not known.");
	text = arena_printf(probe->arena, "%lld MiB are free",
		(long long)probe->room / MIB);
	return probe->room < most ? fault(text) : good(text);
}

struct outcome
verdict_log(const struct probe *probe)
{
	return probe->log_open
		       ? good(probe->config->log)
		       : fault(arena_printf(probe->arena,
				 "%s can't be written.", probe->config->log));
}

static bool
ends_with(const char *string, const char *end)
{
	size_t length = strlen(string), tail = strlen(end);

	return length >= tail && text_is(string + length - tail, tail, end);
}

struct outcome
verdict_way(const struct probe *probe)
{
	const char *relay = probe->config->relay;

	if (probe->stays)
		return good("A process that stays is asked by FastCGI.");
	if (relay == NULL && !probe->asked)
		return open_question(
			"Only a request can tell: CGI or FastCGI.");
	if (relay == NULL)
		return good("CGI: a process is started for each request.");
	if (probe->relays)
		return good(arena_printf(probe->arena,
			"CGI hands requests over to a process that stays, at "
			"%s.",
			relay));
	return doubt(arena_printf(probe->arena,
		"No process of this user listens at %s: each request is done "
		"by a process of its own, which takes longer.",
		relay));
}

struct outcome
verdict_path(const struct probe *probe)
{
	if (!probe->asked)
		return open_question("Only a request can tell.");
	if (*probe->path == '\0' || ends_with(probe->script, probe->path))
		return fault(arena_printf(probe->arena,
			"SCRIPT_NAME is %s and PATH_INFO is %s: the path below "
			"the program must be in PATH_INFO alone.",
			probe->script, probe->path));
	if (*probe->uri != '\0' && !ends_with(probe->uri, probe->path))
		return fault(arena_printf(probe->arena,
			"%s was asked for, but PATH_INFO is %s.", probe->uri,
			probe->path));
	return good(
		arena_printf(probe->arena, "mounted at %s/", probe->script));
}

/* Judges a header that the client claims to have sent. */
static struct outcome
look_header(const struct probe *probe, bool came)
{
	if (came)
		return good("It came.");
	if (!probe->asked || !probe->claim.headers)
		return open_question("Only a request that has it can tell.");
	return fault("It was sent, and did not come.");
}

struct outcome
verdict_authorization(const struct probe *probe)
{
	return look_header(probe, probe->authorization);
}

struct outcome
verdict_key(const struct probe *probe)
{
	return look_header(probe, probe->key);
}

struct outcome
verdict_body(const struct probe *probe)
{
	const char *body = probe->claim.body;

	if (*body == '\0')
		return open_question(
			"Only a request that is as large can tell.");
	if (strcmp(body, "200") == 0)
		return good(arena_printf(probe->arena, "%lld bytes came.",
			(long long)probe->config->max_batch_body));
	return fault(arena_printf(probe->arena,
		"A body of max-batch-body, which is %lld bytes, was answered "
		"with status %s.",
		(long long)probe->config->max_batch_body, body));
}

struct outcome
verdict_limits(const struct probe *probe)
{
	const struct config *config = probe->config;
	int64_t memory = sandbox_memory(config->max_batch_body);

	if (config->max_body > config->max_batch_body)
		return fault("max-body is larger than max-batch-body, which "
			     "bounds all.");
	if (probe->memory < memory)
		return fault(arena_printf(probe->arena,
			"It may take %lld MiB of memory, and may need %lld "
			"(RLIMIT_AS).",
			(long long)probe->memory / MIB,
			(long long)memory / MIB));
	if (probe->file_size != INT64_MAX)
		return fault(arena_printf(probe->arena,
			"No file may grow beyond %lld MiB (RLIMIT_FSIZE).",
			(long long)probe->file_size / MIB));
	if (probe->files < 16)
		return fault(arena_printf(probe->arena,
			"Only %lld files may be open (RLIMIT_NOFILE).",
			(long long)probe->files));
	if (probe->memory == INT64_MAX)
		return good("Its memory has no bound.");
	return good(arena_printf(probe->arena, "%lld MiB of memory",
		(long long)probe->memory / MIB));
}

struct outcome
verdict_encryption(const struct probe *probe)
{
	const char *url = probe->config->url;

	if (!probe->asked)
		return open_question("Only a request can tell.");
	if (probe->secure || probe->local)
		return good(probe->secure ? "HTTPS" : "from this machine");
	if (url != NULL && strncmp(url, "https:", 6) == 0)
		return good("HTTPS, as url in crm.conf says");
	return doubt("This request came without TLS, or through a "
		     "proxy that ends it.");
}

struct outcome
verdict_urls(const struct probe *probe)
{
	if (probe->config->refuse_query_members != 0)
		return good("Members that stand in a URL are refused.");
	return doubt("Members that stand in a URL, as in ?companyName=Example, "
		     "are accepted, and what stands there is kept in the web "
		     "server's access log.");
}

struct outcome
verdict_open(const struct probe *probe)
{
	switch (probe->config->open) {
	case OPEN_CREATE:
		return doubt("Whoever reaches the service can create customers "
			     "without an API key.");
	case OPEN_FORM:
		return good("Only what comes from the form page needs no API "
			    "key.");
	default:
		return good("Creating needs an API key.");
	}
}

struct outcome
verdict_leaks(const struct probe *probe)
{
	if (probe->leaks < 0)
		return open_question(arena_printf(probe->arena,
			"The log has a line for each: %s", credentials_leaked));
	if (probe->leaks == 0)
		return good("The log tells of none.");
	return doubt(arena_printf(probe->arena,
		"The end of the log tells of %lld. They were refused, but the "
		"web server's access log may have them.",
		(long long)probe->leaks));
}

/* Whether pages can be in a language, or the tag is "". */
static bool
is_spoken(const char *tag)
{
	for (size_t i = 0; i < language_count; i++)
		if (strcmp(languages[i]->tag, tag) == 0)
			return true;
	return *tag == '\0';
}

/* The first text in a language that no page is in, or NULL. */
static const struct config_text *
find_foreign(const struct config_text *texts)
{
	while (texts != NULL && is_spoken(texts->language))
		texts = texts->next;
	return texts;
}

struct outcome
verdict_texts(const struct probe *probe)
{
	const struct config_text *foreign = find_foreign(probe->config->form);

	if (foreign == NULL)
		foreign = find_foreign(probe->config->consent);
	if (foreign == NULL)
		return good("Each is in a language that pages are in.");
	return doubt(arena_printf(probe->arena,
		"%s: no page is in the language %s, so nobody reads it.",
		foreign->place, foreign->language));
}

struct outcome
verdict_clock(const struct probe *probe)
{
	char now[CALENDAR_ROOM];

	calendar_put_instant(now, probe->now, "");
	if (probe->now + CALENDAR_DAY < probe->made)
		return fault(arena_printf(probe->arena,
			"It is %s, but the program is newer.", now));
	if (strcmp(now, probe->view.newest) < 0)
		return fault(arena_printf(probe->arena,
			"It is %s, but a customer came at %s.", now,
			probe->view.newest));
	return good(arena_copy(probe->arena, now, strlen(now)));
}

struct outcome
verdict_xml(const struct probe *probe)
{
	return probe->xml == NULL ? good("libxml2 is there.")
				  : fault(probe->xml);
}
