/* crmctl, the operator's command: what its subcommands share. */
#include "ctl/ctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"

void
ctl_complain(const char *format, ...)
{
	struct arena arena = { 0 };
	struct text plain = { .arena = &arena }, shown = { .arena = &arena };
	char line[1024];
	va_list values;

	va_start(values, format);
	vsnprintf(line, sizeof(line), format, values);
	va_end(values);
	text_puts(&plain, line);
	ctl_show(&shown, plain.bytes);
	fprintf(stderr, "crmctl: %s\n", shown.bytes);
	arena_free(&arena);
}

struct store *
ctl_open(struct ctl *ctl)
{
	static const char *const none[] = { NULL };
	const struct store_settings settings = {
		.file = ctl->config.database,
		.journal = (enum config_journal)ctl->config.journal,
		.lock_timeout = ctl->config.lock_timeout * 1000,
		.schema = &customer_schema,
		.forbidden = none,
	};
	struct store *store;

	store_open(ctl->arena, &settings, &store);
	return store;
}

/*
 * Whether a terminal may take a character for a command, or show it elsewhere
 * than where it stands: controls, line and paragraph separators, and what turns
 * the direction of text.
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
