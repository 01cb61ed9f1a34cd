/* Merging: what a customer will be when a message has changed it. */
#include "operation/merge.h"

#include "base/arena.h"
#include <string.h>

#include "base/arena.h"
#include "customer/customer.h"
#include "schema/check.h"
#include "schema/date.h"
#include "schema/plain.h"
#include "schema/record.h"
#include "schema/rule.h"
#include "schema/type.h"

/* Whether a member says what it said before, be it right or wrong by now. */
static bool
is_same(const struct record *before, const struct record *now, size_t field)
{
	const struct value *was = &before->values[field];
	const struct value *is = &now->values[field];
	const struct type_row *type =
		&types[before->schema->fields[field].type];

	if (is->state != VALUE_WRONG)
		return record_agrees(before, now, field);
	return was->state == VALUE_GIVEN && type->parse != NULL &&
	       !type->is_number && strcmp(was->text, is->text) == 0;
}

/* Whether two items are the same in all members. */
static bool
are_same(const struct record *before, const struct record *now)
{
	for (size_t i = 0; i < before->schema->count; i++)
		if (!is_same(before, now, i))
			return false;
	return true;
}

/*
 * Whether a moment is as before for who has dates of WCF in JSON, which end at
 * the millisecond.
 */
static bool
is_same_moment(
	const struct record *before, const struct record *now, size_t field)
{
	const struct value *was = &before->values[field];
	const struct value *is = &now->values[field];
	struct date old, new;

	if (before->schema->fields[field].type != TYPE_INSTANT ||
		!now->intake->rules->wcf_dates || was->state != VALUE_GIVEN ||
		is->state != VALUE_GIVEN)
		return false;
	return date_parse(was->text, was->length, &old) == FAULT_NONE &&
	       date_parse(is->text, is->length, &new) == FAULT_NONE &&
	       date_ms(&old) == date_ms(&new);
}

/* Takes from before what is as before: wrong values, and moments. */
static void
take_back(const struct record *before, struct record *now)
{
	for (size_t i = 0; i < before->schema->count; i++)
		if ((now->values[i].state == VALUE_WRONG &&
			    is_same(before, now, i)) ||
			is_same_moment(before, now, i))
			now->values[i] = before->values[i];
}

/* An item as it was: one that was the same, else the one in its place. */
static const struct record *
counterpart(const struct value *list, const struct record *item, size_t index)
{
	for (size_t i = 0; i < list->count; i++)
		if (are_same(list->items[i], item))
			return list->items[i];
	return index < list->count ? list->items[index] : NULL;
}

static void
take_back_items(
	const struct record *before, struct record *message, size_t field)
{
	const struct value *was = &before->values[field];
	const struct value *is = &message->values[field];

	if (was->state != VALUE_GIVEN || is->state != VALUE_GIVEN)
		return;
	for (size_t i = 0; i < is->count; i++) {
		const struct record *other =
			is->items[i] == NULL
				? NULL
				: counterpart(was, is->items[i], i);

		if (other != NULL)
			take_back(other, is->items[i]);
	}
}

/* Takes all values that a message has as before from there. */
static void
take_back_all(const struct record *before, struct record *message)
{
	take_back(before, message);
	for (size_t i = 0; i < before->schema->count; i++)
		if (before->schema->fields[i].type == TYPE_LIST)
			take_back_items(before, message, i);
}

/* The number of names in the message's list of members to clear. */
static size_t
reset_count(const struct record *message)
{
	return message->schema->count > CUSTOMER_RESET &&
			       schema_has(message->schema, CUSTOMER_RESET)
		       ? plain_count(message, CUSTOMER_RESET)
		       : 0;
}

/* The index of the member that an entry of that list names, or -1. */
static int
reset_member(const struct record *message, size_t entry)
{
	const struct record *item =
		message->values[CUSTOMER_RESET].items[entry];
	const struct value *name = &item->values[0];
	int member =
		name->state == VALUE_GIVEN
			? schema_find(message->schema, name->text, name->length)
			: -1;

	return member < CUSTOMER__MAX ? member : -1;
}

/* Whether a message decides what a member is to be. */
static bool
decides(const struct record *message, size_t field, bool patch)
{
	if (patch)
		return record_has(message, field) ||
		       record_is_null(message, field);
	return schema_has(message->schema, field);
}

struct record *
merge(const struct record *before, struct record *message, bool patch)
{
	struct record *after = record_new(message->intake, before->schema);

	take_back_all(before, message);
	after->in_batch = message->in_batch;
	after->index = message->index;
	for (size_t i = 0; i < before->schema->count; i++)
		after->values[i] = decides(message, i, patch)
					   ? message->values[i]
					   : before->values[i];
	for (size_t i = 0; patch && i < reset_count(message); i++) {
		int member = reset_member(message, i);

		if (member >= 0)
			after->values[member] = (struct value){ 0 };
	}
	return after;
}

/* Whether a list is as before. */
static bool
is_same_list(
	const struct record *before, const struct record *after, size_t field)
{
	const struct value *was = &before->values[field];
	const struct value *is = &after->values[field];

	if (before->schema->fields[field].type != TYPE_LIST ||
		is->state != VALUE_GIVEN || was->state != VALUE_GIVEN ||
		is->count != was->count)
		return false;
	for (size_t i = 0; i < is->count; i++)
		if (is->items[i] == NULL ||
			!are_same(was->items[i], is->items[i]))
			return false;
	return true;
}

/* Adds the faults of a customer, but for lists that are as before. */
static void
check_customer(const struct record *before, struct record *after,
	struct faults *faults)
{
	struct value *kept = arena_array(
		after->intake->arena, after->schema->count, sizeof(*kept));

	for (size_t i = 0; i < after->schema->count; i++)
		if (is_same_list(before, after, i)) {
			kept[i] = after->values[i];
			after->values[i] = (struct value){ 0 };
		}
	check_record(after, faults);
	for (size_t i = 0; i < after->schema->count; i++)
		if (kept[i].state == VALUE_GIVEN)
			after->values[i] = kept[i];
}

static void
add_fault(struct faults *faults, const struct record *record, size_t field,
	enum fault_kind kind)
{
	struct fault fault = rule_fault(record->intake->arena, record->schema,
		field, record->intake->rules, kind);

	fault.path = record_path(record, (int)field);
	faults_add(faults, fault);
}

void
merge_check(const struct record *before, struct record *message,
	struct record *after, struct faults *faults)
{
	check_customer(before, after, faults);
	for (size_t i = before->schema->count; i < message->schema->count; i++)
		if (message->values[i].state == VALUE_WRONG)
			add_fault(faults, message, i, message->values[i].fault);
	for (size_t i = 0; i < reset_count(message); i++)
		if (reset_member(message, i) < 0)
			add_fault(faults,
				message->values[CUSTOMER_RESET].items[i], 0,
				FAULT_NO_MEMBER);
}
