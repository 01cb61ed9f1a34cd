/* crm.conf: its keys, their defaults, and how the file is found and read. */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/list.h"
#include "base/path.h"
#include "base/text.h"
#include "base/zone.h"

/* A file or a line larger than that is no configuration. */
enum { CONFIG_FILE = 64 * 1024, CONFIG_LINE = 4096 };

#define INSTALLED CRM_CONFDIR "/crm.conf"

const struct config_key config_keys[] = {
	{
		.name = "database",
		.kind = CONFIG_PATH,
		.offset = offsetof(struct config, database),
		.standard = CRM_STATEDIR "/crm.db",
		.text = "The file that holds the customers. It is made, with "
			"its directory, when the first customer comes. It "
			"must lie where the web server serves no files from.",
	},
	{
		.name = "journal",
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, journal),
		.standard = "auto",
		.words = "auto wal rollback",
		.text = "How the database protects itself from power loss: "
			"with a write-ahead log (wal), with a rollback "
			"journal, or as fits the place it lies in (auto). "
			"It counts when the database is made and stays with "
			"it from then on.",
	},
	{
		.name = "unknown",
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, reject_unknown),
		.standard = "ignore",
		.words = "ignore reject",
		.text = "What to do with members of a request that no "
			"customer has: ignore them and name them in the "
			"answer's header X-CRM-Ignored, or reject the "
			"request.",
	},
	{
		.name = "query-members",
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, refuse_query_members),
		.standard = "accept",
		.words = "accept refuse",
		.text = "What to do with members of a customer that stand in "
			"the URL, as in ?companyName=Example: accept them "
			"where the body leaves them out, or refuse the "
			"request. Web servers keep URLs in their access logs, "
			"and so the personal data that stand there.",
	},
	{
		.name = "max-body",
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, max_body),
		.standard = "65536",
		.low = 1,
		.high = 1 << 30,
		.text = "The largest body of a request with one customer, in "
			"bytes.",
	},
	{
		.name = "max-batch-body",
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, max_batch_body),
		.standard = "8388608",
		.low = 1,
		.high = 1 << 30,
		.text = "The largest body of a request with many customers, in "
			"bytes. It bounds all requests; let the web server's "
			"own limit be no less.",
	},
	{
		.name = "max-items",
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, max_items),
		.standard = "64",
		.low = 1,
		.high = 4096,
		.text = "The most items that one list of a customer may have, "
			"such as e-mail addresses.",
	},
	{
		.name = "body-timeout",
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, body_timeout),
		.standard = "10",
		.low = 1,
		.high = 3600,
		.text = "How long a client may take to send a whole body, in "
			"seconds.",
	},
	{
		.name = "lock-timeout",
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, lock_timeout),
		.standard = "5",
		.low = 1,
		.high = 3600,
		.text = "How long a request waits for others that write to "
			"the database, in seconds. After that the client is "
			"asked to try again.",
	},
	{
		.name = "time-zone",
		.kind = CONFIG_ZONE,
		.offset = offsetof(struct config, zone),
		.text = "The time zone of the shop, such as Europe/Rome. "
			"Clients that send an instant for a day, the midnight "
			"of a zone they do not tell, are taken to mean this "
			"one.",
	},
	{
		.name = "codes.",
		.kind = CONFIG_CODES,
		.offset = offsetof(struct config, codes),
		.text = "The values that a field may have, separated by "
			"commas, spelt as they are to be stored; clients may "
			"write them in any case. A single * allows any text.",
	},
	{
		.name = "countries",
		.kind = CONFIG_NAMES,
		.offset = offsetof(struct config, countries),
		.text = "Countries that ISO 3166-1 does not list: codes of two "
			"letters with a name behind each, separated by commas, "
			"such as xk Kosovo.",
	},
	{
		.name = "form.",
		.kind = CONFIG_TEXTS,
		.offset = offsetof(struct config, form),
		.words = "title introduction privacy-link",
		.text = "What the form page says to people: its title, what "
			"it begins with, and the address of the privacy "
			"policy. With a language behind it, as in "
			"form.title.it, it is for pages in that language.",
	},
	{
		.name = "consent.",
		.kind = CONFIG_TEXTS,
		.offset = offsetof(struct config, consent),
		.text = "What the form page says beside a consent, for a "
			"field or for a field and a language. It is kept with "
			"the answers.",
	},
	{
		.name = "spam-trap",
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, spam_trap),
		.standard = "yes",
		.words = "no yes",
		.text = "Whether the form has a field that people do not see. "
			"What was filled in with it is set aside as suspect, "
			"for crmctl(8) to take in or to drop.",
	},
	{
		.name = "spam-fill-time",
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, spam_fill_time),
		.standard = "3",
		.low = 0,
		.high = 3600,
		.text = "How long a person takes to fill the form in, in "
			"seconds, at the least. What comes sooner is set "
			"aside as suspect. 0 suspects nobody.",
	},
	{
		.name = "spam-keep",
		.kind = CONFIG_NUMBER,
		.offset = offsetof(struct config, spam_keep),
		.standard = "1000",
		.low = 1,
		.high = 1000000,
		.text = "How many requests are kept aside, each as large as "
			"max-body at most. Further ones are refused, as when "
			"the disk is full, until the operator has looked.",
	},
	{
		.name = "url",
		.kind = CONFIG_URL,
		.offset = offsetof(struct config, url),
		.text = "What the service calls itself in its documentation: "
			"the URL that clients have, up to what its own paths "
			"begin behind. Without it this is made of what the "
			"client and the web server say, which is wrong behind "
			"a proxy that speaks HTTPS in the server's place.",
	},
	{
		.name = "allow-origin",
		.kind = CONFIG_ORIGINS,
		.offset = offsetof(struct config, allow_origin),
		.text = "The origins, separated by blanks, whose pages may "
			"send "
			"customers from a visitor's browser. Pages of the "
			"service's own origin always may.",
	},
	{
		.name = "check-token",
		.kind = CONFIG_TOKEN,
		.offset = offsetof(struct config, check_token),
		.low = 24,
		.high = 200,
		.text = "A secret word that opens the self-check at /-/check, "
			"once. Take it out when all is well.",
	},
	{
		.name = "log",
		.kind = CONFIG_PATH,
		.offset = offsetof(struct config, log),
		.standard = "stderr",
		.words = "stderr syslog",
		.text = "Where failures are noted, a line for each and without "
			"personal data: stderr, which is the web server's "
			"error log, syslog, or a file, which only its owner "
			"can read.",
	},
	{
		.name = "allow-under-document-root",
		.kind = CONFIG_WORD,
		.offset = offsetof(struct config, allow_under_document_root),
		.standard = "no",
		.words = "no yes",
		.text = "Whether the database may lie in or below a folder "
			"that the web server serves, or the program's own. "
			"Only say yes if the server denies access to it.",
	},
};

