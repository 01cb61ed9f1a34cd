/* JSV, ServiceStack's text format: reads and writes records and members. */
/*
 * A JSV text is {name:value,…}, [value,…], or plain text, which is quoted as in
 * CSV where necessary.
 */
#include "format/jsv.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/json.h"
#include "format/read.h"
#include "format/stream.h"
#include "schema/plain.h"
#include "schema/record.h"

struct scan {
	struct reading *in;
	const char *start, *at, *end;
	unsigned depth;
	const char *item; /* the beginning of a batch's item, or NULL */
	size_t most;      /* bytes that the item may take */
};

/* A text, decoded. */
struct word {
	const char *bytes;
	size_t length;
};

static bool read_value(struct scan *scan, struct record *into, size_t field);

static bool
refuse(struct scan *scan, const char *what)
{
	return read_refuse(scan->in, FAULT_MALFORMED, "JSV at byte %td: %s",
		scan->at - scan->start + 1, read_say(scan->in, what));
}

/* Whether the batch's item being read is longer than allowed. */
static bool
is_too_long(const struct scan *scan)
{
	return scan->item != NULL &&
	       (size_t)(scan->at - scan->item) > scan->most;
}

static bool
is_next(const struct scan *scan, const char *bytes)
{
	return scan->at < scan->end &&
	       memchr(bytes, *scan->at, strlen(bytes)) != NULL;
}

static bool
take(struct scan *scan, char byte)
{
	return text_take(&scan->at, scan->end, byte);
}

static void
skip_blanks(struct scan *scan)
{
	while (is_next(scan, " \t\r\n"))
		scan->at++;
}

static bool
take_quoted(struct scan *scan, struct word *word)
{
	struct text text = { .arena = scan->in->intake->arena };

	text_puts(&text, "");
	scan->at++;
	for (;;) {
		const char *quote =
			memchr(scan->at, '"', (size_t)(scan->end - scan->at));

		if (quote == NULL)
			return refuse(scan, "a quoted text that does not end");
		text_add(&text, scan->at, (size_t)(quote - scan->at));
		scan->at = quote + 1;
		if (!take(scan, '"'))
			break;
		text_putc(&text, '"');
	}
	*word = (struct word){ text.bytes, text.length };
	return true;
}

/* Takes a text up to one of the stops, without the blanks around the text. */
static bool
take_word(struct scan *scan, const char *stops, struct word *word)
{
	skip_blanks(scan);
	if (is_next(scan, "\"")) {
		if (!take_quoted(scan, word))
			return false;
	} else {
		*word = (struct word){ scan->at, 0 };
		while (scan->at < scan->end && !is_next(scan, stops) &&
			!is_next(scan, "\"{[\r\n"))
			scan->at++;
		word->length = (size_t)(scan->at - word->bytes);
		text_trim(&word->bytes, &word->length);
	}
	skip_blanks(scan);
	if (scan->at < scan->end && !is_next(scan, stops))
		return refuse(scan, "text that must be quoted");
	return true;
}

static bool
read_members(struct scan *scan, struct record *into)
{
	const struct schema *schema = into == NULL ? NULL : into->schema;
	struct arena *arena = scan->in->intake->arena;
	const char **names = NULL, *repeated;
	size_t count = 0;
	struct word name;

	do {
		int field = -1;

		if (!take_word(scan, ":,}]", &name))
			return false;
		if (name.length == 0 || !take(scan, ':'))
			return refuse(scan, "a name and a colon were expected");
		names = arena_grow(arena, names, count, sizeof(*names));
		names[count++] = arena_copy(arena, name.bytes, name.length);
		if (into != NULL)
			field = record_member(into, name.bytes, name.length);
		skip_blanks(scan);
		if (into != NULL && field < 0 && is_next(scan, "{"))
			record_wraps(into);
		if (!read_value(scan, field < 0 ? NULL : into,
			    (size_t)(field < 0 ? 0 : field)))
			return read_within(scan->in, schema, names[count - 1]);
	} while (take(scan, ','));
	repeated = text_repeated(names, count);
	return repeated == NULL ||
	       read_refuse_repeated(scan->in, schema, repeated);
}

/* Reads an object; with into NULL only checks its syntax. */
static bool
read_object(struct scan *scan, struct record *into)
{
	scan->at++;
	if (++scan->depth > FORMAT_DEPTH)
		return refuse(scan, "nested deeper than 16 levels");
	skip_blanks(scan);
	if (!is_next(scan, "}") && !read_members(scan, into))
		return false;
	if (!take(scan, '}'))
		return refuse(scan, "a comma or } was expected");
	scan->depth--;
	return true;
}

