/* Forms: application/x-www-form-urlencoded, and fields by name. */
#include "format/form.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/format.h"
#include "format/jsv.h"
#include "schema/record.h"

const char *const form_own[FORM_OWN] = {
	[FORM_TICKET] = "_form",
	[FORM_TRAP] = "_remark",
	[FORM_MORE] = "_more",
};

/* A field such as emails[0].email, taken apart. */
struct place {
	int list; /* the list's field, -1 if no list is named */
	size_t index;
	const char *member; /* NULL: not of that shape */
	size_t member_length;
};

/* Takes a number of plain digits without leading zeros. */
static bool
take_index(const char **at, const char *end, size_t *index)
{
	const char *first = *at;

	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++)
		if (*index <= FORMAT_FIELDS)
			*index = *index * 10 + (size_t)(**at - '0');
	return *at > first && (*first != '0' || *at == first + 1);
}

static struct place
place_parse(const struct schema *schema, const char *name, size_t length)
{
	const char *end = name + length;
	const char *at = memchr(name, '[', length);
	struct place place = { .list = -1 };

	if (at == NULL)
		return place;
	place.list = schema_find(schema, name, (size_t)(at - name));
	if (place.list < 0 || schema->fields[place.list].type != TYPE_LIST)
		return (struct place){ .list = -1 };
	at++;
	if (take_index(&at, end, &place.index) && end - at > 2 &&
		at[0] == ']' && at[1] == '.') {
		place.member = at + 2;
		place.member_length = (size_t)(end - place.member);
	}
	return place;
}

static bool
refuse_both_ways(struct form *form, size_t field)
{
	return read_refuse(form->in, FAULT_MALFORMED,
		"the form gives %s both as one text and item by item",
		form->into->schema->fields[field].name);
}

static bool
refuse_index(struct form *form, size_t list)
{
	const char *name = form->into->schema->fields[list].name;

	return read_refuse(form->in, FAULT_MALFORMED,
		"the form's items of %s must be numbered from 0 without a "
		"gap, as in %s[0].…",
		name, name);
}

static bool
set_item_member(struct form *form, const struct place *place, const char *value,
	size_t length)
{
	size_t list = (size_t)place->list;
	struct record *item;
	int field;

	if (form->ways[list] == FORM_WHOLE)
		return refuse_both_ways(form, list);
	form->ways[list] = FORM_INDEXED;
	if (place->member == NULL || place->index >= FORMAT_FIELDS)
		return refuse_index(form, list);
	item = record_item(form->into, list, place->index);
	field = schema_find(item->schema, place->member, place->member_length);
	text_trim(&value, &length);
	if (length > 0)
		item->touched = true;
	if (field < 0)
		record_unknown(item, place->member, place->member_length);
	else
		record_set_text(item, (size_t)field, value, length);
	return true;
}

static bool
set_member(struct form *form, size_t field, const char *value, size_t length)
{
	text_trim(&value, &length);
	if (length == 0)
		return true;
	if (form->ways[field] == FORM_INDEXED)
		return refuse_both_ways(form, field);
	form->ways[field] = FORM_WHOLE;
	jsv_read_cell(form->in, value, length, form->into, field);
	return true;
}

/* Whether a name is there for the method, not for the message. */
static bool
is_override(const char *name, size_t length)
{
	static const char method[] = "_method";

	return length == strlen(method) && memcmp(name, method, length) == 0;
}

/* Takes what the page sent for itself; returns whether this was such. */
static bool
take_own(struct form *form, const char *name, const char *value, size_t length)
{
	size_t i = 0;

	while (i < FORM_OWN && strcmp(name, form_own[i]) != 0)
		i++;
	if (i == FORM_OWN)
		return false;
	text_trim(&value, &length);
	form->in->own[i] = arena_copy(form->in->intake->arena, value, length);
	return true;
}

struct form
form_begin(struct reading *in, struct record *into)
{
	return (struct form){
		.in = in,
		.into = into,
		.ways = arena_array(in->intake->arena, into->schema->count,
			sizeof(enum form_way)),
	};
}

