/*
 * Makes a database with customers, each another one, as the program would:
 *
 *	customers FILE COUNT
 *
 * The same number makes the same customers. One in ten has the word Maria, one
 * in a hundred Zeno; a family name has about 50 of a million; POS of the brand
 * CAR have from a few customers to a fifth of all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "schema/check.h"
#include "schema/record.h"
#include "store/store.h"

enum { BATCH = 50000, BEGIN = 1262304000, DAYS = 4000 };

static uint64_t seed;
static struct arena arena;

/* A number below a limit (a linear congruential generator). */
static unsigned
pick(unsigned limit)
{
	seed = seed * UINT64_C(6364136223846793005) +
	       UINT64_C(1442695040888963407);
	return (unsigned)((seed >> 33) % limit);
}

/* A word of syllables, the number of which tells it. */
static const char *
word(unsigned number, int syllables)
{
	static const char onsets[] = "bdfgklmnprstvz";
	static const char *const vowels[] = { "a", "e", "i", "o", "u", "é",
		"ö" };
	struct text out = { .arena = &arena };

	while (syllables-- > 0) {
		text_putc(&out, onsets[number % 14]);
		number /= 14;
		text_puts(&out, vowels[number % 7]);
		number /= 7;
	}
	out.bytes[0] &= ~0x20;
	return out.bytes;
}

static void
set(struct record *record, size_t field, const char *text)
{
	record_set_text(record, field, text, strlen(text));
}

static void
set_names(struct record *customer)
{
	const char *first = word(pick(3000), 2);

	if (pick(10) == 0)
		first = arena_printf(&arena, "%s Maria", first);
	if (pick(100) == 0)
		set(customer, CUSTOMER_MIDDLE_NAME, "Zeno");
	set(customer, CUSTOMER_FIRST_NAME, first);
	set(customer, CUSTOMER_LAST_NAME, word(pick(20000), 3));
}

/* The POS is the logarithm of a number, so that few have many. */
static void
set_place(struct record *customer)
{
	unsigned pos = 0, luck = 1 + pick(1 << 30);

	for (; luck < 1 << 30; pos++)
		luck += luck / 4 + 1;
	set(customer, CUSTOMER_POS_CODE,
		arena_printf(&arena, "ES%u:%u", 100 + pos % 7, pos));
	set(customer, CUSTOMER_BRAND, pick(10) == 0 ? "IWC" : "CAR");
}

static void
set_times(struct record *customer)
{
	set(customer, CUSTOMER_BIRTH_DATE,
		arena_printf(&arena, "%u-%02u-%02u", 1940 + pick(60),
			1 + pick(12), 1 + pick(28)));
	if (pick(10) < 7)
		set(customer, CUSTOMER_REGISTRATION_DATE,
			arena_printf(&arena, "%u-%02u-%02uT%02u:%02u:%02uZ",
				2010 + pick(10), 1 + pick(12), 1 + pick(28),
				pick(24), pick(60), pick(60)));
}

static struct record *
item_new(struct record *customer, size_t list)
{
	record_set_list(customer, list);
	return record_add(customer, list);
}

static void
add_contacts(struct record *customer, unsigned number)
{
	struct record *email = item_new(customer, CUSTOMER_EMAILS);
	struct record *phone = item_new(customer, CUSTOMER_PHONES);
	struct record *address = item_new(customer, CUSTOMER_ADDRESSES);

	set(email, EMAIL_EMAIL,
		arena_printf(&arena, "%s.%u@example.com", word(pick(20000), 3),
			number));
	record_set_bool(email, EMAIL_IS_MAIN_EMAIL, true);
	set(phone, PHONE_PHONE,
		arena_printf(&arena, "3%02u%07u", pick(100), pick(10000000)));
	set(phone, PHONE_COUNTRY_PREFIX, "it");
	record_set_bool(phone, PHONE_IS_MAIN_PHONE, true);
	set(address, ADDRESS_ADDRESS_TYPE, "Home");
	set(address, ADDRESS_COUNTRY_ID, "it");
	set(address, ADDRESS_STREET, word(pick(100000), 4));
	set(address, ADDRESS_CITY, word(pick(5000), 3));
	record_set_bool(address, ADDRESS_IS_MAIN_ADDRESS, true);
}

static struct record *
customer_new(struct intake *intake, unsigned number)
{
	static const char *const countries[] = { "it", "es", "fr", "de", "gb",
		"us", "jp", "cn" };
	struct record *customer = record_new(intake, &customer_schema);

	record_set_bool(
		customer, CUSTOMER_PRIVACY_POLICY_ACCEPTANCE_STORAGE, true);
	record_set_bool(
		customer, CUSTOMER_CAN_BE_CONTACTED_BY_MAISON, pick(3) > 0);
	set(customer, CUSTOMER_TITLE, "Mrs.");
	set(customer, CUSTOMER_CLIENT_TYPE, "PRIVATE");
	set(customer, CUSTOMER_LANGUAGE_ID, "ita");
	set(customer, CUSTOMER_GENDER, "F");
	set(customer, CUSTOMER_COUNTRY_ID,
		pick(100000) == 0 ? "va" : countries[pick(8)]);
	for (size_t i = CUSTOMER_CONTACT_BY_EMAIL_FLAG;
		i <= CUSTOMER_CONTACT_BY_SOCIAL_MEDIA_FLAG; i++)
		record_set_bool(customer, i, pick(2) > 0);
	record_set_bool(customer, CUSTOMER_DATA_SHARING_CONSENT, false);
	set(customer, CUSTOMER_SALE_REPRESENTATIVE_EMAIL,
		arena_printf(&arena, "rep%u@example.com", pick(300)));
	set_names(customer);
	set_place(customer);
	set_times(customer);
	add_contacts(customer, number);
	return customer;
}

static void
need(enum store_result result)
{
	if (result != STORE_OK)
		exit(EXIT_FAILURE);
}

/* Stores the customers from a number on, in one transaction. */
static void
add_batch(const struct store_settings *settings, unsigned from, unsigned to)
{
	const struct rules rules = { .now = BEGIN + DAYS * 86400,
		.max_items = 64 };
	struct intake intake = { .arena = &arena, .rules = &rules };
	struct arena kept = { 0 };
	struct store *store;
	int64_t id;

	need(store_open(&kept, settings, &store));
	for (; from < to; from++) {
		const struct origin origin = {
			.route = "/customer",
			.format = "json",
			.time = BEGIN + (int64_t)from * DAYS * 86400 / 1000000,
		};

		need(store_add(
			store, customer_new(&intake, from), &origin, &id));
		arena_free(&arena);
	}
	need(store_commit(store));
	arena_free(&kept);
}

int
main(int argc, char **argv)
{
	struct config config = { .journal = JOURNAL_ROLLBACK };
	struct store_settings settings = {
		.config = &config,
		.schema = &customer_schema,
		.lock_timeout = 10000,
	};
	unsigned count = argc == 3 ? (unsigned)atoi(argv[2]) : 0;

	if (count == 0) {
		fprintf(stderr, "usage: %s FILE COUNT\n", argv[0]);
		return 2;
	}
	config.database = argv[1];
	for (unsigned from = 0; from < count; from += BATCH)
		add_batch(&settings, from,
			count - from < BATCH ? count : from + BATCH);
	return EXIT_SUCCESS;
}