enum { KEYS = sizeof(config_keys) / sizeof(*config_keys) };

const size_t config_key_count = KEYS;

/* A configuration file that is being read. */
struct sheet {
	struct arena *arena;
	struct config *config;
	size_t line;       /* the number of the one at hand, from 1 */
	size_t seen[KEYS]; /* the line that set each key, or 0 */
	const struct config_codes **tail;
};

/* Whether the file is a script that names its interpreter. */
static bool
is_script(const char *file)
{
	char magic[2];
	ssize_t got;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	got = read(fd, magic, sizeof(magic));
	close(fd);
	return got == sizeof(magic) && memcmp(magic, "#!", 2) == 0;
}

const char *
config_stub(char **argv)
{
	const char *started = (const char *)getauxval(AT_EXECFN);

	if (started == NULL || argv[0] == NULL || argv[1] == NULL)
		return NULL;
	if (strcmp(argv[1], started) != 0 || !is_script(started))
		return NULL;
	return argv[1];
}

const char *
config_find(char **argv)
{
	const char *named = getenv("CRM_CONFIG");
	const char *stub;

	if (named != NULL && *named != '\0')
		return named;
	stub = config_stub(argv);
	if (stub != NULL)
		return stub;
	if (access(INSTALLED, F_OK) == 0 || errno != ENOENT)
		return INSTALLED;
	return NULL;
}

/* The index of a word in a blank-separated list, or -1. */
static int64_t
word_index(const char *words, const char *word)
{
	const char *one;
	size_t length;

	for (int64_t i = 0; (one = list_word(&words, &length)) != NULL; i++)
		if (length == strlen(word) && memcmp(one, word, length) == 0)
			return i;
	return -1;
}

/* The functions below return NULL, or what is wrong with the line. */

static const char *
set_word(struct sheet *sheet, const struct config_key *key, int64_t *member,
	const char *value)
{
	*member = word_index(key->words, value);
	if (*member >= 0)
		return NULL;
	return arena_printf(sheet->arena, "%s must be one of the words: %s",
		key->name, key->words);
}