bool
form_field(struct form *form, const char *name, size_t name_length,
	const char *value, size_t length)
{
	struct record *into = form->into;
	struct arena *arena = form->in->intake->arena;
	struct place place = place_parse(into->schema, name, name_length);
	int field = place.list >= 0
			    ? place.list
			    : schema_find(into->schema, name, name_length);

	if (field < 0 && is_override(name, name_length))
		return true;
	if (field >= 0 && form->ways[field] == FORM_TAKEN)
		return true;
	if (form->count == FORMAT_FIELDS)
		return read_refuse(
			form->in, FAULT_TOO_MANY_FIELDS, "%d", FORMAT_FIELDS);
	if (!utf8_valid(name, name_length) || !utf8_valid(value, length))
		return read_refuse(form->in, FAULT_MALFORMED,
			"the form has a field that is not UTF-8 text");
	form->names = arena_grow(
		arena, form->names, form->count, sizeof(*form->names));
	form->names[form->count++] = arena_copy(arena, name, name_length);
	if (place.list >= 0)
		return set_item_member(form, &place, value, length);
	if (field >= 0)
		return set_member(form, (size_t)field, value, length);
	if (!take_own(form, form->names[form->count - 1], value, length))
		record_unknown(into, name, name_length);
	return true;
}

/* Sees that a list has no gap, and leaves its empty items out. */
static bool
close_list(struct form *form, size_t field)
{
	struct value *value = &form->into->values[field];
	size_t kept = 0;

	for (size_t i = 0; i < value->count; i++) {
		struct record *item = value->items[i];

		if (item == NULL)
			return refuse_index(form, field);
		if (!item->touched)
			continue;
		item->index = kept;
		value->items[kept++] = item;
	}
	value->count = kept;
	return true;
}

bool
form_end(struct form *form)
{
	for (size_t i = 0; i < form->into->schema->count; i++)
		if (form->ways[i] == FORM_INDEXED && !close_list(form, i))
			return false;
	if (text_repeats(form->names, form->count))
		return read_refuse_repeated(form->in);
	return true;
}

/* A pair name=value of urlencoded text, decoded. */
struct pair {
	char *name, *value;
	size_t name_length, value_length;
};

/* Takes what stands before the next &. */
static bool
take_pair(const char **at, const char *end, const char **pair, size_t *length)
{
	const char *mark;

	if (*at == end)
		return false;
	mark = memchr(*at, '&', (size_t)(end - *at));
	*pair = *at;
	*length = (size_t)((mark == NULL ? end : mark) - *at);
	*at += *length + (mark != NULL);
	return true;
}

/* Decodes a pair; returns false at a malformed escape. */
static bool
pair_decode(struct arena *arena, const char *bytes, size_t length,
	struct pair *pair)
{
	const char *equals = memchr(bytes, '=', length);
	size_t name = equals == NULL ? length : (size_t)(equals - bytes);
	size_t value = equals == NULL ? 0 : length - name - 1;

	pair->name = arena_alloc(arena, length + 1);
	pair->value = pair->name + name;
	return text_unescape(bytes, name, pair->name, &pair->name_length) &&
	       text_unescape(bytes + length - value, value, pair->value,
		       &pair->value_length);
}

/* Reads all pairs; empty ones are skipped. */
static bool
read_pairs(struct form *form)
{
	const char *at = form->in->bytes, *end = at + form->in->length;
	const char *bytes;
	size_t length;

	while (take_pair(&at, end, &bytes, &length)) {
		struct pair pair;

		if (length == 0)
			continue;
		if (!pair_decode(form->in->intake->arena, bytes, length, &pair))
			return read_refuse(form->in, FAULT_MALFORMED,
				"the form has a %% sign that two hex digits do "
				"not follow");
		if (!form_field(form, pair.name, pair.name_length, pair.value,
			    pair.value_length))
			return false;
	}
	return form_end(form);
}

bool
form_read(struct reading *in, struct record *into)
{
	struct form form = form_begin(in, into);

	read_mark(in);
	return read_pairs(&form);
}

void
form_select(struct text *out, const struct schema *schema, const char *query)
{
	const char *end = query + strlen(query), *bytes;
	size_t length;

	while (take_pair(&query, end, &bytes, &length)) {
		struct pair pair;

		if (pair_decode(out->arena, bytes, length, &pair) &&
			schema_find(schema, pair.name, pair.name_length) < 0 &&
			place_parse(schema, pair.name, pair.name_length).list <
				0)
			continue;
		text_add(out, bytes, length);
		text_putc(out, '&');
	}
}

bool
form_fill(struct reading *in, struct record *into)
{
	struct form form = form_begin(in, into);

	for (size_t i = 0; i < into->schema->count; i++)
		if (record_has(into, i))
			form.ways[i] = FORM_TAKEN;
	return read_pairs(&form);
}