/* Reads an item of a list of plain values. */
static bool
read_plain(struct scan *scan, struct record *into, size_t field, size_t index)
{
	bool good = read_value(scan, plain_add(into, field, index), 0);

	plain_end(into, field);
	return good;
}

static bool
read_item(struct scan *scan, struct record *into, size_t field, size_t index)
{
	struct record *record = NULL;

	if (into != NULL && schema_is_plain(&into->schema->fields[field]))
		return read_plain(scan, into, field, index);
	skip_blanks(scan);
	if (is_too_long(scan))
		return read_refuse_item(scan->in, scan->most);
	if (into != NULL && is_next(scan, "{"))
		record = record_add(into, field);
	else if (into != NULL)
		record_add_wrong(into, field);
	return is_next(scan, "{") ? read_object(scan, record)
				  : read_value(scan, NULL, 0);
}

static bool
read_list(struct scan *scan, struct record *into, size_t field)
{
	size_t index = 0;

	if (into != NULL && !record_set_list(into, field))
		into = NULL;
	scan->at++;
	if (++scan->depth > FORMAT_DEPTH)
		return refuse(scan, "nested deeper than 16 levels");
	skip_blanks(scan);
	if (!is_next(scan, "]"))
		do {
			if (!read_item(scan, into, field, index))
				return read_within_item(scan->in, index);
			index++;
			skip_blanks(scan);
		} while (take(scan, ','));
	if (!take(scan, ']'))
		return refuse(scan, "a comma or ] was expected");
	scan->depth--;
	return true;
}

/* Reads a value and the blanks around it. */
static bool
read_value(struct scan *scan, struct record *into, size_t field)
{
	struct word word;
	bool good;

	skip_blanks(scan);
	if (is_too_long(scan))
		return read_refuse_item(scan->in, scan->most);
	if (is_next(scan, "{"))
		good = read_object(scan,
			into == NULL ? NULL : record_set_record(into, field));
	else if (is_next(scan, "["))
		good = read_list(scan, into, field);
	else {
		good = take_word(scan, ",}]", &word);
		if (good && into != NULL)
			record_set_text(into, field, word.bytes, word.length);
	}
	skip_blanks(scan);
	return good;
}

static bool
scan_end(struct scan *scan)
{
	skip_blanks(scan);
	if (scan->at < scan->end)
		return refuse(scan, "more text at the end");
	return true;
}

/* Reads a list that is JSV. */
static bool
read_jsv_cell(struct scan *scan, struct record *into, size_t field)
{
	if (!read_value(scan, into, field))
		return read_within(scan->in, into->schema,
			       into->schema->fields[field].name) ||
		       read_within_record(scan->in, into);
	return scan_end(scan);
}

/*
 * Reads a list that is JSV, or JSON if it is valid JSON. Plain values are JSV
 * if they can be: [true,1.5] is both, and two texts.
 */
static bool
read_list_cell(struct scan *scan, struct record *into, size_t field)
{
	struct reading *in = scan->in;
	size_t length = (size_t)(scan->end - scan->at);
	struct scan jsv = *scan;

	if (!json_valid(in, scan->at, length))
		return read_jsv_cell(scan, into, field);
	if (schema_is_plain(&into->schema->fields[field])) {
		if (read_jsv_cell(&jsv, into, field))
			return true;
		in->refused = FAULT_NONE;
		in->path = NULL;
	}
	return json_read_member(in, scan->at, length, into, field);
}

/* Whether a text is what JavaScript makes of a list of objects. */
static bool
is_printed(const char *bytes, size_t length)
{
	static const char begin[] = "[object Object]";

	return length >= strlen(begin) &&
	       memcmp(bytes, begin, strlen(begin)) == 0;
}

bool
jsv_read_cell(struct reading *in, const char *bytes, size_t length,
	struct record *into, size_t field)
{
	size_t unknown = in->intake->unknown_count;
	struct scan scan = { .in = in, .depth = 1 };

	text_strip(&bytes, &length);
	scan.start = scan.at = bytes;
	scan.end = bytes + length;
	if (into->schema->fields[field].type == TYPE_LIST &&
		is_printed(bytes, length)) {
		record_set_wrong(into, field, FAULT_NO_OBJECTS, bytes, length);
		return true;
	}
	if (into->schema->fields[field].type == TYPE_LIST &&
		is_next(&scan, "[") && read_list_cell(&scan, into, field))
		return true;
	if (in->refused == FAULT_REPEATED)
		return false;
	in->refused = FAULT_NONE;
	in->intake->unknown_count = unknown;
	record_set_text(into, field, bytes, length);
	return true;
}

