/* The table of formats. */
#include "format/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/csv.h"
#include "format/form.h"
#include "format/html.h"
#include "format/json.h"
#include "format/jsv.h"
#include "format/layout.h"
#include "format/xml.h"
#include "language/language.h"
#include "schema/record.h"

const struct format formats[] = {
	{
		.name = "json",
		.media = { "application/json", "text/json" },
		.media_suffix = "+json",
		.begins = "{[",
		.read = json_read,
		.read_many = json_read_many,
		.write = json_write,
		.lay_out = layout_json,
		.structured = true,
	},
	{
		.name = "xml",
		.media = { "application/xml", "text/xml" },
		.begins = "<",
		.prepare = xml_prepare,
		.read = xml_read,
		.read_many = xml_read_many,
		.write = xml_write,
		.lay_out = layout_xml,
		.structured = true,
		.most = 65536,
	},
	{
		.name = "csv",
		.media = { "text/csv" },
		.read = csv_read,
		.read_many = csv_read_many,
		.write = csv_write,
		.lay_out = layout_csv,
		.file_ending = "csv",
		.or_default = true,
	},
	{
		.name = "jsv",
		.media = { "application/jsv", "text/jsv" },
		.begins = "{[",
		.read = jsv_read,
		.read_many = jsv_read_many,
		.write = jsv_write,
		.lay_out = layout_jsv,
	},
	{
		.name = "html",
		.media = { "text/html", "application/xhtml+xml" },
		.write = html_write,
		.people = true,
	},
	{
		.name = "form",
		.media = { "application/x-www-form-urlencoded" },
		.read = form_read,
		.form = true,
		.structured = true,
	},
	{
		.name = "multipart",
		.media = { "multipart/form-data" },
		.read = multipart_read,
		.form = true,
		.structured = true,
	},
};

const size_t format_count = sizeof(formats) / sizeof(*formats);

const struct format *
format_default(void)
{
	return &formats[0];
}

bool
format_is_both(const struct format *format)
{
	return format->read != NULL && format->write != NULL;
}

const struct format *
format_named(const char *name, size_t length)
{
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].write != NULL &&
			text_is(name, length, formats[i].name))
			return &formats[i];
	return NULL;
}

/* Whether a media type is application/…SUFFIX. */
static bool
has_suffix(const char *media, size_t length, const char *suffix)
{
	static const char prefix[] = "application/";
	size_t prefix_length = strlen(prefix), suffix_length;

	if (suffix == NULL)
		return false;
	suffix_length = strlen(suffix);
	return length > prefix_length + suffix_length &&
	       text_is(media, prefix_length, prefix) &&
	       text_is(media + length - suffix_length, suffix_length, suffix);
}

const struct format *
format_reading(const char *media, size_t length)
{
	for (size_t i = 0; i < format_count; i++) {
		const struct format *format = &formats[i];

		if (format->read == NULL)
			continue;
		for (size_t k = 0; k < FORMAT_MEDIA; k++)
			if (format->media[k] != NULL &&
				text_is(media, length, format->media[k]))
				return format;
		if (has_suffix(media, length, format->media_suffix))
			return format;
	}
	return NULL;
}

/* Takes the byte order mark off. */
static void
skip_mark(const char **bytes, size_t *length)
{
	static const char mark[] = "\xEF\xBB\xBF";

	if (*length >= 3 && memcmp(*bytes, mark, 3) == 0) {
		*bytes += 3;
		*length -= 3;
	}
}

const struct format *
format_sniff(const struct format *format, const char *bytes, size_t length,
	bool many)
{
	if (format == NULL || !format->or_default)
		return format;
	skip_mark(&bytes, &length);
	text_trim(&bytes, &length);
	if (length > 0 && *bytes == (many ? '[' : '{'))
		return format_default();
	return format;
}

/* The first letter of a body, which a form may have escaped; 0: none. */
static char
first_letter(const char *bytes, size_t length)
{
	char letter = '\0';
	size_t size;

	skip_mark(&bytes, &length);
	text_trim(&bytes, &length);
	if (length > 2 && *bytes == '%' &&
		text_unescape(bytes, 3, &letter, &size))
		return letter;
	return length > 0 ? *bytes : '\0';
}

/* Whether bodies of a format begin with that letter. */
static bool
begins(const struct format *format, char letter)
{
	return format->begins != NULL && letter != '\0' &&
	       strchr(format->begins, letter) != NULL;
}

const struct format *
format_resembled(const struct format *reader, const char *bytes, size_t length)
{
	char letter = first_letter(bytes, length);

	for (size_t i = 0; !begins(reader, letter) && i < format_count; i++)
		if (begins(&formats[i], letter))
			return &formats[i];
	return NULL;
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

/* Puts a place before the path of what is refused. */
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
	skip_mark(&in->bytes, &in->length);
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
