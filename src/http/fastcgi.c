/* FastCGI (its specification, 1.0): records read and written, without I/O. */
#include "http/fastcgi.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum {
	VERSION = 1,
	RESPONDER = 1,
	KEEP = 1,          /* in the flags of FASTCGI_BEGIN */
	BODY = 8,          /* the bytes of a content that has a fixed length */
	LONG = 0x80,       /* in the first byte of a length of four bytes */
	PORTION = 65535 - 7 /* the most content written, a multiple of eight */
};

static size_t
number_at(const unsigned char *bytes)
{
	return (size_t)bytes[0] << 8 | bytes[1];
}

int
fastcgi_take(const unsigned char *bytes, size_t length,
	struct fastcgi_record *record)
{
	size_t whole;

	if (length > 0 && bytes[0] != VERSION)
		return -1;
	if (length < FASTCGI_HEAD)
		return 0;
	*record = (struct fastcgi_record){
		.type = bytes[1],
		.id = (unsigned)number_at(bytes + 2),
		.content = bytes + FASTCGI_HEAD,
		.length = number_at(bytes + 4),
	};
	whole = FASTCGI_HEAD + record->length + bytes[6];
	return whole <= length ? (int)whole : 0;
}

bool
fastcgi_begins(const struct fastcgi_record *record, bool *keep)
{
	if (record->length != BODY)
		return false;
	*keep = (record->content[2] & KEEP) != 0;
	return number_at(record->content) == RESPONDER;
}

/* Reads a length of one byte or four. Returns false if it is not all there. */
static bool
take_length(const unsigned char **at, const unsigned char *end, size_t *length)
{
	const unsigned char *bytes = *at;

	if (bytes == end)
		return false;
	if ((*bytes & LONG) == 0) {
		*length = *bytes;
		*at = bytes + 1;
		return true;
	}
	if (end - bytes < 4)
		return false;
	*length = (size_t)(*bytes & ~LONG) << 24 | (size_t)bytes[1] << 16 |
		  number_at(bytes + 2);
	*at = bytes + 4;
	return true;
}

/* A name and its value, as they are written. */
struct pair {
	const char *name, *value;
	size_t name_length, value_length;
};

/* Reads the next pair; returns false if it is malformed. */
static bool
take_pair(const unsigned char **at, const unsigned char *end, struct pair *pair)
{
	if (!take_length(at, end, &pair->name_length) ||
		!take_length(at, end, &pair->value_length) ||
		pair->name_length > (size_t)(end - *at) ||
		pair->value_length > (size_t)(end - *at) - pair->name_length)
		return false;
	pair->name = (const char *)*at;
	pair->value = pair->name + pair->name_length;
	*at += pair->name_length + pair->value_length;
	return true;
}

bool
fastcgi_read_variables(struct arena *arena, const unsigned char *bytes,
	size_t length, struct fastcgi_variables *variables)
{
	const unsigned char *at = bytes, *end;
	struct pair pair;

	*variables = (struct fastcgi_variables){ 0 };
	if (length == 0)
		return true;
	end = bytes + length;
	while (at < end) {
		if (variables->count == FASTCGI_VARIABLES ||
			!take_pair(&at, end, &pair))
			return false;
		variables->list = arena_grow(arena, variables->list,
			variables->count, sizeof(*variables->list));
		variables->list[variables->count++] = (struct fastcgi_variable){
			arena_copy(arena, pair.name, pair.name_length),
			arena_copy(arena, pair.value, pair.value_length),
			pair.name_length,
		};
	}
	return true;
}

const char *
fastcgi_find(void *context, const char *name)
{
	const struct fastcgi_variables *variables = context;
	const size_t length = strlen(name);

	for (size_t i = 0; i < variables->count; i++) {
		const struct fastcgi_variable *variable = &variables->list[i];

		if (variable->length == length &&
			memcmp(variable->name, name, length) == 0)
			return variable->value;
	}
	return NULL;
}

static void
put_head(struct text *out, unsigned type, unsigned id, size_t length,
	size_t padding)
{
	const char head[FASTCGI_HEAD] = {
		VERSION,
		(char)type,
		(char)(id >> 8),
		(char)id,
		(char)(length >> 8),
		(char)length,
		(char)padding,
	};

	text_add(out, head, sizeof(head));
}

