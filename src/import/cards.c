/* vCards of an import, 3.0 and 4.0 (RFC 2426, RFC 6350): each a customer. */
#include <string.h>

#include "base/text.h"
#include "customer/customer.h"
#include "format/jsv.h"
#include "import/source.h"

/* A line of a card: NAME;PARAMETERS:VALUE, unfolded. */
struct property {
	const char *name; /* without a group before a point */
	size_t name_length;
	const char *parameters;
	size_t parameter_length;
	const char *value;
	size_t length;
};

enum { PARTS = 8 }; /* of a value, at most */

static bool
open_cards(struct source *source)
{
	source->told = arena_printf(source->arena, "its encoding is %s%s",
		source->input.encoding,
		source->input.guessed ? ", as it seems" : "");
	return true;
}

static bool
is_named(const struct property *property, const char *name)
{
	return text_is(property->name, property->name_length, name);
}

/* Whether the parameters have a word, as PREF or TYPE=cell. */
static bool
has_word(const struct property *property, const char *word)
{
	const char *at = property->parameters;
	const char *end = at + property->parameter_length;
	const size_t length = strlen(word);

	for (; at < end; at++)
		if ((size_t)(end - at) >= length &&
			text_same(at, length, word, length) &&
			(at + length == end ||
				strchr(",;=\"", at[length]) != NULL))
			return true;
	return false;
}

/* Reads a line; returns false if it is no property. */
static bool
read_property(const char *line, size_t length, struct property *property)
{
	const char *end = line + length, *at = line, *point;
	bool quoted = false;

	*property = (struct property){ .name = line };
	while (at < end && *at != ';' && *at != ':')
		at++;
	property->name_length = (size_t)(at - line);
	point = memchr(line, '.', property->name_length);
	if (point != NULL) {
		property->name_length -= (size_t)(point + 1 - line);
		property->name = point + 1;
	}
	property->parameters = at;
	for (; at < end && (quoted || *at != ':'); at++)
		quoted ^= *at == '"';
	property->parameter_length = (size_t)(at - property->parameters);
	property->value = at + 1;
	property->length = at < end ? (size_t)(end - at - 1) : 0;
	return at < end;
}

/* Takes a part of a value, up to a semicolon, without its escapes. */
static const char *
take_part(struct source *source, const char **at, const char *end, bool whole)
{
	struct text part = { .arena = &source->items };

	text_puts(&part, "");
	for (; *at < end && (whole || **at != ';'); ++*at)
		if (**at == '\\' && *at + 1 < end) {
			++*at;
			text_putc(&part,
				(char)(text_lower(**at) == 'n' ? '\n' : **at));
		} else {
			text_putc(&part, **at);
		}
	*at += *at < end;
	return part.bytes;
}

/* Splits a value; parts that are not there are empty. */
static void
split(struct source *source, const struct property *property,
	const char *parts[PARTS])
{
	const char *at = property->value, *end = at + property->length;

	for (size_t i = 0; i < PARTS; i++)
		parts[i] = take_part(source, &at, end, false);
}

static const char *
whole_value(struct source *source, const struct property *property)
{
	const char *at = property->value;

	return take_part(source, &at, at + property->length, true);
}

/* Sets a member, unless it is set already. */
static void
set(struct source *source, struct record *record, int field, const char *text)
{
	if (field >= 0 && *text != '\0' && !record_has(record, (size_t)field))
		jsv_read_cell(&source->reading, text, strlen(text), record,
			(size_t)field);
}

/* Adds an item; the first one, or one that is preferred, is the main one. */
static struct record *
add_item(struct source *source, const struct property *property, size_t list,
	size_t main)
{
	struct record *customer = source->record, *item;
	struct value *items = &customer->values[list];
	bool preferred = has_word(property, "pref");

	if (items->state != VALUE_GIVEN)
		record_set_list(customer, list);
	item = record_add(customer, list);
	for (size_t i = 0; preferred && i < items->count; i++)
		record_set_bool(items->items[i], main, false);
	record_set_bool(item, main, preferred || items->count == 1);
	return item;
}

