/* What holds of every body and of every record, whatever a client sends. */
#undef NDEBUG
#include "laws.h"

#include <assert.h>
#include <string.h>

#include "config/config.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/format.h"
#include "format/read.h"
#include "format/json.h"
#include "schema/error.h"
#include "schema/check.h"
#include "schema/record.h"
#include "schema/rule.h"
#include "schema/type.h"
#include "exchange/exchange.h"
#include "document/openapi/openapi.h"
#include "form/page.h"
#include "service/routes.h"
#include "form/page.h"

/* A form with as many items in each list as are allowed is smaller. */
enum { PAGE_MOST = 4 * 1024 * 1024 };

static const struct format *
named(const char *name)
{
	return format_named(name, strlen(name));
}

/* Reads what we wrote into a new record, which must succeed. */
static struct record *
read_back(const struct format *format, struct intake *intake,
	const struct schema *schema, const char *bytes, size_t length)
{
	struct reading in = {
		.intake = intake,
		.bytes = bytes,
		.length = length,
	};
	struct record *record = record_new(intake, schema);

	assert(format->read(&in, record));
	return record;
}

static bool same_records(const struct record *a, const struct record *b);

/* No list and an empty one are the same: XML can't tell them apart. */
static bool
same_values(
	const struct field *field, const struct value *a, const struct value *b)
{
	bool nested = field->type == TYPE_LIST || field->type == TYPE_RECORD;

	if (nested) {
		for (size_t i = 0; i < a->count && i < b->count; i++)
			if (!same_records(a->items[i], b->items[i]))
				return false;
		return a->count == b->count;
	}
	if (a->state != b->state || a->state == VALUE_NONE)
		return a->state == b->state;
	if (types[field->type].is_number)
		return a->number == b->number;
	return a->length == b->length &&
	       memcmp(a->text, b->text, a->length) == 0;
}

static bool
same_records(const struct record *a, const struct record *b)
{
	for (size_t i = schema_first(a->schema); i < a->schema->count;
		i = schema_next(a->schema, i))
		if (!same_values(&a->schema->fields[i], &a->values[i],
			    &b->values[i]))
			return false;
	return true;
}

/* A record, written and read again, has the same values, also laid out. */
static void
law_returns(const struct format *format, const struct record *record)
{
	struct intake intake = *record->intake;
	struct text out = { .arena = intake.arena };
	struct text shown = { .arena = intake.arena };

	format->write(&out, record);
	format->lay_out(&shown, out.bytes, out.length);
	intake.unknown_count = 0;
	assert(same_records(record, read_back(format, &intake, record->schema,
					    out.bytes, out.length)));
	assert(same_records(record, read_back(format, &intake, record->schema,
					    shown.bytes, shown.length)));
	assert(intake.unknown_count == 0);
}

/* A document, which may have a type declaration, is well-formed. */
static void
law_well_formed(struct intake *intake, const char *root, const struct text *out)
{
	static const char html[] = "<!DOCTYPE html>";
	const struct schema schema = { .name = root };
	struct intake apart = { intake->arena, intake->rules, NULL, 0 };
	size_t skip = strncmp(out->bytes, html, strlen(html)) == 0
			      ? strlen(html) + 1
			      : 0;

	named("xml")->prepare();
	read_back(named("xml"), &apart, &schema, out->bytes + skip,
		out->length - skip);
}

/* What every format writes is text; markup is well-formed. */
static void
law_writes(const struct record *record)
{
	for (size_t i = 0; i < format_count; i++) {
		struct text out = { .arena = record->intake->arena };

		if (formats[i].write == NULL)
			continue;
		formats[i].write(&out, record);
		assert(utf8_valid(out.bytes, out.length));
		if (&formats[i] == named("xml"))
			law_well_formed(
				record->intake, record->schema->name, &out);
		if (&formats[i] == named("html"))
			law_well_formed(record->intake, "html", &out);
	}
}

/* A fault of a member is that it is of another type, or breaks a told rule. */
static bool
is_explained(const struct fault *fault, const struct rules *rules)
{
	return fault->field == NULL ||
	       strcmp(fault_code(fault->kind), "SerializationException") == 0 ||
	       rule_holds(fault->field, rules, fault->kind);
}

