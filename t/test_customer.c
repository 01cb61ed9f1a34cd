/* The domain: that its tables say what fields.tsv says, and say it well. */
#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "config/config.h"
#include "base/text.h"
#include "customer/customer.h"
#include "schema/check.h"
#include "schema/codes.h"
#include "schema/example.h"
#include "schema/record.h"

Suite *customer_suite(void);

static const struct schema *const schemas[] = { &customer_schema, &email_schema,
	&phone_schema, &address_schema, &event_schema, &interest_schema,
	&hobby_schema, &product_collection_schema, &response_schema };

enum { SCHEMAS = sizeof(schemas) / sizeof(*schemas), FIELDS_MAX = 100 };

static struct arena arena;
static const struct field *all[FIELDS_MAX];
static size_t all_count;

static void
set_up(void)
{
	all_count = 0;
	for (size_t i = 0; i < SCHEMAS; i++)
		for (size_t j = 0; j < schemas[i]->count; j++)
			all[all_count++] = &schemas[i]->fields[j];
}

static void
tear_down(void)
{
	arena_free(&arena);
}

/* A type as the documents name it, but for the mark of what may be null. */
static void
put_kind(struct text *out, const struct field *field)
{
	static const char *const names[TYPE__MAX] = {
		[TYPE_BOOL] = "bool",
		[TYPE_INT] = "int",
		[TYPE_DAY] = "DateTime",
		[TYPE_INSTANT] = "DateTime",
		[TYPE_GUID] = "Guid",
	};

	if (field->type == TYPE_LIST)
		text_printf(out, "List<%s>", field->item->name);
	else if (names[field->type] != NULL)
		text_puts(out, names[field->type]);
	else
		text_puts(out, "string");
	text_puts(out, field->nullable ? "?" : "");
}

static void
put_need(struct text *out, const struct schema *schema,
	const struct field *field)
{
	if (field->need == REQUIRED)
		text_puts(out, "required");
	else if (field->need == REQUIRED_WHEN)
		text_printf(out, "%s=%s",
			schema->fields[field->when.field].name, field->when.is);
	else
		text_puts(out, field->empty_false ? "false" : "optional");
}

/* A field of the tables, written as a line of fields.tsv. */
static const char *
field_line(const struct schema *schema, size_t index)
{
	const struct field *field = &schema->fields[index];
	struct text line = { .arena = &arena };

	text_printf(
		&line, "%s\t%zu\t%s\t", schema->name, index + 1, field->name);
	put_kind(&line, field);
	text_putc(&line, '\t');
	put_need(&line, schema, field);
	if (field->max == 0)
		text_puts(&line, "\t-\n");
	else
		text_printf(&line, "\t%u\n", field->max);
	return line.bytes;
}

static FILE *
fields_open(void)
{
	const char *top = getenv("top_srcdir");
	const char *path = arena_printf(
		&arena, "%s/t/fields.tsv", top == NULL ? "." : top);
	FILE *file = fopen(path, "r");

	ck_assert_msg(file != NULL, "can't open %s", path);
	return file;
}

/* The next line that is no comment, or "". */
static const char *
fields_next(FILE *file)
{
	static char line[200];

	do
		if (fgets(line, sizeof(line), file) == NULL)
			return "";
	while (line[0] == '#');
	return line;
}

START_TEST(the_tables_hold_every_field_that_was_promised)
{
	FILE *file = fields_open();

	ck_assert_str_eq(
		fields_next(file), "message\torder\tname\tkind\tneed\tmax\n");
	for (size_t i = 0; i < SCHEMAS; i++)
		for (size_t j = 0; j < schemas[i]->count; j++) {
			ck_assert_ptr_nonnull(schemas[i]->fields[j].name);
			ck_assert_str_eq(
				fields_next(file), field_line(schemas[i], j));
		}
	ck_assert_str_eq(fields_next(file), "");
	ck_assert_uint_eq(all_count, 74);
	fclose(file);
}
END_TEST

START_TEST(every_field_is_described)
{
	for (size_t i = 0; i < all_count; i++) {
		const char *name = all[i]->name, *text = all[i]->text;
		const char *title = all[i]->title;

		ck_assert_msg(title != NULL && isupper((unsigned char)*title),
			"%s needs a title", name);
		ck_assert_msg(text != NULL && strlen(text) >= 25 &&
				      isupper((unsigned char)*text) &&
				      text[strlen(text) - 1] == '.' &&
				      strstr(text, "  ") == NULL,
			"%s needs a sentence", name);
		ck_assert_msg((all[i]->example == NULL) ==
				      (all[i]->type == TYPE_LIST),
			"%s needs an example, unless its items make one", name);
	}
}
END_TEST

