/* What a search of any store finds, beside what a naive model finds. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/fold.h"
#include "config/config.h"
#include "customer/customer.h"
#include "fixture.h"
#include "schema/date.h"
#include "store/change.h"
#include "store/store.h"
#include "stores.h"

Suite *search_suite(void);

enum { FEW = 300, MANY = 18000 };

static char folder[] = "/tmp/crm-search-XXXXXX";
static struct config config;
static struct store_settings settings;
static struct store *store;
static struct arena kept; /* the store's own, which outlives each search */

static void
set_up(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	log_open(arena_printf(&arena, "%s/log", folder));
	settings = (struct store_settings){
		.config = &config,
		.schema = &customer_schema,
		.lock_timeout = 60000,
	};
}

static void
tear_down(void)
{
	log_open("stderr");
	arena_free(&kept);
	remove_folder(folder);
}

static uint64_t seed;

/* A number below a limit, the next of a row that begins alike each time. */
static unsigned
pick(unsigned limit)
{
	seed = seed * UINT64_C(6364136223846793005) +
	       UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % limit;
}

#define ONE_OF(array) (array)[pick(COUNT(array))]

static const char *
folded(const char *text)
{
	struct text out = { .arena = &arena };

	text_puts(&out, "");
	fold_text(&out, text, strlen(text));
	return out.bytes;
}

/* The model: customers as they were made, with what is computed once. */
struct person {
	struct record *record;
	int64_t id, created, modified;
	double registered; /* seconds */
	const char *order;
	const char *words[16]; /* folded, NULL behind */
	const char *email[2];  /* folded, or NULL */
	const char *national[2], *prefix[2];
};

static struct person *people;
static int people_count;

static const char *const first_names[] = { "José", "Ana", "Anna Maria", "Zoë",
	"Jürgen", "O'Neil", "Łukasz", "Ｋｅｎ", "María José", "ana", "IŞIK" };
static const char *const last_names[] = { "Straße", "Strasser", "Rossi",
	"ROSSI", "García Márquez", "de la Cruz", "Müller-Lüdenscheidt",
	"Ó Briain", "Нестеров", "Rossini", "A", "Ｒossi" };
static const char *const other_names[] = { "田中", "タナカ", "太郎", "أحمد",
	"Ὀδυσσεύς", "राम", "3331234567" };
static const char *const companies[] = { "Example & Sons, Ltd.", "12345 GmbH",
	"Straße & Söhne", "%_*", "A" };
static const char *const brands[] = { "CAR", "CAR", "CAR", "IWC" };
static const char *const places[] = { "ES100:1", "es100:2", "ES200:1", "IT1",
	"ES100", "é" };
static const char *const emails[] = { "ana@example.com", "ANA@example.com",
	"anabel@example.com", "jose.maria@example.org", "x_%@example.com",
	"ｋｅｎ@example.com" };
static const char *const numbers[] = { "3331234567", "0212345678",
	"+393331234567", "003912345678", "+41441234567", "12345", "1234",
	"004412345678", "441234567" };
static const char *const homes[] = { "it", "ch", "gb", "us" };
static const char *const instants[] = { "2020-01-01T00:00:00Z",
	"2020-01-01T00:00:00.5Z", "2020-01-01T00:00:00.25Z",
	"1999-12-31T23:59:59Z", "0001-01-01T00:00:01Z",
	"2020-06-15T12:00:00Z" };
static const char *const days[] = { "1990-01-02", "1985-12-31", "2000-02-29" };
static const char *const pastimes[] = { "Art", "art", "Golf", "%" };

static void
set(struct record *record, size_t field, const char *text)
{
	record_set_text(record, field, text, strlen(text));
}

/* Sets a member in some of the customers. */
static void
set_maybe(struct record *record, size_t field, const char *text)
{
	if (pick(3) > 0)
		set(record, field, text);
}

/* The digits of a country, independently of the store. */
static const char *
prefix_of(const char *country)
{
	static const char *const known[][2] = { { "it", "39" }, { "ch", "41" },
		{ "gb", "44" }, { "us", "1" } };

	for (int i = 0; i < COUNT(known); i++)
		if (strcmp(known[i][0], country) == 0)
			return known[i][1];
	return "";
}

/* The country that a number dialled from abroad begins with, or NULL. */
static const char *
dialled(const char *number)
{
	static const char *const known[] = { "39", "41", "44", "1" };

	for (int i = 0; i < COUNT(known); i++)
		if (strncmp(known[i], number, strlen(known[i])) == 0)
			return known[i];
	return NULL;
}

static void
add_phone(struct person *person, int index)
{
	const char *number = ONE_OF(numbers), *home = ONE_OF(homes);
	const char *abroad = *number == '+'                  ? number + 1
			     : strncmp(number, "00", 2) == 0 ? number + 2
							     : NULL;
	struct record *phone = record_add(person->record, CUSTOMER_PHONES);

	set(phone, PHONE_PHONE, number);
	set(phone, PHONE_COUNTRY_PREFIX, home);
	record_set_bool(phone, PHONE_IS_MAIN_PHONE, index == 0);
	person->prefix[index] = prefix_of(home);
	person->national[index] = number;
	if (abroad != NULL) {
		person->prefix[index] = dialled(abroad);
		ck_assert_ptr_nonnull(person->prefix[index]);
		person->national[index] =
			abroad + strlen(person->prefix[index]);
	}
}

static void
add_contacts(struct person *person)
{
	unsigned count = pick(3);

	if (pick(4) > 0)
		record_set_list(person->record, CUSTOMER_PHONES);
	for (int i = 0;
		record_has(person->record, CUSTOMER_PHONES) && i < (int)count;
		i++)
		add_phone(person, i);
	count = pick(3);
	if (count > 0)
		record_set_list(person->record, CUSTOMER_EMAILS);
	for (unsigned i = 0; i < count; i++) {
		struct record *email =
			record_add(person->record, CUSTOMER_EMAILS);
		const char *address = ONE_OF(emails);

		set(email, EMAIL_EMAIL, address);
		record_set_bool(email, EMAIL_IS_MAIN_EMAIL, i == 0);
		person->email[i] = folded(address);
	}
}

