/* The kinds of keys: the demand on a value, and its parser, for each kind. */
#include "config/kinds.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/path.h"
#include "base/text.h"
#include "base/zone.h"
#include "config/config.h"

/* The index of a word in a blank-separated list, or -1. */
static int64_t
word_index(const char *words, const char *word)
{
	const char *next;
	size_t length, wanted = strlen(word);

	for (int64_t i = 0; (next = list_word(&words, &length)) != NULL; i++)
		if (length == wanted && memcmp(next, word, length) == 0)
			return i;
	return -1;
}

const char *
kind_demand(struct arena *arena, const struct config_key *key)
{
	switch (key->kind) {
	case CONFIG_NUMBER:
		return arena_printf(arena, "a whole number from %lld to %lld",
			(long long)key->low, (long long)key->high);
	case CONFIG_TOKEN:
		return arena_printf(arena,
			"from %lld to %lld letters, digits and - _ . ~, taken "
			"at random",
			(long long)key->low, (long long)key->high);
	case CONFIG_WORD:
		return arena_printf(arena, "one of the words: %s", key->words);
	case CONFIG_URL:
		return "an address such as https://www.example.com or "
		       "https://www.example.com/cgi-bin/crm.cgi";
	case CONFIG_ORIGINS:
		return "origins such as https://www.example.com, separated by "
		       "blanks";
	case CONFIG_PATH:
	case CONFIG_DATABASE:
	case CONFIG_ZONE:
	case CONFIG_CODES:
	case CONFIG_NAMES:
	case CONFIG_FIELDS:
	case CONFIG_PAIRS:
	case CONFIG_CONTENT:
	case CONFIG_TEXTS:
		break;
	}
	return NULL;
}

/* The error message on a value that does not meet the key's demand. */
static const char *
refuse(const struct config_line *line, const struct config_key *key)
{
	return arena_printf(line->arena, "%s must be %s", key->name,
		kind_demand(line->arena, key));
}

/* The functions below return NULL, or an error message on the line. */

static const char *
set_word(const struct config_line *line, const struct config_key *key,
	int64_t *member)
{
	*member = word_index(key->words, line->value);
	return *member >= 0 ? NULL : refuse(line, key);
}

static const char *
set_number(const struct config_line *line, const struct config_key *key,
	int64_t *member)
{
	const char *value = line->value;

	*member = strtoll(value, NULL, 10);
	if (value[strspn(value, "0123456789")] == '\0' && *member >= key->low &&
		*member <= key->high)
		return NULL;
	return refuse(line, key);
}

/*
 * Goes up a folder for each "../" at the beginning of a path and returns the
 * rest. The folder has no symbolic links, so no dots are left to resolve.
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
set_path(const struct config_line *line, const struct config_key *key,
	const char **member)
{
	const char *file = line->file, *value = line->value;
	char *folder, resolved[PATH_MAX];

	*member = value;
	if (*value == '/')
		return NULL;
	if (key->words != NULL && word_index(key->words, value) >= 0)
		return NULL;
	folder = arena_printf(
		line->arena, "%s%s", *file == '/' ? "" : "./", file);
	strrchr(folder, '/')[1] = '\0';
	if (realpath(folder, resolved) == NULL)
		return arena_printf(line->arena,
			"the folder that %s is relative to is out of reach "
			"(%s); write a path that begins with /",
			key->name, strerror(errno));
	value = climb(resolved, value);
	*member = path_join(
		line->arena, resolved, arena_printf(line->arena, "/%s", value));
	return NULL;
}

/* Adds what a file holds, up to a number of bytes; returns false if it fails.
 */
static bool
read_file(struct text *content, const char *path, int64_t most)
{
	char piece[4096];
	ssize_t got = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return false;
	do {
		text_add(content, piece, (size_t)got);
		got = read(fd, piece, sizeof(piece));
	} while (got > 0 && (int64_t)content->length <= most);
	close(fd);
	return got >= 0;
}

