/* The reader of a configuration file: its lines, by a table of keys. */
#include "config/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/text.h"
#include "config/kinds.h"

/* The most bytes of a file and of a line. */
enum { CONFIG_FILE = 64 * 1024, CONFIG_LINE = 4096 };

/* A configuration file that is being read. */
struct sheet {
	struct arena *arena;
	const struct config_table *table;
	char *config;
	const char *file;
	size_t line;  /* the number of the line at hand, from 1 */
	size_t *seen; /* for each key, the line that set the key, or 0 */
};

/* The functions below return NULL, or an error message on the line. */

static const char *
set_key(struct sheet *sheet, const struct config_key *key, const char *name,
	const char *value)
{
	const struct config_line line = {
		.arena = sheet->arena,
		.file = sheet->file,
		.number = sheet->line,
		.name = name,
		.value = value,
	};

	return kind_set(&line, key, sheet->config + key->offset);
}

/* How many letters two names begin with alike. */
static size_t
alike(const char *a, const char *b)
{
	size_t length = 0;

	while (a[length] != '\0' && a[length] == b[length])
		length++;
	return length;
}

/* Refuses a key that is none, and names the one that it resembles most. */
static const char *
unknown_key(struct sheet *sheet, const char *name)
{
	const struct config_key *most = NULL;
	size_t length = 1;

	for (size_t i = 0; i < sheet->table->count; i++) {
		const struct config_key *key = &sheet->table->keys[i];

		if (alike(key->name, name) > length) {
			length = alike(key->name, name);
			most = key;
		}
	}
	if (most == NULL)
		return arena_printf(sheet->arena,
			"there is no key \"%s\"; crm.conf(5) has them all",
			name);
	return arena_printf(sheet->arena,
		"there is no key \"%s\"; there is %s%s", name, most->name,
		kind_variable(most) == NULL ? "" : kind_variable(most));
}

static const char *
read_pair(struct sheet *sheet, const char *name, const char *value)
{
	const struct config_key *key = sheet->table->keys;
	size_t i = 0;

	while (i < sheet->table->count && !kind_names(&key[i], name))
		i++;
	if (i == sheet->table->count)
		return unknown_key(sheet, name);
	if (*value == '\0')
		return arena_printf(sheet->arena,
			"%s has no value; leave the line out for the default",
			name);
	if (sheet->seen[i] != 0 && kind_variable(&key[i]) == NULL)
		return arena_printf(sheet->arena,
			"%s is set already in line %zu; keep one of them", name,
			sheet->seen[i]);
	sheet->seen[i] = sheet->line;
	return set_key(sheet, &key[i], name, value);
}

/* Whether a text is UTF-8, with tabs as the only control characters. */
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
				sheet->file, sheet->line, wrong);
		at = stop + (stop < end);
	}
	return NULL;
}

/* Returns NULL, or an error message on the file. */
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
	for (size_t i = 0; i < sheet->table->count; i++) {
		const struct config_key *key = &sheet->table->keys[i];

		if (key->standard != NULL &&
			set_key(sheet, key, key->name, key->standard) != NULL)
			die("the default of %s is not valid", key->name);
	}
}

const char *
config_file_read(struct arena *arena, const struct config_table *table,
	void *config, const char *file)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct sheet sheet = {
		.arena = arena,
		.table = table,
		.config = config,
		.file = file,
		.seen = arena_array(arena, table->count, sizeof(*sheet.seen)),
	};
	struct text content = { .arena = arena };
	const char *wrong, *start;

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