static void
add_pastime(struct record *record, size_t list, size_t name, size_t sap,
	size_t translation)
{
	struct record *item;

	if (pick(3) > 0)
		return;
	record_set_list(record, list);
	for (unsigned i = 1 + pick(2); i > 0; i--) {
		item = record_add(record, list);
		set(item, name, ONE_OF(pastimes));
		set(item, sap, ONE_OF(pastimes));
		if (list == CUSTOMER_PRODUCT_COLLECTIONS)
			set(item, translation, "Arte");
		else
			set_maybe(item, translation, "Arte");
	}
}

/* Splits at what stands between words here. */
static void
add_words(struct person *person, size_t field, int *count)
{
	const struct value *name = &person->record->values[field];
	char *at, *word;

	if (name->state != VALUE_GIVEN)
		return;
	at = arena_copy(&arena, folded(name->text), strlen(folded(name->text)));
	while ((word = strsep(&at, " &,.'-%_*")) != NULL)
		if (*word != '\0' && *count < COUNT(person->words) - 1)
			person->words[(*count)++] = word;
}

static const char *
text_of(const struct record *record, size_t field)
{
	return record_has(record, field) ? record->values[field].text : "";
}

static void
compute(struct person *person)
{
	static const size_t names[] = { CUSTOMER_FIRST_NAME, CUSTOMER_LAST_NAME,
		CUSTOMER_MIDDLE_NAME, CUSTOMER_FIRST_NAME_NOT_LATIN,
		CUSTOMER_LAST_NAME_NOT_LATIN, CUSTOMER_COMPANY_NAME };
	const struct record *record = person->record;
	bool company = record_is(record, CUSTOMER_CLIENT_TYPE, "COMPANY");
	const char *instant = text_of(record, CUSTOMER_REGISTRATION_DATE);
	struct date date;
	int count = 0;

	for (int i = 0; i < COUNT(names); i++)
		add_words(person, names[i], &count);
	person->order = arena_printf(&arena, "%s\1%s",
		folded(text_of(record,
			company ? CUSTOMER_COMPANY_NAME : CUSTOMER_LAST_NAME)),
		folded(text_of(record, CUSTOMER_FIRST_NAME)));
	person->registered = (double)person->created;
	if (*instant == '\0')
		return;
	date_parse(instant, strlen(instant), &date);
	person->registered =
		(double)date.seconds +
		strtod(arena_printf(&arena, "0.%s", date.fraction), NULL);
}

static void
make_person(struct person *person, int64_t created)
{
	struct record *record = record_new(&intake, &customer_schema);
	bool company = pick(5) == 0;

	*person = (struct person){ .record = record, .created = created };
	person->modified = created;
	record_set_bool(
		record, CUSTOMER_PRIVACY_POLICY_ACCEPTANCE_STORAGE, true);
	record_set_bool(
		record, CUSTOMER_CAN_BE_CONTACTED_BY_MAISON, pick(2) > 0);
	set(record, CUSTOMER_CLIENT_TYPE, company ? "COMPANY" : "PRIVATE");
	if (company || pick(9) == 0)
		set(record, CUSTOMER_COMPANY_NAME, ONE_OF(companies));
	if (!company || pick(3) == 0)
		set(record, CUSTOMER_LAST_NAME, ONE_OF(last_names));
	set(record, CUSTOMER_TITLE, "Mrs.");
	set(record, CUSTOMER_LANGUAGE_ID, "ita");
	set(record, CUSTOMER_GENDER, "F");
	set(record, CUSTOMER_COUNTRY_ID, ONE_OF(homes));
	set(record, CUSTOMER_BRAND, ONE_OF(brands));
	set(record, CUSTOMER_POS_CODE, ONE_OF(places));
	set_maybe(record, CUSTOMER_FIRST_NAME, ONE_OF(first_names));
	set_maybe(record, CUSTOMER_MIDDLE_NAME, ONE_OF(last_names));
	set_maybe(record, CUSTOMER_LAST_NAME_NOT_LATIN, ONE_OF(other_names));
	set_maybe(record, CUSTOMER_BIRTH_DATE, ONE_OF(days));
	set_maybe(record, CUSTOMER_REGISTRATION_DATE, ONE_OF(instants));
	set_maybe(record, CUSTOMER_SALE_REPRESENTATIVE_EMAIL, ONE_OF(emails));
	add_pastime(record, CUSTOMER_INTERESTS, INTEREST_INTEREST,
		INTEREST_SAP_INTEREST_ID, INTEREST_TRANSLATION);
	add_pastime(record, CUSTOMER_HOBBIES, HOBBY_HOBBY, HOBBY_SAP_HOBBY_ID,
		HOBBY_TRANSLATION);
	add_pastime(record, CUSTOMER_PRODUCT_COLLECTIONS,
		PRODUCT_COLLECTION_PRODUCT_COLLECTION,
		PRODUCT_COLLECTION_SAP_PRODUCT_COLLECTION_ID,
		PRODUCT_COLLECTION_TRANSLATION);
	add_contacts(person);
	compute(person);
}

/* Fills the store of that row with so many customers. */
static void
populate(int row, int count)
{
	seed = 1;
	rules.now = FIXTURE_NOW;
	stores[row].furnish(&config, folder, "customers");
	people = arena_array(&arena, (size_t)count, sizeof(*people));
	people_count = count;
	ck_assert_int_eq(store_open(&kept, &settings, &store), STORE_OK);
	for (int i = 0; i < count; i++) {
		struct person *person = &people[i];
		struct origin origin = { .route = "/customer",
			.format = "json" };

		make_person(person, FIXTURE_NOW - pick(4));
		ck_assert_str_eq(faults_print(person->record), "");
		origin.time = person->created;
		ck_assert_int_eq(
			store_add(store, person->record, &origin, &person->id),
			STORE_OK);
	}
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_eq(
		store_open_to_read(&kept, &settings, &store), STORE_OK);
}

/* Whether a text is like one of blank-separated patterns. */
static bool
is_like(const char *patterns, const char *text)
{
	char *at, *pattern;

	if (patterns == NULL)
		return true;
	at = arena_copy(&arena, patterns, strlen(patterns));
	while ((pattern = strsep(&at, " ")) != NULL) {
		size_t length = strlen(pattern);

		if (length > 0 && pattern[length - 1] == '*'
				? strncasecmp(pattern, text, length - 1) == 0
				: length > 0 && strcasecmp(pattern, text) == 0)
			return true;
	}
	return false;
}