static const char *
set_number(struct sheet *sheet, const struct config_key *key, int64_t *member,
	const char *value)
{
	*member = strtoll(value, NULL, 10);
	if (value[strspn(value, "0123456789")] == '\0' && *member >= key->low &&
		*member <= key->high)
		return NULL;
	return arena_printf(sheet->arena,
		"%s must be a whole number from %lld to %lld", key->name,
		(long long)key->low, (long long)key->high);
}

/*
 * Goes up as far as a path begins with "../" and returns the rest. The folder
 * is real, and so is what it lies in: nobody has to resolve the dots later.
 */
static const char *
climb(char *folder, const char *path)
{
	while (strncmp(path, "../", 3) == 0) {
		char *slash = strrchr(folder, '/');

		if (slash != NULL)
			*slash = '\0';
		path += 3;
	}
	return path;
}

static const char *
set_path(struct sheet *sheet, const struct config_key *key, const char **member,
	const char *value)
{
	const char *file = sheet->config->file;
	char *folder, resolved[PATH_MAX];

	*member = value;
	if (*value == '/')
		return NULL;
	if (key->words != NULL && word_index(key->words, value) >= 0)
		return NULL;
	folder = arena_printf(
		sheet->arena, "%s%s", *file == '/' ? "" : "./", file);
	strrchr(folder, '/')[1] = '\0';
	if (realpath(folder, resolved) == NULL)
		return arena_printf(sheet->arena,
			"the folder that %s is relative to is out of reach "
			"(%s); write a path that begins with /",
			key->name, strerror(errno));
	value = climb(resolved, value);
	*member = path_join(sheet->arena, resolved,
		arena_printf(sheet->arena, "/%s", value));
	return NULL;
}

/* A secret: what is wrong with it is told without it. */
static const char *
set_token(struct sheet *sheet, const struct config_key *key,
	const char **member, const char *value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.~";
	size_t length = strlen(value);

	*member = value;
	if (strspn(value, letters) == length && (int64_t)length >= key->low &&
		(int64_t)length <= key->high)
		return NULL;
	return arena_printf(sheet->arena,
		"%s must be from %lld to %lld letters, digits and - _ . ~, "
		"taken at random",
		key->name, (long long)key->low, (long long)key->high);
}

static const char *
set_zone(struct sheet *sheet, const struct config_key *key,
	const struct zone **member, const char *value)
{
	const char *wrong = zone_read(sheet->arena, ZONE_FOLDER, value, member);

	return wrong == NULL ? NULL
			     : arena_printf(sheet->arena, "%s \"%s\" %s",
				       key->name, value, wrong);
}

/* What a line says of codes. */
static struct config_codes *
codes_new(struct sheet *sheet, const char *field, const char *values)
{
	struct config_codes *codes = arena_alloc(sheet->arena, sizeof(*codes));

	*codes = (struct config_codes){
		.field = field,
		.values = values,
		.place = arena_printf(sheet->arena, "%s:%zu",
			sheet->config->file, sheet->line),
	};
	return codes;
}

static const char *
add_codes(struct sheet *sheet, const char *field, const char *values)
{
	struct config_codes *codes = codes_new(sheet, field, values);

	*sheet->tail = codes;
	sheet->tail = &codes->next;
	return NULL;
}

static const char *
set_names(struct sheet *sheet, const struct config_codes **member,
	const char *value)
{
	*member = codes_new(sheet, "", value);
	return NULL;
}

/* Whether a text may be what a link leads to: a web address, or a path. */
static bool
is_link(const char *text)
{
	return strpbrk(text, " \t\"<>\\") == NULL &&
	       (strncmp(text, "https://", 8) == 0 ||
		       strncmp(text, "http://", 7) == 0 ||
		       (text[0] == '/' && text[1] != '/'));
}

/* What is wrong with a text, or NULL. */
static const char *
check_text(struct sheet *sheet, const struct config_key *key,
	const struct config_text *text, const struct config_text *others)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

	if (key->words != NULL && word_index(key->words, text->name) < 0)
		return arena_printf(sheet->arena,
			"there is no %s%s; behind %s may stand one of: %s",
			key->name, text->name, key->name, key->words);
	if (strspn(text->language, letters) != strlen(text->language))
		return arena_printf(sheet->arena,
			"%s%s: \"%s\" is no language, such as it", key->name,
			text->name, text->language);
	if (strcmp(text->name, "privacy-link") == 0 && !is_link(text->text))
		return arena_printf(sheet->arena,
			"%s%s must be an address such as "
			"https://www.example.com/privacy, or a path that "
			"begins with /",
			key->name, text->name);
	for (; others != NULL; others = others->next)
		if (strcmp(others->name, text->name) == 0 &&
			strcmp(others->language, text->language) == 0)
			return arena_printf(sheet->arena,
				"%s%s is set already at %s; keep one of them",
				key->name, text->name, others->place);
	return NULL;
}

