/* Changes of customers that are there: replaced, patched, erased; all or none.
 */
#include "operation/edit.h"

#include "base/arena.h"
#include "base/text.h"
#include "format/json.h"
#include "operation/get.h"
#include "operation/merge.h"
#include "operation/permit.h"
#include "schema/record.h"
#include "schema/schema.h"
#include "store/change.h"

/* Opens the store, and recalls whether the request was done before. */
static void
open_store(struct edit *edit)
{
	if (edit->opened)
		return;
	edit->opened = true;
	edit->settings.idempotency =
		edit->idempotency.key == NULL ? NULL : &edit->idempotency;
	edit->result = store_open(edit->arena, &edit->settings, &edit->store);
	if (edit->result == STORE_OK)
		edit->recall = store_recall(edit->store, &edit->recalled);
}

/* Whether nothing may be written any more. */
static bool
is_refused(const struct edit *edit)
{
	return edit->result != STORE_OK || edit->recall != RECALL_NOTHING ||
	       edit->missing.count > 0 || edit->outside.count > 0 ||
	       edit->changed || edit->faults.count > 0;
}

static void
add_missing(struct edit *edit, const struct record *message)
{
	faults_add(&edit->missing, (struct fault){
					   .kind = FAULT_NO_CUSTOMER,
					   .path = record_path(message, -1),
					   .detail = "",
				   });
}

/* Whether a version is one of those that the customer may have. */
static bool
is_expected(const struct edit *edit, int64_t version)
{
	for (size_t i = 0; i < edit->version_count; i++)
		if (edit->versions[i] == version)
			return true;
	return edit->versions == NULL;
}

const char *
edit_value(const struct record *record, size_t field)
{
	struct arena *arena = record->intake->arena;
	const struct value *value = &record->values[field];
	struct text list = { .arena = arena };

	if (value->state != VALUE_GIVEN)
		return NULL;
	if (record->schema->fields[field].type != TYPE_LIST)
		return record_text(arena, record, field);
	text_putc(&list, '[');
	for (size_t i = 0; i < value->count; i++) {
		text_puts(&list, i == 0 ? "" : ",");
		json_write(&list, value->items[i]);
	}
	text_putc(&list, ']');
	return list.bytes;
}

static void
replace(struct edit *edit, const struct stored *before,
	const struct record *after)
{
	const struct schema *schema = after->schema;
	struct changed_member *members = arena_array(
		after->intake->arena, schema->count, sizeof(*members));
	struct replacement replacement = {
		.before = before,
		.after = after,
		.origin = &edit->origin,
		.members = members,
	};

	for (size_t i = 0; i < schema->count; i++)
		if (!record_agrees(before->record, after, i))
			members[replacement.member_count++] =
				(struct changed_member){
					schema->fields[i].name,
					edit_value(before->record, i),
				};
	edit->result = store_replace(edit->store, &replacement, &edit->version);
}

static void
change(struct edit *edit, const struct stored *before, struct record *message)
{
	struct record *after =
		merge(before->record, message, edit->kind == EDIT_PATCH);

	edit->after = after;
	permit_customer(edit->bounds, after, &edit->outside);
	merge_check(before->record, message, after, &edit->faults);
	if (!is_refused(edit))
		replace(edit, before, after);
}

void
edit_add(struct edit *edit, int64_t id, struct record *message)
{
	struct stored *stored =
		arena_alloc(message->intake->arena, sizeof(*stored));

	open_store(edit);
	edit->count++;
	edit->before = NULL;
	edit->after = NULL;
	if (edit->result != STORE_OK || edit->recall != RECALL_NOTHING)
		return;
	edit->result = get_customer(
		edit->store, message->intake, edit->bounds, id, stored);
	if (edit->result != STORE_OK)
		return;
	if (stored->record == NULL) {
		add_missing(edit, message);
		return;
	}
	edit->before = stored;
	edit->changed |= !is_expected(edit, stored->version);
	if (edit->kind != EDIT_ERASE)
		change(edit, stored, message);
	else if (!is_refused(edit))
		edit->result = store_erase(edit->store, stored, &edit->origin);
}

void
edit_abandon(struct edit *edit)
{
	if (edit->store != NULL)
		store_close(edit->store);
	edit->store = NULL;
}

/* Makes all durable, also the work done under the key before. */
static void
commit(struct edit *edit)
{
	if (edit->idempotency.key != NULL)
		open_store(edit);
	if (edit->store == NULL || edit->result != STORE_OK)
		return;
	if (!is_refused(edit) || edit->recall == RECALL_SAME) {
		edit->result = store_commit(edit->store);
		edit->store = NULL;
	}
}

/* What came of the changes. */
static enum edit_result
result_of(struct edit *edit)
{
	if (edit->recall == RECALL_OTHER)
		return EDIT_REUSED;
	if (edit->result == STORE_AT_WORK)
		return EDIT_AT_WORK;
#if defined(CRM_POSTGRESQL)
	if (edit->result == STORE_IN_DOUBT)
		return EDIT_IN_DOUBT;
#endif
	if (edit->result != STORE_OK)
		return EDIT_UNAVAILABLE;
	if (edit->recall == RECALL_SAME) {
		edit->version = edit->recalled.version;
		return EDIT_REPLAYED;
	}
	if (edit->missing.count > 0)
		return EDIT_MISSING;
	if (edit->outside.count > 0)
		return EDIT_OUTSIDE;
	if (edit->changed)
		return EDIT_CHANGED;
	return edit->faults.count > 0 ? EDIT_FAULTY : EDIT_DONE;
}

enum edit_result
edit_end(struct edit *edit)
{
	commit(edit);
	edit_abandon(edit);
	return result_of(edit);
}

enum edit_result
edit_try(struct edit *edit)
{
	edit_abandon(edit);
	return result_of(edit);
}
