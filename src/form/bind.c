/* The binding of what the form page sends to what the page may ask for. */
#include "form/bind.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "config/config.h"
#include "customer/customer.h"
#include "customer/face.h"
#include "exchange/exchange.h"
#include "format/format.h"
#include "format/read.h"
#include "schema/record.h"

bool
bind_is_page(const struct exchange *exchange, const struct reading *reading)
{
	return exchange->answer.format->people &&
	       (reading->own[FORM_TICKET] != NULL ||
		       reading->own[FORM_TRAP] != NULL);
}

static void
add_fault(struct faults *faults, const struct record *record, size_t index,
	enum fault_kind kind)
{
	faults_add(faults, (struct fault){
				   .kind = kind,
				   .field = &record->schema->fields[index],
				   .path = record_path(record, (int)index),
				   .detail = "",
			   });
}

void
bind_size(const struct exchange *exchange, const struct reading *reading,
	bool is_page, struct faults *faults)
{
	int64_t most = exchange->config->max_body;

	if (is_page || (int64_t)reading->length <= most)
		return;
	faults_add(faults,
		(struct fault){
			.kind = FAULT_TOO_LARGE,
			.path = "",
			.detail = arena_printf(exchange->arena, "%lld",
				(long long)most),
		});
}

/* Whether two values of a field are the same, or both of a bool. */
static bool
is_same(const struct field *field, const struct value *one,
	const struct value *other)
{
	if (one->state != VALUE_GIVEN || other->state != VALUE_GIVEN)
		return false;
	return field->type == TYPE_BOOL ? one->number == other->number
					: strcmp(one->text, other->text) == 0;
}

/* Sets a field to the value of crm.conf. */
static void
set_preset(struct record *record, size_t index, const char *preset,
	struct faults *faults)
{
	struct value sent = record->values[index];

	record_set_text(record, index, preset, strlen(preset));
	if (sent.state != VALUE_NONE && !is_same(&record->schema->fields[index],
						&sent, &record->values[index]))
		add_fault(faults, record, index, FAULT_PRESET);
}

/* Sets a text anew with each line end as one character. */
static void
join_line_ends(struct record *record, size_t index)
{
	const char *at = record->values[index].text;
	struct text joined = { .arena = record->intake->arena };

	for (; *at != '\0'; at++)
		if (at[0] != '\r' || at[1] != '\n')
			text_putc(&joined, *at);
	record_set_text(record, index, joined.bytes, joined.length);
}

/* As join_line_ends(), of all texts of a record and its items. */
void
bind_line_ends(struct record *record)
{
	for (size_t i = 0; i < record->schema->count; i++) {
		const struct value *value = &record->values[i];
		const enum type type = record->schema->fields[i].type;

		if (value->state == VALUE_NONE)
			continue;
		if (type == TYPE_STRING && strchr(value->text, '\r') != NULL)
			join_line_ends(record, i);
		for (size_t k = 0; type == TYPE_LIST &&
				   value->state == VALUE_GIVEN &&
				   k < value->count;
			k++)
			if (value->items[k] != NULL)
				bind_line_ends(value->items[k]);
	}
}

/* The functions below bind one record, a customer or an item. */

static void bind_record(const struct exchange *exchange, struct record *record,
	struct faults *faults);

static void
bind_items(const struct exchange *exchange, const struct record *record,
	size_t index, struct faults *faults)
{
	const struct value *list = &record->values[index];

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] != NULL)
			bind_record(exchange, list->items[i], faults);
}

static void
bind_value(const struct exchange *exchange, struct record *record, size_t index,
	struct faults *faults)
{
	const struct field *field = &record->schema->fields[index];
	struct value *value = &record->values[index];
	const char *preset = face_preset(exchange->config, field);

	if (preset != NULL) {
		set_preset(record, index, preset, faults);
	} else if (value->state == VALUE_NONE) {
		return;
	} else if (face_hides(exchange->config, field)) {
		add_fault(faults, record, index, FAULT_NOT_ASKED);
		*value = (struct value){ .state = VALUE_NONE };
	} else if (field->type == TYPE_LIST) {
		if (value->state == VALUE_GIVEN)
			bind_items(exchange, record, index, faults);
	} else if (field->type == TYPE_STRING &&
		   strchr(value->text, '\r') != NULL) {
		join_line_ends(record, index);
	}
}

static void
bind_record(const struct exchange *exchange, struct record *record,
	struct faults *faults)
{
	for (size_t i = 0; i < record->schema->count; i++)
		bind_value(exchange, record, i, faults);
}

/* Whether an item of a list before an item says that it is the main one. */
static bool
has_main(const struct value *list, size_t field)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] != NULL &&
			record_is_true(list->items[i], field))
			return true;
	return false;
}

