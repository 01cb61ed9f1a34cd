/* Tasks: exports that are ordered, and made when they are fetched. */
#include "operation/task.h"

#include <string.h>

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "customer/lists.h"
#include "format/json.h"
#include "format/read.h"
#include "operation/export.h"
#include "operation/filters.h"
#include "schema/record.h"
#include "store/key.h"

/* The format of a list, unless its address names another one. */
static const char usual_format[] = "csv";

/* What filters are sealed for. */
static const char purpose[] = "filters";

/* Derives a key for one purpose. */
static enum store_result
derive(struct store *store, const char *label, unsigned char key[SHA256_BYTES])
{
	unsigned char secret[STORE_SECRET] = { 0 };
	enum store_result result = store_secret(store, secret);

	secret_derive(secret, label, key);
	return result;
}

/* Counts the customers now, without holding writers up. */
static bool
count(struct order *order, const struct search *search)
{
	struct store *store;
	bool counted;

	if (store_open_to_read(order->arena, &order->settings, &store) !=
		STORE_OK)
		return false;
	counted = export_count(order->arena, store, search, &order->task.total);
	store_close(store);
	return counted;
}

/* Fills the task in that is to be kept. */
static enum store_result
describe(struct order *order, struct store *store, const struct record *asked)
{
	const struct value *name = &asked->values[LIST_DOWNLOAD_REQUEST_ID];
	struct text filters = { .arena = order->arena };
	struct text sealed = { .arena = order->arena };
	unsigned char key[SHA256_BYTES], names[SHA256_BYTES];
	enum store_result result = derive(store, "task", key);

	if (result == STORE_OK)
		result = derive(store, "task name", names);
	filters_print(&filters, asked);
	seal_put(&sealed, key, purpose, filters.bytes, filters.length);
	order->task.key = order->key->id;
	order->task.brand = asked->values[LIST_BRAND].text;
	order->task.created = order->now;
	order->task.filters = sealed.bytes;
	hmac_sha256(names, sizeof(names), name->text, name->length,
		order->task.name);
	hmac_sha256(key, sizeof(key), filters.bytes, filters.length,
		order->task.print);
	return result;
}

/* Keeps the task, in a store that is open. */
static enum order_result
keep(struct order *order, struct store *store, const struct record *asked)
{
	struct recalled recalled;
	enum recall recall = store_recall(store, &recalled);
	enum task_kept kept;

	if (recall == RECALL_OTHER)
		return ORDER_REUSED;
	if (describe(order, store, asked) != STORE_OK ||
		store_keep_task(store, &order->task, &kept) != STORE_OK)
		return ORDER_UNAVAILABLE;
	if (kept == TASK_OTHER)
		return ORDER_OTHER;
	if (kept == TASK_CROWDED)
		return ORDER_CROWDED;
	return recall == RECALL_SAME ? ORDER_REPLAYED : ORDER_DONE;
}

enum order_result
order_export(struct order *order, struct record *asked)
{
	struct store_settings settings = order->settings;
	enum store_result opened;
	enum order_result result;
	struct search search;
	struct store *store;

	if (!filters_read(asked, &order->key->bounds, &search, &order->faults))
		return ORDER_FAULTY;
	if (!count(order, &search))
		return ORDER_UNAVAILABLE;
	if (order->idempotency->key != NULL)
		settings.idempotency = order->idempotency;
	opened = store_open(order->arena, &settings, &store);
	if (opened != STORE_OK)
		return opened == STORE_AT_WORK ? ORDER_AT_WORK
					       : ORDER_UNAVAILABLE;
	result = keep(order, store, asked);
	if (result != ORDER_DONE && result != ORDER_REPLAYED)
		store_close(store);
	else if (store_commit(store) != STORE_OK)
		result = ORDER_UNAVAILABLE;
	return result;
}

bool
task_search(struct arena *arena, const struct rules *rules, struct store *store,
	const struct task *task, const struct bounds *bounds,
	struct search *search)
{
	struct intake *intake = arena_alloc(arena, sizeof(*intake));
	struct faults faults = { .arena = arena };
	struct reading reading = { .intake = intake };
	unsigned char key[SHA256_BYTES];
	struct record *asked;

	*intake = (struct intake){ .arena = arena, .rules = rules };
	asked = record_new(intake, &export_schema);
	if (derive(store, "task", key) != STORE_OK)
		return false;
	reading.bytes = seal_open(arena, key, purpose, task->filters,
		strlen(task->filters), &reading.length);
	return reading.bytes != NULL && json_read(&reading, asked) &&
	       filters_read(asked, bounds, search, &faults);
}

enum store_result
task_signing(struct store *store, unsigned char key[SHA256_BYTES])
{
	return derive(store, "download", key);
}

/* What is signed of an address. */
static const char *
signed_text(struct arena *arena, const char *id, const char *format,
	const char *until)
{
	return arena_printf(arena, "%s %s %s", id, format, until);
}

/* The address of a task that is good without a key for a while. */
static const char *
signed_url(struct arena *arena, const char *id, const char *url,
	const unsigned char signing[SHA256_BYTES], int64_t now)
{
	const char *until =
		arena_printf(arena, "%lld", (long long)now + TASK_SIGNED);
	struct text address = { .arena = arena };

	text_printf(&address, "%s?format=%s&until=%s&signature=", url,
		usual_format, until);
	seal_sign(
		&address, signing, signed_text(arena, id, usual_format, until));
	return address.bytes;
}

void
task_fill(struct record *record, const struct task *task, const char *url,
	const unsigned char signing[SHA256_BYTES], int64_t now)
{
	struct arena *arena = record->intake->arena;
	const char *address =
		arena_printf(arena, "%s/tasks/%s/download", url, task->id);

	record_set_string(record, TASK_ASYNC_TASK_ID, task->id);
	record_set_string(record, TASK_TYPE, "crm");
	record_set_time(record, TASK_REQUEST_DATE, task->created);
	record_set_string(record, TASK_STATUS, "COM");
	record_set_int(record, TASK_PERCENTAGE, 100);
	record_set_string(record, TASK_BRAND, task->brand);
	record_set_string(record, TASK_DOWNLOAD_URL, address);
	record_set_string(record, TASK_SIGNED_DOWNLOAD_URL,
		signed_url(arena, task->id, address, signing, now));
	record_set_int(record, TASK_TOTAL_RESULTS, task->total);
}

bool
task_is_signed(struct arena *arena, const unsigned char signing[SHA256_BYTES],
	const char *id, const char *format, const char *until,
	const char *signature)
{
	return seal_is_signed(arena, signing,
		signed_text(arena, id, format, until), signature);
}