/* The digits of a number; NULL if the text is none. */
static const char *
digits_of(const char *text)
{
	struct text out = { .arena = &arena };

	text_puts(&out, "");
	for (; *text != '\0'; text++)
		if (*text >= '0' && *text <= '9')
			text_putc(&out, *text);
		else if (*text == '+' ? out.length > 0
				      : strchr(" .-()", *text) == NULL)
			return NULL;
	return out.length < 4 || out.length > 15 ? NULL : out.bytes;
}

static bool
equals(const char *text, const char *one, const char *zero, const char *other)
{
	return strcmp(text, arena_printf(&arena, "%s%s%s", one, zero, other)) ==
	       0;
}

static bool
has_number(const struct person *person, const char *text, bool whole)
{
	const char *digits = digits_of(text);
	bool abroad = strchr(text, '+') != NULL;

	for (int i = 0; digits != NULL && i < 2; i++) {
		const char *number = person->national[i], *all;
		const char *prefix = person->prefix[i];

		if (number == NULL)
			continue;
		for (int zero = -1; zero <= 1; zero++) {
			const char *rest = number + (zero < 0);
			const char *first = zero > 0 ? "0" : "";

			if (zero < 0 && *number != '0')
				continue;
			if (equals(digits, prefix, first, rest) ||
				(!abroad &&
					(equals(digits, "", first, rest) ||
						equals(digits,
							arena_printf(&arena,
								"00%s", prefix),
							first, rest))))
				return true;
		}
		all = arena_printf(&arena, "%s%s", prefix, number);
		if (!whole && strlen(digits) >= 5 &&
			strlen(digits) <= strlen(all) &&
			strcmp(all + strlen(all) - strlen(digits), digits) == 0)
			return true;
	}
	return false;
}

static bool
begins_word(const struct person *person, const char *word)
{
	for (int i = 0; person->words[i] != NULL; i++)
		if (strncmp(person->words[i], word, strlen(word)) == 0)
			return true;
	return false;
}

static bool
has_names(const struct person *person, const char *key)
{
	char *at = arena_copy(&arena, folded(key), strlen(folded(key)));
	const char *word;
	int count = 0;

	while ((word = strsep(&at, " &,.'-%_*+()@")) != NULL) {
		if (*word == '\0')
			continue;
		count++;
		if (!begins_word(person, word))
			return false;
	}
	return count > 0;
}

static bool
has_email(const struct person *person, const char *text, bool whole)
{
	const char *key = folded(text);

	if (*key == '\0' || strchr(key, ' ') != NULL)
		return false;
	for (int i = 0; i < 2; i++)
		if (person->email[i] != NULL &&
			strncmp(person->email[i], key, strlen(key)) == 0 &&
			(!whole || strcmp(person->email[i], key) == 0))
			return true;
	return false;
}

static bool
has_key(const struct person *person, const char *key)
{
	return strcmp(key, arena_printf(&arena, "%lld",
				   (long long)person->id)) == 0 ||
	       has_names(person, key) || has_email(person, key, false) ||
	       has_number(person, key, false);
}

static bool
is_among(const struct search_texts *among, const char *text)
{
	for (size_t i = 0; i < among->count; i++)
		if (strcmp(folded(among->list[i]), folded(text)) == 0)
			return true;
	return among->count == 0;
}

static bool
is_item(const struct record *item, const struct record *wanted)
{
	for (size_t i = 0; i < wanted->schema->count; i++)
		if (record_has(wanted, i) &&
			strcmp(text_of(item, i), text_of(wanted, i)) != 0)
			return false;
	return true;
}

static bool
has_item(const struct person *person, size_t list, const struct value *wanted)
{
	const struct value *items = &person->record->values[list];

	if (wanted == NULL)
		return true;
	for (size_t i = 0; items->state == VALUE_GIVEN && i < items->count; i++)
		for (size_t j = 0; j < wanted->count; j++)
			if (is_item(items->items[i], wanted->items[j]))
				return true;
	return false;
}

static bool
has_id(const struct search *search, int64_t id)
{
	for (size_t i = 0; i < search->id_count; i++)
		if (search->ids[i] == id)
			return true;
	return search->id_count == 0;
}

static bool
is_found(const struct person *person, const struct search *search)
{
	const struct record *record = person->record;
	const char *pos = text_of(record, CUSTOMER_POS_CODE);
	const char *brand = text_of(record, CUSTOMER_BRAND);
	const char *born = text_of(record, CUSTOMER_BIRTH_DATE);

	return strcasecmp(brand, search->brand) == 0 &&
	       (search->bounds == NULL ||
		       (is_like(search->bounds->brands, brand) &&
			       is_like(search->bounds->pos, pos))) &&
	       is_like(search->pos, pos) && has_id(search, person->id) &&
	       (search->key == NULL || has_key(person, search->key)) &&
	       (search->phone == NULL ||
		       has_number(person, search->phone, true)) &&
	       (search->email == NULL ||
		       has_email(person, search->email, true)) &&
	       is_among(&search->countries,
		       text_of(record, CUSTOMER_COUNTRY_ID)) &&
	       is_among(&search->representatives,
		       text_of(record, CUSTOMER_SALE_REPRESENTATIVE_EMAIL)) &&
	       (!search->created_from.given ||
		       person->created >= search->created_from.seconds) &&
	       (!search->created_to.given ||
		       person->created <= search->created_to.seconds) &&
	       (!search->modified_from.given ||
		       person->modified >= search->modified_from.seconds) &&
	       (search->contactable == SEARCH_ANY ||
		       record_is_true(
			       record, CUSTOMER_CAN_BE_CONTACTED_BY_MAISON) ==
			       (search->contactable == SEARCH_YES)) &&
	       (search->birth_months == 0 ||
		       (*born != '\0' &&
			       (search->birth_months >> atoi(born + 5) & 1) !=
				       0)) &&
	       has_item(person, CUSTOMER_INTERESTS, search->interests) &&
	       has_item(person, CUSTOMER_HOBBIES, search->hobbies) &&
	       has_item(person, CUSTOMER_PRODUCT_COLLECTIONS,
		       search->collections);
}