static void
put_record(struct text *out, unsigned type, unsigned id, const char *bytes,
	size_t length)
{
	static const char zeros[BODY];
	const size_t padding = (BODY - length % BODY) % BODY;

	put_head(out, type, id, length, padding);
	text_add(out, bytes, length);
	text_add(out, zeros, padding);
}

/* Writes bytes in as many records of a type as it takes; none for 0. */
static void
put_portions(struct text *out, unsigned type, unsigned id, const char *bytes,
	size_t length)
{
	while (length > 0) {
		const size_t portion = length < PORTION ? length : PORTION;

		put_record(out, type, id, bytes, portion);
		bytes += portion;
		length -= portion;
	}
}

void
fastcgi_put(struct text *out, unsigned id, const char *bytes, size_t length)
{
	put_portions(out, FASTCGI_STDOUT, id, bytes, length);
}

static void
put_length(struct text *out, size_t length)
{
	if (length < LONG) {
		text_putc(out, (char)length);
		return;
	}
	text_putc(out, (char)(length >> 24 | LONG));
	text_putc(out, (char)(length >> 16));
	text_putc(out, (char)(length >> 8));
	text_putc(out, (char)length);
}

void
fastcgi_put_variable(struct text *variables, const char *name,
	size_t name_length, const char *value)
{
	put_length(variables, name_length);
	put_length(variables, strlen(value));
	text_add(variables, name, name_length);
	text_puts(variables, value);
}

void
fastcgi_put_request(struct text *out, unsigned id,
	const struct text *variables, const char *body, size_t length)
{
	static const char begin[BODY] = { 0, RESPONDER };

	put_record(out, FASTCGI_BEGIN, id, begin, sizeof(begin));
	put_portions(out, FASTCGI_PARAM, id, variables->bytes,
		variables->length);
	put_head(out, FASTCGI_PARAM, id, 0, 0);
	put_portions(out, FASTCGI_STDIN, id, body, length);
	put_head(out, FASTCGI_STDIN, id, 0, 0);
}

void
fastcgi_put_end(struct text *out, unsigned id, enum fastcgi_status status)
{
	const char body[BODY] = { [4] = (char)status };

	if (status == FASTCGI_COMPLETE)
		put_head(out, FASTCGI_STDOUT, id, 0, 0);
	put_record(out, FASTCGI_END, id, body, sizeof(body));
}

/* Adds a pair whose name and value are short. */
static void
put_pair(struct text *out, const struct pair *name, const char *value)
{
	text_putc(out, (char)name->name_length);
	text_putc(out, (char)strlen(value));
	text_add(out, name->name, name->name_length);
	text_puts(out, value);
}

/* Answers with those values that are known, each once. */
static void
put_values(struct text *out, const struct fastcgi_record *record,
	unsigned connections, unsigned requests)
{
	const struct {
		const char *name;
		unsigned value;
	} known[] = {
		{ "FCGI_MAX_CONNS", connections },
		{ "FCGI_MAX_REQS", requests },
		{ "FCGI_MPXS_CONNS", 1 },
	};
	const unsigned char *at = record->content, *end = at + record->length;
	struct text values = { .arena = out->arena };
	bool told[sizeof(known) / sizeof(*known)] = { false };
	struct pair pair;
	char number[16];

	while (at < end && take_pair(&at, end, &pair))
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
			if (told[i] ||
				pair.name_length != strlen(known[i].name) ||
				memcmp(pair.name, known[i].name,
					pair.name_length) != 0)
				continue;
			told[i] = true;
			snprintf(number, sizeof(number), "%u", known[i].value);
			put_pair(&values, &pair, number);
		}
	put_record(out, FASTCGI_VALUES, 0, values.bytes, values.length);
}

void
fastcgi_put_management(struct text *out, const struct fastcgi_record *record,
	unsigned connections, unsigned requests)
{
	const char body[BODY] = { (char)record->type };

	if (record->type == FASTCGI_GET_VALUES)
		put_values(out, record, connections, requests);
	else
		put_record(out, FASTCGI_UNKNOWN, 0, body, sizeof(body));
}
