/* Imports: the records of a file, each created, changed or left, in slices
 * that no other writer waits long for; and taking an import back. */
#include "operation/import.h"

#include <string.h>

#include "base/calendar.h"
#include "base/sha256.h"
#include "base/text.h"
#include "customer/customer.h"
#include "format/json.h"
#include "format/read.h"
#include "operation/edit.h"
#include "operation/gather.h"
#include "schema/check.h"
#include "schema/record.h"
#include "store/bounds.h"

/* Milliseconds of a transaction: in all, and before its commit. */
enum { WHOLE = 100, MOST = 70, LEAST = 20 };

static const char label[] = "import";

static struct deed
deed_of(const struct import *import)
{
	return (struct deed){
		.by = import->run.operator,
		.time = import->origin.time,
		.detail = import->run.name,
	};
}

/* Begins a slice, if none is open. */
static bool
open_slice(struct import *import)
{
	if (import->store != NULL)
		return true;
	store_session_begin(import->settings.session);
	import->since = calendar_elapsed();
	import->result =
		store_open(&import->slice, &import->settings, &import->store);
	if (import->result == STORE_OK)
		import->since = calendar_elapsed();
	return import->result == STORE_OK;
}

/* Gives the slice up. */
static void
close_slice(struct import *import)
{
	if (import->store != NULL)
		store_close(import->store);
	import->store = NULL;
	store_session_commit(import->settings.session);
	arena_free(&import->slice);
}

/*
 * Keeps the store open from here on; makes it first, if need be. Where it is
 * kept open, a slice that is at work is given up.
 */
static void
open_session(struct import *import)
{
	struct store_settings *settings = &import->settings;
	unsigned char secret[STORE_SECRET];

	if (settings->session != NULL) {
		import->result = STORE_OK;
		close_slice(import);
		return;
	}
	import->result = store_read_secret(import->arena, settings, secret);
	if (import->result != STORE_OK)
		return;
	secret_derive(secret, label, import->key);
	settings->prepared = store_prepare(import->arena, settings);
	settings->session = store_session_new(import->arena, settings);
}

/* Reads what the store has of the import: a commit that failed may be made. */
static void
read_run(struct import *import)
{
	const char *operator= import->run.operator;
	struct import_run *runs;
	size_t count;

	if (!open_slice(import))
		return;
	import->result = store_list_imports(import->store, import->arena,
		import->run.number, &runs, &count);
	import->run.number = 0;
	if (count > 0)
		import->run = *runs;
	import->run.operator= operator;
	close_slice(import);
}

bool
import_begin(struct import *import)
{
	import->origin =
		(struct origin){ .route = arena_printf(import->arena,
					 "import:%s", import->run.name),
			.format = import->format,
			.time = import->run.begun,
			.operator= import->run.operator, };
	open_session(import);
	if (import->result == STORE_OK && import->run.number != 0)
		read_run(import);
	return import->result == STORE_OK;
}

enum store_result
import_commit(struct import *import)
{
	const struct deed deed = deed_of(import);
	const int64_t began = calendar_elapsed();

	if (import->store == NULL)
		return import->result;
	if (import->dry) {
		import->run.number = 0;
		close_slice(import);
		return import->result;
	}
	if (import->result == STORE_OK && import->run.number != 0)
		import->result =
			store_keep_import(import->store, &import->run, &deed);
	if (import->result == STORE_OK) {
		import->result = store_commit(import->store);
		import->store = NULL;
	}
	if (import->result == STORE_OK)
		import->result = store_session_commit(import->settings.session);
	close_slice(import);
	import->committing = calendar_elapsed() - began;
	return import->result;
}

bool
import_is_due(const struct import *import)
{
	int64_t most = WHOLE - import->committing;

	if (most < LEAST)
		most = LEAST;
	return import->store != NULL && calendar_elapsed() - import->since >=
						(most < MOST ? most : MOST);
}

void
import_finish(struct import *import)
{
	if (import->run.number != 0 && import->result == STORE_OK &&
		open_slice(import)) {
		import->run.ended = import->run.begun;
		import_commit(import);
	}
}

void
import_end(struct import *import)
{
	if (import->settings.session == NULL)
		return;
	close_slice(import);
	store_session_close(import->settings.session);
	import->settings.session = NULL;
}