static enum search_sort sort;

static int
compare(const void *one, const void *other)
{
	const struct person *a = *(struct person *const *)one,
			    *b = *(struct person *const *)other;
	int order = 0;

	if (sort == SEARCH_REG_ASC || sort == SEARCH_REG_DESC)
		order = (a->registered > b->registered) -
			(a->registered < b->registered);
	if (sort == SEARCH_NAME_ASC || sort == SEARCH_NAME_DESC)
		order = strcmp(a->order, b->order);
	if (order == 0)
		order = (a->id > b->id) - (a->id < b->id);
	return sort == SEARCH_REG_DESC || sort == SEARCH_NAME_DESC ? -order
								   : order;
}

/* Who should be found, in order. */
static struct person **
model(const struct search *search, size_t *count)
{
	struct person **found = arena_array(
		&arena, (size_t)people_count + 1, sizeof(struct person *));

	*count = 0;
	for (int i = 0; i < people_count; i++) {
		struct arena_mark mark = arena_mark(&arena);

		if (is_found(&people[i], search))
			found[(*count)++] = &people[i];
		arena_release(&arena, mark);
	}
	sort = search->sort;
	qsort(found, *count, sizeof(*found), compare);
	return found;
}

static const char *
describe(const struct search *search)
{
	return arena_printf(&arena,
		"brand %s, key '%.40s', phone %s, email %s, pos %s, sort %d, "
		"skip %zu, most %zu, count %d",
		search->brand, search->key == NULL ? "-" : search->key,
		search->phone == NULL ? "-" : search->phone,
		search->email == NULL ? "-" : search->email,
		search->pos == NULL ? "-" : search->pos, (int)search->sort,
		search->skip, search->most, search->count);
}

/* Compares all pages from "skip" on with what should be found. */
static void
check_pages(struct search *search)
{
	size_t count, at = search->skip;
	struct person **found = model(search, &count);
	struct search_page page;

	do {
		size_t left = count > at ? count - at : 0;

		ck_assert_int_eq(
			store_search(store, &arena, search, &page), STORE_OK);
		store_end_reading(store);
		ck_assert_msg(!page.astray, "%s", describe(search));
		ck_assert_msg(
			page.count ==
				(left < search->most ? left : search->most),
			"%zu of %zu at %zu: %s", page.count, count, at,
			describe(search));
		ck_assert_msg(!search->count || page.total == (int64_t)count,
			"%lld, not %zu: %s", (long long)page.total, count,
			describe(search));
		for (size_t i = 0; i < page.count; i++)
			ck_assert_msg(page.ids[i] == found[at + i]->id,
				"%lld, not %lld, at %zu: %s",
				(long long)page.ids[i],
				(long long)found[at + i]->id, at + i,
				describe(search));
		at += page.count;
		ck_assert_msg((page.next != NULL) == (at < count), "%s",
			describe(search));
		search->after = page.next;
		search->skip = 0;
	} while (page.next != NULL);
	search->after = NULL;
}

/* Compares a walk in slices with what should be found. */
static void
check_slices(struct search *search)
{
	struct cursor cursor = { .search = search };
	struct person **found;
	size_t count, at = 0;

	search->sort = SEARCH_ID;
	found = model(search, &count);
	do {
		ck_assert_int_eq(
			store_read_slice(store, &intake, &cursor), STORE_OK);
		for (size_t i = 0; i < cursor.count; i++, at++) {
			ck_assert_uint_lt(at, count);
			ck_assert_msg(cursor.records[i].id == found[at]->id,
				"%s", describe(search));
			ck_assert_str_eq(text_of(cursor.records[i].record,
						 CUSTOMER_POS_CODE),
				text_of(found[at]->record, CUSTOMER_POS_CODE));
		}
	} while (cursor.count > 0);
	ck_assert_msg(
		at == count, "%zu of %zu: %s", at, count, describe(search));
}

/* The beginning of a text, of whole characters. */
static const char *
beginning(const char *text)
{
	size_t length = strlen(text), left = 1 + pick((unsigned)length);

	while (left < length && (text[left] & 0xC0) == 0x80)
		left++;
	return arena_copy(&arena, text, left);
}

static const char *
some_key(void)
{
	static const char *const odd[] = { "%", "_", "*", "@", "'", "\"", ".",
		"+", "  ", "\u0301", "a\u0301", "n%", "ana@", "0", "-1", "007",
		"2147483647", "2147483648", "99999999999999999999", "123",
		"a b c d e f g", "ana ana", "ro rossi", "(0)", "\xc2\xa0" };

	switch (pick(8)) {
	case 0:
		return beginning(ONE_OF(emails));
	case 1:
		return beginning(ONE_OF(numbers));
	case 2: {
		const char *number = ONE_OF(numbers);

		return number + pick((unsigned)strlen(number));
	}
	case 3:
		return arena_printf(&arena, "%u", pick(400));
	case 4:
		return ONE_OF(odd);
	case 5:
		return arena_printf(&arena, "%s %s",
			beginning(ONE_OF(first_names)),
			beginning(ONE_OF(last_names)));
	case 6:
		return beginning(ONE_OF(other_names));
	default:
		return beginning(
			pick(2) == 0 ? ONE_OF(last_names) : ONE_OF(companies));
	}
}

static struct search_texts
some_texts(const char *const *from, unsigned count)
{
	const char **list = arena_array(&arena, 3, sizeof(*list));
	size_t taken = 0;

	while (taken < 3 && pick(2) == 0)
		list[taken++] = from[pick(count)];
	return (struct search_texts){ list, taken };
}

static const struct value *
some_items(size_t list, size_t name, size_t sap, size_t translation)
{
	struct record *record = record_new(&intake, &customer_schema);
	struct record *item;

	record_set_list(record, list);
	item = record_add(record, list);
	set(item, name, ONE_OF(pastimes));
	if (pick(2) == 0)
		set(item, sap, ONE_OF(pastimes));
	if (pick(3) == 0)
		set(item, translation, "Arte");
	if (pick(3) == 0)
		set(record_add(record, list), name, "Golf");
	return &record->values[list];
}

