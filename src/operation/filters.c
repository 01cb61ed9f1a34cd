/* The filters of a message, for a search in the store. */
#include "operation/filters.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/lists.h"
#include "format/json.h"
#include "schema/check.h"
#include "schema/date.h"
#include "schema/plain.h"
#include "schema/record.h"
#include "schema/rule.h"

enum { MONTHS = 12 };

void
filters_fault(struct faults *faults, const struct record *asked, size_t field,
	enum fault_kind kind, const char *detail)
{
	struct fault fault = rule_fault(asked->intake->arena, asked->schema,
		field, asked->intake->rules, kind);

	fault.path = record_path(asked, (int)field);
	fault.detail = detail;
	faults_add(faults, fault);
}

/* Whether the last name of a path is one of these. */
static bool
names_one(const char *path, const char *const *names)
{
	const char *dot = strrchr(path, '.');
	const char *name = dot == NULL ? path : dot + 1;

	while (*names != NULL && !text_is(name, strlen(name), *names))
		names++;
	return *names != NULL;
}

/* Tells filters that ask for what is not kept from names that nobody knows. */
static void
tell_not_kept(struct faults *faults)
{
	for (size_t i = 0; i < faults_listed(faults); i++)
		if (faults->list[i].kind == FAULT_UNKNOWN_MEMBER &&
			names_one(faults->list[i].path, list_not_kept))
			faults->list[i].kind = FAULT_NOT_KEPT;
}

static const char *
given_text(const struct record *asked, size_t field)
{
	return record_has(asked, field) ? asked->values[field].text : NULL;
}

static struct search_time
given_time(const struct record *asked, size_t field)
{
	struct date date;

	if (!record_has(asked, field))
		return (struct search_time){ 0 };
	date_parse(
		asked->values[field].text, asked->values[field].length, &date);
	return (struct search_time){ true, date.seconds };
}

/* The texts of a list of these, in lower case where case does not count. */
static struct search_texts
given_texts(const struct record *asked, size_t field, bool lower)
{
	struct arena *arena = asked->intake->arena;
	size_t count = plain_count(asked, field);
	const char **list = arena_array(arena, count, sizeof(*list));

	for (size_t i = 0; i < count; i++) {
		const char *text = plain_text(asked, field, i);
		char *copy = arena_copy(arena, text, strlen(text));

		for (char *at = copy; lower && *at != '\0'; at++)
			*at = text_lower(*at);
		list[i] = copy;
	}
	return (struct search_texts){ list, count };
}

/* The patterns of points of sale, with blanks between; NULL: any. */
static const char *
given_patterns(const struct record *asked)
{
	struct text patterns = { .arena = asked->intake->arena };

	for (size_t i = 0; i < plain_count(asked, LIST_POS_CODES); i++) {
		const char *pattern = plain_text(asked, LIST_POS_CODES, i);

		if (strcmp(pattern, "*") == 0)
			return NULL;
		text_printf(&patterns, "%s%s", i == 0 ? "" : " ", pattern);
	}
	return patterns.bytes;
}

static void
read_ids(const struct record *asked, struct search *search)
{
	size_t count = plain_count(asked, LIST_BOOSTER_CUSTOMER_IDS);
	int64_t *ids = arena_array(asked->intake->arena, count, sizeof(*ids));

	for (size_t i = 0; i < count; i++)
		ids[i] = plain_number(asked, LIST_BOOSTER_CUSTOMER_IDS, i);
	search->ids = ids;
	search->id_count = count;
}

static void
read_months(const struct record *asked, struct search *search,
	struct faults *faults)
{
	for (size_t i = 0; i < plain_count(asked, LIST_BIRTHDATE_MONTHS); i++) {
		int64_t month = plain_number(asked, LIST_BIRTHDATE_MONTHS, i);

		if (month < 1 || month > MONTHS) {
			filters_fault(faults, asked, LIST_BIRTHDATE_MONTHS,
				FAULT_NOT_BETWEEN, "1–12");
			return;
		}
		search->birth_months |= 1U << month;
	}
}

/* The records of a list that are looked for, or NULL. */
static const struct value *
given_records(const struct record *asked, size_t field)
{
	const struct value *value = &asked->values[field];

	return record_has(asked, field) && value->count > 0 ? value : NULL;
}

/* Whether a pattern has its * at the end, if it has one. */
static bool
is_pattern(const char *pattern)
{
	const char *star = strchr(pattern, '*');

	return star == NULL || star[1] == '\0';
}

static void
check_patterns(const struct record *asked, struct faults *faults)
{
	size_t count = plain_count(asked, LIST_POS_CODES);

	if (count == 0 && record_has(asked, LIST_POS_CODES))
		filters_fault(faults, asked, LIST_POS_CODES, FAULT_MISSING, "");
	for (size_t i = 0; i < count; i++)
		if (!is_pattern(plain_text(asked, LIST_POS_CODES, i))) {
			filters_fault(faults, asked, LIST_POS_CODES,
				FAULT_PATTERN, "");
			return;
		}
}

/* Makes the filters of a message without faults. */
static void
read_filters(const struct record *asked, struct search *search)
{
	search->brand = asked->values[LIST_BRAND].text;
	search->pos = given_patterns(asked);
	search->key = given_text(asked, LIST_SEARCH_KEY);
	search->phone = given_text(asked, LIST_PHONE_NUMBER);
	search->email = given_text(asked, LIST_EMAIL);
	search->countries = given_texts(asked, LIST_LOCATION_COUNTRY_IDS, true);
	search->created_from = given_time(asked, LIST_CREATION_DATE_FROM);
	search->created_to = given_time(asked, LIST_CREATION_DATE_TO);
	search->modified_from = given_time(asked, LIST_MODIFICATION_DATE_FROM);
	if (record_has(asked, LIST_CAN_BE_CONTACTED_BY_MAISON))
		search->contactable =
			record_is_true(asked, LIST_CAN_BE_CONTACTED_BY_MAISON)
				? SEARCH_YES
				: SEARCH_NO;
	search->representatives =
		given_texts(asked, LIST_SALE_REPRESENTATIVE_EMAILS, false);
	search->interests = given_records(asked, LIST_INTERESTS);
	search->hobbies = given_records(asked, LIST_HOBBIES);
	search->collections = given_records(asked, LIST_PRODUCT_COLLECTIONS);
	read_ids(asked, search);
}

bool
filters_read(struct record *asked, const struct bounds *bounds,
	struct search *search, struct faults *faults)
{
	size_t before = faults->count;

	*search = (struct search){ .bounds = bounds, .sort = SEARCH_ID };
	check_record(asked, faults);
	tell_not_kept(faults);
	if (faults->count > before)
		return false;
	check_patterns(asked, faults);
	read_months(asked, search, faults);
	read_filters(asked, search);
	return faults->count == before;
}

void
filters_print(struct text *out, const struct record *asked)
{
	struct record *copy = record_new(asked->intake, asked->schema);

	copy->values[LIST_BRAND] = asked->values[LIST_BRAND];
	copy->values[LIST_SORT_BY] = asked->values[LIST_SORT_BY];
	if (record_is(asked, LIST_SORT_BY, "RegDESC"))
		copy->values[LIST_SORT_BY] = (struct value){ 0 };
	for (size_t i = LIST_FILTERS; i < LIST_FILTERS_END; i++)
		copy->values[i] = asked->values[i];
	json_write(out, copy);
}