START_TEST(no_two_fields_are_described_alike)
{
	for (size_t i = 0; i < all_count; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(strcmp(all[i]->text, all[j]->text) != 0,
				"%s and %s", all[j]->name, all[i]->name);
}
END_TEST

START_TEST(no_two_fields_of_a_message_have_one_title)
{
	for (size_t i = 0; i < SCHEMAS; i++)
		for (size_t j = 0; j < schemas[i]->count; j++)
			for (size_t k = 0; k < j; k++)
				ck_assert_str_ne(schemas[i]->fields[j].title,
					schemas[i]->fields[k].title);
}
END_TEST

START_TEST(every_example_is_valid_and_kept_as_it_is_shown)
{
	struct rules rules = { .now = calendar_now() };
	struct intake intake = { .arena = &arena, .rules = &rules };

	for (size_t i = 0; i < all_count; i++) {
		const struct field *field = all[i];
		const struct schema one = { .fields = field, .count = 1 };
		struct record *record = record_new(&intake, &one);
		const struct value *value = &record->values[0];

		if (field->type == TYPE_LIST)
			continue;
		record_set_text(
			record, 0, field->example, strlen(field->example));
		ck_assert_msg(value->state == VALUE_GIVEN, "%s: %s",
			field->name, field->example);
		if (field->type != TYPE_BOOL && field->type != TYPE_INT)
			ck_assert_str_eq(value->text, field->example);
	}
}
END_TEST

/* How many faults a customer has that is made of the examples. */
static size_t
example_faults(const struct rules *rules, bool whole)
{
	struct intake intake = { .arena = &arena, .rules = rules };
	struct faults faults = { .arena = &arena };

	check_record(example_record(&intake, &customer_schema, whole), &faults);
	return faults.count;
}

START_TEST(all_examples_together_are_one_customer)
{
	struct rules rules = { .now = calendar_now(), .max_items = 1 };

	ck_assert_uint_eq(example_faults(&rules, true), 0);
	ck_assert_uint_eq(example_faults(&rules, false), 0);
}
END_TEST

START_TEST(a_whole_example_leaves_nothing_out_and_a_short_one_all_it_can)
{
	struct rules rules = { .now = calendar_now(), .max_items = 1 };
	struct intake intake = { .arena = &arena, .rules = &rules };
	struct record *whole = example_record(&intake, &customer_schema, true);
	struct record *brief = example_record(&intake, &customer_schema, false);

	for (size_t i = 0; i < CUSTOMER__MAX; i++) {
		const struct field *field = &customer_schema.fields[i];

		ck_assert_msg(record_has(whole, i), "%s", field->name);
		ck_assert_msg(record_has(brief, i) ==
				      (field->need == REQUIRED ||
					      (field->need == REQUIRED_WHEN &&
						      strcmp(field->when.is,
							      "PRIVATE") == 0)),
			"%s", field->name);
	}
}
END_TEST

START_TEST(examples_keep_to_the_codes_that_are_configured)
{
	struct codes_setting gender = {
		.field = &customer_schema.fields[CUSTOMER_GENDER],
		.codes = "X\tX\nY\tY\n",
	};
	struct rules rules = {
		.now = calendar_now(), .max_items = 1, .settings = &gender
	};
	struct intake intake = { .arena = &arena, .rules = &rules };
	struct record *customer =
		example_record(&intake, &customer_schema, false);

	ck_assert_str_eq(customer->values[CUSTOMER_GENDER].text, "X");
	ck_assert_uint_eq(example_faults(&rules, true), 0);
}
END_TEST

START_TEST(columns_of_the_tables_go_together)
{
	for (size_t i = 0; i < all_count; i++) {
		const struct field *field = all[i];
		bool is_bool = field->type == TYPE_BOOL;
		bool is_date =
			field->type == TYPE_DAY || field->type == TYPE_INSTANT;
		bool is_code = field->type == TYPE_CODE;

		ck_assert_msg(
			(field->item != NULL) == (field->type == TYPE_LIST) &&
				(field->codes != NULL) == is_code &&
				(!field->open || is_code) &&
				(!field->settable || field->max > 0) &&
				(!field->past || is_date) &&
				(field->from == NULL || is_date) &&
				(!field->single || is_bool) &&
				(!field->empty_false || is_bool) &&
				(!field->consent || is_bool),
			"%s", field->name);
	}
}
END_TEST

/* The names of the fields whose flag at that offset is set. */
static const char *
flagged(size_t offset)
{
	struct text names = { .arena = &arena };

	for (size_t i = 0; i < all_count; i++)
		if (*(const bool *)((const char *)all[i] + offset))
			text_printf(&names, "%s%s", names.length ? " " : "",
				all[i]->name);
	return names.bytes;
}

static const struct {
	size_t offset;
	const char *names;
} flags[] = {
	{ offsetof(struct field, open), "title" },
	{ offsetof(struct field, settable),
		"title gender brand preferredContactMethod phoneType "
		"addressType eventType" },
	{ offsetof(struct field, past),
		"birthDate weddingDate registrationDate" },
	{ offsetof(struct field, single),
		"isMainEmail isMainPhone isMainAddress" },
	{ offsetof(struct field, consent),
		"privacyPolicyAcceptanceStorage "
		"tvPrivacyPolicyAcceptanceStorage canBeContactedByMaison "
		"contactByEmailFlag contactByMailFlag contactByPhoneFlag "
		"contactBySMSFlag contactBySocialMediaFlag "
		"allowStoreDataAbroad tvAllowStoreDataAbroad "
		"dataSharingConsent" },
};

START_TEST(flags_stand_where_they_should)
{
	ck_assert_str_eq(flagged(flags[_i].offset), flags[_i].names);
}
END_TEST

START_TEST(messages_know_their_tables)
{
	static const char *const tables[SCHEMAS] = { "customer", "email",
		"phone", "address", "event", "interest", "hobby",
		"product_collection", NULL };

	for (size_t i = 0; i < SCHEMAS; i++)
		ck_assert_pstr_eq(schemas[i]->table, tables[i]);
}
END_TEST

static bool
all_between(const char *bytes, size_t length, char from, char to)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] < from || bytes[i] > to)
			return false;
	return true;
}