static void
take_name(struct source *source, const struct property *property)
{
	static const int fields[PARTS] = { CUSTOMER_LAST_NAME,
		CUSTOMER_FIRST_NAME, CUSTOMER_MIDDLE_NAME, CUSTOMER_TITLE,
		CUSTOMER_NAME_SUFFIX, -1, -1, -1 };
	const char *parts[PARTS];

	split(source, property, parts);
	for (size_t i = 0; i < PARTS; i++)
		set(source, source->record, fields[i], parts[i]);
}

static void
take_email(struct source *source, const struct property *property)
{
	struct record *email = add_item(
		source, property, CUSTOMER_EMAILS, EMAIL_IS_MAIN_EMAIL);

	set(source, email, EMAIL_EMAIL, whole_value(source, property));
}

static void
take_phone(struct source *source, const struct property *property)
{
	static const char scheme[] = "tel:";
	struct record *phone = add_item(
		source, property, CUSTOMER_PHONES, PHONE_IS_MAIN_PHONE);
	const char *number = whole_value(source, property);

	if (strncasecmp(number, scheme, strlen(scheme)) == 0)
		number += strlen(scheme);
	set(source, phone, PHONE_PHONE, number);
}

static void
take_address(struct source *source, const struct property *property)
{
	static const int fields[PARTS] = { ADDRESS_PO_BOX,
		ADDRESS_ADDITIONAL_INFORMATION, ADDRESS_STREET, ADDRESS_CITY,
		ADDRESS_STATE_ID, ADDRESS_ZIP_CODE, ADDRESS_COUNTRY_ID, -1 };
	struct record *address = add_item(
		source, property, CUSTOMER_ADDRESSES, ADDRESS_IS_MAIN_ADDRESS);
	const char *parts[PARTS];

	split(source, property, parts);
	for (size_t i = 0; i < PARTS; i++)
		set(source, address, fields[i], parts[i]);
	if (has_word(property, "home"))
		set(source, address, ADDRESS_ADDRESS_TYPE, "Home");
	set(source, source->record, CUSTOMER_COUNTRY_ID, parts[6]);
}

static void
take_company(struct source *source, const struct property *property)
{
	const char *parts[PARTS];

	split(source, property, parts);
	set(source, source->record, CUSTOMER_COMPANY_NAME, parts[0]);
}

static void
take_gender(struct source *source, const struct property *property)
{
	const char *parts[PARTS];

	split(source, property, parts);
	set(source, source->record, CUSTOMER_GENDER, parts[0]);
}

/* The properties that are a member, or that a function takes. */
static const struct {
	const char *name;
	int field;
	void (*take)(struct source *source, const struct property *property);
} properties[] = {
	{ "N", -1, take_name },
	{ "EMAIL", -1, take_email },
	{ "TEL", -1, take_phone },
	{ "ADR", -1, take_address },
	{ "ORG", -1, take_company },
	{ "GENDER", -1, take_gender },
	{ "BDAY", CUSTOMER_BIRTH_DATE, NULL },
	{ "ANNIVERSARY", CUSTOMER_WEDDING_DATE, NULL },
	{ "LANG", CUSTOMER_LANGUAGE_ID, NULL },
	{ "NOTE", CUSTOMER_NOTES, NULL },
	{ "UID", CUSTOMER_CUSTOMER_REFERENCE, NULL },
};

enum { PROPERTIES = sizeof(properties) / sizeof(*properties) };

static void
take_property(struct source *source, const struct property *property)
{
	for (size_t i = 0; i < PROPERTIES; i++) {
		if (!is_named(property, properties[i].name))
			continue;
		if (properties[i].take != NULL)
			properties[i].take(source, property);
		else
			set(source, source->record, properties[i].field,
				whole_value(source, property));
	}
	if (is_named(property, "VERSION") &&
		memchr("34", *property->value, 2) == NULL)
		source_note(source, "",
			"its version is not 3.0 or 4.0: export it as one of "
			"these");
}

