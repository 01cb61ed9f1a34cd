/* Forms: the reader of fields by name, urlencoded or from multipart parts. */
#include "format/form.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/json.h"
#include "format/jsv.h"
#include "format/query.h"
#include "format/read.h"
#include "schema/plain.h"
#include "schema/record.h"

const char *const form_own[FORM_OWN] = {
	[FORM_TICKET] = "_form",
	[FORM_TRAP] = "_remark",
	[FORM_MORE] = "_more",
	[FORM_ASKED] = "_asked",
	[FORM_PASS] = "_pass",
	[FORM_OPEN] = "_open",
};

const char *const form_parts[FORM_PARTS] = {
	[FORM_YEAR] = ".year",
	[FORM_MONTH] = ".month",
	[FORM_DAY] = ".day",
};

/* A field such as emails[0].email or posCodes[0], taken apart. */
struct place {
	int list;   /* the list's field, -1 if no list is named */
	bool plain; /* the list has plain values: none has a member */
	bool next;  /* in place of an index there is none: posCodes[] */
	size_t index;
	const char *member; /* NULL: the field is in no notation */
	size_t member_length;
};

/* The notations of an item's member: text before and behind the index, last. */
static const struct {
	const char *open, *middle, *close;
} notations[] = {
	{ "[", "].", "" },
	{ "[", "][", "]" },
	{ ".", ".", "" },
};

static bool
take_mark(const char **at, const char *end, const char *mark)
{
	size_t length = strlen(mark);

	if ((size_t)(end - *at) < length || memcmp(*at, mark, length) != 0)
		return false;
	*at += length;
	return true;
}

/* Takes a number of plain digits without leading zeros. */
static bool
take_index(const char **at, const char *end, size_t *index)
{
	const char *first = *at;

	*index = 0;
	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++)
		if (*index <= FORMAT_FIELDS)
			*index = *index * 10 + (size_t)(**at - '0');
	return *at > first && (*first != '0' || *at == first + 1);
}

/* Reads the rest behind a list's name, if the rest is in a notation. */
static void
place_read(struct place *place, const char *rest, const char *end)
{
	for (size_t i = 0; i < sizeof(notations) / sizeof(*notations); i++) {
		const char *at = rest, *member;

		if (!take_mark(&at, end, notations[i].open) ||
			!take_index(&at, end, &place->index) ||
			!take_mark(&at, end, notations[i].middle))
			continue;
		member = at;
		while (at < end && strchr("[].", *at) == NULL)
			at++;
		place->member_length = (size_t)(at - member);
		if (at > member && take_mark(&at, end, notations[i].close) &&
			at == end)
			place->member = member;
	}
}

/* As place_read(), for a plain value: [0], .0 or [] */
static void
place_read_plain(struct place *place, const char *rest, const char *end)
{
	bool bracket = text_take(&rest, end, '[');

	place->plain = true;
	place->next = bracket && text_comes(rest, end, ']');
	if ((!bracket && !text_take(&rest, end, '.')) ||
		(!place->next && !take_index(&rest, end, &place->index)))
		return;
	if ((!bracket || text_take(&rest, end, ']')) && rest == end)
		place->member = rest;
}

/* Whether a byte is a letter, or a part of one. */
static bool
is_letter(char byte)
{
	return (unsigned char)byte >= 0x80 ||
	       (text_lower(byte) >= 'a' && text_lower(byte) <= 'z');
}

/*
 * Whether a name begins with that of a list. The rest of the name is meant for
 * the list then, unless the rest begins with a letter.
 */
static bool
begins_with(const char *name, size_t length, const char *list)
{
	size_t named = strlen(list);

	return length > named && text_is(name, named, list) &&
	       !is_letter(name[named]);
}

static struct place
place_parse(const struct schema *schema, const char *name, size_t length)
{
	struct place place = { .list = -1 };
	size_t named = 0;

	for (size_t i = schema_first(schema); i < schema->count;
		i = schema_next(schema, i)) {
		const struct field *field = &schema->fields[i];

		if (field->type == TYPE_LIST && strlen(field->name) > named &&
			begins_with(name, length, field->name)) {
			place.list = (int)i;
			named = strlen(field->name);
		}
	}
	if (place.list < 0)
		return place;
	if (schema_is_plain(&schema->fields[place.list]))
		place_read_plain(&place, name + named, name + length);
	else
		place_read(&place, name + named, name + length);
	return place;
}

