/* Customers as the operator sees them: their members, and the formats. */
#include "ctl/shown.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "format/format.h"
#include "format/stream.h"
#include "schema/record.h"

void
shown_members(struct ctl *ctl, const struct record *record)
{
	const struct schema *schema = record->schema;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct value *value = &record->values[i];

		if (value->state == VALUE_NONE)
			continue;
		if (value->state == VALUE_GIVEN &&
			schema->fields[i].type == TYPE_LIST) {
			for (size_t k = 0; k < value->count; k++)
				shown_members(ctl, value->items[k]);
			continue;
		}
		printf("  %s: %s\n", record_path(record, (int)i),
			ctl_shown(ctl, record_text(ctl->arena, record, i)));
	}
}

void
shown_json(struct ctl *ctl, const struct record *record)
{
	struct text out = { .arena = ctl->arena };

	format_default()->write(&out, record);
	puts(out.bytes);
}

const char *
shown_instant(struct ctl *ctl, int64_t seconds)
{
	char *instant = arena_alloc(ctl->arena, CALENDAR_ROOM);

	calendar_put_instant(instant, seconds, "");
	return instant;
}

bool
shown_read(struct ctl *ctl, const char *name, bool text, bool vcard,
	struct shown_format *into)
{
	bool is_text = name == NULL ? text && !ctl->json
				    : text && strcmp(name, "text") == 0;

	*into = (struct shown_format){ is_text ? SHOWN_TEXT : SHOWN_FORMAT,
		NULL };
	if (is_text)
		return true;
	if (name == NULL)
		name = ctl->json ? "jsonl" : "csv";
	if (vcard && strcmp(name, "vcard") == 0) {
		into->kind = SHOWN_VCARD;
		return true;
	}
	into->format = format_named(name, strlen(name));
	if (into->format != NULL && format_is_both(into->format))
		return true;
	ctl_complain("--format: %s is none of json, jsonl, csv, xml, jsv%s%s",
		name, text ? ", text" : "", vcard ? ", vcard" : "");
	return false;
}

/* Writes a piece; what a terminal would take for a command is escaped. */
static void
put(FILE *out, const struct text *piece)
{
	const char *at = piece->bytes, *end = at + piece->length;
	struct text line = { .arena = piece->arena };

	if (!isatty(fileno(out))) {
		fwrite(at, 1, piece->length, out);
		return;
	}
	for (; at < end; at += at < end) {
		size_t length = strcspn(at, "\n\r\t");

		line.length = 0;
		ctl_show(&line, arena_copy(piece->arena, at, length));
		at += length;
		fwrite(line.bytes, 1, line.length, out);
		if (at < end)
			putc(*at, out);
	}
}

bool
shown_stream(struct ctl *ctl, FILE *out, struct stream *stream)
{
	struct text piece = { .arena = ctl->arena };
	enum stream_state state;

	do {
		piece.length = 0;
		state = stream_next(stream, &piece);
		put(out, &piece);
	} while (state == STREAM_MORE);
	return state == STREAM_END;
}