static void
take_rest(struct search *search)
{
	static const char *const patterns[] = { "*", "ES100*", "es100:*",
		"ES100:1", "IT1 ES2*", "no", "É", "é", "" };
	static struct bounds bounds;
	static int64_t ids[3];

	if (pick(3) == 0)
		search->pos = ONE_OF(patterns);
	bounds = (struct bounds){ NULL, NULL };
	if (pick(4) == 0)
		bounds.brands = pick(4) == 0 ? "IWC" : "IWC CAR";
	if (pick(4) == 0)
		bounds.pos = ONE_OF(patterns);
	search->bounds = pick(2) == 0 ? &bounds : NULL;
	if (pick(6) == 0)
		search->countries = some_texts(homes, COUNT(homes));
	if (pick(6) == 0)
		search->representatives = some_texts(emails, COUNT(emails));
	search->contactable = pick(4) == 0 ? 1 + pick(2) : SEARCH_ANY;
	if (pick(6) == 0)
		search->birth_months = 1u << (1 + pick(12)) | 1u << 2;
	search->created_from.given = pick(8) == 0;
	search->created_to.given = pick(8) == 0;
	search->modified_from.given = pick(8) == 0;
	search->created_from.seconds = FIXTURE_NOW - pick(5);
	search->created_to.seconds = FIXTURE_NOW - pick(5);
	search->modified_from.seconds = FIXTURE_NOW - 4 + pick(20);
	if (pick(8) == 0) {
		for (int i = 0; i < 3; i++)
			ids[i] = (int64_t)pick(400) - 2;
		search->ids = ids;
		search->id_count = 3;
	}
	if (pick(8) == 0)
		search->interests =
			some_items(CUSTOMER_INTERESTS, INTEREST_INTEREST,
				INTEREST_SAP_INTEREST_ID, INTEREST_TRANSLATION);
	if (pick(8) == 0)
		search->hobbies = some_items(CUSTOMER_HOBBIES, HOBBY_HOBBY,
			HOBBY_SAP_HOBBY_ID, HOBBY_TRANSLATION);
	if (pick(9) == 0)
		search->collections = some_items(CUSTOMER_PRODUCT_COLLECTIONS,
			PRODUCT_COLLECTION_PRODUCT_COLLECTION,
			PRODUCT_COLLECTION_SAP_PRODUCT_COLLECTION_ID,
			PRODUCT_COLLECTION_TRANSLATION);
}

static struct search
some_search(void)
{
	struct search search = {
		.brand = pick(5) == 0 ? "iwc" : "CAR",
		.sort = pick(5),
		.count = pick(2) == 0,
	};

	if (pick(3) > 0)
		search.key = some_key();
	if (pick(9) == 0)
		search.phone = pick(2) == 0 ? ONE_OF(numbers) : some_key();
	if (pick(9) == 0)
		search.email = pick(2) == 0 ? ONE_OF(emails) : some_key();
	if (pick(2) == 0)
		take_rest(&search);
	search.most = 1 + pick(60);
	search.skip = pick(4) == 0 ? pick(50) : 0;
	return search;
}

START_TEST(whatever_is_asked_for_is_found_and_nothing_else)
{
	populate(_i, FEW);
	for (int i = 0; i < 1500; i++) {
		struct arena_mark mark = arena_mark(&arena);
		struct search search = some_search();

		check_pages(&search);
		arena_release(&arena, mark);
	}
	store_close(store);
}
END_TEST

START_TEST(a_walk_in_slices_meets_all_that_is_asked_for)
{
	populate(_i, FEW);
	for (int i = 0; i < 200; i++) {
		struct search search = some_search();

		search.skip = 0;
		check_slices(&search);
	}
	store_close(store);
}
END_TEST

static struct stored
read_stored(int64_t id)
{
	struct stored stored;

	ck_assert_int_eq(store_read(store, &intake, id, &stored), STORE_OK);
	ck_assert_ptr_nonnull(stored.record);
	return stored;
}

/* Makes somebody else out of a customer. */
static void
change_person(struct person *person)
{
	const struct origin origin = {
		.route = "/customer",
		.format = "json",
		.time = FIXTURE_NOW + 1 + pick(10),
	};
	const struct stored before = read_stored(person->id);
	struct replacement change = { .before = &before, .origin = &origin };
	int64_t version;

	make_person(person, person->created);
	ck_assert_str_eq(faults_print(person->record), "");
	person->id = before.id;
	person->modified = origin.time;
	change.after = person->record;
	ck_assert_int_eq(store_replace(store, &change, &version), STORE_OK);
}

static void
erase_person(struct person *person)
{
	const struct origin origin = { .route = "/customer", .format = "" };
	const struct stored stored = read_stored(person->id);

	ck_assert_int_eq(store_erase(store, &stored, &origin), STORE_OK);
	*person = people[--people_count];
}

static bool
is_of(const struct person *person, const struct counter *counter)
{
	return record_is(person->record, CUSTOMER_BRAND, counter->brand) &&
	       strcasecmp(person->record->values[CUSTOMER_POS_CODE].text,
		       counter->pos) == 0;
}

/* Compares the counters of the store with the people. */
static void
check_counters(void)
{
	struct counter *counters;
	size_t count;
	int total = 0;

	ck_assert_int_eq(
		store_counters(store, &arena, &counters, &count), STORE_OK);
	for (size_t i = 0; i < count; i++) {
		int own = 0;

		for (int k = 0; k < people_count; k++)
			own += is_of(&people[k], &counters[i]);
		ck_assert_msg(counters[i].count == own, "%s %s: %lld, not %d",
			counters[i].brand, counters[i].pos,
			(long long)counters[i].count, own);
		ck_assert_int_gt(own, 0);
		total += own;
	}
	ck_assert_int_eq(total, people_count);
}

START_TEST(who_was_changed_is_found_as_changed_and_who_was_erased_is_not)
{
	populate(_i, FEW);
	store_close(store);
	ck_assert_int_eq(store_open(&kept, &settings, &store), STORE_OK);
	for (int i = 0; i < FEW / 2; i++)
		change_person(&people[pick(FEW)]);
	for (int i = 0; i < FEW / 3; i++)
		erase_person(&people[pick((unsigned)people_count)]);
	ck_assert_int_eq(store_commit(store), STORE_OK);
	ck_assert_int_eq(
		store_open_to_read(&kept, &settings, &store), STORE_OK);
	check_counters();
	for (int i = 0; i < 500; i++) {
		struct search search = some_search();

		check_pages(&search);
	}
	store_close(store);
}
END_TEST

