/* The keys that a customer is found by: words of names, addresses, numbers. */
#include "store/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/fold.h"
#include "base/text.h"
#include "base/unicode.h"
#include "customer/customer.h"
#include "schema/record.h"
#include "schema/type.h"

enum {
	END_LEAST = 5,   /* digits of the end of a number */
	PREFIX_MOST = 3, /* digits of a country */
	ID_MOST = 2147483647,
	ID_DIGITS = 10,
	ORDER_BETWEEN = 1 /* a character that XML has no place for */
};

static const size_t names[] = { CUSTOMER_FIRST_NAME, CUSTOMER_LAST_NAME,
	CUSTOMER_MIDDLE_NAME, CUSTOMER_FIRST_NAME_NOT_LATIN,
	CUSTOMER_LAST_NAME_NOT_LATIN, CUSTOMER_COMPANY_NAME };

/* Takes the next word of folded text; returns NULL if there is no more. */
static const char *
next_word(const char **at, const char *end, size_t *length)
{
	const char *word = NULL;

	while (*at < end) {
		const char *here = *at;

		if (unicode_is_word(utf8_next(at, end))) {
			if (word == NULL)
				word = here;
		} else if (word != NULL) {
			*length = (size_t)(here - word);
			return word;
		}
	}
	if (word != NULL)
		*length = (size_t)(end - word);
	return word;
}

/* Takes the last line away again if it stands earlier in the lines. */
static void
lines_settle(struct text *lines, size_t last)
{
	const char *found = strstr(lines->bytes, lines->bytes + last);

	if (found == lines->bytes + last)
		return;
	lines->length = last + 1;
	lines->bytes[lines->length] = '\0';
}

/* Adds a line behind the line end that is there. */
static void
lines_add(struct text *lines, enum key_kind kind, const char *bytes,
	size_t length)
{
	size_t last = lines->length - 1;

	text_putc(lines, (char)kind);
	text_add(lines, bytes, length);
	text_putc(lines, '\n');
	lines_settle(lines, last);
}

static void
add_name(struct text *lines, const struct value *name)
{
	struct text folded = { .arena = lines->arena };
	const char *at, *end, *word;
	size_t length;

	if (name->state != VALUE_GIVEN)
		return;
	text_puts(&folded, "");
	fold_text(&folded, name->text, name->length);
	at = folded.bytes;
	end = at + folded.length;
	while ((word = next_word(&at, end, &length)) != NULL)
		lines_add(lines, KEY_NAME, word, length);
}

static void
add_email(struct text *lines, const struct record *email)
{
	const struct value *address = &email->values[EMAIL_EMAIL];
	struct text folded = { .arena = lines->arena };

	fold_text(&folded, address->text, address->length);
	lines_add(lines, KEY_EMAIL, folded.bytes, folded.length);
}

static void
add_reversed(struct text *out, const char *digits, size_t length)
{
	while (length-- > 0)
		text_putc(out, digits[length]);
}

/*
 * Takes from a number what callers from abroad dial first, and tells the digits
 * of its country: as the number itself says, or else the country's.
 */
static const char *
take_prefix(const char **number, const char *country, size_t *length)
{
	const char *at = *number;
	size_t mark = *at == '+' ? 1 : strncmp(at, "00", 2) == 0 ? 2 : 0;
	const char *prefix = customer_dial(country, length);

	if (mark > 0 &&
		(*length == 0 || strncmp(at + mark, prefix, *length) != 0))
		prefix = customer_dialled(at + mark, length);
	if (mark > 0 && *length > 0)
		*number += mark + *length;
	else if (mark == 1)
		*number += mark;
	return prefix;
}

static void
add_phone(struct text *lines, const struct record *phone)
{
	const char *number = phone->values[PHONE_PHONE].text;
	struct text key = { .arena = lines->arena };
	size_t length;
	const char *prefix = take_prefix(
		&number, phone->values[PHONE_COUNTRY_PREFIX].text, &length);

	add_reversed(&key, number, strlen(number));
	text_putc(&key, '+');
	add_reversed(&key, prefix, length);
	lines_add(lines, KEY_PHONE, key.bytes, key.length);
}

static void
add_items(struct text *lines, const struct value *list,
	void (*add)(struct text *lines, const struct record *item))
{
	for (size_t i = 0; list->state == VALUE_GIVEN && i < list->count; i++)
		add(lines, list->items[i]);
}

void
keys_of(struct text *lines, const struct record *customer)
{
	text_putc(lines, '\n');
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		add_name(lines, &customer->values[names[i]]);
	add_items(lines, &customer->values[CUSTOMER_EMAILS], add_email);
	add_items(lines, &customer->values[CUSTOMER_PHONES], add_phone);
}

bool
keys_next(const char *lines, const char **at, struct key *key)
{
	const char *line = *at == NULL ? lines + (*lines == '\n') : *at;
	size_t length = strcspn(line, "\n");

	if (length == 0)
		return false;
	*key = (struct key){
		.kind = (enum key_kind) * line,
		.text = line + 1,
		.length = length - 1,
		.whole = true,
	};
	*at = line + length + 1;
	return true;
}

bool
keys_match(const char *lines, const struct key *key)
{
	for (const char *at = lines; (at = strchr(at, '\n')) != NULL;) {
		at++;
		if (*at == (char)key->kind &&
			strncmp(at + 1, key->text, key->length) == 0 &&
			(!key->whole || at[1 + key->length] == '\n'))
			return true;
	}
	return false;
}

/* Cuts a text at a whole character. */
static void
cut(struct text *text, size_t most)
{
	if (text->length <= most)
		return;
	while ((text->bytes[most] & 0xC0) == 0x80)
		most--;
	text->bytes[most] = '\0';
	text->length = most;
}