static const char *
add_text(struct sheet *sheet, const struct config_key *key,
	const struct config_text **list, const char *name, const char *value)
{
	struct config_text *text = arena_alloc(sheet->arena, sizeof(*text));
	const char *point = strchr(name, '.');

	*text = (struct config_text){
		.name = name,
		.language = "",
		.text = value,
		.place = arena_printf(sheet->arena, "%s:%zu",
			sheet->config->file, sheet->line),
	};
	if (point != NULL) {
		text->name =
			arena_copy(sheet->arena, name, (size_t)(point - name));
		text->language = point + 1;
	}
	text->next = *list;
	*list = text;
	return check_text(sheet, key, text, text->next);
}

/* Whether a word is an origin as browsers send it, "https://example.com". */
static bool
is_origin(const char *word, size_t length)
{
	const char *mark = memmem(word, length, "://", 3);
	size_t before = mark == NULL ? 0 : (size_t)(mark - word) + 3;

	return before > 3 && length > before &&
	       strcspn(word + before, "/?#@,; \t") >= length - before;
}

/* Whether a text is a web address of no more than a host and a path. */
static bool
is_base(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._~:[]%/";
	size_t scheme = strncmp(text, "https://", 8) == 0  ? 8
			: strncmp(text, "http://", 7) == 0 ? 7
							   : 0;

	return scheme > 0 && strcspn(text + scheme, "/:") > 0 &&
	       strstr(text + scheme, "//") == NULL &&
	       text[strspn(text, letters)] == '\0';
}

static const char *
set_url(struct sheet *sheet, const struct config_key *key, const char **member,
	const char *value)
{
	size_t length = strlen(value);

	*member = arena_copy(
		sheet->arena, value, length - (value[length - 1] == '/'));
	if (is_base(value))
		return NULL;
	return arena_printf(sheet->arena,
		"%s must be an address such as https://www.example.com or "
		"https://www.example.com/cgi-bin/crm.cgi",
		key->name);
}

static const char *
set_origins(struct sheet *sheet, const struct config_key *key,
	const char **member, const char *value)
{
	const char *origin;
	size_t length;

	*member = value;
	while ((origin = list_word(&value, &length)) != NULL)
		if (!is_origin(origin, length))
			return arena_printf(sheet->arena,
				"%s must be origins such as "
				"https://www.example.com, separated by blanks",
				key->name);
	return NULL;
}

static const char *
set_key(struct sheet *sheet, const struct config_key *key, const char *name,
	const char *value)
{
	void *member = (char *)sheet->config + key->offset;

	switch (key->kind) {
	case CONFIG_ORIGINS:
		return set_origins(sheet, key, member, value);
	case CONFIG_PATH:
		return set_path(sheet, key, member, value);
	case CONFIG_NUMBER:
		return set_number(sheet, key, member, value);
	case CONFIG_TOKEN:
		return set_token(sheet, key, member, value);
	case CONFIG_ZONE:
		return set_zone(sheet, key, member, value);
	case CONFIG_URL:
		return set_url(sheet, key, member, value);
	case CONFIG_WORD:
		return set_word(sheet, key, member, value);
	case CONFIG_CODES:
		return add_codes(sheet, name + strlen(key->name), value);
	case CONFIG_NAMES:
		return set_names(sheet, member, value);
	case CONFIG_TEXTS:
		break;
	}
	return add_text(sheet, key, member, name + strlen(key->name), value);
}

/* Whether the key's name is but the beginning of many. */
static bool
is_family(const struct config_key *key)
{
	return key->kind == CONFIG_CODES || key->kind == CONFIG_TEXTS;
}

static bool
is_key(const struct config_key *key, const char *name)
{
	size_t length = strlen(key->name);

	if (is_family(key))
		return strncmp(name, key->name, length) == 0 &&
		       name[length] != '\0';
	return strcmp(name, key->name) == 0;
}

static const char *
unknown_key(struct sheet *sheet, const char *name)
{
	struct text wrong = { .arena = sheet->arena };

	text_printf(&wrong, "there is no key \"%s\"; the keys are", name);
	for (size_t i = 0; i < KEYS; i++)
		text_printf(&wrong, "%s %s%s", i == 0 ? "" : ",",
			config_keys[i].name,
			!is_family(&config_keys[i])    ? ""
			: config_keys[i].words == NULL ? "FIELD"
						       : "TEXT");
	return wrong.bytes;
}

