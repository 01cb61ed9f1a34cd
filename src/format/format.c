/* The table of message formats: the media types, reader and writer of each. */
#include "format/format.h"

#include <string.h>

#include "base/text.h"
#include "format/csv.h"
#include "format/form.h"
#include "format/html.h"
#include "format/json.h"
#include "format/jsonl.h"
#include "format/jsv.h"
#include "format/layout.h"
#include "format/read.h"
#include "format/xml.h"

const struct format formats[] = {
	{
		.name = "json",
		.media = { "application/json", "text/json" },
		.media_suffix = "+json",
		.begins = "{[",
		.read = json_read,
		.read_many = json_read_many,
		.write = json_write,
		.stream = &json_stream,
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
		.stream = &xml_stream,
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
		.stream = &csv_stream,
		.sheet = &csv_sheet_stream,
		.lay_out = layout_csv,
		.file_ending = "csv",
		.rows = true,
		.or_default = true,
	},
	{
		.name = "jsv",
		.media = { "application/jsv", "text/jsv" },
		.begins = "{[",
		.read = jsv_read,
		.read_many = jsv_read_many,
		.write = jsv_write,
		.stream = &jsv_stream,
		.lay_out = layout_jsv,
	},
	{
		.name = "jsonl",
		.media = { "text/jsonl", "application/jsonl",
			"application/x-ndjson" },
		.begins = "{",
		.read = json_read,
		.read_many = jsonl_read_many,
		.write = jsonl_write,
		.stream = &jsonl_stream,
		.lay_out = layout_lines,
		.rows = true,
	},
	{
		.name = "html",
		.media = { "text/html", "application/xhtml+xml" },
		.write = html_write,
		.stream = &html_stream,
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

const struct format *
format_sniff(const struct format *format, const char *bytes, size_t length,
	bool many)
{
	if (format == NULL || !format->or_default)
		return format;
	read_skip_mark(&bytes, &length);
	text_trim(&bytes, &length);
	if (length > 0 && *bytes == (many ? '[' : '{'))
		return format_default();
	return format;
}

/* The first letter of a body, unescaped if a form escaped it; 0: none. */
static char
first_letter(const char *bytes, size_t length)
{
	char letter = '\0';
	size_t size;

	read_skip_mark(&bytes, &length);
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