/* Begins to read a whole body. */
static bool
scan_begin(struct scan *scan, struct reading *in)
{
	if (!read_text(in))
		return false;
	*scan = (struct scan){
		.in = in,
		.start = in->bytes,
		.at = in->bytes,
		.end = in->bytes + in->length,
	};
	skip_blanks(scan);
	return true;
}

bool
jsv_read(struct reading *in, struct record *into)
{
	struct scan scan;

	if (!scan_begin(&scan, in))
		return false;
	if (!is_next(&scan, "{"))
		return refuse(&scan, "the body must be one record, {…}");
	if (!read_object(&scan, into))
		return read_within_record(in, into);
	return scan_end(&scan);
}

bool
jsv_read_many(struct reading *in, struct batch *batch)
{
	struct scan scan;

	if (!scan_begin(&scan, in))
		return false;
	if (!take(&scan, '['))
		return refuse(
			&scan, "the body must be a list of records, [{…}]");
	skip_blanks(&scan);
	if (take(&scan, ']'))
		return scan_end(&scan);
	scan.depth = 1;
	scan.most = batch->most;
	do {
		struct record *into = batch->begin(batch);

		skip_blanks(&scan);
		scan.item = scan.at;
		if (!is_next(&scan, "{"))
			return refuse(&scan, "a record, {…}, was expected");
		if (!read_object(&scan, into))
			return read_within_record(in, into);
		if (is_too_long(&scan))
			return read_refuse_item(in, scan.most);
		if (!batch->end(batch, into))
			return false;
		skip_blanks(&scan);
	} while (take(&scan, ','));
	if (!take(&scan, ']'))
		return refuse(&scan, "a comma or ] was expected");
	return scan_end(&scan);
}

static void
write_text(struct text *out, const char *bytes, size_t length)
{
	bool plain = length > 0;

	for (size_t i = 0; i < length; i++)
		if (strchr("\":,{}[]\r\n", bytes[i]) != NULL)
			plain = false;
	if (plain) {
		text_add(out, bytes, length);
		return;
	}
	text_putc(out, '"');
	for (size_t i = 0; i < length; i++) {
		text_puts(out, bytes[i] == '"' ? "\"" : "");
		text_putc(out, bytes[i]);
	}
	text_putc(out, '"');
}

static void write_item(struct text *out, const struct record *item);
static void write_members(struct text *out, const struct record *record);

void
jsv_write_value(
	struct text *out, const struct field *field, const struct value *value)
{
	switch (field->type) {
	case TYPE_BOOL:
		text_puts(out, value->number != 0 ? "True" : "False");
		break;
	case TYPE_INT:
		text_number(out, value->number);
		break;
	case TYPE_LIST:
		text_putc(out, '[');
		for (size_t i = 0; i < value->count; i++) {
			text_puts(out, i == 0 ? "" : ",");
			write_item(out, value->items[i]);
		}
		text_putc(out, ']');
		break;
	case TYPE_RECORD:
		write_members(out, value->items[0]);
		break;
	default:
		write_text(out, value->text, value->length);
	}
}

/* Writes an item of a list: a plain value, a list, or a record. */
static void
write_item(struct text *out, const struct record *item)
{
	const struct schema *schema = item->schema;

	if (schema->plain || schema->array)
		jsv_write_value(out, &schema->fields[0], &item->values[0]);
	else
		write_members(out, item);
}

static void
write_members(struct text *out, const struct record *record)
{
	const char *comma = "";

	text_putc(out, '{');
	for (size_t i = schema_first(record->schema); i < record->schema->count;
		i = schema_next(record->schema, i)) {
		const struct field *field = &record->schema->fields[i];

		if (record->values[i].state != VALUE_GIVEN)
			continue;
		text_puts(out, comma);
		text_puts(out, field->name);
		text_putc(out, ':');
		jsv_write_value(out, field, &record->values[i]);
		comma = ",";
	}
	text_putc(out, '}');
}

static void
begin_list(struct text *out, const struct stream *stream)
{
	(void)stream;
	text_putc(out, '[');
}

static void
add_item(struct text *out, const struct stream *stream,
	const struct record *record)
{
	text_puts(out, stream->count == 0 ? "" : ",");
	write_item(out, record);
}

static void
end_list(struct text *out, const struct stream *stream)
{
	(void)stream;
	text_putc(out, ']');
}

const struct stream_writer jsv_stream = {
	.begin = begin_list,
	.add = add_item,
	.end = end_list,
	.broken = "",
};

void
jsv_write(struct text *out, const struct record *record)
{
	if (record->schema->array)
		stream_write(out, &jsv_stream, record);
	else
		write_members(out, record);
}