static const char *
read_pair(struct sheet *sheet, const char *name, const char *value)
{
	size_t i = 0;

	while (i < KEYS && !is_key(&config_keys[i], name))
		i++;
	if (i == KEYS)
		return unknown_key(sheet, name);
	if (*value == '\0')
		return arena_printf(sheet->arena,
			"%s has no value; leave the line out for the default",
			name);
	if (sheet->seen[i] != 0 && !is_family(&config_keys[i]))
		return arena_printf(sheet->arena,
			"%s is set already in line %zu; keep one of them", name,
			sheet->seen[i]);
	sheet->seen[i] = sheet->line;
	return set_key(sheet, &config_keys[i], name, value);
}

/* Whether all is UTF-8 and tabs are the only control characters. */
static bool
is_plain(const char *at, size_t length)
{
	const char *end = at + length;

	while (at < end) {
		int32_t point = utf8_next(&at, end);

		if ((point < 0x20 && point != '\t') ||
			(point >= 0x7F && point <= 0x9F))
			return false;
	}
	return true;
}

static char *
copy_trimmed(struct arena *arena, const char *bytes, size_t length)
{
	text_trim(&bytes, &length);
	return arena_copy(arena, bytes, length);
}

static const char *
read_line(struct sheet *sheet, const char *line, size_t length)
{
	const char *colon;

	text_trim(&line, &length);
	if (length > CONFIG_LINE)
		return arena_printf(sheet->arena,
			"the line is longer than %d bytes", CONFIG_LINE);
	if (!is_plain(line, length))
		return "the line is not plain text in UTF-8";
	if (length == 0 || *line == '#')
		return NULL;
	colon = memchr(line, ':', length);
	if (colon == NULL)
		return "the line has no colon; write \"key: value\", or # "
		       "before a comment";
	return read_pair(sheet,
		copy_trimmed(sheet->arena, line, (size_t)(colon - line)),
		copy_trimmed(sheet->arena, colon + 1,
			(size_t)(line + length - colon - 1)));
}

static const char *
read_lines(struct sheet *sheet, const char *at, const char *end)
{
	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		const char *stop = feed != NULL ? feed : end;
		const char *wrong;

		sheet->line++;
		wrong = read_line(sheet, at, (size_t)(stop - at));
		if (wrong != NULL)
			return arena_printf(sheet->arena, "%s:%zu: %s",
				sheet->config->file, sheet->line, wrong);
		at = stop + (stop < end);
	}
	return NULL;
}

/* Returns NULL, or why the file can't be had. */
static const char *
load(const char *file, struct text *content)
{
	char piece[4096];
	ssize_t got = 0;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return strerror(errno);
	do {
		text_add(content, piece, (size_t)got);
		got = read(fd, piece, sizeof(piece));
	} while (got > 0 && content->length <= CONFIG_FILE);
	close(fd);
	if (content->length > CONFIG_FILE)
		return "it is too large";
	return got < 0 ? strerror(errno) : NULL;
}

static void
set_standards(struct sheet *sheet)
{
	for (size_t i = 0; i < KEYS; i++) {
		const struct config_key *key = &config_keys[i];

		if (key->standard != NULL &&
			set_key(sheet, key, key->name, key->standard) != NULL)
			die("the default of %s is not valid", key->name);
	}
}

const char *
config_text_find(
	const struct config_text *texts, const char *name, const char *language)
{
	const char *found = NULL;

	for (; texts != NULL; texts = texts->next) {
		if (strcmp(texts->name, name) != 0)
			continue;
		if (strcmp(texts->language, language) == 0)
			return texts->text;
		if (*texts->language == '\0')
			found = texts->text;
	}
	return found;
}

const char *
config_read(struct arena *arena, struct config *config, const char *file)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct sheet sheet = {
		.arena = arena,
		.config = config,
		.tail = &config->codes,
	};
	struct text content = { .arena = arena };
	const char *wrong, *start;

	*config = (struct config){ .file = file };
	set_standards(&sheet);
	if (file == NULL)
		return NULL;
	wrong = load(file, &content);
	if (wrong != NULL)
		return arena_printf(
			arena, "%s: the file can't be read: %s", file, wrong);
	start = content.bytes;
	if (strncmp(start, mark, strlen(mark)) == 0)
		start += strlen(mark);
	return read_lines(&sheet, start, content.bytes + content.length);
}
