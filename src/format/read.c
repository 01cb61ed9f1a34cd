/* The reading of a body: the state and the refusals common to all formats. */
#include "format/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "language/language.h"
#include "schema/record.h"

void
read_skip_mark(const char **bytes, size_t *length)
{
	static const char mark[] = "\xEF\xBB\xBF";

	if (*length >= 3 && memcmp(*bytes, mark, 3) == 0) {
		*bytes += 3;
		*length -= 3;
	}
}

const char *
read_say(const struct reading *in, const char *english)
{
	return language_say(intake_language(in->intake), english);
}

static bool
refuse(struct reading *in, enum fault_kind kind, const char *path,
	const char *format, va_list values)
{
	char detail[1024];

	vsnprintf(detail, sizeof(detail), read_say(in, format), values);
	in->refused = kind;
	in->path = path;
	in->detail = arena_copy(in->intake->arena, detail, strlen(detail));
	return false;
}

bool
read_refuse(struct reading *in, enum fault_kind kind, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	refuse(in, kind, NULL, format, values);
	va_end(values);
	return false;
}

bool
read_refuse_member(struct reading *in, const struct record *record,
	const char *name, size_t length, const char *format, ...)
{
	const struct schema *schema = record->schema;
	va_list values;

	va_start(values, format);
	refuse(in, FAULT_MALFORMED,
		name_shown(in->intake->arena, schema, name, length), format,
		values);
	va_end(values);
	return read_within_record(in, record);
}

void
read_unknown(struct record *into, const char *name, size_t length,
	const char *value, size_t value_length)
{
	record_unknown(into, name, length);
	text_trim(&value, &value_length);
	if (value_length > 0 && *value == '{')
		record_wraps(into);
}

/* Prepends a part to the path of the refused member. */
static bool
within(struct reading *in, const char *place)
{
	const char *dot = *place == '\0' || *in->path == '[' ? "" : ".";

	in->path =
		arena_printf(in->intake->arena, "%s%s%s", place, dot, in->path);
	return false;
}

bool
read_within(struct reading *in, const struct schema *schema, const char *name)
{
	return in->path != NULL &&
	       within(in, name_shown(in->intake->arena, schema, name,
				  strlen(name)));
}

bool
read_within_item(struct reading *in, size_t index)
{
	return in->path != NULL &&
	       within(in, arena_printf(in->intake->arena, "[%zu]", index));
}

bool
read_within_record(struct reading *in, const struct record *record)
{
	return in->path != NULL && within(in, record_path(record, -1));
}

bool
read_refuse_repeated(
	struct reading *in, const struct schema *schema, const char *name)
{
	read_refuse(in, FAULT_REPEATED, "%s", "");
	in->path = name_shown(in->intake->arena, schema, name, strlen(name));
	return false;
}

struct fault
read_fault(const struct reading *in)
{
	return (struct fault){
		.kind = in->refused,
		.path = in->path == NULL ? "" : in->path,
		.detail = in->detail,
	};
}

bool
read_refuse_item(struct reading *in, size_t most)
{
	return read_refuse(in, FAULT_ITEM_TOO_LARGE, "%zu", most);
}

void
read_mark(struct reading *in)
{
	read_skip_mark(&in->bytes, &in->length);
}

bool
read_text(struct reading *in)
{
	read_mark(in);
	if (!utf8_valid(in->bytes, in->length))
		return read_refuse(in, FAULT_MALFORMED,
			"it is not UTF-8 text, or holds a control character");
	return true;
}