static void
law_faults(const struct faults *faults, const struct rules *rules)
{
	struct record *error;

	for (size_t i = 0; i < faults_listed(faults); i++) {
		struct text message = { .arena = faults->arena };
		enum fault_kind kind = faults->list[i].kind;

		assert(kind > FAULT_NONE && kind < FAULT__MAX);
		assert(fault_code(kind) != NULL);
		assert(fault_status(kind) >= 400);
		assert(is_explained(&faults->list[i], rules));
		fault_message(&message, &faults->list[i], rules->language);
		assert(message.length > 0);
	}
	error = faults_record(faults, rules);
	law_writes(error);
	law_returns(named("json"), error);
	law_returns(named("jsv"), error);
}

/* Each unknown member is one more fault where they are refused. */
static void
law_unknown(struct record *record, size_t found)
{
	struct intake *intake = record->intake;
	const struct rules *rules = intake->rules;
	struct rules strict = *rules;
	struct faults faults = { .arena = intake->arena };

	strict.reject_unknown = true;
	intake->rules = &strict;
	check_record(record, &faults);
	intake->rules = rules;
	assert(faults.count == found + intake->unknown_count);
}

static void prune(struct record *record);

/* Prunes an item; returns whether there is anything of it to be kept. */
static bool
prune_item(struct record *item)
{
	if (item == NULL)
		return false;
	prune(item);
	return !item->schema->plain || record_has(item, 0);
}

/* Leaves out the faulty values, and the items that are no records. */
static void
prune(struct record *record)
{
	for (size_t i = schema_first(record->schema); i < record->schema->count;
		i = schema_next(record->schema, i)) {
		struct value *value = &record->values[i];
		size_t kept = 0;

		if (value->state != VALUE_GIVEN)
			*value = (struct value){ .state = VALUE_NONE };
		else if (record->schema->fields[i].type == TYPE_LIST) {
			for (size_t k = 0; k < value->count; k++)
				if (prune_item(value->items[k]))
					value->items[kept++] = value->items[k];
			value->count = kept;
		}
	}
}

void
law_accepted(struct record *record)
{
	struct faults faults = { .arena = record->intake->arena };

	check_record(record, &faults);
	law_unknown(record, faults.count);
	if (faults.count > 0)
		law_faults(&faults, record->intake->rules);
	prune(record);
	law_writes(record);
	for (size_t i = 0; i < format_count; i++)
		if (formats[i].write != NULL && formats[i].read != NULL)
			law_returns(&formats[i], record);
}

void
law_refused(const struct reading *in)
{
	struct faults faults = { .arena = in->intake->arena };

	/* of these there is no more to say than which member it is */
	assert(in->detail != NULL);
	assert(*in->detail != '\0' || in->refused == FAULT_FILE ||
		(in->refused == FAULT_REPEATED && in->path != NULL));
	faults_add(&faults, read_fault(in));
	law_faults(&faults, in->intake->rules);
}

void
law_shown(struct record *record)
{
	static const struct store_prepared none = {
		.result = STORE_UNAVAILABLE,
	};
	struct intake *intake = record->intake;
	struct faults faults = { .arena = intake->arena };
	struct config config;
	struct request request = request_none;
	struct response response = { .body.arena = intake->arena };
	struct exchange exchange = {
		.arena = intake->arena,
		.config = &config,
		.rules = intake->rules,
		.request = &request,
		.prepared = &none,
		.response = &response,
	};

	request.accept_language = "x";
	config_read(intake->arena, &config, NULL);
	check_record(record, &faults);
	page_write(&exchange, 400, record, faults.count > 0 ? &faults : NULL);
	assert(response.body.length <= PAGE_MOST);
	law_well_formed(intake, "html", &response.body);
}

void
law_described(struct arena *arena, const struct config *config,
	const struct rules *rules)
{
	struct intake intake = { .arena = arena, .rules = rules };
	struct reading reading = { .intake = &intake };
	struct response response = { .body.arena = arena };
	struct exchange exchange = {
		.arena = arena,
		.config = config,
		.rules = rules,
		.routes = &service_routes,
		.request = &request_none,
		.answer = { format_default(), format_default()->media[0] },
		.response = &response,
	};

	openapi_show(&exchange);
	assert(json_valid(&reading, response.body.bytes, response.body.length));
}