/* The letter that an accented one of two bytes is sorted as, or 0. */
static char
plain_letter(const char *at)
{
	static const struct {
		const char *accented;
		char plain;
	} letters[] = { { "Å", 'a' }, { "å", 'a' }, { "ç", 'c' }, { "é", 'e' },
		{ "ô", 'o' }, { "ü", 'u' } };

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (strncmp(at, letters[i].accented, 2) == 0)
			return letters[i].plain;
	return '\0';
}

/* A name as it is sorted: in lower case, letters without their accents. */
static const char *
sort_key(const struct code *code)
{
	struct text key = { .arena = &arena };
	const char *at = code->name, *end = at + code->name_length;

	while (at < end) {
		char plain = plain_letter(at);

		text_putc(&key,
			plain ? plain : (char)tolower((unsigned char)*at));
		at += plain ? 2 : 1;
	}
	return key.bytes;
}

static const struct list {
	const char *codes;
	size_t count, width, aliases;
} lists[] = {
	{ customer_countries, 249, 2, 0 },
	{ customer_languages, 486, 3, 20 },
};

START_TEST(a_list_is_complete_and_well_formed)
{
	const struct list *list = &lists[_i];
	const char *at = list->codes, *last = "";
	size_t count = 0, aliases = 0;
	struct code code, found;

	for (; codes_next(&at, &code); count++) {
		ck_assert_uint_eq(code.code_length, list->width);
		ck_assert(all_between(code.code, list->width, 'a', 'z'));
		if (code.alias_length > 0) {
			aliases++;
			ck_assert_uint_eq(code.alias_length, list->width);
			ck_assert(codes_find(list->codes, code.alias,
				code.alias_length, &found));
			ck_assert_ptr_eq(found.code, code.code);
		}
		ck_assert(codes_find(
			list->codes, code.code, code.code_length, &found));
		ck_assert_ptr_eq(found.code, code.code);
		/* in another order they would be found, but not at once */
		ck_assert(
			count == 0 || memcmp(last, code.code, list->width) < 0);
		last = code.code;
	}
	ck_assert_uint_eq(count, list->count);
	ck_assert_uint_eq(aliases, list->aliases);
}
END_TEST

START_TEST(english_names_stand_in_their_order)
{
	const char *at = customer_codes(NULL, lists[_i].codes), *last = "";
	struct code code;
	size_t count = 0;

	for (; codes_next(&at, &code); count++) {
		ck_assert_str_lt(last, sort_key(&code));
		last = sort_key(&code);
	}
	ck_assert_uint_eq(count, lists[_i].count);
}
END_TEST