START_TEST(a_change_is_found_in_its_own_transaction)
{
	struct search search = { .brand = "CAR", .most = 500, .count = true };

	populate(_i, FEW);
	store_close(store);
	ck_assert_int_eq(store_open(&kept, &settings, &store), STORE_OK);
	for (int i = 0; i < 20; i++) {
		change_person(&people[pick(FEW)]);
		check_pages(&search);
	}
	store_close(store);
}
END_TEST

static void
add_another(void)
{
	struct arena others = { 0 };
	const struct origin origin = {
		.route = "/customer", .format = "json", .time = FIXTURE_NOW
	};
	struct store *other;
	int64_t id;

	make_person(&people[0], FIXTURE_NOW);
	if (store_open(&others, &settings, &other) != STORE_OK ||
		faults_print(people[0].record)[0] != '\0' ||
		store_add(other, people[0].record, &origin, &id) != STORE_OK ||
		store_commit(other) != STORE_OK)
		leave(EXIT_FAILURE);
	leave(EXIT_SUCCESS);
}

/* Whether another process can write, while this one does what it does. */
static bool
can_write(void)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		add_another();
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

START_TEST(a_page_that_is_read_lets_others_write)
{
	const struct search search = { .brand = "CAR", .most = 10 };
	struct search_page page;
	struct cursor cursor = { .search = &search };

	populate(_i, FEW);
	ck_assert_int_eq(store_search(store, &arena, &search, &page), STORE_OK);
	read_stored(page.ids[9]);
	store_end_reading(store);
	settings.lock_timeout = 1000;
	ck_assert(can_write());
	ck_assert_int_eq(store_read_slice(store, &intake, &cursor), STORE_OK);
	ck_assert_uint_eq(cursor.count, STORE_SLICE);
	ck_assert(can_write());
	ck_assert_int_eq(store_read_slice(store, &intake, &cursor), STORE_OK);
	ck_assert_uint_eq(cursor.count, STORE_SLICE);
	store_close(store);
}
END_TEST

START_TEST(a_next_page_of_another_order_is_astray)
{
	struct search search = { .brand = "CAR", .most = 10 };
	struct search_page page;

	populate(_i, FEW);
	for (unsigned from = SEARCH_REG_DESC; from <= SEARCH_ID; from++)
		for (unsigned to = SEARCH_REG_DESC; to <= SEARCH_ID; to++) {
			search.after = NULL;
			search.sort = from;
			store_search(store, &arena, &search, &page);
			store_end_reading(store);
			search.after = page.next;
			search.sort = to;
			store_search(store, &arena, &search, &page);
			store_end_reading(store);
			ck_assert_int_eq(page.astray, from != to);
			ck_assert_uint_eq(page.count, from == to ? 10 : 0);
		}
	for (const char *const *at =
			(const char *const[]){ "", "R", "R1", "x", NULL };
		*at != NULL; at++) {
		search.sort = SEARCH_REG_DESC;
		search.after = *at;
		store_search(store, &arena, &search, &page);
		store_end_reading(store);
		ck_assert(page.astray);
	}
	store_close(store);
}
END_TEST

/* Words that begin alike, with a number each. */
static const char *
numbered(const char *word, int count)
{
	struct text out = { .arena = &arena };

	for (int i = 0; i < count; i++)
		text_printf(&out, "%s%d ", word, i);
	return out.bytes;
}

START_TEST(no_text_does_harm_as_a_key)
{
	const struct {
		const char *text;
		bool found;
	} keys[] = {
		{ repeated("a", 100000), false },
		{ repeated("a ", 50000), true },
		{ repeated("a@", 50000), true },
		{ repeated("é", 50000), false },
		{ repeated("\u0301", 50000), false },
		{ repeated("1", 100000), false },
		{ repeated("%", 100000), false },
		{ repeated("田 ", 30000), true },
		{ repeated("田 _", 30000), true },
		{ repeated("ﷺ", 30000), false },
		{ "\xff", false },
		{ "\xc3", false },
		{ "\n", false },
		{ "\t", false },
		{ "\1", false },
		{ "nana", false },
		{ "'; DROP TABLE card; --", false },
		{ numbered("ana", 2000), false },
	};

	populate(_i, FEW);
	for (int i = 0; i < COUNT(keys) * 3; i++) {
		const char *text = keys[i / 3].text;
		const struct search search = {
			.brand = "CAR",
			.key = i % 3 == 0 ? text : NULL,
			.phone = i % 3 == 1 ? text : NULL,
			.email = i % 3 == 2 ? text : NULL,
			.most = 10,
			.count = true,
		};
		struct search_page page;

		ck_assert_int_eq(
			store_search(store, &arena, &search, &page), STORE_OK);
		store_end_reading(store);
		ck_assert_msg(
			(page.total > 0) == (i % 3 == 0 && keys[i / 3].found),
			"%d: %.20s", i, text);
	}
	store_close(store);
}
END_TEST

START_TEST(no_customers_are_none)
{
	static const char *const brands_of[] = { "CAR", "XXX", "", "CA", "CARS",
		"'", "c\303", "ca{" };
	struct search_page page;

	populate(_i, 0);
	for (int i = 0; i < COUNT(brands_of); i++) {
		const struct search search = { .brand = brands_of[i],
			.key = "ana",
			.most = 10,
			.count = true };

		ck_assert_int_eq(
			store_search(store, &arena, &search, &page), STORE_OK);
		store_end_reading(store);
		ck_assert_uint_eq(page.count, 0);
		ck_assert_int_eq(page.total, 0);
		ck_assert_ptr_null(page.next);
	}
	store_close(store);
}
END_TEST