bool
form_names_member(const struct schema *schema, const char *name, size_t length)
{
	return schema_find(schema, name, length) >= 0 ||
	       place_parse(schema, name, length).list >= 0;
}

static bool
refuse_both_ways(struct form *form, size_t list)
{
	const char *name = form->into->schema->fields[list].name;

	return read_refuse_member(form->in, form->into, name, strlen(name),
		"the form gives %s both as one text and item by item", name);
}

static bool
refuse_index(struct form *form, size_t list)
{
	const struct field *field = &form->into->schema->fields[list];
	const char *name = field->name, *member = field->item->fields[0].name;

	if (field->item->plain)
		return read_refuse_member(form->in, form->into, name,
			strlen(name),
			"the form's items of %s must be named as in %s[0], "
			"%s.0 or %s[], and numbered from 0 without a gap",
			name, name, name, name);
	return read_refuse_member(form->in, form->into, name, strlen(name),
		"the form's items of %s must be named as in %s[0].%s, "
		"%s[0][%s] or %s.0.%s, and numbered from 0 without a gap",
		name, name, member, name, member, name, member);
}

/* Keeps a name, to detect a field that is given twice. */
static void
note_name(struct form *form, const char *name)
{
	form->names = arena_grow(form->in->intake->arena, form->names,
		form->name_count, sizeof(*form->names));
	form->names[form->name_count++] = name;
}

/* Sets a member to the value of a field. */
static bool
set_value(struct form *form, struct record *into, size_t member,
	const struct form_field *field)
{
	struct reading *in = form->in;

	if (!field->is_json || field->length == 0)
		return jsv_read_cell(
			in, field->value, field->length, into, member);
	if (json_read_member(in, field->value, field->length, into, member))
		return true;
	if (in->path == NULL)
		in->path = record_path(into, (int)member);
	return false;
}

/* Adds the values of a field to those of the fields before, of its name. */
static bool
add_values(struct form *form, size_t member, const struct form_field *field)
{
	struct value before = form->into->values[member];

	if (!set_value(form, form->into, member, field))
		return false;
	if (schema_is_plain(&form->into->schema->fields[member]))
		plain_join(form->into, member, &before);
	return true;
}

static bool
set_member(struct form *form, size_t member, const struct form_field *field)
{
	if (field->length == 0)
		return true;
	if (form->ways[member] == FORM_INDEXED)
		return refuse_both_ways(form, member);
	if (form->ways[member] == FORM_WHOLE)
		return add_values(form, member, field);
	form->ways[member] = FORM_WHOLE;
	return set_value(form, form->into, member, field);
}

static bool
set_item_member(struct form *form, const struct place *place,
	const struct form_field *field)
{
	size_t list = (size_t)place->list;
	struct record *item;
	int member;

	form->into->known = true;
	if (place->member != NULL && place->next)
		return set_member(form, list, field);
	if (form->ways[list] == FORM_WHOLE)
		return refuse_both_ways(form, list);
	form->ways[list] = FORM_INDEXED;
	if (place->member == NULL || place->index >= FORMAT_FIELDS)
		return refuse_index(form, list);
	item = record_item(form->into, list, place->index);
	if (field->length > 0)
		item->touched = true;
	if (place->plain) {
		note_name(form, record_path(item, 0));
		return set_value(form, item, 0, field);
	}
	member = record_member(item, place->member, place->member_length);
	if (member >= 0) {
		note_name(form, record_path(item, member));
		return set_value(form, item, (size_t)member, field);
	}
	note_name(form, arena_printf(form->in->intake->arena, "%s.%.*s",
				record_path(item, -1),
				(int)place->member_length, place->member));
	return true;
}

/* Notes an unknown member; one like customer.brand seems to hold members. */
static void
note_unknown(struct form *form, const struct form_field *field)
{
	read_unknown(form->into, field->name, field->name_length, field->value,
		field->length);
	if (memchr(field->name, '[', field->name_length) != NULL ||
		memchr(field->name, '.', field->name_length) != NULL)
		record_wraps(form->into);
}

