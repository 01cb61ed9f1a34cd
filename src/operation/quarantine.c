/* Acceptance of a quarantined request: checks it, and creates its customer. */
#include "operation/quarantine.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/form.h"
#include "format/format.h"
#include "format/media.h"
#include "format/read.h"
#include "schema/check.h"
#include "schema/record.h"

/* The format of the body; a body from a page always has one. */
static const struct format *
reader_of(struct arena *arena, const struct suspect *suspect)
{
	struct media_type type = media_type_parse(arena, suspect->type.at);

	return format_reading(type.name, strlen(type.name));
}

/* Reads the members of the body, then those of the URL. */
static bool
fill(struct arena *arena, const struct suspect *suspect,
	struct record *customer, struct faults *faults)
{
	struct text members = { .arena = arena };
	struct reading query = { .intake = customer->intake };
	struct reading body = {
		.intake = customer->intake,
		.bytes = suspect->body.at,
		.length = suspect->body.length,
		.boundary = media_type_parse(arena, suspect->type.at).boundary,
	};

	form_select(&members, &customer_schema, suspect->query.at);
	query.bytes = members.bytes;
	query.length = members.length;
	if (!reader_of(arena, suspect)->read(&body, customer))
		faults_add(faults, read_fault(&body));
	else if (query.length > 0 && !form_fill(&query, customer))
		faults_add(faults, read_fault(&query));
	else
		return true;
	return false;
}

/* Begins a customer, by the rules at the time when the request was sent. */
static struct record *
begin(struct arena *arena, const struct rules *rules,
	const struct suspect *suspect)
{
	struct rules *then = arena_alloc(arena, sizeof(*then));
	struct intake *intake = arena_alloc(arena, sizeof(*intake));

	*then = *rules;
	then->now = suspect->origin.time;
	*intake = (struct intake){ .arena = arena, .rules = then };
	return record_new(intake, &customer_schema);
}

struct record *
quarantine_read(struct arena *arena, const struct rules *rules,
	const struct suspect *suspect, struct faults *faults)
{
	struct record *customer = begin(arena, rules, suspect);

	if (fill(arena, suspect, customer, faults))
		check_record(customer, faults);
	return customer;
}

enum create_result
quarantine_accept(struct create *create, struct arena *arena,
	const struct rules *rules, struct store *store,
	const struct suspect *suspect)
{
	struct record *customer = begin(arena, rules, suspect);

	*create = (struct create){
		.arena = arena,
		.store = store,
		.origin = suspect->origin,
		.faults = { .arena = arena },
	};
	create->origin.format = reader_of(arena, suspect)->name;
	if (fill(arena, suspect, customer, &create->faults))
		create_add(create, customer);
	else
		create_skip(create);
	if (create->store != NULL)
		store_drop_suspect(create->store, suspect->id);
	return create_end(create);
}