static void
add_order(struct text *order, const struct value *name)
{
	if (name->state == VALUE_GIVEN)
		fold_text(order, name->text, name->length);
}

const char *
keys_order(struct arena *arena, const struct record *customer)
{
	struct text order = { .arena = arena };
	bool company = record_is(customer, CUSTOMER_CLIENT_TYPE, "COMPANY");

	add_order(&order, &customer->values[company ? CUSTOMER_COMPANY_NAME
						    : CUSTOMER_LAST_NAME]);
	text_putc(&order, ORDER_BETWEEN);
	add_order(&order, &customer->values[CUSTOMER_FIRST_NAME]);
	cut(&order, KEY_ORDER);
	return order.bytes;
}

static void
keys_add(struct keys *keys, const struct key *key)
{
	keys->list = arena_grow(
		keys->arena, keys->list, keys->count, sizeof(*keys->list));
	keys->list[keys->count++] = *key;
}

static int
compare_keys(const void *one, const void *other)
{
	const struct key *a = one, *b = other;
	size_t length = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->text, b->text, length);

	return order != 0 ? order
			  : (a->length > b->length) - (a->length < b->length);
}

/* Leaves out the words that another word begins with. */
static void
leave_beginnings(struct keys *keys)
{
	size_t left = 0;

	qsort(keys->list, keys->count, sizeof(*keys->list), compare_keys);
	for (size_t i = 0; i < keys->count; i++) {
		const struct key *next = &keys->list[i + 1];
		const struct key *key = &keys->list[i];

		if (i + 1 < keys->count && next->length >= key->length &&
			memcmp(next->text, key->text, key->length) == 0)
			continue;
		keys->list[left++] = *key;
	}
	keys->count = left;
}

void
keys_words(struct keys *keys, const char *text)
{
	struct text folded = { .arena = keys->arena };
	struct key key = { .kind = KEY_NAME };
	const char *at, *end;

	text_puts(&folded, "");
	fold_text(&folded, text, strlen(text));
	at = folded.bytes;
	end = at + folded.length;
	while ((key.text = next_word(&at, end, &key.length)) != NULL)
		keys_add(keys, &key);
	if (keys->count > 0)
		leave_beginnings(keys);
}

void
keys_email(struct keys *keys, const char *text, bool whole)
{
	struct text folded = { .arena = keys->arena };
	size_t length = strlen(text);

	text_strip(&text, &length);
	fold_text(&folded, text, length);
	if (folded.length > 0 && strpbrk(folded.bytes, " \t\r\n") == NULL)
		keys_add(keys, &(struct key){
				       .kind = KEY_EMAIL,
				       .text = folded.bytes,
				       .length = folded.length,
				       .whole = whole,
			       });
}

/* Adds the number that ends with these digits behind those of a prefix. */
static void
add_number(struct keys *keys, const char *digits, size_t length,
	const char *prefix, size_t prefix_length, bool whole)
{
	struct text key = { .arena = keys->arena };

	add_reversed(&key, digits, length);
	if (whole || prefix_length > 0)
		text_putc(&key, '+');
	add_reversed(&key, prefix, prefix_length);
	keys_add(keys, &(struct key){
			       .kind = KEY_PHONE,
			       .text = key.bytes,
			       .length = key.length,
			       /* without a prefix, that of any country */
			       .whole = whole && prefix_length > 0,
		       });
}

/*
 * Adds a whole number as it is, without the 0 that numbers begin with within
 * their country, and with such a 0.
 */
static void
add_whole(struct keys *keys, const char *digits, size_t length,
	const char *prefix, size_t prefix_length)
{
	const char *longer =
		arena_printf(keys->arena, "0%.*s", (int)length, digits);

	add_number(keys, digits, length, prefix, prefix_length, true);
	add_number(keys, longer, length + 1, prefix, prefix_length, true);
	if (length > 1 && *digits == '0')
		add_number(keys, digits + 1, length - 1, prefix, prefix_length,
			true);
}

/* Adds a whole number that begins with the digits of its country. */
static void
add_dialled(struct keys *keys, const char *digits, size_t length)
{
	size_t prefix;

	customer_dialled(digits, &prefix);
	if (prefix > 0 && prefix < length)
		add_whole(
			keys, digits + prefix, length - prefix, digits, prefix);
}

/* Adds the numbers whose end these digits, END_LEAST or more, are. */
static void
add_ends(struct keys *keys, const char *digits, size_t length)
{
	for (size_t prefix = 0; prefix <= PREFIX_MOST; prefix++)
		add_number(keys, digits + prefix, length - prefix, digits,
			prefix, false);
}

void
keys_phone(struct keys *keys, const char *text, size_t length, bool whole)
{
	struct value value = { .state = VALUE_NONE };
	const char *digits;

	if (!utf8_valid(text, length))
		return;
	text_strip(&text, &length);
	if (length == 0 || types[TYPE_PHONE].parse(keys->arena, NULL, NULL,
				   &value, text, length) != FAULT_NONE)
		return;
	digits = value.text + (*value.text == '+');
	length = strlen(digits);
	add_dialled(keys, digits, length);
	if (strncmp(value.text, "00", 2) == 0)
		add_dialled(keys, digits + 2, length - 2);
	if (*value.text != '+')
		add_whole(keys, digits, length, "", 0);
	if (!whole && length >= END_LEAST)
		add_ends(keys, digits, length);
}

int64_t
keys_id(const char *text)
{
	size_t length = strlen(text);
	int64_t id;

	text_strip(&text, &length);
	if (length == 0 || length > ID_DIGITS || *text == '0' ||
		strspn(text, "0123456789") < length)
		return 0;
	id = strtoll(text, NULL, 10);
	return id <= ID_MOST ? id : 0;
}