/* Whether a field names the method, not a member. */
static bool
is_override(const char *name, size_t length)
{
	static const char method[] = "_method";

	return length == strlen(method) && memcmp(name, method, length) == 0;
}

/* Whether a field only makes the form another one than it was, "_form.1a2b". */
static bool
is_mark(const struct form_field *field)
{
	size_t length = strlen(form_own[FORM_TICKET]);

	return field->name_length > length && field->name[length] == '.' &&
	       memcmp(field->name, form_own[FORM_TICKET], length) == 0;
}

/* Takes a field of the page's own; returns whether the field was one. */
static bool
take_own(struct form *form, const struct form_field *field)
{
	size_t i = 0;

	if (is_mark(field))
		return true;
	while (i < FORM_OWN && (strlen(form_own[i]) != field->name_length ||
				       memcmp(form_own[i], field->name,
					       field->name_length) != 0))
		i++;
	if (i == FORM_OWN)
		return false;
	form->in->own[i] = arena_copy(
		form->in->intake->arena, field->value, field->length);
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
form_count(struct form *form)
{
	return form->count++ < FORMAT_FIELDS ||
	       read_refuse(
		       form->in, FAULT_TOO_MANY_FIELDS, "%d", FORMAT_FIELDS);
}

/* Takes a field for its item, its member, or as the page's own. */
static bool
place_field(struct form *form, const struct place *place, int member,
	const struct form_field *field)
{
	if (place->list >= 0)
		return set_item_member(form, place, field);
	if (member >= 0 &&
		schema_is_plain(&form->into->schema->fields[member])) {
		form->into->known = true;
		return set_member(form, (size_t)member, field);
	}
	note_name(form, arena_copy(form->in->intake->arena, field->name,
				field->name_length));
	if (member < 0 && take_own(form, field))
		return true;
	if (member < 0) {
		note_unknown(form, field);
		return true;
	}
	form->into->known = true;
	return set_member(form, (size_t)member, field);
}

/* The type of the member, or the item's member, that a name names. */
static enum type
type_named(const struct schema *schema, const char *name, size_t length)
{
	struct place place = place_parse(schema, name, length);
	int member;

	if (place.list >= 0) {
		schema = schema->fields[place.list].item;
		name = place.member;
		length = place.member_length;
	}
	member = name == NULL ? -1 : schema_find(schema, name, length);
	return member < 0 ? TYPE__MAX : schema->fields[member].type;
}

/* The part of a day that a field is, or FORM_PARTS; sets *length to the rest.
 */
static enum form_part
part_of(const struct schema *schema, const struct form_field *field,
	size_t *length)
{
	size_t part = 0;

	for (; part < FORM_PARTS; part++) {
		size_t end = strlen(form_parts[part]);

		if (field->name_length <= end)
			continue;
		*length = field->name_length - end;
		if (text_is(field->name + *length, end, form_parts[part]) &&
			type_named(schema, field->name, *length) == TYPE_DAY)
			break;
	}
	return (enum form_part)part;
}

/* Keeps a part of a day until the form ends. */
static bool
keep_part(struct form *form, const struct form_field *field,
	enum form_part part, size_t length)
{
	struct arena *arena = form->in->intake->arena;
	const char *name = arena_copy(arena, field->name, length);
	struct form_field trimmed = *field;
	size_t i = 0;

	note_name(form, arena_copy(arena, field->name, field->name_length));
	while (i < form->day_count && strcmp(form->days[i].name, name) != 0)
		i++;
	if (i == form->day_count) {
		form->days =
			arena_grow(arena, form->days, i, sizeof(*form->days));
		form->days[form->day_count++] =
			(struct form_day){ name, { 0 } };
	}
	text_strip(&trimmed.value, &trimmed.length);
	form->days[i].parts[part] =
		arena_copy(arena, trimmed.value, trimmed.length);
	return form_count(form);
}

/* Adds a part of a day with as many digits as the part has at least. */
static void
add_part(struct text *out, const char *part, size_t digits)
{
	size_t length = part == NULL ? 0 : strlen(part);

	for (; length > 0 && length < digits; digits--)
		text_putc(out, '0');
	text_puts(out, part == NULL ? "" : part);
}

/* Takes the days that came in parts, as if each had come whole. */
static bool
take_days(struct form *form)
{
	for (size_t i = 0; i < form->day_count; i++) {
		const struct form_day *day = &form->days[i];
		struct text text = { .arena = form->in->intake->arena };

		add_part(&text, day->parts[FORM_YEAR], 1);
		text_putc(&text, '-');
		add_part(&text, day->parts[FORM_MONTH], 2);
		text_putc(&text, '-');
		add_part(&text, day->parts[FORM_DAY], 2);
		if (text.length == 2)
			text.length = 0;
		if (!form_take(form, &(struct form_field){
					     .name = day->name,
					     .name_length = strlen(day->name),
					     .value = text.bytes,
					     .length = text.length,
				     }))
			return false;
	}
	return true;
}

bool
form_take(struct form *form, const struct form_field *field)
{
	const struct schema *schema = form->into->schema;
	const char *name = field->name;
	size_t length = field->name_length;
	struct place place = place_parse(schema, name, length);
	int member = place.list >= 0 ? place.list
				     : schema_find(schema, name, length);
	struct form_field trimmed = *field;
	size_t named;
	enum form_part part = part_of(schema, field, &named);

	if (part != FORM_PARTS)
		return keep_part(form, field, part, named);
	if (member < 0 && is_override(name, length))
		return true;
	if (member >= 0 && form->ways[member] == FORM_TAKEN)
		return true;
	if (!form_count(form))
		return false;
	if (!utf8_valid(name, length) ||
		!utf8_valid(field->value, field->length))
		return read_refuse_member(form->in, form->into, name, length,
			"the form has a field that is not UTF-8 text");
	text_strip(&trimmed.value, &trimmed.length);
	return place_field(form, &place, member, &trimmed);
}

/* Checks that a list has no gap, and leaves out its empty items. */
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
	const char *repeated;

	if (!take_days(form))
		return false;
	for (size_t i = schema_first(form->into->schema);
		i < form->into->schema->count;
		i = schema_next(form->into->schema, i))
		if (form->ways[i] == FORM_INDEXED && !close_list(form, i))
			return false;
	repeated = text_repeated(form->names, form->name_count);
	if (repeated == NULL)
		return true;
	read_refuse_repeated(form->in, form->into->schema, repeated);
	return read_within_record(form->in, form->into);
}