/* Keys that many have, that nobody has, and what bounds them. */
START_TEST(many_are_found_as_few_are)
{
	static const char *const keys[] = { NULL, "a", "an", "ana", "ana maria",
		"ana rossi", "ro", "rossi strasse", "e ex", "ana@example.com",
		"a z", "34567", "0212345678", "*" };
	static const char *const patterns[] = { NULL, "ES100:1", "ES*", "é" };

	int64_t ids[3000];

	for (int i = 0; i < COUNT(ids); i++)
		ids[i] = i;
	ids[COUNT(ids) - 1] = INT64_C(1) << 40;
	populate(_i, _i < STORES_OF_FILES ? MANY : MANY / 10);
	for (int i = 0; i < COUNT(keys) * COUNT(patterns); i++) {
		struct search search = {
			.brand = "CAR",
			.key = keys[i / COUNT(patterns)],
			.pos = patterns[i % COUNT(patterns)],
			.sort = (enum search_sort)(i % 5),
			.most = 4000,
			.count = i % 3 != 1,
			.ids = ids,
			.id_count = i % 7 == 0 ? 3000 : 0,
		};

		check_pages(&search);
		if (i % 4 == 0)
			search.contactable = SEARCH_YES;
		search.sort = (enum search_sort)((i + 2) % 5);
		check_pages(&search);
		if (i % 5 == 0)
			check_slices(&search);
	}
	store_close(store);
}
END_TEST

/* Customers in a row; all but the first have so many keys of each kind. */
enum { CROWD = 700, CROWD_LARGE = 1100, KEYS_MANY = 20 };

static void
add_common_keys(struct record *record, int keys)
{
	record_set_list(record, CUSTOMER_EMAILS);
	record_set_list(record, CUSTOMER_PHONES);
	for (int i = 0; i < keys; i++) {
		struct record *email = record_add(record, CUSTOMER_EMAILS);
		struct record *phone = record_add(record, CUSTOMER_PHONES);

		set(email, EMAIL_EMAIL,
			arena_printf(&arena, "y%d@example.com", i));
		record_set_bool(email, EMAIL_IS_MAIN_EMAIL, i == 0);
		set(phone, PHONE_PHONE, arena_printf(&arena, "9%02d34567", i));
		set(phone, PHONE_COUNTRY_PREFIX, "it");
		record_set_bool(phone, PHONE_IS_MAIN_PHONE, i == 0);
	}
	set(record, CUSTOMER_COMPANY_NAME,
		keys == 0 ? "Example"
			  : arena_printf(&arena, "%s %s", numbered("q", keys),
				    numbered("w", keys)));
}

static struct record *
make_one_of_crowd(int keys)
{
	struct person person;

	make_person(&person, FIXTURE_NOW);
	set(person.record, CUSTOMER_BRAND, "CAR");
	set(person.record, CUSTOMER_POS_CODE, "A1");
	set(person.record, CUSTOMER_LAST_NAME, "Rare");
	if (keys == KEYS_MANY) /* fewer than a slice may have are too large */
		set(person.record, CUSTOMER_NOTES, repeated("田", 4000));
	add_common_keys(person.record, keys);
	ck_assert_str_eq(faults_print(person.record), "");
	return person.record;
}

static const struct origin of_crowd = {
	.route = "/customer", .format = "json", .time = FIXTURE_NOW
};

/* Fills the store of that row; the first customer is at another POS. */
static void
gather(int row, int count, int keys)
{
	seed = 1;
	rules.now = FIXTURE_NOW;
	rules.max_items = KEYS_MANY;
	stores[row].furnish(&config, folder, "customers");
	ck_assert_int_eq(store_open(&kept, &settings, &store), STORE_OK);
	for (int i = 0; i < count; i++) {
		struct arena_mark mark = arena_mark(&arena);
		struct record *record = make_one_of_crowd(i == 0 ? 0 : keys);
		int64_t id;

		if (i == 0)
			set(record, CUSTOMER_POS_CODE, "B1");
		ck_assert_int_eq(
			store_add(store, record, &of_crowd, &id), STORE_OK);
		ck_assert_int_eq(id, i + 1);
		arena_release(&arena, mark);
	}
	ck_assert_int_eq(store_commit(store), STORE_OK);
}

static void
open_to_read(void)
{
	ck_assert_int_eq(
		store_open_to_read(&kept, &settings, &store), STORE_OK);
}

static struct search_page
page_of(const struct search *search)
{
	struct search_page page;

	ck_assert_int_eq(store_search(store, &arena, search, &page), STORE_OK);
	store_end_reading(store);
	return page;
}

/* How many customers a walk has left. */
static size_t
walk(struct cursor *cursor)
{
	size_t count = 0;

	do {
		ck_assert_int_eq(
			store_read_slice(store, &intake, cursor), STORE_OK);
		count += cursor->count;
	} while (cursor->count > 0);
	return count;
}

START_TEST(keys_that_most_have_find_them)
{
	static const char *const keys[] = { "q", "q rare", "q w", "y",
		"34567" };

	gather(_i, CROWD, KEYS_MANY);
	open_to_read();
	for (int i = 0; i < COUNT(keys); i++) {
		struct search search = {
			.brand = "CAR",
			.key = keys[i],
			.sort = SEARCH_ID,
			.most = 10,
		};
		struct cursor cursor = { .search = &search };
		struct search_page page = page_of(&search);

		ck_assert_uint_eq(page.count, 10);
		ck_assert_ptr_nonnull(page.next);
		ck_assert_uint_eq(walk(&cursor), CROWD - 1);
		search.count = true;
		ck_assert_int_eq(page_of(&search).total, CROWD - 1);
	}
	store_close(store);
}
END_TEST

/* Lets another process do something to a customer. */
static void
let_another(void (*deed)(struct store *other, int64_t id), int64_t id)
{
	pid_t child = fork();
	struct arena others = { 0 };
	struct store *other;
	int status;

	if (child == 0) {
		if (store_open(&others, &settings, &other) != STORE_OK)
			leave(EXIT_FAILURE);
		deed(other, id);
		leave(store_commit(other) == STORE_OK ? EXIT_SUCCESS
						      : EXIT_FAILURE);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), EXIT_SUCCESS);
}

static void
erase(struct store *other, int64_t id)
{
	struct stored stored;

	store_read(other, &intake, id, &stored);
	store_erase(other, &stored, &of_crowd);
}

