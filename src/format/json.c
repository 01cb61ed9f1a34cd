/* JSON (RFC 8259): reads and writes records, and members of other formats. */
/*
 * cJSON forgives too much and makes doubles of numbers, so a strict scan comes
 * first: the scan refuses all but JSON, and hands cJSON a copy in which every
 * number is a string that begins with a byte no text can hold.
 */
#include "format/json.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/arena.h"
#include "base/die.h"
#include "base/hex.h"
#include "base/text.h"
#include "format/read.h"
#include "format/stream.h"
#include "schema/date.h"
#include "schema/plain.h"
#include "schema/record.h"

enum { NUMBER_MARK = '\1' };

struct scan {
	struct reading *in;
	const char *text; /* where the JSON text begins, for messages */
	const char *start, *at, *end;
	const char *copied; /* the end of the part copied */
	struct text copy;
	unsigned depth;
	size_t most; /* bytes of a batch's item; 0: no batch */
};

static bool scan_value(struct scan *scan);

static bool
refuse(struct scan *scan, const char *what)
{
	size_t line = 1, column = 1;

	for (const char *at = scan->text; at < scan->at; at++) {
		column = *at == '\n' ? 1 : column + 1;
		line += *at == '\n';
	}
	return read_refuse(scan->in, FAULT_MALFORMED,
		"JSON at line %zu, byte %zu: %s", line, column,
		read_say(scan->in, what));
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void
skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && is_blank(*scan->at))
		scan->at++;
}

static bool
take(struct scan *scan, char byte)
{
	return text_take(&scan->at, scan->end, byte);
}

static bool
take_digits(struct scan *scan)
{
	const char *first = scan->at;

	while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
		scan->at++;
	return scan->at > first;
}

static bool
scan_number(struct scan *scan)
{
	const char *first = scan->at;

	take(scan, '-');
	if (!take(scan, '0') && !take_digits(scan))
		return refuse(scan, "a value was expected");
	if (take(scan, '.') && !take_digits(scan))
		return refuse(scan, "digits were expected behind the point");
	if (take(scan, 'e') || take(scan, 'E')) {
		if (!take(scan, '+'))
			take(scan, '-');
		if (!take_digits(scan))
			return refuse(scan, "an exponent was expected");
	}
	text_add(&scan->copy, scan->copied, (size_t)(first - scan->copied));
	text_printf(&scan->copy, "\"%c%.*s\"", NUMBER_MARK,
		(int)(scan->at - first), first);
	scan->copied = scan->at;
	return true;
}

