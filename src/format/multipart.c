/* The reader of forms sent as multipart/form-data (RFC 7578). */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/form.h"
#include "format/format.h"
#include "format/read.h"
#include "schema/record.h"

enum {
	BOUNDARY_LETTERS = 70, /* RFC 2046 section 5.1.1 */
	HEADER_BYTES = 8192    /* of one part, all its lines together */
};

/* A stretch of the body. */
struct span {
	const char *at;
	size_t length;
};

static bool
refuse(struct reading *in, const char *what)
{
	return read_refuse(
		in, FAULT_MALFORMED, "multipart: %s", read_say(in, what));
}

/* Takes the span before a mark, and the mark; at is NULL without a mark. */
static struct span
take_until(struct span *rest, const char *mark, size_t mark_length)
{
	const char *found = memmem(rest->at, rest->length, mark, mark_length);
	struct span taken = { 0 };

	if (found == NULL)
		return taken;
	taken = (struct span){ rest->at, (size_t)(found - rest->at) };
	rest->at += taken.length + mark_length;
	rest->length -= taken.length + mark_length;
	return taken;
}

/* Whether a span begins with a string, case included. */
static bool
begins(struct span span, const char *with)
{
	return span.length >= strlen(with) &&
	       memcmp(span.at, with, strlen(with)) == 0;
}

/* Whether a span begins with a keyword, case ignored. */
static bool
says(struct span span, const char *keyword)
{
	return span.length >= strlen(keyword) &&
	       text_is(span.at, strlen(keyword), keyword);
}

static void
skip(struct span *span, size_t length)
{
	span->at += length;
	span->length -= length;
}

/*
 * Takes a token, or a quoted string without its quotes. Returns an empty span
 * if the string does not end.
 */
static struct span
take_value(struct arena *arena, struct span *rest)
{
	struct text value = { .arena = arena };
	bool quoted = rest->length > 0 && *rest->at == '"';

	text_puts(&value, "");
	if (quoted)
		skip(rest, 1);
	while (rest->length > 0 &&
		(quoted ? *rest->at != '"' : *rest->at != ';')) {
		if (quoted && *rest->at == '\\' && rest->length > 1 &&
			(rest->at[1] == '"' || rest->at[1] == '\\'))
			skip(rest, 1);
		text_putc(&value, *rest->at);
		skip(rest, 1);
	}
	if (quoted && rest->length == 0)
		return (struct span){ 0 };
	return (struct span){ value.bytes, value.length };
}

/* The contents of a part's header lines. */
struct part {
	struct span name; /* of the field; empty: none */
	bool is_file;
	bool has_filename; /* one that is not empty */
	struct span media; /* its media type; empty: none */
	bool is_encoded;
};

/* Reads name="…"; filename="…" behind Content-Disposition: form-data. */
static void
read_disposition(struct arena *arena, struct span line, struct part *part)
{
	while (take_until(&line, ";", 1).at != NULL) {
		struct span name = take_until(&line, "=", 1);

		text_trim(&name.at, &name.length);
		if (name.at == NULL)
			return;
		if (text_is(name.at, name.length, "name"))
			part->name = take_value(arena, &line);
		else if (says(name, "filename")) {
			part->is_file = true;
			part->has_filename |=
				take_value(arena, &line).length > 0;
		} else
			take_value(arena, &line);
	}
}

/* Takes a media type without its parameters. */
static struct span
take_media(struct arena *arena, struct span line)
{
	struct span media = take_value(arena, &line);

	text_trim(&media.at, &media.length);
	return media;
}

static void
read_header(struct arena *arena, struct span line, struct part *part)
{
	struct span name = take_until(&line, ":", 1);

	text_trim(&line.at, &line.length);
	if (name.at == NULL)
		return;
	if (text_is(name.at, name.length, "Content-Disposition") &&
		says(line, "form-data"))
		read_disposition(arena, line, part);
	else if (text_is(name.at, name.length, "Content-Type"))
		part->media = take_media(arena, line);
	else if (text_is(name.at, name.length, "Content-Transfer-Encoding"))
		part->is_encoded = !says(line, "7bit") && !says(line, "8bit") &&
				   !says(line, "binary");
}