/* Whether a record has no value that could not be read. */
static bool
is_readable(const struct record *record)
{
	bool readable = true;

	for (size_t i = 0; readable && i < record->schema->count; i++) {
		const struct value *value = &record->values[i];

		readable = value->state != VALUE_WRONG;
		if (value->state == VALUE_GIVEN &&
			record->schema->fields[i].type == TYPE_LIST)
			for (size_t k = 0; k < value->count; k++)
				readable = readable &&
					   is_readable(value->items[k]);
	}
	return readable;
}

/* The print of all that a record says. */
static void
print_of(const struct import *import, const struct record *record,
	unsigned char print[IMPORT_PRINT])
{
	struct text text = { .arena = record->intake->arena };
	unsigned char whole[SHA256_BYTES];

	json_write(&text, record);
	hmac_sha256(import->key, sizeof(import->key), text.bytes, text.length,
		whole);
	memcpy(print, whole, IMPORT_PRINT);
}

/* Keeps the row of a record, and the import itself with its first row. */
static void
keep(struct import *import, struct import_row *row)
{
	const struct deed deed = deed_of(import);

	if (import->run.number == 0 && import->result == STORE_OK)
		import->result =
			store_keep_import(import->store, &import->run, &deed);
	row->import = import->run.number;
	row->record = import->id;
	if (import->result == STORE_OK)
		import->result = store_keep_import_row(import->store, row);
	import->run.created += row->kind == IMPORT_CREATED;
	import->run.changed += row->kind == IMPORT_CHANGED;
}

static enum import_result
create(struct import *import, struct record *record, struct import_row *row)
{
	check_record(record, &import->faults);
	if (import->faults.count > 0)
		return IMPORT_ROW_FAULTY;
	import->result =
		store_add(import->store, record, &import->origin, &import->id);
	row->kind = IMPORT_CREATED;
	row->version = 1;
	keep(import, row);
	return IMPORT_ROW_CREATED;
}

/* A change in the slice that is open. */
static struct edit
edit_of(struct import *import, struct record *message, enum edit_kind kind)
{
	static const struct bounds none = { 0 };
	struct arena *arena = message->intake->arena;

	return (struct edit){
		.arena = arena,
		.kind = kind,
		.origin = import->origin,
		.bounds = &none,
		.missing.arena = arena,
		.outside.arena = arena,
		.faults.arena = arena,
		.store = import->store,
		.opened = true,
	};
}

static enum import_result
update(struct import *import, struct record *record, struct import_row *row)
{
	struct edit edit = edit_of(import, record, EDIT_PATCH);
	struct stored before;

	import->result =
		store_read(import->store, record->intake, import->id, &before);
	if (import->result != STORE_OK)
		return IMPORT_ROW_FAILED;
	gather_lists(before.record, record);
	edit_add(&edit, import->id, record);
	import->result = edit.result;
	import->faults = edit.faults;
	if (edit.faults.count > 0)
		return IMPORT_ROW_FAULTY;
	row->version = edit.version;
	row->kind =
		edit.version == before.version ? IMPORT_FOUND : IMPORT_CHANGED;
	keep(import, row);
	return row->kind == IMPORT_FOUND ? IMPORT_ROW_SAME : IMPORT_ROW_UPDATED;
}

/* Adds a customer that is known by a text; *count stays below 3. */
static void
add_known(struct import *import, const char *text, const char *brand,
	int64_t ids[KNOWN_MOST], size_t *count)
{
	int64_t found[KNOWN_MOST];
	size_t more;

	import->result = store_find_known(
		import->store, import->by, text, brand, found, &more);
	for (size_t i = 0; import->result == STORE_OK && i < more; i++)
		if (*count == 0 || (*count < KNOWN_MOST && ids[0] != found[i]))
			ids[(*count)++] = found[i];
}

/* Finds the customers that a record means. Returns how many: 2 is many. */
static size_t
find_known(struct import *import, const struct record *record)
{
	const struct value *values = record->values;
	const struct value *emails = &values[CUSTOMER_EMAILS];
	const char *brand = values[CUSTOMER_BRAND].state == VALUE_GIVEN
				    ? values[CUSTOMER_BRAND].text
				    : NULL;
	int64_t ids[KNOWN_MOST] = { 0 };
	size_t count = 0;

	if (import->by == BY_REFERENCE &&
		values[CUSTOMER_CUSTOMER_REFERENCE].state == VALUE_GIVEN)
		add_known(import, values[CUSTOMER_CUSTOMER_REFERENCE].text,
			brand, ids, &count);
	if (import->by == BY_EMAIL && emails->state == VALUE_GIVEN)
		for (size_t i = 0; i < emails->count; i++)
			if (emails->items[i]->values[EMAIL_EMAIL].state ==
				VALUE_GIVEN)
				add_known(import,
					emails->items[i]
						->values[EMAIL_EMAIL]
						.text,
					brand, ids, &count);
	import->id = ids[0];
	return count;
}