/* Takes the four digits of \uXXXX; returns -1 if they are none. */
static int32_t
take_hex(struct scan *scan)
{
	int32_t unit = 0;

	if (scan->end - scan->at < 4)
		return -1;
	for (int i = 0; i < 4; i++, scan->at++) {
		int digit = hex_value(*scan->at);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static bool
scan_escape(struct scan *scan)
{
	static const char escapes[] = "\"\\/bfnrtu";
	int32_t point, low;

	if (scan->at == scan->end ||
		memchr(escapes, *scan->at, strlen(escapes)) == NULL)
		return refuse(scan, "no such escape");
	if (strchr("bf", *scan->at) != NULL)
		return refuse(scan, "a control character in a text");
	if (*scan->at++ != 'u')
		return true;
	point = take_hex(scan);
	if (point >= 0xD800 && point <= 0xDBFF && take(scan, '\\') &&
		take(scan, 'u')) {
		low = take_hex(scan);
		if (low >= 0xDC00 && low <= 0xDFFF)
			point = 0x10000 + (point - 0xD800) * 0x400 + low -
				0xDC00;
	}
	if (!utf8_is_char(point))
		return refuse(scan,
			"an escape that stands for no character, or for a "
			"control character");
	return true;
}

/* Skips the characters that a text may hold unescaped. */
static void
skip_plain(struct scan *scan)
{
	const char *at = scan->at;

	while (at < scan->end && *at != '"' && *at != '\\' &&
		(unsigned char)*at >= ' ')
		at++;
	scan->at = at;
}

static bool
scan_string(struct scan *scan)
{
	if (!take(scan, '"'))
		return refuse(scan, "a text in double quotes was expected");
	while (skip_plain(scan), !take(scan, '"')) {
		if (scan->at == scan->end)
			return refuse(scan, "a text that does not end");
		if (!take(scan, '\\'))
			return refuse(scan, "a control character in a text");
		if (!scan_escape(scan))
			return false;
	}
	return true;
}

/* Scans the names and values of an object, or the values of an array. */
static bool
scan_items(struct scan *scan, char last, bool named)
{
	scan->at++;
	if (++scan->depth > FORMAT_DEPTH)
		return refuse(scan, "nested deeper than 16 levels");
	skip_blanks(scan);
	if (!take(scan, last)) {
		do {
			skip_blanks(scan);
			if (named && !scan_string(scan))
				return false;
			if (named)
				skip_blanks(scan);
			if (named && !take(scan, ':'))
				return refuse(scan, "a colon was expected");
			if (!scan_value(scan))
				return false;
		} while (take(scan, ','));
		if (!take(scan, last))
			return refuse(
				scan, named ? "a comma or } was expected"
					    : "a comma or ] was expected");
	}
	scan->depth--;
	return true;
}

static bool
scan_word(struct scan *scan, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(scan->end - scan->at) < length ||
		memcmp(scan->at, word, length) != 0)
		return refuse(scan, "a value was expected");
	scan->at += length;
	return true;
}

/* Scans a value, with the blanks around it. */
static bool
scan_value(struct scan *scan)
{
	bool good;

	skip_blanks(scan);
	if (scan->most != 0 && (size_t)(scan->at - scan->start) > scan->most)
		return read_refuse_item(scan->in, scan->most);
	switch (scan->at < scan->end ? *scan->at : '\0') {
	case '{':
		good = scan_items(scan, '}', true);
		break;
	case '[':
		good = scan_items(scan, ']', false);
		break;
	case '"':
		good = scan_string(scan);
		break;
	case 't':
		good = scan_word(scan, "true");
		break;
	case 'f':
		good = scan_word(scan, "false");
		break;
	case 'n':
		good = scan_word(scan, "null");
		break;
	default:
		good = scan_number(scan);
	}
	skip_blanks(scan);
	return good;
}

static void
scan_begin(
	struct scan *scan, struct reading *in, const char *bytes, size_t length)
{
	*scan = (struct scan){
		.in = in,
		.text = bytes,
		.start = bytes,
		.at = bytes,
		.end = bytes + length,
		.copied = bytes,
		.copy = { .arena = in->intake->arena },
	};
}

/* Completes the copy with the text scanned since the last number. */
static void
scan_copy(struct scan *scan)
{
	text_add(&scan->copy, scan->copied, (size_t)(scan->at - scan->copied));
	scan->copied = scan->at;
}

/* Scans the rest of a JSON text. */
static bool
scan_rest(struct scan *scan)
{
	if (!scan_value(scan))
		return false;
	if (scan->at != scan->end)
		return refuse(scan, "more text behind the value");
	scan_copy(scan);
	return true;
}

/* Scans a whole JSON text. */
static bool
scan_text(
	struct scan *scan, struct reading *in, const char *bytes, size_t length)
{
	scan_begin(scan, in, bytes, length);
	return scan_rest(scan);
}

static bool
read_members(struct reading *in, const cJSON *object, struct record *into);

static bool read_value(struct reading *in, const cJSON *value,
	struct record *into, size_t field);

/* Reads the items of a list of plain values. */
static bool
read_values(struct reading *in, const cJSON *array, struct record *into,
	size_t field)
{
	const cJSON *item;
	size_t index = 0;

	record_set_list(into, field);
	cJSON_ArrayForEach(item, array)
	{
		if (!read_value(in, item, plain_add(into, field, index), 0))
			return read_within_item(in, index);
		plain_end(into, field);
		index++;
	}
	return true;
}

static bool
read_items(struct reading *in, const cJSON *array, struct record *into,
	size_t field)
{
	bool takes = into != NULL && record_set_list(into, field);
	const cJSON *item;
	size_t index = 0;

	cJSON_ArrayForEach(item, array)
	{
		struct record *record = NULL;

		if (takes && cJSON_IsObject(item))
			record = record_add(into, field);
		else if (takes)
			record_add_wrong(into, field);
		if (cJSON_IsObject(item) && !read_members(in, item, record))
			return read_within_item(in, index);
		if (cJSON_IsArray(item) && !read_items(in, item, NULL, 0))
			return read_within_item(in, index);
		index++;
	}
	return true;
}

/* Reads a value; with into NULL only searches it for repeated members. */
static bool
read_value(struct reading *in, const cJSON *value, struct record *into,
	size_t field)
{
	if (cJSON_IsObject(value))
		return read_members(in, value,
			into == NULL ? NULL : record_set_record(into, field));
	if (cJSON_IsArray(value))
		return into != NULL && schema_is_plain(
					       &into->schema->fields[field])
			       ? read_values(in, value, into, field)
			       : read_items(in, value, into, field);
	if (into == NULL || cJSON_IsNull(value))
		return true;
	if (cJSON_IsBool(value))
		record_set_bool(into, field, cJSON_IsTrue(value));
	else if (*value->valuestring == NUMBER_MARK)
		record_set_number(into, field, value->valuestring + 1,
			strlen(value->valuestring + 1));
	else
		record_set_text(into, field, value->valuestring,
			strlen(value->valuestring));
	return true;
}

static bool
read_members(struct reading *in, const cJSON *object, struct record *into)
{
	const struct schema *schema = into == NULL ? NULL : into->schema;
	const char **names = NULL, *repeated;
	const cJSON *member;
	size_t count = 0;

	cJSON_ArrayForEach(member, object)
	{
		names = arena_grow(
			in->intake->arena, names, count, sizeof(*names));
		names[count++] = member->string;
	}
	repeated = text_repeated(names, count);
	if (repeated != NULL)
		return read_refuse_repeated(in, schema, repeated);
	cJSON_ArrayForEach(member, object)
	{
		int field = -1;

		if (into != NULL)
			field = record_member(
				into, member->string, strlen(member->string));
		if (into != NULL && field < 0 && cJSON_IsObject(member))
			record_wraps(into);
		if (field >= 0 && cJSON_IsNull(member))
			record_set_null(into, (size_t)field);
		if (!read_value(in, member, field < 0 ? NULL : into,
			    (size_t)(field < 0 ? 0 : field)))
			return read_within(in, schema, member->string);
	}
	return true;
}

/* The memory of cJSON's trees, which lasts as long as the record's. */
static struct arena *trees;

static void *
tree_alloc(size_t size)
{
	return arena_alloc(trees, size);
}

static void
tree_free(void *memory)
{
	(void)memory;
}

/* Makes cJSON's tree of a text that passed the scan. */
static cJSON *
parse(const struct scan *scan)
{
	cJSON_Hooks hooks = { tree_alloc, tree_free };
	cJSON *tree;

	trees = scan->in->intake->arena;
	cJSON_InitHooks(&hooks);
	tree = cJSON_ParseWithLength(scan->copy.bytes, scan->copy.length);
	cJSON_InitHooks(NULL);
	if (tree == NULL)
		die("cJSON refuses what the scan did not");
	return tree;
}

bool
json_valid(struct reading *in, const char *bytes, size_t length)
{
	struct reading trial = *in;
	struct scan scan;

	return scan_text(&scan, &trial, bytes, length);
}

/* Reads the value between two positions of a scanned text. */
static bool
read_scanned(struct scan *scan, struct record *into, int field)
{
	struct reading *in = scan->in;
	const cJSON *tree = parse(scan);

	if (field >= 0)
		return read_value(in, tree, into, (size_t)field) ||
		       read_within(in, into->schema,
			       into->schema->fields[field].name) ||
		       read_within_record(in, into);
	if (cJSON_IsObject(tree))
		return read_members(in, tree, into) ||
		       read_within_record(in, into);
	return read_refuse(
		in, FAULT_MALFORMED, "the JSON text must be one object, {…}");
}

bool
json_read_member(struct reading *in, const char *bytes, size_t length,
	struct record *into, size_t field)
{
	struct scan scan;

	return scan_text(&scan, in, bytes, length) &&
	       read_scanned(&scan, into, (int)field);
}

bool
json_read_object(struct reading *in, const char *bytes, size_t length,
	size_t most, struct record *into)
{
	struct scan scan;

	scan_begin(&scan, in, bytes, length);
	scan.text = in->bytes;
	scan.most = most;
	if (!scan_rest(&scan))
		return false;
	return length > most ? read_refuse_item(in, most)
			     : read_scanned(&scan, into, -1);
}

bool
json_read(struct reading *in, struct record *into)
{
	struct scan scan;

	return read_text(in) && scan_text(&scan, in, in->bytes, in->length) &&
	       read_scanned(&scan, into, -1);
}

/* Scans one item of an array and reads it. */
static bool
read_batch_item(struct scan *array, struct batch *batch)
{
	struct record *into = batch->begin(batch);
	struct scan item = *array;

	item.copy = (struct text){ .arena = array->in->intake->arena };
	skip_blanks(&item);
	item.start = item.copied = item.at;
	item.most = batch->most;
	if (!scan_value(&item))
		return false;
	if ((size_t)(item.at - item.start) > item.most)
		return read_refuse_item(item.in, item.most);
	scan_copy(&item);
	array->at = item.at;
	return read_scanned(&item, into, -1) && batch->end(batch, into);
}

bool
json_read_many(struct reading *in, struct batch *batch)
{
	struct scan scan;

	if (!read_text(in))
		return false;
	scan_begin(&scan, in, in->bytes, in->length);
	scan.depth = 1;
	skip_blanks(&scan);
	if (!take(&scan, '['))
		return refuse(
			&scan, "an array of objects, [{…}], was expected");
	skip_blanks(&scan);
	if (!take(&scan, ']')) {
		do {
			if (!read_batch_item(&scan, batch))
				return false;
		} while (take(&scan, ','));
		if (!take(&scan, ']'))
			return refuse(&scan, "a comma or ] was expected");
	}
	skip_blanks(&scan);
	if (scan.at < scan.end)
		return refuse(&scan, "more text behind the array");
	return true;
}

static void write_item(struct text *out, const struct record *item);
static void write_members(struct text *out, const struct record *record);

static void
write_value(
	struct text *out, const struct field *field, const struct value *value)
{
	switch (field->type) {
	case TYPE_BOOL:
		text_puts(out, value->number != 0 ? "true" : "false");
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
		text_json(out, value->text, value->length);
	}
}

/* Whether a member is written as a date of WCF. */
static bool
is_wcf(const struct record *record, const struct field *field)
{
	const struct rules *rules = record->intake->rules;

	return rules != NULL && rules->wcf_dates &&
	       (field->type == TYPE_DAY || field->type == TYPE_INSTANT) &&
	       (field->as_text & record->schema->message) == 0;
}

static void
write_wcf(struct text *out, const struct value *value)
{
	struct date date;

	date_parse(value->text, value->length, &date);
	text_printf(out, "\"\\/Date(%lld)\\/\"", (long long)date_ms(&date));
}

/* Writes an item of a list: a plain value, a list, or a record. */
static void
write_item(struct text *out, const struct record *item)
{
	const struct schema *schema = item->schema;

	if (schema->plain || schema->array)
		write_value(out, &schema->fields[0], &item->values[0]);
	else
		write_members(out, item);
}

static void
write_members(struct text *out, const struct record *record)
{
	const char *before = "\"";

	text_putc(out, '{');
	for (size_t i = schema_first(record->schema); i < record->schema->count;
		i = schema_next(record->schema, i)) {
		const struct field *field = &record->schema->fields[i];

		if (record->values[i].state != VALUE_GIVEN)
			continue;
		text_puts(out, before);
		text_puts(out, field->name);
		text_puts(out, "\":");
		if (is_wcf(record, field))
			write_wcf(out, &record->values[i]);
		else
			write_value(out, field, &record->values[i]);
		before = ",\"";
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

const struct stream_writer json_stream = {
	.begin = begin_list,
	.add = add_item,
	.end = end_list,
	.broken = "",
};

void
json_write(struct text *out, const struct record *record)
{
	if (record->schema->array)
		stream_write(out, &json_stream, record);
	else
		write_members(out, record);
}