static const struct {
	const char *codes, *given, *kept;
} lookups[] = {
	{ customer_countries, "it", "it" },
	{ customer_countries, "CN", "cn" },
	{ customer_countries, "tw", "tw" },
	{ customer_countries, "uk", NULL },
	{ customer_countries, "ita", NULL },
	{ customer_countries, "", NULL },
	{ customer_languages, "ita", "ita" },
	{ customer_languages, "deu", "ger" },
	{ customer_languages, "GER", "ger" },
	{ customer_languages, "zho", "chi" },
	{ customer_languages, "und", "und" },
	{ customer_languages, "qaa", NULL },
	{ customer_languages, "it", NULL },
};

START_TEST(a_code_is_found_or_not)
{
	const char *given = lookups[_i].given, *kept = lookups[_i].kept;
	struct code code;
	bool found = codes_find(lookups[_i].codes, given, strlen(given), &code);

	ck_assert_int_eq(found, kept != NULL);
	if (found)
		ck_assert_pstr_eq(
			arena_copy(&arena, code.code, code.code_length), kept);
}
END_TEST

/* What the configuration of one codes.FIELD line after another answers. */
static const char *
configure(struct rules *rules, const char *field, const char *values)
{
	struct config_codes *line = arena_alloc(&arena, sizeof(*line));

	*line = (struct config_codes){ field, values, "crm.conf:7", NULL };
	return customer_configure(&arena, line, rules);
}

/* What the configuration of a line of countries answers. */
static const char *
extend(struct rules *rules, const char *values)
{
	struct config_codes *line = arena_alloc(&arena, sizeof(*line));

	*line = (struct config_codes){ "", values, "crm.conf:7", NULL };
	return customer_extend(&arena, line, rules);
}

/* Checks that a field has ISO's countries and these, each with its name. */
static void
check_countries(const struct schema *schema, size_t index,
	const struct rules *rules, const char *added)
{
	const struct field *field = &schema->fields[index];
	const char *codes = codes_of(field, rules), *at = codes;
	struct code code, last = { .code = "", .code_length = 0 };
	size_t count = 0;

	ck_assert_str_eq(codes_added(field, rules), added);
	for (; codes_next(&at, &code); last = code, count++)
		ck_assert(last.code_length == 0 ||
			  memcmp(last.code, code.code, 2) < 0);
	ck_assert_uint_eq(count, 251);
	ck_assert(codes_find(codes, "XK", 2, &code));
	ck_assert_str_eq(arena_copy(&arena, code.code, code.code_length), "xk");
	ck_assert(codes_find(codes, "it", 2, &code));
}

START_TEST(a_country_has_a_dialling_code_or_none)
{
	static const struct {
		const char *country, *code;
	} dials[] = { { "it", "39" }, { "us", "1" }, { "xk", "383" },
		{ "zz", "" }, { "", "" } };

	for (size_t i = 0; i < sizeof(dials) / sizeof(*dials); i++) {
		size_t length;
		const char *code = customer_dial(dials[i].country, &length);

		ck_assert_uint_eq(length, strlen(dials[i].code));
		ck_assert_mem_eq(code, dials[i].code, length);
	}
}
END_TEST

START_TEST(countries_are_added_wherever_there_is_one)
{
	static const char added[] = "xk\tKosovo\naa\tNowhere at all\n";
	struct rules rules = { .settings = NULL };

	ck_assert_pstr_eq(
		extend(&rules, "XK Kosovo,aa \tNowhere at all"), NULL);
	check_countries(&customer_schema, CUSTOMER_COUNTRY_ID, &rules, added);
	check_countries(&phone_schema, PHONE_COUNTRY_PREFIX, &rules, added);
	check_countries(&address_schema, ADDRESS_COUNTRY_ID, &rules, added);
	ck_assert_ptr_eq(
		codes_of(&customer_schema.fields[CUSTOMER_LANGUAGE_ID], &rules),
		customer_languages);
}
END_TEST

/* Files that are wrong only when the lines are read, or when rules are made. */
static const char *const mistaken[] = {
	"max-items: 7\nunknown: reject\ndatabse: /srv/crm.db\n",
	"max-items: 7\nunknown: reject\ncodes.notes: A, B\n",
	"max-items: 7\nunknown: reject\ncountries: it Italy\n",
	"max-items: 7\nunknown: reject\nconsent.notes: Yes?\n",
};