static const char *
set_file(const struct config_line *line, const struct config_key *key,
	const struct text **member)
{
	struct text *content = arena_alloc(line->arena, sizeof(*content));
	const char *path, *wrong = set_path(line, key, &path);

	*content = (struct text){ .arena = line->arena };
	*member = NULL;
	if (wrong != NULL)
		return wrong;
	if (!read_file(content, path, key->high))
		return arena_printf(line->arena, "%s: %s can't be read (%s)",
			key->name, path, strerror(errno));
	if ((int64_t)content->length < key->low ||
		(int64_t)content->length > key->high)
		return arena_printf(line->arena,
			"%s: %s must have %lld to %lld bytes", key->name, path,
			(long long)key->low, (long long)key->high);
	*member = content;
	return NULL;
}

/* Whether a value begins with the name of a kind of database. */
static bool
names_kind(const char *value)
{
	size_t length = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789");

	return length > 0 && strncmp(value + length, "://", 3) == 0;
}

static const char *
set_database(const struct config_line *line, const struct config_key *key,
	const char **member)
{
	if (!names_kind(line->value))
		return set_path(line, key, member);
	*member = line->value;
	return NULL;
}

/* A secret: the error message does not show the value. */
static const char *
set_token(const struct config_line *line, const struct config_key *key,
	const char **member)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.~";
	size_t length = strlen(line->value);

	*member = line->value;
	if (strspn(line->value, letters) == length &&
		(int64_t)length >= key->low && (int64_t)length <= key->high)
		return NULL;
	return refuse(line, key);
}

static const char *
set_zone(const struct config_line *line, const struct config_key *key,
	const struct zone **member)
{
	const char *wrong =
		zone_read(line->arena, ZONE_FOLDER, line->value, member);

	return wrong == NULL ? NULL
			     : arena_printf(line->arena, "%s \"%s\" %s",
				       key->name, line->value, wrong);
}

/* The rest of a line's name behind the name of the key. */
static const char *
rest_of_name(const struct config_line *line, const struct config_key *key)
{
	return line->name + strlen(key->name);
}

static const char *
place_of(const struct config_line *line)
{
	return arena_printf(line->arena, "%s:%zu", line->file, line->number);
}

/* Adds a line's codes to the end of a list. */
static const char *
add_codes(const struct config_line *line, const struct config_key *key,
	struct config_codes **list)
{
	while (*list != NULL)
		list = &(*list)->next;
	*list = arena_alloc(line->arena, sizeof(**list));
	(*list)->field = rest_of_name(line, key);
	(*list)->values = line->value;
	(*list)->place = place_of(line);
	return NULL;
}

/* Adds a value for a name, if there is none yet. */
static const char *
add_pair(const struct config_line *line, const struct config_key *key,
	struct config_codes **list)
{
	for (const struct config_codes *at = *list; at != NULL; at = at->next)
		if (strcmp(at->field, rest_of_name(line, key)) == 0)
			return arena_printf(line->arena,
				"%s is set already at %s; keep one of them",
				line->name, at->place);
	return add_codes(line, key, list);
}

/* Whether a text may be the target of a link: a web address, or a path. */
static bool
is_link(const char *text)
{
	return strpbrk(text, " \t\"<>\\") == NULL &&
	       (strncmp(text, "https://", 8) == 0 ||
		       strncmp(text, "http://", 7) == 0 ||
		       (text[0] == '/' && text[1] != '/'));
}

