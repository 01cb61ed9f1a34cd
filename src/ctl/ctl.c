/* The common part of crmctl's subcommands: messages, database, signals. */
#include "ctl/ctl.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/apikey.h"
#include "base/arena.h"
#include "base/path.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "customer/customer.h"

/* Writes over what is secret of all API keys in a line. */
static void
hide_keys(char *line)
{
	const char *key = line;

	while ((key = apikey_find(key)) != NULL) {
		memset(line + (key - line) + APIKEY_BEGIN, '*',
			APIKEY_LENGTH - APIKEY_BEGIN);
		key += APIKEY_LENGTH;
	}
}

void
ctl_complain(const char *format, ...)
{
	struct arena arena = { 0 };
	struct text shown = { .arena = &arena };
	va_list values;
	char *line = NULL;

	text_puts(&shown, "");
	va_start(values, format);
	if (vasprintf(&line, format, values) >= 0) {
		hide_keys(line);
		ctl_show(&shown, line);
	}
	va_end(values);
	fprintf(stderr, "crmctl: %s\n", shown.bytes);
	free(line);
	arena_free(&arena);
}

struct store_settings
ctl_settings(struct ctl *ctl)
{
	return (struct store_settings){
		.config = &ctl->config,
		.schema = &customer_schema,
		.lock_timeout = ctl->config.lock_timeout * 1000,
		.prepared = ctl->prepared,
		.damage = &ctl->damage,
	};
}

void
ctl_confine(struct ctl *ctl, const char *path)
{
	const struct store_settings settings = ctl_settings(ctl);
	const char *folders[3] = { NULL };
	size_t count = 0;

	if (ctl->prepared != NULL)
		return;
	ctl->prepared = store_prepare(ctl->arena, &settings);
	if (ctl->prepared->reach != NULL)
		folders[count++] = ctl->prepared->reach;
	if (path != NULL)
		folders[count] = strchr(path, '/') == NULL
					 ? "."
					 : path_folder(ctl->arena, path);
	sandbox_work(
		folders, ctl->prepared->connects, ctl->config.max_batch_body);
}

struct store *
ctl_open(struct ctl *ctl)
{
	const struct store_settings settings = ctl_settings(ctl);
	struct store *store;

	store_open(ctl->arena, &settings, &store);
	return store;
}

struct store *
ctl_open_to_read(struct ctl *ctl)
{
	const struct store_settings settings = ctl_settings(ctl);
	struct store *store;

	store_open_to_read(ctl->arena, &settings, &store);
	return store;
}

int
ctl_tell_damage(const struct ctl *ctl, const char *what, int status)
{
	const size_t lost = ctl->damage.lost.count;

	if (!ctl->damage.around)
		return status;
	ctl_complain(
		"the database is damaged, and what is whole of it was "
		"read: up to %zu %s could not be; have it again from a backup",
		lost, what);
	return status == CTL_DONE && lost > 0 ? CTL_PARTLY : status;
}

/*
 * Whether a terminal may take a character for a command, or show text out of
 * place for it: controls, line and paragraph separators, and characters that
 * turn the direction of text.
 */
static bool
acts(int32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) ||
	       point == 0x61c || (point >= 0x200b && point <= 0x200f) ||
	       (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

void
ctl_show(struct text *out, const char *string)
{
	const char *end = string + strlen(string);

	text_puts(out, "");
	while (string < end) {
		const char *at = string;
		int32_t point = utf8_next(&string, end);

		if (point < 0)
			string++;
		if (point < 0 || acts(point))
			text_printf(out, "\\u{%x}",
				point < 0 ? (unsigned char)*at
					  : (unsigned)point);
		else
			text_add(out, at, (size_t)(string - at));
	}
}

const char *
ctl_shown(struct ctl *ctl, const char *text)
{
	struct text out = { .arena = ctl->arena };

	ctl_show(&out, text);
	return out.bytes;
}

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

void
ctl_mind_stops(void)
{
	const struct sigaction action = {
		.sa_handler = stop,
		.sa_flags = SA_RESTART | (int)SA_RESETHAND,
	};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

bool
ctl_is_stopped(void)
{
	return stopped != 0;
}