static enum import_result
take(struct import *import, struct record *record)
{
	struct import_row row = { 0 };
	unsigned char print[IMPORT_PRINT];
	size_t known = 0;

	if (!open_slice(import))
		return IMPORT_ROW_FAILED;
	print_of(import, record, print);
	import->result = store_find_import_row(import->store, print, &row);
	if (row.record != 0 && is_readable(record)) {
		import->id = row.erased ? 0 : row.record;
		return row.erased ? IMPORT_ROW_ERASED : IMPORT_ROW_KNOWN;
	}
	memcpy(row.print, print, IMPORT_PRINT);
	if (import->updates)
		known = find_known(import, record);
	if (known > 1)
		return IMPORT_ROW_TWINS;
	return known == 1 ? update(import, record, &row)
			  : create(import, record, &row);
}

enum import_result
import_take(struct import *import, struct record *record, int64_t consented)
{
	enum import_result result;

	import->id = 0;
	import->origin.consented = consented;
	import->faults = (struct faults){ .arena = record->intake->arena };
	result = take(import, record);
	if (import->result != STORE_OK)
		result = IMPORT_ROW_FAILED;
	if (result == IMPORT_ROW_TWINS || result == IMPORT_ROW_FAULTY)
		import->id = 0;
	import->counts[result]++;
	return result;
}

/* The change that gave a record its version, with the members before. */
static const struct change *
find_change(struct import *import, struct arena *arena,
	const struct import_row *row)
{
	struct history history = { 0 };

	do {
		import->result = store_history(
			import->store, arena, row->record, &history);
		if (import->result != STORE_OK)
			return NULL;
		for (size_t i = 0; i < history.count; i++)
			if (history.changes[i].version == row->version)
				return &history.changes[i];
	} while (history.count > 0);
	return NULL;
}

/* Sets the members of a message to what they were before a change. */
static void
set_back(struct record *message, const struct change *change)
{
	struct reading reading = { .intake = message->intake };

	for (size_t i = 0; i < change->member_count; i++) {
		const struct changed_member *member = &change->members[i];
		const int field = schema_find(
			message->schema, member->name, strlen(member->name));

		if (field < 0)
			continue;
		if (member->before == NULL) {
			record_set_null(message, (size_t)field);
		} else if (message->schema->fields[field].type == TYPE_LIST) {
			reading.bytes = member->before;
			reading.length = strlen(member->before);
			json_read_member(&reading, reading.bytes,
				reading.length, message, (size_t)field);
		} else {
			record_set_text(message, (size_t)field, member->before,
				strlen(member->before));
		}
	}
}

/* Takes a row back; returns whether nothing of it is left. */
static bool
undo_row(struct import *import, struct intake *intake,
	const struct import_row *row)
{
	const bool created = row->kind == IMPORT_CREATED;
	struct record *message = record_new(intake, &customer_schema);
	struct edit edit =
		edit_of(import, message, created ? EDIT_ERASE : EDIT_PATCH);
	const struct change *change;

	if (row->erased || row->kind == IMPORT_FOUND)
		return !row->erased;
	edit.versions = &row->version;
	edit.version_count = 1;
	if (!created) {
		change = find_change(import, intake->arena, row);
		if (change == NULL)
			return false;
		set_back(message, change);
	}
	edit_add(&edit, row->record, message);
	import->result = edit.result;
	import->run.created -= created && !edit.changed;
	return !edit.changed && edit.faults.count == 0;
}

bool
import_undo(struct import *import, const struct rules *rules, int64_t *before)
{
	struct import_row row = { .record = 1 };

	if (!open_slice(import))
		return false;
	while (import->result == STORE_OK && !import_is_due(import)) {
		struct arena arena = { 0 };
		struct intake intake = { .arena = &arena, .rules = rules };

		import->result = store_last_import_row(
			import->store, import->run.number, *before, &row);
		*before = row.id;
		if (import->result != STORE_OK || row.id == 0)
			break;
		if (undo_row(import, &intake, &row) &&
			import->result == STORE_OK)
			import->result =
				store_drop_import_row(import->store, row.id);
		else if (!row.erased)
			import->left++;
		arena_free(&arena);
	}
	if (*before == 0)
		import->run.undone = import->origin.time;
	return import_commit(import) == STORE_OK;
}