/* Says which item is the main one, where nothing was said: the first. */
static void
set_main(const struct value *list, struct record *item, size_t field)
{
	if (item->values[field].state == VALUE_NONE)
		record_set_bool(item, field, !has_main(list, field));
}

/* Gives an item the customer's country, where it has none. */
static void
set_country(const struct record *customer, struct record *item, size_t field)
{
	const struct value *country = &customer->values[CUSTOMER_COUNTRY_ID];

	if (item->values[field].state == VALUE_NONE &&
		country->state == VALUE_GIVEN)
		record_set_text(item, field, country->text, country->length);
}

static void
complete_item(const struct record *customer, const struct value *list,
	struct record *item)
{
	for (size_t i = 0; i < item->schema->count; i++)
		if (item->schema->fields[i].single)
			set_main(list, item, i);
		else if (item->schema->fields[i].codes == customer_countries)
			set_country(customer, item, i);
}

static void
complete_lists(const struct record *customer)
{
	for (size_t i = 0; i < customer->schema->count; i++) {
		const struct value *list = &customer->values[i];

		if (customer->schema->fields[i].type != TYPE_LIST ||
			list->state != VALUE_GIVEN)
			continue;
		for (size_t j = 0; j < list->count; j++)
			if (list->items[j] != NULL)
				complete_item(customer, list, list->items[j]);
	}
}

/* The kind that a customer seems to be of, or NULL. */
static const char *
likely_kind(const struct record *customer)
{
	if (record_has(customer, CUSTOMER_COMPANY_NAME))
		return "COMPANY";
	for (size_t i = 0; i < customer->schema->count; i++)
		if (customer->schema->fields[i].group == GROUP_PERSON &&
			record_has(customer, i))
			return "PRIVATE";
	return NULL;
}

/* Adds what is required of the kind that a customer seems to be of. */
static void
require_likely(const struct record *customer, struct faults *faults)
{
	const char *kind = likely_kind(customer);

	if (kind == NULL || record_has(customer, CUSTOMER_CLIENT_TYPE))
		return;
	for (size_t i = 0; i < customer->schema->count; i++) {
		const struct field *field = &customer->schema->fields[i];

		if (field->need == REQUIRED_WHEN &&
			field->when.field == CUSTOMER_CLIENT_TYPE &&
			strcmp(field->when.is, kind) == 0 &&
			!record_has(customer, i))
			add_fault(faults, customer, i, FAULT_MISSING);
	}
}

void
bind_customer(const struct exchange *exchange, struct record *customer,
	struct faults *faults)
{
	bind_record(exchange, customer, faults);
	complete_lists(customer);
	require_likely(customer, faults);
}

/* The consents that are worth nothing without that to storing. */
static const size_t ways[] = {
	CUSTOMER_CONTACT_BY_EMAIL_FLAG,
	CUSTOMER_CONTACT_BY_MAIL_FLAG,
	CUSTOMER_CONTACT_BY_PHONE_FLAG,
	CUSTOMER_CONTACT_BY_SMS_FLAG,
	CUSTOMER_CONTACT_BY_SOCIAL_MEDIA_FLAG,
};

/* What a preferred way of contact needs. */
static const struct {
	const char *method;
	size_t list;
} needs[] = {
	{ "EMail", CUSTOMER_EMAILS },
	{ "Tel", CUSTOMER_PHONES },
	{ "Fax", CUSTOMER_PHONES },
	{ "Mail", CUSTOMER_ADDRESSES },
};

static bool
is_refused(const struct record *customer, size_t consent)
{
	return customer->values[consent].state == VALUE_GIVEN &&
	       !record_is_true(customer, consent);
}

static bool
has_items(const struct record *customer, size_t list)
{
	return customer->values[list].state == VALUE_GIVEN &&
	       customer->values[list].count > 0;
}

static void
add_contradictions(const struct record *customer, struct faults *faults)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (record_is_true(customer, ways[i]) &&
			is_refused(customer,
				CUSTOMER_PRIVACY_POLICY_ACCEPTANCE_STORAGE))
			add_fault(faults, customer, ways[i], FAULT_NO_STORAGE);
	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (record_is(customer, CUSTOMER_PREFERRED_CONTACT_METHOD,
			    needs[i].method) &&
			!has_items(customer, needs[i].list))
			add_fault(faults, customer,
				CUSTOMER_PREFERRED_CONTACT_METHOD,
				FAULT_NO_WAY);
}

void
bind_ask(struct exchange *exchange, const struct reading *reading,
	const struct record *customer, struct faults *faults)
{
	struct faults found = { .arena = faults->arena };

	exchange->asked = reading->own[FORM_ASKED] != NULL;
	if (exchange->asked)
		return;
	add_contradictions(customer, &found);
	for (size_t i = 0; i < faults_listed(&found); i++)
		faults_add(faults, found.list[i]);
	exchange->asked = found.count > 0;
}