START_TEST(after_a_mistake_all_is_as_without_a_file)
{
	char name[] = "/tmp/crm-conf-XXXXXX";
	int fd = mkstemp(name);
	size_t length = strlen(mistaken[_i]);
	struct config config;
	struct rules rules;
	const char *wrong;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, mistaken[_i], length), (ssize_t)length);
	close(fd);
	wrong = customer_setup(&arena, name, &config, &rules);
	unlink(name);
	ck_assert_pstr_ne(wrong, NULL);
	ck_assert_ptr_eq(
		strstr(wrong, arena_printf(&arena, "%s:3: ", name)), wrong);
	ck_assert_ptr_null(config.file);
	ck_assert_int_eq(config.max_items, 64);
	ck_assert_int_eq(config.reject_unknown, 0);
	ck_assert_uint_eq(rules.max_items, 64);
	ck_assert(!rules.reject_unknown);
	ck_assert_ptr_null(rules.settings);
}
END_TEST

START_TEST(no_countries_are_added_of_themselves)
{
	struct rules rules = { .settings = NULL };

	ck_assert_pstr_eq(customer_extend(&arena, NULL, &rules), NULL);
	ck_assert_ptr_null(rules.settings);
}
END_TEST

static const struct {
	const char *values, *wrong;
} strange[] = {
	{ "", "should be codes of two letters, " },
	{ "xk", "should be " },
	{ "x", "should be " },
	{ "xkKosovo", "should be " },
	{ "xkx Kosovo", "should be " },
	{ "x1 Kosovo", "should be " },
	{ "\xc3\xa9 Kosovo", "should be " },
	{ "Kosovo xk", "should be " },
	{ "xk Kosovo,", "should be " },
	{ ",xk Kosovo", "should be " },
	{ "xk Kosovo,,aa Nowhere", "should be " },
	{ "xk Kos\tovo", "should be " },
	{ "it Italy", "\"it\" is a code of ISO 3166-1 already" },
	{ "IT Italy", "\"IT\" is a code of ISO 3166-1 already" },
	{ "xk Kosovo, XK Kosova", "\"XK\" is listed twice" },
};

START_TEST(what_is_wrong_with_countries_is_said_with_its_place)
{
	struct rules rules = { .settings = NULL };
	const char *wrong = extend(&rules, strange[_i].values);
	const char *begin = arena_printf(
		&arena, "crm.conf:7: countries: %s", strange[_i].wrong);

	ck_assert_msg(wrong != NULL, "%s", strange[_i].values);
	ck_assert_msg(strncmp(wrong, begin, strlen(begin)) == 0, "%s", wrong);
	ck_assert_ptr_null(rules.settings);
}
END_TEST

static const char *
hundred_and_one(const char *letter)
{
	struct text text = { .arena = &arena };

	for (int i = 0; i < 101; i++)
		text_puts(&text, letter);
	return text.bytes;
}

static const struct {
	const char *field, *values, *listed;
} accepted[] = {
	{ "title", "Mr., Mrs. ,Dr.", "Mr., Mrs., Dr." },
	{ "gender", "M,F,X", "M, F, X" },
	{ "preferredContactMethod", "Tel", "Tel" },
	{ "brand", "CAR, MTB", "CAR, MTB" },
	{ "phoneType", "Domicile, Café", "Domicile, Café" },
	{ "addressType", "Secondary Address", "Secondary Address" },
	{ "eventType", "Birthday", "Birthday" },
	{ "gender", "*", NULL },
	{ "brand", "*", NULL },
};

START_TEST(codes_are_set)
{
	struct rules rules = { .settings = NULL };

	ck_assert_pstr_eq(
		configure(&rules, accepted[_i].field, accepted[_i].values),
		NULL);
	ck_assert_str_eq(rules.settings->field->name, accepted[_i].field);
	ck_assert_ptr_null(rules.settings->next);
	if (accepted[_i].listed == NULL)
		ck_assert_ptr_null(rules.settings->codes);
	else
		ck_assert_str_eq(codes_print(&arena, rules.settings->codes),
			accepted[_i].listed);
}
END_TEST

static const struct {
	const char *field, *values;
} refused[] = {
	{ "colour", "red" },
	{ "", "red" },
	{ "Gender", "M,F" },
	{ "posCode", "A" },
	{ "clientType", "PRIVATE" },
	{ "countryId", "it" },
	{ "emails", "*" },
	{ "email", "*" },
	{ "gender", "" },
	{ "gender", "M,,F" },
	{ "gender", "M," },
	{ "gender", "M,\tF\tG" },
	{ "gender", "M,\xff" },
	{ "gender", "M,F,M" },
	{ "gender", "M,F,m" },
	{ "brand", "CARS" },
	{ "brand", "CAR,M1B" },
	{ "brand", "CAR,É" },
	{ "brand", "CAR,car" },
};

