/* The validation of a whole record, which lists all of its faults. */
#include "schema/check.h"

#include "base/arena.h"
#include "schema/record.h"
#include "schema/rule.h"

static void
add(struct faults *faults, const struct record *record, size_t field,
	enum fault_kind kind)
{
	const struct intake *intake = record->intake;
	struct fault fault;

	if (faults_listed(faults) == FAULTS_LISTED) {
		faults->count++;
		return;
	}
	fault = rule_fault(
		intake->arena, record->schema, field, intake->rules, kind);
	fault.path = record_path(record, (int)field);
	faults_add(faults, fault);
}

/* The fault of a member that was not given, or FAULT_NONE. */
static enum fault_kind
check_need(const struct record *record, size_t field)
{
	const struct field *row = &record->schema->fields[field];

	switch (schema_need(record->schema, field)) {
	case REQUIRED:
		return FAULT_MISSING;
	case REQUIRED_WHEN:
		return record_is(record, row->when.field, row->when.is)
			       ? FAULT_MISSING_WHEN
			       : FAULT_NONE;
	default:
		return FAULT_NONE;
	}
}

static void
check_fields(struct record *record, struct faults *faults, bool *seen);

/* Adds the fault of an item that is no record. */
static void
add_item(struct faults *faults, const struct record *record, size_t field,
	size_t index)
{
	const char *path = "";

	if (faults_listed(faults) < FAULTS_LISTED)
		path = arena_printf(record->intake->arena, "%s[%zu]",
			record_path(record, (int)field), index);
	faults_add(faults, (struct fault){
				   .kind = FAULT_NO_RECORD,
				   .field = &record->schema->fields[field],
				   .path = path,
				   .detail = "",
			   });
}

/* seen tells, by field, the single flags that were true in an earlier item. */
static void
check_items(struct record *record, size_t field, struct faults *faults)
{
	const struct value *value = &record->values[field];
	bool *seen = arena_array(record->intake->arena,
		record->schema->fields[field].item->count, sizeof(*seen));

	if (value->count > record->intake->rules->max_items)
		add(faults, record, field, FAULT_TOO_MANY_ITEMS);
	for (size_t i = 0; i < value->count; i++)
		if (value->items[i] != NULL)
			check_fields(value->items[i], faults, seen);
		else
			add_item(faults, record, field, i);
}

/* Whether a single flag is true here and was true in an earlier item. */
static bool
is_second(const struct record *record, size_t field, bool *seen)
{
	bool second;

	if (seen == NULL || !record->schema->fields[field].single ||
		!record_is_true(record, field))
		return false;
	second = seen[field];
	seen[field] = true;
	return second;
}

/* seen belongs to the record's list; it is NULL if the record is no item. */
static void
check_fields(struct record *record, struct faults *faults, bool *seen)
{
	for (size_t i = schema_first(record->schema); i < record->schema->count;
		i = schema_next(record->schema, i)) {
		const struct field *row = &record->schema->fields[i];
		const struct value *value = &record->values[i];
		enum fault_kind kind = FAULT_NONE;

		if (value->state == VALUE_NONE && row->empty_false &&
			!record->schema->lax)
			record_set_int(record, i, 0);
		else if (value->state == VALUE_NONE)
			kind = check_need(record, i);
		else if (value->state == VALUE_WRONG)
			kind = value->fault;
		else if (row->type == TYPE_LIST)
			check_items(record, i, faults);
		else if (row->type == TYPE_RECORD)
			check_fields(value->items[0], faults, NULL);
		else if (is_second(record, i, seen))
			kind = FAULT_SECOND_SINGLE;
		if (kind != FAULT_NONE)
			add(faults, record, i, kind);
	}
}

void
check_record(struct record *record, struct faults *faults)
{
	const struct intake *intake = record->intake;

	check_fields(record, faults, NULL);
	if (!intake->rules->reject_unknown)
		return;
	for (size_t i = 0; i < intake->unknown_count; i++)
		faults_add(faults,
			(struct fault){
				.kind = FAULT_UNKNOWN_MEMBER,
				.path = i < UNKNOWN_LISTED ? intake->unknown[i]
							   : "",
				.detail = "",
			});
}