/* Decodes a pair; returns false at a malformed escape. */
static bool
pair_decode(
	struct arena *arena, const struct pair *pair, struct form_field *field)
{
	*field = (struct form_field){ 0 };
	field->name = query_decode(
		arena, pair->name, pair->name_length, &field->name_length);
	if (field->name == NULL) {
		*field = (struct form_field){ .name = "" };
		return false;
	}
	field->value = query_decode(
		arena, pair->value, pair->value_length, &field->length);
	return field->value != NULL;
}

/* Reads all pairs; empty ones are skipped. */
static bool
read_pairs(struct form *form)
{
	const char *at = form->in->bytes, *end = at + form->in->length;
	struct pair pair;

	while (query_next(&at, end, &pair)) {
		struct form_field field;

		if (pair.length == 0)
			continue;
		if (!pair_decode(form->in->intake->arena, &pair, &field))
			return read_refuse_member(form->in, form->into,
				field.name, field.name_length,
				"the form has a %% sign that two hex digits do "
				"not follow");
		if (!form_take(form, &field))
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
	const char *end = query + strlen(query);
	struct pair pair;

	while (query_next(&query, end, &pair)) {
		struct form_field field;
		size_t named;

		if (pair_decode(out->arena, &pair, &field) &&
			!form_names_member(
				schema, field.name, field.name_length) &&
			part_of(schema, &field, &named) == FORM_PARTS)
			continue;
		text_add(out, pair.name, pair.length);
		text_putc(out, '&');
	}
}

bool
form_fill(struct reading *in, struct record *into)
{
	struct form form = form_begin(in, into);

	for (size_t i = schema_first(into->schema); i < into->schema->count;
		i = schema_next(into->schema, i))
		if (record_has(into, i) ||
			(into->schema->lax && record_is_null(into, i)))
			form.ways[i] = FORM_TAKEN;
	return read_pairs(&form);
}
