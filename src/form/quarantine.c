/* Takes in what was set aside, as if it had just been sent. */
#include "form/quarantine.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/form.h"
#include "format/format.h"
#include "format/read.h"
#include "http/request.h"
#include "schema/check.h"
#include "schema/record.h"

/* The format that the body is in; only pages were set aside, so it has one. */
static const struct format *
reader_of(struct arena *arena, const struct suspect *suspect)
{
	struct media_type type = media_type_parse(arena, suspect->type.at);

	return format_reading(type.name, strlen(type.name));
}

struct record *
quarantine_read(struct arena *arena, const struct rules *rules,
	const struct suspect *suspect, struct faults *faults)
{
	struct rules *then = arena_alloc(arena, sizeof(*then));
	struct intake *intake = arena_alloc(arena, sizeof(*intake));
	struct text fill = { .arena = arena };
	struct reading query = { .intake = intake };
	struct reading reading = {
		.intake = intake,
		.bytes = suspect->body.at,
		.length = suspect->body.length,
		.boundary = media_type_parse(arena, suspect->type.at).boundary,
	};
	struct record *customer;

	*then = *rules;
	then->now = suspect->origin.time;
	*intake = (struct intake){ .arena = arena, .rules = then };
	customer = record_new(intake, &customer_schema);
	form_select(&fill, &customer_schema, suspect->query.at);
	query.bytes = fill.bytes;
	query.length = fill.length;
	if (!reader_of(arena, suspect)->read(&reading, customer))
		faults_add(faults, read_fault(&reading));
	else if (query.length > 0 && !form_fill(&query, customer))
		faults_add(faults, read_fault(&query));
	else
		check_record(customer, faults);
	return customer;
}

enum store_result
quarantine_accept(struct store *store, const struct suspect *suspect,
	const struct record *customer, int64_t *id)
{
	struct origin origin = suspect->origin;

	origin.format = reader_of(customer->intake->arena, suspect)->name;
	store_add(store, customer, &origin, id);
	return store_drop_suspect(store, suspect->id);
}
