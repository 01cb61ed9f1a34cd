/* vCard 4.0 (RFC 6350): customers as cards for address books. */
#include "format/vcard.h"

#include <string.h>

#include "base/text.h"
#include "customer/customer.h"
#include "format/stream.h"
#include "schema/record.h"

enum { LINE = 75, CENTURY = 4, YEAR_MONTH = 7, DAY = 10 }; /* bytes */

/* The text of a member; "" if it is not given. */
static const char *
text_of(const struct record *record, size_t field)
{
	return record_has(record, field) ? record->values[field].text : "";
}

/* Adds a value's text; "inner": as a part of several (section 3.4). */
static void
add_value(struct text *out, const char *value, bool inner)
{
	for (; *value != '\0'; value++) {
		if (*value == '\r')
			continue;
		if (strchr(inner ? "\\,;" : "\\,", *value) != NULL ||
			*value == '\n')
			text_putc(out, '\\');
		text_putc(out, (char)(*value == '\n' ? 'n' : *value));
	}
}

/* Adds a line, folded where it is long, but within no letter (section 3.2). */
static void
add_line(struct text *out, const char *line)
{
	size_t length = strlen(line), room = LINE;

	while (length > room) {
		size_t piece = room;

		while (((unsigned char)line[piece] & 0xc0) == 0x80)
			piece--;
		text_add(out, line, piece);
		text_puts(out, "\r\n ");
		line += piece;
		length -= piece;
		room = LINE - 1;
	}
	text_puts(out, line);
	text_puts(out, "\r\n");
}

/* Begins a line in memory of its own. */
static struct text
begin_line(const struct record *customer, const char *name)
{
	struct text line = { .arena = customer->intake->arena };

	text_puts(&line, name);
	return line;
}

/* Adds a property with one value, unless it has none. */
static void
add_property(struct text *out, const struct record *customer, const char *name,
	const char *value)
{
	struct text line = begin_line(customer, name);

	if (*value == '\0')
		return;
	add_value(&line, value, false);
	add_line(out, line.bytes);
}

/* Adds a property whose value has parts: members of a record. */
static void
add_parts(struct text *out, const char *name, const struct record *record,
	const int *fields, size_t count)
{
	struct text line = begin_line(record, name);

	for (size_t i = 0; i < count; i++) {
		text_puts(&line, i == 0 ? "" : ";");
		if (fields[i] >= 0)
			add_value(&line, text_of(record, (size_t)fields[i]),
				true);
	}
	add_line(out, line.bytes);
}