/* Reads the lines of a part's header. */
static void
read_headers(struct arena *arena, struct span header, struct part *part)
{
	while (header.length > 0) {
		struct span line = take_until(&header, "\r\n", 2);

		if (line.at == NULL) {
			line = header;
			header.length = 0;
		}
		read_header(arena, line, part);
	}
}

/* Whether a part that is a file is a member's value all the same. */
static bool
is_value(const struct form *form, const struct part *part, bool is_json)
{
	return (is_json || part->media.length == 0 ||
		       text_is(part->media.at, part->media.length,
			       "text/plain")) &&
	       form_names_member(
		       form->into->schema, part->name.at, part->name.length);
}

/* Names the part as the reason of a refusal. Returns false. */
static bool
because_of(struct form *form, const struct part *part)
{
	if (part->name.length > 0)
		form->in->path = name_shown(form->in->intake->arena,
			form->into->schema, part->name.at, part->name.length);
	return false;
}

/* Takes the content of a part whose header was read. */
static bool
read_content(struct form *form, const struct part *part, struct span content)
{
	bool is_json = part->media.length > 0 &&
		       format_reading(part->media.at, part->media.length) ==
			       format_default();
	const struct form_field field = {
		.name = part->name.at,
		.name_length = part->name.length,
		.value = content.at,
		.length = content.length,
		.is_json = is_json,
	};

	if (part->is_file && !part->has_filename && content.length == 0)
		return form_count(form);
	if (part->is_file && !is_value(form, part, is_json))
		return read_refuse(form->in, FAULT_FILE, "%s", "") ||
		       because_of(form, part);
	if (says(part->media, "multipart/") || part->is_encoded)
		return refuse(form->in, "a part that is not plain text") ||
		       because_of(form, part);
	if (part->name.length == 0)
		return refuse(form->in, "a part without a name");
	return form_take(form, &field);
}

/* Takes one part, header and content. */
static bool
read_part(struct form *form, struct span rest)
{
	struct part part = { 0 };
	struct span header = { 0 };

	if (!begins(rest, "\r\n"))
		header = take_until(&rest, "\r\n\r\n", 4);
	if (header.at == NULL || header.length > HEADER_BYTES)
		return refuse(form->in, "a part without a header, or with one "
					"that is too long");
	read_headers(form->in->intake->arena, header, &part);
	return read_content(form, &part, rest);
}

bool
multipart_read(struct reading *in, struct record *into)
{
	struct form form = form_begin(in, into);
	struct span rest = { in->bytes, in->length };
	const char *mark;
	size_t length;

	if (in->length == 0)
		return true;
	if (in->boundary == NULL || *in->boundary == '\0' ||
		strlen(in->boundary) > BOUNDARY_LETTERS)
		return refuse(in, "the Content-Type needs a boundary of 1 to "
				  "70 characters");
	mark = arena_printf(in->intake->arena, "\r\n--%s", in->boundary);
	length = strlen(mark);
	if (begins(rest, mark + 2))
		skip(&rest, length - 2);
	else if (take_until(&rest, mark, length).at == NULL)
		return refuse(in, "the boundary does not occur");
	while (!begins(rest, "--")) {
		struct span part;

		while (rest.length > 0 && (*rest.at == ' ' || *rest.at == '\t'))
			skip(&rest, 1);
		if (!begins(rest, "\r\n"))
			return refuse(in, "a boundary must end its line");
		skip(&rest, 2);
		part = take_until(&rest, mark, length);
		if (part.at == NULL)
			return refuse(in, "the final boundary is missing");
		if (!read_part(&form, part))
			return false;
	}
	skip(&rest, 2);
	text_trim(&rest.at, &rest.length);
	if (rest.length > 0)
		return refuse(in, "more text behind the final boundary");
	return form_end(&form);
}