START_TEST(what_is_wrong_with_codes_is_said_with_its_place)
{
	struct rules rules = { .settings = NULL };
	const char *wrong =
		configure(&rules, refused[_i].field, refused[_i].values);

	ck_assert_msg(
		wrong != NULL, "%s: %s", refused[_i].field, refused[_i].values);
	ck_assert_msg(
		strncmp(wrong, "crm.conf:7: codes.", 18) == 0, "%s", wrong);
	ck_assert_ptr_null(rules.settings);
}
END_TEST

START_TEST(codes_are_as_short_as_what_they_stand_for)
{
	struct rules rules = { .settings = NULL };

	ck_assert_ptr_nonnull(configure(&rules, "title", hundred_and_one("é")));
	ck_assert_ptr_null(
		configure(&rules, "title", hundred_and_one("é") + 2));
}
END_TEST

START_TEST(codes_of_one_field_are_set_once)
{
	struct rules rules = { .settings = NULL };

	ck_assert_ptr_null(configure(&rules, "gender", "M,F"));
	ck_assert_ptr_null(configure(&rules, "brand", "CAR"));
	ck_assert_str_eq(configure(&rules, "gender", "*"),
		"crm.conf:7: codes.gender: is set twice");
}
END_TEST

START_TEST(codes_that_are_set_decide)
{
	const char *const titles[] = { "dr.", "Mr." };
	const enum value_state states[] = { VALUE_GIVEN, VALUE_WRONG };
	struct rules rules = { .settings = NULL };
	struct intake intake = { .arena = &arena, .rules = &rules };
	struct record *record = record_new(&intake, &customer_schema);

	ck_assert_ptr_null(configure(&rules, "title", "Dr., Ms."));
	for (int i = 0; i < 2; i++) {
		record_set_text(record, CUSTOMER_TITLE, titles[i], 3);
		ck_assert_int_eq(
			record->values[CUSTOMER_TITLE].state, states[i]);
	}
}
END_TEST

#define ADD_LOOP(test, table) \
	tcase_add_loop_test(tables, test, 0, sizeof(table) / sizeof(*(table)))

Suite *
customer_suite(void)
{
	Suite *suite = suite_create("customer");
	TCase *tables = tcase_create("tables");

	tcase_add_checked_fixture(tables, set_up, tear_down);
	tcase_add_test(tables, the_tables_hold_every_field_that_was_promised);
	tcase_add_test(tables, every_field_is_described);
	tcase_add_test(tables, no_two_fields_are_described_alike);
	tcase_add_test(tables, no_two_fields_of_a_message_have_one_title);
	tcase_add_test(tables, every_example_is_valid_and_kept_as_it_is_shown);
	tcase_add_test(tables, all_examples_together_are_one_customer);
	tcase_add_test(tables,
		a_whole_example_leaves_nothing_out_and_a_short_one_all_it_can);
	tcase_add_test(tables, examples_keep_to_the_codes_that_are_configured);
	tcase_add_test(tables, columns_of_the_tables_go_together);
	tcase_add_test(tables, messages_know_their_tables);
	ADD_LOOP(flags_stand_where_they_should, flags);
	ADD_LOOP(a_list_is_complete_and_well_formed, lists);
	ADD_LOOP(english_names_stand_in_their_order, lists);
	ADD_LOOP(a_code_is_found_or_not, lookups);
	ADD_LOOP(codes_are_set, accepted);
	ADD_LOOP(what_is_wrong_with_codes_is_said_with_its_place, refused);
	ADD_LOOP(what_is_wrong_with_countries_is_said_with_its_place, strange);
	tcase_add_test(tables, codes_are_as_short_as_what_they_stand_for);
	tcase_add_test(tables, codes_of_one_field_are_set_once);
	tcase_add_test(tables, a_country_has_a_dialling_code_or_none);
	tcase_add_test(tables, countries_are_added_wherever_there_is_one);
	ADD_LOOP(after_a_mistake_all_is_as_without_a_file, mistaken);
	tcase_add_test(tables, no_countries_are_added_of_themselves);
	tcase_add_test(tables, codes_that_are_set_decide);
	suite_add_tcase(suite, tables);
	return suite;
}