/* Adds a name as it is said: the words that there are, in their order. */
static void
add_full_name(struct text *out, const char *name, const struct record *customer,
	const int *fields, size_t count)
{
	struct text line = begin_line(customer, name);
	size_t begun = line.length;

	for (size_t i = 0; i < count; i++) {
		const char *word = text_of(customer, (size_t)fields[i]);

		if (*word == '\0')
			continue;
		text_puts(&line, line.length > begun ? " " : "");
		add_value(&line, word, false);
	}
	add_line(out, line.bytes);
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void
add_names(struct text *out, const struct record *customer)
{
	static const int full[] = { CUSTOMER_TITLE, CUSTOMER_FIRST_NAME,
		CUSTOMER_MIDDLE_NAME, CUSTOMER_LAST_NAME,
		CUSTOMER_NAME_SUFFIX };
	static const int company[] = { CUSTOMER_COMPANY_NAME };
	static const int parts[] = { CUSTOMER_LAST_NAME, CUSTOMER_FIRST_NAME,
		CUSTOMER_MIDDLE_NAME, CUSTOMER_TITLE, CUSTOMER_NAME_SUFFIX };
	static const int other[] = { CUSTOMER_FIRST_NAME_NOT_LATIN,
		CUSTOMER_LAST_NAME_NOT_LATIN };
	static const int other_parts[] = { CUSTOMER_LAST_NAME_NOT_LATIN,
		CUSTOMER_FIRST_NAME_NOT_LATIN, -1, -1, -1 };
	bool person = record_has(customer, CUSTOMER_LAST_NAME) ||
		      record_has(customer, CUSTOMER_FIRST_NAME);

	add_property(out, customer, "KIND:", person ? "individual" : "org");
	if (person)
		add_full_name(out, "FN:", customer, full, COUNT(full));
	else
		add_full_name(out, "FN:", customer, company, COUNT(company));
	if (!record_has(customer, CUSTOMER_LAST_NAME_NOT_LATIN)) {
		add_parts(out, "N:", customer, parts, COUNT(parts));
		return;
	}
	add_full_name(out, "FN:", customer, other, COUNT(other));
	add_parts(out, "N;ALTID=1:", customer, parts, COUNT(parts));
	add_parts(out, "N;ALTID=1:", customer, other_parts, COUNT(other_parts));
}

static void
add_email(struct text *out, const struct record *email)
{
	add_property(out, email,
		record_is_true(email, EMAIL_IS_MAIN_EMAIL) ? "EMAIL;PREF=1:"
							   : "EMAIL:",
		text_of(email, EMAIL_EMAIL));
}

static void
add_phone(struct text *out, const struct record *phone)
{
	struct text line =
		begin_line(phone, record_is_true(phone, PHONE_IS_MAIN_PHONE)
					  ? "TEL;PREF=1;VALUE=uri:tel:"
					  : "TEL;VALUE=uri:tel:");
	const char *number = text_of(phone, PHONE_PHONE);
	const char *country = text_of(phone, PHONE_COUNTRY_PREFIX);
	size_t length;
	const char *code = customer_dial(country, &length);

	if (length > 0 && *number != '+')
		text_printf(&line, "+%.*s", (int)length, code);
	text_puts(&line, number);
	add_line(out, line.bytes);
}

static void
add_address(struct text *out, const struct record *address)
{
	static const int parts[] = { ADDRESS_PO_BOX,
		ADDRESS_ADDITIONAL_INFORMATION, -1, ADDRESS_CITY,
		ADDRESS_STATE_ID, ADDRESS_ZIP_CODE, ADDRESS_COUNTRY_ID };
	static const int streets[] = { ADDRESS_STREET, ADDRESS_HOUSE_NUMBER,
		ADDRESS_STREET2, ADDRESS_STREET3, ADDRESS_STREET4,
		ADDRESS_STREET5 };
	struct text line = begin_line(address,
		record_is_true(address, ADDRESS_IS_MAIN_ADDRESS) ? "ADR;PREF=1:"
								 : "ADR:");

	for (size_t i = 0; i < COUNT(parts); i++) {
		text_puts(&line, i == 0 ? "" : ";");
		for (size_t k = 0; parts[i] < 0 && k < COUNT(streets); k++) {
			const char *street =
				text_of(address, (size_t)streets[k]);

			text_puts(&line, k > 0 && *street != '\0' ? " " : "");
			add_value(&line, street, true);
		}
		if (parts[i] >= 0)
			add_value(&line, text_of(address, (size_t)parts[i]),
				true);
	}
	add_line(out, line.bytes);
}

/* Adds a property for each item of a list. */
static void
add_items(struct text *out, const struct record *customer, size_t field,
	void (*add)(struct text *out, const struct record *item))
{
	const struct value *list = &customer->values[field];

	for (size_t i = 0; list->state == VALUE_GIVEN && i < list->count; i++)
		add(out, list->items[i]);
}

/* Adds the day of birth, 19900102 (section 4.3.1). */
static void
add_birth(struct text *out, const struct record *customer)
{
	const char *day = text_of(customer, CUSTOMER_BIRTH_DATE);
	struct text line = begin_line(customer, "BDAY:");

	if (strlen(day) < DAY)
		return;
	text_printf(&line, "%.4s%.2s%.2s", day, day + CENTURY + 1,
		day + YEAR_MONTH + 1);
	add_line(out, line.bytes);
}

/* Adds the company, a value that can have parts, of which it is the first. */
static void
add_company(struct text *out, const struct record *customer)
{
	static const int parts[] = { CUSTOMER_COMPANY_NAME };

	if (record_has(customer, CUSTOMER_COMPANY_NAME))
		add_parts(out, "ORG:", customer, parts, COUNT(parts));
}

static void
add_nothing(struct text *out, const struct stream *stream)
{
	(void)stream;
	text_puts(out, "");
}

static void
add_card(struct text *out, const struct stream *stream,
	const struct record *customer)
{
	struct text uid = begin_line(customer, "UID;VALUE=text:customer-");

	(void)stream;
	text_number(
		&uid, customer->values[CUSTOMER_BOOSTER_CUSTOMER_ID].number);
	add_line(out, "BEGIN:VCARD");
	add_line(out, "VERSION:4.0");
	add_line(out, uid.bytes);
	add_names(out, customer);
	add_company(out, customer);
	add_items(out, customer, CUSTOMER_EMAILS, add_email);
	add_items(out, customer, CUSTOMER_PHONES, add_phone);
	add_items(out, customer, CUSTOMER_ADDRESSES, add_address);
	add_birth(out, customer);
	add_property(out, customer,
		"LANG:", text_of(customer, CUSTOMER_LANGUAGE_ID));
	add_property(
		out, customer, "NOTE:", text_of(customer, CUSTOMER_NOTES));
	add_line(out, "END:VCARD");
}

const struct stream_writer vcard_stream = {
	.begin = add_nothing,
	.add = add_card,
	.end = add_nothing,
	.broken = "BEGIN:VCARD", /* begins a card that never ends */
};