/* Takes a line from the file, with its end. Returns its length; 0: the end. */
static size_t
line_length(struct input *input, size_t from)
{
	for (;;) {
		const char *at = input->at + from;
		const char *end = memchr(at, '\n', (size_t)(input->end - at));

		if (end != NULL)
			return (size_t)(end - at) + 1;
		if (!input_more(input))
			return (size_t)(input->end - input->at) - from;
	}
}

/* Whether a line is a word, but for case and blanks. */
static bool
is_line(const char *line, size_t length, const char *word)
{
	text_trim(&line, &length);
	return text_is(line, length, word);
}

/* Finds the next card, and takes all of its lines. */
static bool
take_card(struct source *source)
{
	struct input *input = &source->input;
	size_t at = 0, length;
	bool begun = false, ended = false;

	while (!ended && (length = line_length(input, at)) > 0) {
		const char *line = input->at + at;

		if (!begun && is_line(line, length, "BEGIN:VCARD")) {
			begun = true;
			source->line = source->next_line;
		}
		ended = begun && is_line(line, length, "END:VCARD");
		source->next_line++;
		if (begun)
			at += length;
		else
			input->at += length;
	}
	if (begun && !ended && input->wrong == NULL)
		source->wrong = "it ends within a card";
	source->raw = input->at;
	source->raw_length = at;
	input->at += at;
	return ended && input->wrong == NULL;
}

/* The lines of the card without their folds. */
static struct text
unfold(struct source *source)
{
	struct text text = { .arena = &source->items };

	text_puts(&text, "");
	for (size_t i = 0; i < source->raw_length; i++) {
		const char *at = source->raw + i;

		if (*at == '\n' && i + 1 < source->raw_length &&
			(at[1] == ' ' || at[1] == '\t'))
			i++;
		else if (*at != '\r')
			text_putc(&text, *at);
	}
	return text;
}

/* Whoever has a name of their own is a person. */
static void
set_type(struct source *source)
{
	struct record *customer = source->record;
	bool person = record_has(customer, CUSTOMER_LAST_NAME) ||
		      record_has(customer, CUSTOMER_FIRST_NAME);

	if (person || record_has(customer, CUSTOMER_COMPANY_NAME))
		set(source, customer, CUSTOMER_CLIENT_TYPE,
			person ? "PRIVATE" : "COMPANY");
	customer->known = true;
}

static bool
next_card(struct source *source)
{
	struct property property;
	struct text text;
	const char *end;

	if (!take_card(source))
		return false;
	if (!utf8_valid(source->raw, source->raw_length)) {
		source_note(source, "",
			"it is not UTF-8 text, or holds a control character");
		return true;
	}
	text = unfold(source);
	for (const char *at = text.bytes; (end = strchr(at, '\n')) != NULL;
		at = end + 1)
		if (read_property(at, (size_t)(end - at), &property))
			take_property(source, &property);
	set_type(source);
	return true;
}

static void
nothing(struct source *source, struct text *out)
{
	(void)source;
	text_puts(out, "");
}

/* The length of the card before its end, and before what a report added. */
static size_t
card_length(const struct source *source)
{
	const char *mark = "X-CRM-STATUS:";
	const char *at =
		memmem(source->raw, source->raw_length, mark, strlen(mark));
	size_t length = source->raw_length - 1;

	while (length > 0 && source->raw[length - 1] != '\n')
		length--;
	return at == NULL ? length : (size_t)(at - source->raw);
}

static void
report_card(struct source *source, struct text *out,
	const struct source_outcome *outcome)
{
	text_add(out, source->raw, card_length(source));
	text_printf(out, "X-CRM-STATUS:%s\r\n", outcome->status);
	if (outcome->id != 0)
		text_printf(out, "X-CRM-ID:%lld\r\n", (long long)outcome->id);
	if (*outcome->faults != '\0')
		text_printf(out, "X-CRM-FAULTS:%s\r\n", outcome->faults);
	text_puts(out, "END:VCARD\r\n");
}

const struct source_format cards_source = {
	.name = "vcard",
	.endings = ".vcf .vcard",
	.open = open_cards,
	.next = next_card,
	.place = source_no_place,
	.report_begin = nothing,
	.report = report_card,
	.report_end = nothing,
};