/* Takes the keys from a customer that the crowd has. */
static void
take_keys(struct store *other, int64_t id)
{
	struct stored before;
	struct replacement change = { .before = &before, .origin = &of_crowd };
	struct record *after = make_one_of_crowd(0);
	int64_t version;

	store_read(other, &intake, id, &before);
	change.after = after;
	store_replace(other, &change, &version);
}

START_TEST(a_walk_goes_on_after_a_change)
{
	const struct search search = { .brand = "CAR", .pos = "A*" };
	struct cursor cursor = { .search = &search };

	gather(_i, STORE_SLICE + 20, 1);
	open_to_read();
	ck_assert_int_eq(store_read_slice(store, &intake, &cursor), STORE_OK);
	ck_assert_uint_eq(cursor.count, STORE_SLICE);
	let_another(erase, STORE_SLICE + 20);
	ck_assert_uint_eq(walk(&cursor), 18);
	store_close(store);
}
END_TEST

/* What is done to the customers, one after the other, between two looks. */
static struct {
	void (*deed)(struct store *other, int64_t id);
	int64_t next;
	int step, looks;
} hurry;

static int
see_statement(unsigned event, void *context, void *statement, void *text)
{
	int64_t id = hurry.next;

	(void)event;
	(void)context;
	(void)statement;
	if (hurry.deed == NULL || strcmp(text, "BEGIN") != 0 ||
		hurry.looks++ == 0)
		return 0;
	hurry.next += hurry.step;
	let_another(hurry.deed, id);
	return 0;
}

static int
watch(sqlite3 *db, const char **error, const void *routines)
{
	(void)error;
	(void)routines;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, see_statement, NULL);
}

static const struct {
	const char *key, *phone, *email;
	void (*deed)(struct store *other, int64_t id);
	bool is_first;
} hasty[] = {
	{ "q rare", NULL, NULL, erase, false },
	{ NULL, "90034567", NULL, take_keys, false },
	{ NULL, NULL, "y0@example.com", take_keys, false },
	{ NULL, NULL, NULL, erase, true },
};

START_TEST(what_changes_while_it_is_looked_for_is_left_out)
{
	const int which = _i % COUNT(hasty);
	int64_t ids[CROWD], from = hasty[which].is_first ? 1 : CROWD;
	struct search search = {
		.brand = "CAR",
		.key = hasty[which].key,
		.phone = hasty[which].phone,
		.email = hasty[which].email,
		.ids = ids,
		.id_count = hasty[which].key == NULL ? CROWD : 0,
		.sort = SEARCH_ID,
		.most = CROWD,
	};
	struct search_page page;

	for (int i = 0; i < CROWD; i++)
		ids[i] = i + 1;
	gather(_i / COUNT(hasty), CROWD, 3);
	sqlite3_auto_extension((void (*)(void))watch);
	open_to_read();
	hurry.next = from;
	hurry.step = hasty[which].is_first ? 1 : -1;
	hurry.looks = 0;
	hurry.deed = hasty[which].deed;
	page = page_of(&search);
	hurry.deed = NULL;
	sqlite3_cancel_auto_extension((void (*)(void))watch);
	ck_assert_int_gt(hurry.looks, 1);
	ck_assert_uint_eq(
		page.count, (hasty[which].is_first ? CROWD : CROWD - 1) -
				    (size_t)(hurry.looks - 1));
	for (size_t i = 0; i < page.count; i++)
		ck_assert(hasty[which].is_first ? page.ids[i] >= hurry.next
						: page.ids[i] <= hurry.next);
	store_close(store);
}
END_TEST

/* Counts more customers than there are, as if that many were there. */
static void
count_more(int64_t more)
{
	const char *kind = strstr(config.database, "//");
	sqlite3 *db;

	ck_assert_int_eq(
		sqlite3_open(kind == NULL ? config.database : kind + 2, &db),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db,
				 arena_printf(&arena,
					 "UPDATE counter SET count=count+%lld",
					 (long long)more),
				 NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
}

START_TEST(very_many_within_bounds_are_found)
{
	struct search search = { .brand = "CAR", .pos = "A1", .most = 10 };
	struct search_page page;

	gather(_i, CROWD_LARGE, 1);
	count_more(20002 - CROWD_LARGE);
	open_to_read();
	page = page_of(&search);
	ck_assert_uint_eq(page.count, 10);
	ck_assert_ptr_nonnull(page.next);
	search.key = "q";
	search.count = true;
	page = page_of(&search);
	ck_assert_uint_eq(page.count, 10);
	ck_assert_int_eq(page.total, CROWD_LARGE - 1);
	store_close(store);
}
END_TEST

Suite *
search_suite(void)
{
	Suite *suite = suite_create("search");
	TCase *tcase = fixture_case(suite, "search");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase,
		whatever_is_asked_for_is_found_and_nothing_else, stores_first(),
		stores_end());
	tcase_add_loop_test(tcase, a_walk_in_slices_meets_all_that_is_asked_for,
		stores_first(), stores_end());
	tcase_add_loop_test(
		tcase, many_are_found_as_few_are, stores_first(), stores_end());
	tcase_add_loop_test(tcase,
		who_was_changed_is_found_as_changed_and_who_was_erased_is_not,
		stores_first(), stores_end());
	tcase_add_loop_test(tcase, a_change_is_found_in_its_own_transaction,
		stores_first(), stores_end());
	tcase_add_loop_test(tcase, a_page_that_is_read_lets_others_write,
		stores_first(), stores_end());
	tcase_add_loop_test(tcase, a_next_page_of_another_order_is_astray,
		stores_first(), stores_end());
	tcase_add_loop_test(tcase, no_text_does_harm_as_a_key, stores_first(),
		stores_end());
	tcase_add_loop_test(
		tcase, no_customers_are_none, stores_first(), stores_end());
	tcase_add_loop_test(tcase, keys_that_most_have_find_them,
		stores_first(), stores_end());
	tcase_add_loop_test(tcase, a_walk_goes_on_after_a_change,
		stores_first(), stores_end());
	tcase_add_loop_test(tcase,
		what_changes_while_it_is_looked_for_is_left_out, 0,
		STORES_OF_FILES * COUNT(hasty));
	tcase_add_loop_test(
		tcase, very_many_within_bounds_are_found, 0, STORES_OF_FILES);
	return suite;
}