/* Returns NULL, or an error message on a text. */
static const char *
check_text(struct arena *arena, const struct config_key *key,
	const struct config_text *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

	if (key->words != NULL && word_index(key->words, text->name) < 0)
		return arena_printf(arena,
			"there is no %s%s; behind %s may stand one of: %s",
			key->name, text->name, key->name, key->words);
	if (strspn(text->language, letters) != strlen(text->language))
		return arena_printf(arena,
			"%s%s: \"%s\" is no language, such as it", key->name,
			text->name, text->language);
	if ((strcmp(text->name, "privacy-link") == 0 ||
		    strcmp(text->name, "next") == 0) &&
		!is_link(text->text))
		return arena_printf(arena,
			"%s%s must be an address such as "
			"https://www.example.com/privacy, or a path that "
			"begins with /",
			key->name, text->name);
	for (const struct config_text *at = text->next; at; at = at->next)
		if (strcmp(at->name, text->name) == 0 &&
			strcmp(at->language, text->language) == 0)
			return arena_printf(arena,
				"%s%s is set already at %s; keep one of them",
				key->name, text->name, at->place);
	return NULL;
}

static const char *
add_text(const struct config_line *line, const struct config_key *key,
	const struct config_text **list)
{
	struct config_text *text = arena_alloc(line->arena, sizeof(*text));
	const char *name = rest_of_name(line, key);
	const char *point = strchr(name, '.');

	*text = (struct config_text){
		.name = name,
		.language = "",
		.text = line->value,
		.place = place_of(line),
		.next = *list,
	};
	if (point != NULL) {
		text->name =
			arena_copy(line->arena, name, (size_t)(point - name));
		text->language = point + 1;
	}
	*list = text;
	return check_text(line->arena, key, text);
}

/* Whether a word is an origin as browsers send one, "https://example.com". */
static bool
is_origin(const char *word, size_t length)
{
	const char *mark = memmem(word, length, "://", 3);
	size_t before = mark == NULL ? 0 : (size_t)(mark - word) + 3;

	return before > 3 && length > before &&
	       strcspn(word + before, "/?#@,; \t") >= length - before;
}

/* Whether a text is a web address with a host and a path only. */
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
set_url(const struct config_line *line, const struct config_key *key,
	const char **member)
{
	const char *value = line->value;
	size_t length = strlen(value);

	*member = arena_copy(
		line->arena, value, length - (value[length - 1] == '/'));
	return is_base(value) ? NULL : refuse(line, key);
}

static const char *
set_origins(const struct config_line *line, const struct config_key *key,
	const char **member)
{
	const char *at = line->value, *word;
	size_t length;

	*member = line->value;
	while ((word = list_word(&at, &length)) != NULL)
		if (!is_origin(word, length))
			return refuse(line, key);
	return NULL;
}

const char *
kind_set(const struct config_line *line, const struct config_key *key,
	void *member)
{
	switch (key->kind) {
	case CONFIG_ORIGINS:
		return set_origins(line, key, member);
	case CONFIG_PATH:
		return set_path(line, key, member);
	case CONFIG_DATABASE:
		return set_database(line, key, member);
	case CONFIG_NUMBER:
		return set_number(line, key, member);
	case CONFIG_TOKEN:
		return set_token(line, key, member);
	case CONFIG_ZONE:
		return set_zone(line, key, member);
	case CONFIG_URL:
		return set_url(line, key, member);
	case CONFIG_WORD:
		return set_word(line, key, member);
	case CONFIG_CODES:
	case CONFIG_NAMES:
	case CONFIG_FIELDS:
		return add_codes(line, key, member);
	case CONFIG_PAIRS:
		return add_pair(line, key, member);
	case CONFIG_CONTENT:
		return set_file(line, key, member);
	case CONFIG_TEXTS:
		break;
	}
	return add_text(line, key, member);
}

const char *
kind_variable(const struct config_key *key)
{
	if (key->kind != CONFIG_CODES && key->kind != CONFIG_PAIRS &&
		key->kind != CONFIG_TEXTS)
		return NULL;
	return key->words == NULL ? "FIELD" : "TEXT";
}

bool
kind_names(const struct config_key *key, const char *name)
{
	size_t length = strlen(key->name);

	if (kind_variable(key) == NULL)
		return strcmp(name, key->name) == 0;
	return strncmp(name, key->name, length) == 0 && name[length] != '\0';
}
